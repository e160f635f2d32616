#include "study/solute_sources.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace entail::study {

using Size = std::size_t;

SoluteSources::SoluteSources(const Inputs& inputs, const field::Fields& fields, const flow::Flow& flow,
                             Boundaries& boundaries, SpatialValues& values)
    : inputs_(inputs), fields_(fields), boundaries_(boundaries), values_(values) {
  const auto& deck = inputs.deck;
  for (Size i = 0; i < deck.boundaries.size(); ++i) {
    const std::string key = fmt::format("boundaries[{}].", i);
    add(deck.boundaries[i].concentrations, i, key + "concentrations", false, outside_);
    add(deck.boundaries[i].held_concentrations, i, key + "held_concentrations", true, outside_);
  }
  for (Size i = 0; i < deck.wells.size(); ++i) {
    const Size patch = deck.boundaries.size() + i;
    const std::string key = fmt::format("wells[{}].", i);
    add(deck.wells[i].concentrations, patch, key + "concentrations", false, outside_);
    add(deck.wells[i].mass_rates, patch, key + "mass_rates", false, releases_);
    slots_of_wells_.emplace_back();
    for (const auto& face : flow.boundaries()[patch].faces)
      slots_of_wells_.back().push_back(face.column * fields.slots() + face.slot);
  }
  for (const auto* list : {&outside_, &releases_})
    for (const auto& one : *list)
      if (one.value->form == deck::Spatial::Form::raster) values.at_columns(*one.value, one.key);
}

void SoluteSources::add(const deck::Named<deck::Spatial>& named, Size patch, const std::string& key,
                        bool is_held, std::vector<OnFaces>& list) const {
  const auto& contaminants = inputs_.deck.contaminants;
  for (const auto& [name, value] : named)
    for (Size s = 0; s < contaminants.size(); ++s)
      if (contaminants[s].name == name) list.push_back({s, patch, &value, key + "." + name, is_held, {}});
}

std::vector<double> SoluteSources::mean(const OnFaces& one, double begin, double end) {
  auto now = boundaries_.at_faces(one.patch, *one.value, begin);
  if (!one.value->is_stepwise && one.value->varies_in_time) {
    const auto then = boundaries_.at_faces(one.patch, *one.value, end);
    for (Size i = 0; i < now.size(); ++i) now[i] = 0.5 * (now[i] + then[i]);
  }
  fields_.mesh().comm().agree([&] {
    for (double value : now)
      if (!(value >= 0.0) || !std::isfinite(value))
        deck::fail(inputs_.deck, one.key,
                   fmt::format("is {} {} at {:.6g} s after the start, but must be at least 0", value,
                               one.value->unit, begin));
  });
  return now;
}

void SoluteSources::begin(transport::Transport& transport) {
  for (const auto& one : outside_)
    transport.set_outside(one.solute, one.patch, mean(one, 0.0, 0.0), one.is_held);
  set_releases(0.0, 0.0, true);
}

void SoluteSources::drive(transport::Transport& transport, double begin, double end) {
  for (const auto& one : outside_)
    if (one.value->varies_in_time)
      transport.set_outside(one.solute, one.patch, mean(one, begin, end), one.is_held);
  set_releases(begin, end, false);
}

/// What a well releases is shared like its water.
void SoluteSources::set_releases(double begin, double end, bool all) {
  for (auto& one : releases_) {
    if (!all && !one.value->varies_in_time) continue;
    one.now = mean(one, begin, end);
    const auto shares = boundaries_.shares(one.patch);
    for (Size i = 0; i < one.now.size(); ++i) one.now[i] *= shares[i];
    has_new_releases_ = true;
  }
}

transport::Input SoluteSources::rain_input(const Facilities& facilities, double rain,
                                           double concentration) const {
  const auto& mesh = fields_.mesh();
  transport::Input input{"rain", {}, {}, concentration};
  for (Index c = 0; c < mesh.n_owned(); ++c) {
    const auto i = static_cast<Size>(c);
    input.slots.push_back(c * fields_.slots());
    input.rates.push_back(mesh.area()[i] * facilities.exposed()[i] * rain * concentration);
  }
  return input;
}

void SoluteSources::bring(transport::Transport& transport, const Facilities& facilities, double rain) {
  const auto& deck = inputs_.deck;
  for (Size s = 0; s < deck.contaminants.size(); ++s) {
    std::vector<transport::Input> inputs = facilities.inputs(s);
    for (const auto& one : releases_) {
      if (one.solute != s) continue;
      const Size well = one.patch - deck.boundaries.size();
      inputs.push_back({deck.wells[well].name + " release", slots_of_wells_[well], one.now});
    }
    if (deck.weather)
      for (const auto& [name, concentration] : deck.weather->concentrations)
        if (name == deck.contaminants[s].name && concentration > 0.0)
          inputs.push_back(rain_input(facilities, rain, concentration));
    transport.set_inputs(s, inputs);
  }
  has_new_releases_ = false;
}

double SoluteSources::next_row(double time) const {
  double next = std::numeric_limits<double>::infinity();
  for (const auto* list : {&outside_, &releases_})
    for (const auto& one : *list) next = std::min(next, values_.next_row(*one.value, time));
  return next;
}

}  // namespace entail::study
