#include "study/model.hpp"

#include <algorithm>
#include <cmath>

#include "study/contaminants.hpp"
#include "study/ground.hpp"

namespace entail::study {

using Size = std::size_t;

Model::Model(const Comm& comm, const Inputs& inputs, const Domain& domain)
    : inputs_(inputs), mesh_(make_mesh(comm, inputs, domain)) {
  const auto& deck = inputs.deck;
  fields_ = std::make_unique<field::Fields>(*mesh_, deck.surface.has_value());
  values_ = std::make_unique<SpatialValues>(*mesh_, deck, inputs.projection ? &*inputs.projection : nullptr,
                                            &inputs.series);
  SpatialValues& values = *values_;
  const flow::GroundData ground = make_ground(inputs, *mesh_, domain, values);
  soil_ = ground.soil;
  conductivity_ = ground.conductivity;
  std::vector<double> manning;
  if (deck.surface)
    manning = values.at_columns(*deck.surface->manning, "surface.manning",
                                {"must be above 0", [](double n) { return n > 0.0; }});
  const flow::Tolerances tolerances{deck.steps.depth_tolerance, deck.steps.content_tolerance,
                                    deck.steps.head_tolerance, deck.steps.relative_depth_tolerance};
  boundaries_ = std::make_unique<Boundaries>(inputs, domain, *mesh_, ground, *fields_, values);
  auto open_patches = boundaries_->open_patches();
  flow_ = std::make_unique<flow::Flow>(*fields_, ground, manning, boundaries_->take_patches(), tolerances);
  flow_->initialise(make_initial(inputs, *mesh_, *fields_, values));
  if (!deck.contaminants.empty()) make_transport(ground, std::move(open_patches));
  if (deck.erosion)
    erosion_ =
        std::make_unique<ErosionDriver>(inputs, domain, *mesh_, *fields_, ground, values, manning, *flow_);
  facilities_ = std::make_unique<Facilities>(inputs, domain, *fields_);
}

void Model::make_transport(const flow::GroundData& ground, std::vector<transport::OpenPatch> patches) {
  transport_ =
      std::make_unique<transport::Transport>(*fields_, make_pores(inputs_, ground), std::move(patches),
                                             make_solutes(inputs_, *mesh_, ground, *values_));
  sources_ = std::make_unique<SoluteSources>(inputs_, *fields_, *flow_, *boundaries_, *values_);
  sources_->begin(*transport_);
  initialise_transport();
}

void Model::initialise_transport() {
  for (Size s = 0; transport_ && s < inputs_.deck.contaminants.size(); ++s)
    transport_->initialise(s, background(s));
}

std::vector<double> Model::background(Size contaminant) {
  return make_background(inputs_, contaminant, *fields_, *values_);
}

std::vector<std::vector<double>> Model::inflow() const {
  std::vector<std::vector<double>> all;
  for (Size p = 0; p < flow_->boundaries().size(); ++p) all.push_back(flow_->boundary().inflow_of(p));
  return all;
}

Size Model::soil(Index column, int layer) const {
  return soil_[static_cast<Size>(column) * static_cast<Size>(mesh_->n_layers()) + static_cast<Size>(layer)];
}

void Model::drive_boundaries(double begin, double end) {
  boundaries_->drive(*flow_, begin, end);
  if (transport_) sources_->drive(*transport_, begin, end);
}

double Model::drive(double time) {
  const auto& deck = inputs_.deck;
  const WeatherNow now = inputs_.forcing.at(time);
  flow_->set_weather(now.rain, now.potential_evaporation);
  if (erosion_) erosion_->drive(time);
  const double change = std::fabs(now.rain - last_weather_.rain) +
                        std::fabs(now.potential_evaporation - last_weather_.potential_evaporation);
  last_weather_ = now;
  has_new_weather_ = true;
  return 0.5 * change / deck.steps.depth_tolerance;
}

void Model::drive_facilities(const process::TimeStep& step) {
  const bool is_new = facilities_->plan(step, last_weather_);
  if (is_new) {
    flow_->set_sources(facilities_->sources());
    flow_->set_exposed(facilities_->exposed());
    if (erosion_) erosion_->set_covers(facilities_->exposed(), facilities_->cover_runoff());
  }
  if (transport_ && (is_new || has_new_weather_ || sources_->has_new_releases()))
    sources_->bring(*transport_, *facilities_, last_weather_.rain);
  has_new_weather_ = false;
}

double Model::next_change(double time) const {
  double next = std::min(
      {inputs_.forcing.next_change(time), boundaries_->next_row(time), facilities_->next_change(time)});
  if (sources_) next = std::min(next, sources_->next_row(time));
  if (erosion_) next = std::min(next, erosion_->next_change(time));
  return next;
}

std::vector<process::Balance> Model::balances() const {
  auto all = flow_->balances();
  if (transport_)
    for (auto& balance : transport_->balances()) all.push_back(balance);
  if (erosion_) all.insert(all.end(), erosion_->balances().begin(), erosion_->balances().end());
  for (auto& balance : facilities_->balances()) all.push_back(std::move(balance));
  return all;
}

}  // namespace entail::study
