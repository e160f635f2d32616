/// The best configurations that a search has met, each once.
#pragma once

#include <cstdint>
#include <vector>

#include "base/parallel.hpp"
#include "quantum/ising/ising_model.hpp"

namespace entail::quantum {

/// A configuration, one 0 or 1 per variable, its energy and how often it was met; 0 times where only descent
/// (descent.hpp) led to it.
struct Solution {
  double energy = 0.0;
  std::vector<std::uint8_t> bits;
  std::int64_t count = 1;
};

/// Keeps the lowest `capacity` distinct configurations, ordered by energy and then by their bits. What it
/// holds does not depend on the order in which solutions come, except for the counts of those that were
/// dropped and met again.
class SolutionPool {
 public:
  explicit SolutionPool(std::size_t capacity) : capacity_(capacity) {}

  /// True when the solution is lower than all before.
  bool add(Solution solution);
  /// True when a solution of this energy would be kept.
  bool wants(double energy) const {
    return solutions_.size() < capacity_ || energy <= solutions_.back().energy;
  }
  bool empty() const { return solutions_.empty(); }
  const Solution& best() const { return solutions_.front(); }
  const std::vector<Solution>& solutions() const { return solutions_; }

  /// Every rank's pool becomes that of all ranks together; `n` is the number of variables. Collective.
  void merge(const Comm& comm, int n);

 private:
  std::size_t capacity_;
  std::vector<Solution> solutions_;
};

/// The bits of a configuration number, bit q for variable q; at most 64 variables.
std::vector<std::uint8_t> bits_of_state(std::uint64_t state, int n);
std::uint64_t state_of_bits(const std::vector<std::uint8_t>& bits);

}  // namespace entail::quantum
