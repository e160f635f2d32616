// Layers by the zig-zag of tile_pass.hpp.
#include <cmath>

#include "quantum/statevector/forward_work.hpp"
#include "quantum/statevector/layer_kernels.hpp"
#include "quantum/statevector/product_phase.hpp"

namespace entail::quantum {

namespace {

/// One pass: the rotations on either side and the phase between, already with every factor.
struct Pass {
  XRotation before, after;
  bool has_phase = false;
  double gamma = 0.0;
  std::complex<double> factor = 1.0;
  double fill = 0.0;
};

template <class Real, class Middle>
void run_pass(StateVector<Real>& state, const TileGeometry& geometry, const Pass& pass, bool low,
              bool mirrored, const Middle& middle) {
  using Work = ForwardWork<Real, Middle>;
  // In a symmetric state the flips of all qubits cancel.
  const auto unflipped = [&](XRotation rotation) {
    if (mirrored) rotation.flip = false;
    return rotation;
  };
  const XRotation before = unflipped(pass.before), after = unflipped(pass.after);
  std::vector<Work> works;
  works.reserve(static_cast<std::size_t>(host_threads()));
  for (int worker = 0; worker < host_threads(); ++worker)
    works.emplace_back(state.re().data(), state.im().data(), before, after, mirrored ? before : XRotation{},
                       mirrored ? after : XRotation{}, middle, pass.fill, geometry);
  const auto work_of = [&](int worker) -> Work& { return works[static_cast<std::size_t>(worker)]; };
  if (low && mirrored)
    for_each_item_ahead("entail::layers::mirrored_low_pass", n_low_tiles(geometry) / 2,
                        [&](int worker, std::int64_t item, std::int64_t following) {
                          mirrored_low_tile(work_of(worker), geometry, item, following);
                        });
  else if (low)
    for_each_item_ahead("entail::layers::low_pass", n_low_tiles(geometry),
                        [&](int worker, std::int64_t item, std::int64_t following) {
                          low_tile(work_of(worker), geometry, item, following);
                        });
  else
    for_each_item_ahead("entail::layers::high_pass", n_high_tiles(geometry),
                        [&](int worker, std::int64_t item, std::int64_t following) {
                          high_tile(work_of(worker), geometry, item, following);
                        });
}

template <class Real>
void run_pass(StateVector<Real>& state, const CostDiagonal<Real>& cost, const TileGeometry& geometry,
              const Pass& pass, bool low, bool mirrored) {
  if (!pass.has_phase) return run_pass(state, geometry, pass, low, mirrored, NoPhase{});
  const auto shape = low ? low_block_shape<Real>(geometry)
                         : high_block_shape(geometry, ForwardWork<Real, NoPhase>::load_bits);
  const PhaseTables<Real> tables(state, cost.model(), shape, pass.gamma, pass.factor);
  run_pass(state, geometry, pass, low, mirrored, ProductPhase<Real>(tables));
}

}  // namespace

template <class Real>
bool can_be_tiled(int n_local, int rank_bits, bool mirrored) {
  if (rank_bits == 0 && !mirrored && n_local <= single_tile_bits) return n_local >= simd::lane_bits<Real> + 2;
  return n_local - std::max(5, rank_bits) >= simd::lane_bits<Real> + 2;
}

template <class Real>
PendingMixer start_layers_tiled(StateVector<Real>& state, const CostDiagonal<Real>& cost,
                                const LayerAngles& angles, const LayerOptions& options, int more_low_bits) {
  const TileGeometry geometry =
      tile_geometry<Real>(state.n_local(), state.n_rank_bits(), options.mirrored, more_low_bits);
  const bool zig_zag = geometry.high_bits() > 0;
  const int n_mixed = state.n_qubits() + (options.mirrored ? 1 : 0);
  if (options.from_plus)
    state.reset_order();
  else if (!state.at_home())
    state.bring_home();
  PendingMixer pending;
  double fill = options.from_plus ? std::exp2(-0.5 * state.n_qubits()) : 0.0;
  for (int layer = 0; layer < angles.n_layers(); ++layer) {
    const XRotation mixer = x_rotation(angles.beta[static_cast<std::size_t>(layer)]);
    run_pass(state, cost, geometry,
             {pending.rotation, mixer, true, angles.gamma[static_cast<std::size_t>(layer)],
              factor_of(mixer, n_mixed), fill},
             pending.low, options.mirrored);
    fill = 0.0;
    pending = {zig_zag ? mixer : XRotation{}, zig_zag ? !pending.low : pending.low};
    state.exchange_top();
  }
  if (fill != 0.0) state.set_plus();
  return pending;
}

template <class Real>
void apply_layers_tiled(StateVector<Real>& state, const CostDiagonal<Real>& cost, const LayerAngles& angles,
                        const LayerOptions& options) {
  const TileGeometry geometry = tile_geometry<Real>(state.n_local(), state.n_rank_bits(), options.mirrored);
  const PendingMixer pending = start_layers_tiled(state, cost, angles, options);
  const bool has_phase = options.final_gamma != 0.0;
  if (is_identity(pending.rotation) && !has_phase) return;
  run_pass(state, cost, geometry, {pending.rotation, XRotation{}, has_phase, options.final_gamma, 1.0, 0.0},
           pending.low, options.mirrored);
}

template PendingMixer start_layers_tiled(StateVector<double>&, const CostDiagonal<double>&,
                                         const LayerAngles&, const LayerOptions&, int);
template PendingMixer start_layers_tiled(StateVector<float>&, const CostDiagonal<float>&, const LayerAngles&,
                                         const LayerOptions&, int);
template bool can_be_tiled<double>(int, int, bool);
template bool can_be_tiled<float>(int, int, bool);
template void apply_layers_tiled(StateVector<double>&, const CostDiagonal<double>&, const LayerAngles&,
                                 const LayerOptions&);
template void apply_layers_tiled(StateVector<float>&, const CostDiagonal<float>&, const LayerAngles&,
                                 const LayerOptions&);

}  // namespace entail::quantum
