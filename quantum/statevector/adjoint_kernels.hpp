/// The two ways of taking the gradient: tuned for host memory (adjoint_tiled.cpp) and portable
/// (adjoint_portable.cpp).
#pragma once

#include "quantum/statevector/adjoint.hpp"

namespace entail::quantum {

template <class Real>
LayerGradient layer_gradient_tiled(StateVector<Real>& state, StateVector<Real>& adjoint,
                                   const CostDiagonal<Real>& cost, const LayerAngles& angles,
                                   const CostObservable& observable, const LayerOptions& options,
                                   bool prepared);

template <class Real>
LayerGradient layer_gradient_portable(StateVector<Real>& state, StateVector<Real>& adjoint,
                                      const CostDiagonal<Real>& cost, const LayerAngles& angles,
                                      const CostObservable& observable, const LayerOptions& options,
                                      bool prepared);

}  // namespace entail::quantum
