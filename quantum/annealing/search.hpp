/// What all heuristic searches share: batches of replicas over threads and ranks, limits, the best states.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "base/parallel.hpp"
#include "quantum/ising/solutions.hpp"

namespace entail::quantum {

/// When to stop, and what to keep. Without seconds, target and batches a search does 16 batches.
struct SearchLimits {
  std::uint64_t seed = 1;
  int sweeps = 1000;               ///< of one batch
  std::int64_t batches = 0;        ///< 0: until time or target
  double seconds = 0.0;            ///< wall time; 0: none
  std::optional<double> target{};  ///< an energy that is low enough
  int keep = 64;                   ///< distinct configurations
  /// When set, only configurations for which it is true are kept.
  std::function<bool(const std::vector<std::uint8_t>&)> feasible{};
  /// Called on the root for every improvement with the energy and the seconds since the start.
  std::function<void(double, double)> improved{};
};

struct SearchResult {
  std::vector<Solution> solutions;  ///< the lowest first; may be empty when none was feasible
  std::int64_t batches = 0;
  std::int64_t samples = 0;   ///< final configurations of replicas
  std::int64_t feasible = 0;  ///< of those
  double updates = 0.0;       ///< proposed spin flips
  double seconds = 0.0;
  bool reached = false;  ///< the target
};

/// What one batch brings home.
struct BatchResult {
  explicit BatchResult(int keep) : pool(static_cast<std::size_t>(keep)) {}
  SolutionPool pool;
  std::int64_t samples = 0, feasible = 0;
  double updates = 0.0;
};

/// Computes the batch of a number, which is also its random stream; `expired` tells that time is up.
using Batch = std::function<BatchResult(std::uint64_t number, const std::function<bool()>& expired)>;

/// Runs batches 0, 1, … until a limit is reached. Without a time limit the result is a function of the model
/// and the limits alone: batches beyond the first one that reaches the target do not count, so the number of
/// threads and ranks does not matter. Collective; every rank gets the result.
SearchResult run_batches(const Comm& comm, const IsingModel& model, const SearchLimits& limits,
                         const Batch& batch);

/// Adds the replicas' configurations to a batch's result. Energies of kept ones are summed anew in double.
template <class Replicas>
void collect(const Replicas& replicas, const IsingModel& model, const SearchLimits& limits,
             BatchResult& result) {
  const auto energies = replicas.energies();
  // Single-precision sums err by more than equal energies may differ.
  const auto range = energy_range(model);
  const double slack = 1e-6 * (range.high - range.low);
  for (int lane = 0; lane < Replicas::n_lanes; ++lane) {
    ++result.samples;
    const double about = energies[static_cast<std::size_t>(lane)] + model.offset;
    if (!limits.feasible && !result.pool.wants(about - slack)) continue;
    auto bits = replicas.bits(lane);
    if (limits.feasible && !limits.feasible(bits)) continue;
    ++result.feasible;
    const double exact = energy(model, bits);
    result.pool.add({exact, std::move(bits), 1});
  }
  if (!limits.feasible) result.feasible = result.samples;
}

}  // namespace entail::quantum
