/// The best angles by gradients: L-BFGS of NLopt on <C> or on the conditional value at risk.
#pragma once

#include <functional>
#include <string>

#include "quantum/qaoa/ansatz.hpp"

namespace entail::quantum {

struct OptimiseOptions {
  int most_evaluations = 200;
  double tolerance = 1e-6;  ///< relative change of the value and of the angles at which it stops
  double fraction = 1.0;  ///< below 1 the mean of the lowest fraction of the probability is minimised (CVaR)
  double seconds = 0.0;   ///< wall time; 0 for no limit
  std::function<void(double value, int evaluation)> improved{};
};

struct OptimisedAngles {
  LayerAngles angles;
  double value = 0.0;
  int evaluations = 0;
};

/// Starts from `start`, which must not be all zero: there the gradient vanishes without being a minimum.
/// Collective; all ranks take the same steps.
OptimisedAngles optimise(Ansatz& ansatz, const LayerAngles& start, const OptimiseOptions& options);

/// Version of NLopt, for `entail --version`.
std::string nlopt_version();

}  // namespace entail::quantum
