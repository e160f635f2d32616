#include "quantum/statevector/layers.hpp"

#include <cassert>
#include <stdexcept>

#include "quantum/statevector/layer_kernels.hpp"

namespace entail::quantum {

template <class Real>
void apply_layers(StateVector<Real>& state, const CostDiagonal<Real>& cost, const LayerAngles& angles,
                  const LayerOptions& options) {
  assert(angles.gamma.size() == angles.beta.size());
  if (options.mirrored && state.n_rank_bits() > 0)
    throw std::logic_error("a state halved by symmetry stands on one rank");
  if constexpr (tuned_for_host) {
    if (options.path == KernelPath::best &&
        can_be_tiled<Real>(state.n_local(), state.n_rank_bits(), options.mirrored))
      return apply_layers_tiled(state, cost, angles, options);
  }
  apply_layers_portable(state, cost, angles, options);
}

bool can_be_halved(const IsingModel& model, const Comm& comm) {
  return !model.has_fields() && model.n_spins() >= 2 && comm.size() == 1;
}

IsingModel fix_last_spin(const IsingModel& model) {
  const int last = model.n_spins() - 1;
  IsingModel fixed;
  fixed.offset = model.offset;
  fixed.fields.assign(model.fields.begin(), model.fields.end() - 1);
  for (const auto& term : model.couplings) {
    if (term.j == last)
      fixed.fields[static_cast<std::size_t>(term.i)] += term.value;
    else
      fixed.couplings.push_back(term);
  }
  return fixed;
}

template void apply_layers(StateVector<double>&, const CostDiagonal<double>&, const LayerAngles&,
                           const LayerOptions&);
template void apply_layers(StateVector<float>&, const CostDiagonal<float>&, const LayerAngles&,
                           const LayerOptions&);

}  // namespace entail::quantum
