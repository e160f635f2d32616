#include "quantum/qaoa/ansatz.hpp"

#include <fmt/format.h>

#include "base/error.hpp"
#include "quantum/qaoa/digit_ansatz.hpp"
#include "quantum/qaoa/weight_ansatz.hpp"
#include "quantum/qaoa/x_ansatz.hpp"

namespace entail::quantum {

namespace {

/// The groups as digits, then every variable that is in none.
std::vector<Digit> digits_of_groups(const IsingModel& model, const AnsatzOptions& options) {
  std::vector<bool> taken(model.fields.size());
  std::vector<Digit> digits;
  for (const auto& group : options.groups) {
    if (group.empty()) throw UsageError("a group has no variables");
    for (const int v : group) {
      if (v < 0 || v >= model.n_spins())
        throw UsageError(
            fmt::format("a group names the variable number {}; there are {}", v, model.n_spins()));
      if (taken[static_cast<std::size_t>(v)])
        throw UsageError(fmt::format("the variable number {} is in two groups", v));
      taken[static_cast<std::size_t>(v)] = true;
    }
    digits.push_back(group_digit(group, options.mixer));
  }
  for (int v = 0; v < model.n_spins(); ++v)
    if (!taken[static_cast<std::size_t>(v)]) digits.push_back(free_digit(v));
  return digits;
}

std::unique_ptr<Ansatz> make_warm(const Comm& comm, const IsingModel& model, const AnsatzOptions& options) {
  if (static_cast<int>(options.start.size()) != model.n_spins())
    throw UsageError(fmt::format("a warm start needs a probability for each of {} variables, not {}",
                                 model.n_spins(), options.start.size()));
  std::vector<Digit> digits;
  for (int v = 0; v < model.n_spins(); ++v) {
    const double c = options.start[static_cast<std::size_t>(v)];
    if (!(c >= 0 && c <= 1)) throw UsageError(fmt::format("{} is no probability: 0 to 1", c));
    digits.push_back(warm_digit(v, c));
  }
  return std::make_unique<DigitAnsatz>(comm, model, std::move(digits), "warm-started X mixer");
}

}  // namespace

std::unique_ptr<Ansatz> make_ansatz(const Comm& comm, const IsingModel& model, const AnsatzOptions& options) {
  if (options.mixer == MixerKind::x) {
    if (!options.start.empty()) return make_warm(comm, model, options);
    if (options.single_precision) return std::make_unique<XAnsatz<float>>(comm, model, options.gradients);
    return std::make_unique<XAnsatz<double>>(comm, model, options.gradients);
  }
  if (!options.start.empty()) throw UsageError("a warm start goes with the mixer x only");
  if (options.weight >= 0 && !options.groups.empty())
    throw UsageError("an XY mixer takes either groups or a number of ones, not both");
  if (options.weight >= 0) return std::make_unique<WeightAnsatz>(comm, model, options.weight, options.mixer);
  if (options.groups.empty())
    throw UsageError("an XY mixer keeps the number of ones: give --groups or --ones");
  const bool ring = options.mixer == MixerKind::xy_ring;
  return std::make_unique<DigitAnsatz>(
      comm, model, digits_of_groups(model, options),
      fmt::format("XY mixer on {} of {} groups", ring ? "rings" : "complete graphs", options.groups.size()));
}

}  // namespace entail::quantum
