#include "study/model.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "study/ground.hpp"

namespace entail::study {

using Size = std::size_t;

Model::Model(const Comm& comm, const Inputs& inputs, const Domain& domain)
    : inputs_(inputs), mesh_(make_mesh(comm, inputs, domain)) {
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
  facilities_ = std::make_unique<Facilities>(inputs, domain, *fields_);
}

double Model::drive(double time) {
  const auto& deck = inputs_.deck;
  const WeatherNow now = inputs_.forcing.at(time);
  flow_->set_weather(now.rain, now.potential_evaporation);
  const double change = std::fabs(now.rain - last_weather_.rain) +
                        std::fabs(now.potential_evaporation - last_weather_.potential_evaporation);
  last_weather_ = now;
  return 0.5 * change / deck.steps.depth_tolerance;
}

void Model::drive_facilities(const process::TimeStep& step) {
  if (facilities_->list().empty() || !facilities_->plan(step, last_weather_)) return;
  flow_->set_sources(facilities_->sources());
  flow_->set_exposed(facilities_->exposed());
  for (Size k = 0; k < transports_.size(); ++k) transports_[k]->set_inputs(facilities_->inputs(k));
}

double Model::next_change(double time) const {
  return std::min(
      {inputs_.forcing.next_change(time), boundaries_->next_row(time), facilities_->next_change(time)});
}

std::vector<process::Balance> Model::balances() const {
  auto all = flow_->balances();
  for (const auto& transport : transports_)
    for (auto& balance : transport->balances()) all.push_back(balance);
  for (auto& balance : facilities_->balances()) all.push_back(std::move(balance));
  return all;
}

}  // namespace entail::study
