#include "quantum/statevector/adjoint.hpp"

#include <cassert>

#include "quantum/statevector/adjoint_kernels.hpp"
#include "quantum/statevector/layer_kernels.hpp"

namespace entail::quantum {

template <class Real>
LayerGradient layer_gradient(StateVector<Real>& state, StateVector<Real>& adjoint,
                             const CostDiagonal<Real>& cost, const LayerAngles& angles,
                             const CostObservable& observable, const LayerOptions& options, bool prepared) {
  assert(options.from_plus && options.final_gamma == 0.0 && angles.gamma.size() == angles.beta.size());
  if constexpr (tuned_for_host) {
    if (options.path == KernelPath::best &&
        can_be_tiled<Real>(state.n_local(), state.n_rank_bits(), options.mirrored))
      return layer_gradient_tiled(state, adjoint, cost, angles, observable, options, prepared);
  }
  return layer_gradient_portable(state, adjoint, cost, angles, observable, options, prepared);
}

template LayerGradient layer_gradient(StateVector<double>&, StateVector<double>&, const CostDiagonal<double>&,
                                      const LayerAngles&, const CostObservable&, const LayerOptions&, bool);
template LayerGradient layer_gradient(StateVector<float>&, StateVector<float>&, const CostDiagonal<float>&,
                                      const LayerAngles&, const CostObservable&, const LayerOptions&, bool);

}  // namespace entail::quantum
