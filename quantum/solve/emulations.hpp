/// The methods of `entail solve` that emulate a quantum state, and what all methods are given.
#pragma once

#include "quantum/solve/solve.hpp"

namespace entail::quantum {

/// A problem to solve, with what the options say about it.
struct Task {
  const Comm& comm;
  const Problem& problem;
  const SolveOptions& options;
  std::vector<std::vector<int>> groups;

  bool constrained() const { return !groups.empty() || options.ones >= 0; }
  bool is_feasible(const std::vector<std::uint8_t>& bits) const;
  /// Differences of energies that are rounding.
  double slack() const;
};

void run_qaoa(const Task& task, SolveReport& report);
void run_recursive_qaoa(const Task& task, SolveReport& report);
void run_schroedinger(const Task& task, SolveReport& report);
void run_thermal(const Task& task, SolveReport& report);

}  // namespace entail::quantum
