#include "study/model.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "study/ground.hpp"

namespace entail::study {

using Size = std::size_t;

Model::Model(const Comm& comm, const Inputs& inputs, const Domain& domain)
    : inputs_(inputs), domain_(domain), mesh_(make_mesh(comm, inputs, domain)) {
  const auto& deck = inputs.deck;
  fields_ = std::make_unique<field::Fields>(*mesh_, deck.surface.has_value());
  values_ = std::make_unique<SpatialValues>(*mesh_, inputs.projection ? &*inputs.projection : nullptr,
                                            &inputs.series);
  SpatialValues& values = *values_;
  const flow::GroundData ground = make_ground(inputs, *mesh_, domain, values);
  std::vector<double> manning;
  if (deck.surface) {
    manning = values.at_columns(*deck.surface->manning, "surface.manning");
    require(*mesh_, manning, 1, "surface.manning", "must be above 0", [](double n) { return n > 0.0; });
  }
  const flow::Tolerances tolerances{deck.steps.depth_tolerance, deck.steps.content_tolerance,
                                    deck.steps.head_tolerance, deck.steps.relative_depth_tolerance};
  boundaries_ = std::make_unique<Boundaries>(inputs, domain, *mesh_, ground, *fields_, values);
  flow_ = std::make_unique<flow::Flow>(*fields_, ground, manning, boundaries_->take_patches(), tolerances);
  flow_->initialise(make_initial(inputs, *mesh_, *fields_, values));
  for (const auto& contaminant : deck.contaminants) {
    transports_.push_back(
        std::make_unique<transport::Transport>(*fields_, make_solute(inputs, *mesh_, ground, contaminant)));
    transports_.back()->initialise(contaminant.background);
  }
  if (deck.erosion)
    erosion_ = std::make_unique<ErosionDriver>(inputs, domain, *mesh_, *fields_, values, manning, *flow_);
  for (Size i = 0; i < domain.facilities.size(); ++i) {
    flow::Source source{domain.facilities[i].name, {}, {}};
    double area = 0.0;
    for (const auto& share : domain.facilities[i].shares) {
      area += share.amount;
      if (const Index column = mesh_->find_owned(share.face); column >= 0) {
        source.slots.push_back(column * fields_->slots() + fields_->first_cell());
        source.rates.push_back(share.amount * deck.facilities[i].seepage);
      }
    }
    seepage_.push_back(std::move(source));
    facility_area_.push_back(area);
  }
}

bool Model::facility_active(Size facility, double time) const {
  const auto& f = inputs_.deck.facilities[facility];
  const Instant start = inputs_.deck.start();
  auto seconds = [&](Instant instant) { return static_cast<double>((instant - start).count()); };
  return !(f.start && time < seconds(*f.start) - 1e-6) && !(f.end && time >= seconds(*f.end) - 1e-6);
}

double Model::seepage(Size facility, double time) const {
  return facility_active(facility, time)
             ? facility_area_[facility] * inputs_.deck.facilities[facility].seepage
             : 0.0;
}

double Model::drive(double time) {
  const auto& deck = inputs_.deck;
  const WeatherNow now = inputs_.forcing.at(time);
  flow_->set_weather(now.rain, now.potential_evaporation);
  if (erosion_) erosion_->drive(time);
  std::vector<flow::Source> sources;
  std::vector<std::vector<transport::Input>> inputs(transports_.size());
  for (Size i = 0; i < seepage_.size(); ++i) {
    flow::Source source = seepage_[i];
    if (!facility_active(i, time)) std::fill(source.rates.begin(), source.rates.end(), 0.0);
    for (Size k = 0; k < transports_.size(); ++k) {
      double concentration = 0.0;
      for (const auto& [name, value] : deck.facilities[i].concentrations)
        if (name == deck.contaminants[k].name) concentration = value;
      transport::Input input{source.name, source.slots, source.rates};
      for (double& rate : input.rates) rate *= concentration;
      inputs[k].push_back(std::move(input));
    }
    sources.push_back(std::move(source));
  }
  flow_->set_sources(sources);
  for (Size k = 0; k < transports_.size(); ++k) transports_[k]->set_inputs(inputs[k]);
  const double change = std::fabs(now.rain - last_weather_.rain) +
                        std::fabs(now.potential_evaporation - last_weather_.potential_evaporation);
  last_weather_ = now;
  return 0.5 * change / deck.steps.depth_tolerance;
}

double Model::next_change(double time) const {
  double next = std::min(inputs_.forcing.next_change(time), boundaries_->next_row(time));
  if (erosion_) next = std::min(next, erosion_->next_change(time));
  const Instant start = inputs_.deck.start();
  for (const auto& facility : inputs_.deck.facilities)
    for (const auto& instant : {facility.start, facility.end})
      if (instant)
        if (const double at = static_cast<double>((*instant - start).count()); at > time + 1e-6)
          next = std::min(next, at);
  return next;
}

std::vector<process::Balance> Model::balances() const {
  auto all = flow_->balances();
  for (const auto& transport : transports_)
    for (auto& balance : transport->balances()) all.push_back(balance);
  if (erosion_) all.insert(all.end(), erosion_->balances().begin(), erosion_->balances().end());
  return all;
}

}  // namespace entail::study
