/// Branch and bound by CBC on the linearised problem.
///
/// With x in {0, 1} each product x_i x_j of the QUBO becomes a variable y (Glover & Woolsey 1974,
/// doi:10.1287/opre.22.1.180): y <= x_i, y <= x_j where its coefficient is negative, y >= x_i + x_j - 1 where
/// it is positive. Good for sparse problems; for dense ones the relaxation is weak and the gap closes slowly.
#pragma once

#include <string>
#include <vector>

#include "quantum/ising/solutions.hpp"

namespace entail::quantum {

/// Exactly `count` of the variables are 1.
struct CountConstraint {
  std::vector<int> variables;
  int count = 1;
};

struct BranchResult {
  Solution best;         ///< bits are empty when no configuration was found
  double bound = 0.0;    ///< proven: no configuration has a lower energy
  bool optimal = false;  ///< best is proven to be the lowest
  bool infeasible = false;
};

/// `seconds` of wall time, 0 for no limit; `start` is a known configuration, or empty. Runs on the rank that
/// calls it.
BranchResult branch_and_bound(const IsingModel& model, const std::vector<CountConstraint>& constraints,
                              double seconds, const std::vector<std::uint8_t>& start);

/// Version of CBC, for `entail --version`.
std::string cbc_version();

}  // namespace entail::quantum
