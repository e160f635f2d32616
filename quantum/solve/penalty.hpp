/// Constraints as part of the energy, for methods that know nothing else.
#pragma once

#include <vector>

#include "quantum/ising/ising_model.hpp"

namespace entail::quantum {

/// Exactly `count` of the variables are 1.
struct OnesConstraint {
  std::vector<int> variables;
  int count = 1;
};

/// The model plus A (count - sum x)^2 for each constraint, A being the most that one flip can change the
/// energy: no single flip away from a feasible configuration pays. Feasible configurations keep their energy.
IsingModel with_penalties(const IsingModel& model, const std::vector<OnesConstraint>& constraints);

}  // namespace entail::quantum
