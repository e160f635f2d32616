/// The expectation of a function of the cost after layers of QAOA, and its derivatives in all angles, by the
/// adjoint method: the state and its image under the observable are taken back through the layers together,
/// at the price of about three forward evaluations for any number of angles.
///
/// With |psi_l> the state after layer l and |lambda_l> what the observable's image becomes on the way back,
///     d<O>/d beta_l  = 2 Im <lambda_l| sum_q X_q |psi_l>,
///     d<O>/d gamma_l = 2 Im <lambda_l'| C |psi_l'>,   the primed ones after the phase of layer l.
#pragma once

#include <limits>

#include "quantum/statevector/layers.hpp"

namespace entail::quantum {

/// O = threshold + min(C - threshold, 0) / fraction. The default is C itself; with the quantile of C as
/// threshold it is the conditional value at risk, the mean of the lowest `fraction` of the costs (Barkoutsos
/// et al. 2020, doi:10.22331/q-2020-04-20-256). Costs here are without the model's offset.
struct CostObservable {
  double threshold = std::numeric_limits<double>::infinity();
  double fraction = 1.0;

  bool is_cost() const { return threshold == std::numeric_limits<double>::infinity(); }
};

/// <O>, the model's offset included, and its derivatives.
struct LayerGradient {
  double value = 0.0;
  std::vector<double> gamma, beta;
};

/// Evaluates the layers from |+>^n. `state` and `adjoint` are two states of the cost's size; what they hold
/// afterwards is of no use. With `prepared` the state holds the result of the layers already (apply_layers
/// with the same options). Collective.
template <class Real>
LayerGradient layer_gradient(StateVector<Real>& state, StateVector<Real>& adjoint,
                             const CostDiagonal<Real>& cost, const LayerAngles& angles,
                             const CostObservable& observable = {}, const LayerOptions& options = {},
                             bool prepared = false);

}  // namespace entail::quantum
