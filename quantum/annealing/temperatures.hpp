/// Inverse temperatures for annealing, from what a flip can cost.
#pragma once

#include "quantum/ising/ising_model.hpp"

namespace entail::quantum {

struct BetaRange {
  double hot = 0.1;
  double cold = 10.0;
};

/// hot = 2 / (the root mean square of what a flip costs at random), cold = 8 / (the least that a flip can
/// cost, averaged over the spins): chosen on G1 and G11, scale-free.
BetaRange beta_range(const IsingModel& model);

/// Geometric from hot to cold; `step` of `n_steps`.
double geometric_beta(const BetaRange& range, int step, int n_steps);

}  // namespace entail::quantum
