#include "study/checks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/units.hpp"
#include "deck/quantities.hpp"
#include "study/probe.hpp"

namespace entail::study {

namespace {

double to_si(const std::string& text, const std::string& unit) {
  units::Quantity quantity;
  units::split(text, quantity);
  return quantity.unit.empty() ? quantity.value
                               : units::convert(quantity.value, quantity.unit, unit.empty() ? "1" : unit);
}

}  // namespace

Checks::Checks(const Inputs& inputs, const Model& model)
    : inputs_(inputs), model_(model), sections_(inputs.deck, model.fields()) {
  if (!inputs.deck.reference) return;
  require_places();
  for (const auto& check : inputs.deck.reference->checks) {
    const std::string si = deck::find_check_quantity(check.quantity)->unit;
    units::Quantity reference, tolerance;
    units::split(check.reference, reference);
    units::split(check.tolerance, tolerance);
    CheckResult result;
    result.name = check.name;
    result.quantity = check.quantity;
    result.boundary = check.boundary;
    result.at = check.at;
    result.value = check.value;
    result.unit = reference.unit.empty() ? si : reference.unit;
    result.reference = reference.value;
    to_unit_.push_back(result.unit.empty() || result.unit == si ? 1.0
                                                                : 1.0 / units::convert(1.0, result.unit, si));
    result.tolerance = tolerance.unit == "%" ? std::fabs(reference.value) * tolerance.value / 100.0
                                             : to_si(check.tolerance, si) * to_unit_.back();
    result.time = check.time.empty() ? inputs.deck.duration() : to_si(check.time, "s");
    results_.push_back(std::move(result));
    onsets_.emplace_back();
  }
}

/// Places of checks lie within the model.
void Checks::require_places() const {
  const auto& checks = inputs_.deck.reference->checks;
  for (std::size_t i = 0; i < checks.size(); ++i) {
    const auto& at = checks[i].at;
    if (at.size() < 2 || Probe::lies_within(model_.mesh(), at[0], at[1])) continue;
    deck::fail(inputs_.deck, fmt::format("reference.checks[{}].at", i),
               fmt::format("{:.10g}, {:.10g} lies outside the model", at[0], at[1]));
  }
}

void Checks::begin() {
  const bool needed =
      inputs_.deck.reference &&
      std::any_of(inputs_.deck.reference->checks.begin(), inputs_.deck.reference->checks.end(),
                  [](const deck::Check& check) { return check.quantity == "head_change"; });
  if (needed) initial_head_ = to_host(model_.fields().find("pressure_head"));
}

double Checks::next_due(double time) const {
  double next = std::numeric_limits<double>::infinity();
  for (const auto& result : results_)
    if (result.time > time + 1e-6) next = std::min(next, result.time);
  return next;
}

void Checks::follow(double time) {
  for (std::size_t i = 0; i < onsets_.size(); ++i) {
    const auto& check = inputs_.deck.reference->checks[i];
    if (check.quantity != "onset") continue;
    const process::Balance water = model_.flow().balances().front();
    double rate = 0.0;
    for (const auto& term : water.terms)
      if (term.name == check.boundary) rate = -term.rate;
    Onset& onset = onsets_[i];
    const double threshold = *check.threshold;
    if (rate > threshold && std::isinf(onset.since))
      onset.since = onset.time + (time - onset.time) * (threshold - onset.rate) / (rate - onset.rate);
    onset.time = time;
    onset.rate = rate;
  }
}

double Checks::compute(std::size_t number) const {
  const deck::Check& check = inputs_.deck.reference->checks[number];
  const auto& fields = model_.fields();
  const auto water = model_.flow().balances().front();
  const std::string& quantity = check.quantity;
  if (quantity == "mass_ratio") {
    double in = 0.0;
    for (const auto& term : water.terms) in += term.total;
    return water.gained() / in;
  }
  if (quantity == "storage_change") return water.gained();
  if (quantity == "balance_error") return water.relative_error();
  if (quantity == "onset") return onsets_[number].since;
  if (quantity == "discharge" || quantity == "seepage_top") return at_named_place(check);
  for (const auto& term : water.terms) {
    if (term.name != check.boundary) continue;
    if (quantity == "inflow") return term.rate;
    if (quantity == "outflow") return -term.rate;
    if (quantity == "cumulative_inflow") return term.total;
    if (quantity == "cumulative_outflow") return -term.total;
  }
  const Probe probe(model_.mesh(), check.at[0], check.at[1]);
  if (quantity == "level") return probe.level(fields, *check.value);
  if (quantity == "water_table") return probe.water_table(fields);
  if (quantity == "surface_depth") return std::max(0.0, probe.surface_value(fields, "pressure_head"));
  const double z = check.at[2];
  if (quantity == "head" || quantity == "pressure_head" || quantity == "head_change") {
    const double head = probe.head(fields, to_host(fields.find("pressure_head")), z);
    if (quantity == "head_change") return head - probe.head(fields, initial_head_, z);
    return quantity == "head" ? head : head - z;
  }
  if (quantity == "water_content") return probe.cell_field(fields, "water_content", z);
  if (quantity == "saturation")
    return probe.cell_field(fields, "water_content", z) / probe.cell_field(fields, "porosity", z);
  return probe.cell_value(
      fields, check.contaminant.empty() ? inputs_.deck.contaminants.front().name : check.contaminant, z);
}

double Checks::at_named_place(const deck::Check& check) const {
  if (check.quantity == "discharge") {
    const auto flows = sections_.flows();
    for (std::size_t i = 0; i < flows.size(); ++i)
      if (sections_.names()[i] == check.boundary) return flows[i].surface + flows[i].ground;
  }
  // The top of the highest cell that the boundary takes water from.
  const auto& mesh = model_.mesh();
  const auto& boundary = model_.flow().boundary();
  double top = -std::numeric_limits<double>::infinity();
  for (std::size_t p = 0; p < boundary.patches().size(); ++p) {
    if (boundary.patches()[p].name != check.boundary) continue;
    const auto& faces = boundary.patches()[p].faces;
    const auto inflow = boundary.inflow_of(p);
    for (std::size_t i = 0; i < faces.size(); ++i)
      if (inflow[i] < 0.0)
        top = std::max(top, mesh.cell_top(faces[i].column, faces[i].slot - model_.fields().first_cell()));
  }
  return mesh.comm().max(top);
}

void Checks::evaluate(double time) {
  for (std::size_t i = 0; i < results_.size(); ++i) {
    if (results_[i].evaluated || results_[i].time > time + 1e-6) continue;
    CheckResult& result = results_[i];
    result.computed = compute(i) * to_unit_[i];
    result.passed = std::fabs(result.computed - result.reference) <= result.tolerance;
    result.evaluated = true;
  }
}

}  // namespace entail::study
