// The gradient by backward passes of the zig-zag (adjoint_work.hpp).
#include "quantum/statevector/adjoint_kernels.hpp"
#include "quantum/statevector/adjoint_work.hpp"
#include "quantum/statevector/layer_kernels.hpp"

namespace entail::quantum {

namespace {

/// The sums of all tiles and ranks, added in a fixed order.
TileSums total_of(const Comm& comm, const std::vector<TileSums>& tiles) {
  std::vector<double> parts(tiles.size());
  const auto sum = [&](double TileSums::*member) {
    for (std::size_t k = 0; k < tiles.size(); ++k) parts[k] = tiles[k].*member;
    return pairwise_sum(parts.data(), static_cast<std::int64_t>(parts.size()));
  };
  std::vector<double> all{sum(&TileSums::before), sum(&TileSums::after), sum(&TileSums::cost),
                          sum(&TileSums::value)};
  comm.sum(all);
  return {all[0], all[1], all[2], all[3]};
}

/// Two states crowd the caches most in high tiles, which are copied: their half of the qubits is smaller.
constexpr int more_low_bits = 1;

/// Everything that the passes of one gradient share.
template <class Real>
class Backward {
 public:
  Backward(StateVector<Real>& state, StateVector<Real>& adjoint, const CostDiagonal<Real>& cost,
           const CostObservable& observable, bool mirrored)
      : state_(state),
        adjoint_(adjoint),
        cost_(cost),
        observable_(observable),
        mirrored_(mirrored),
        geometry_(tile_geometry<Real>(state.n_local(), state.n_rank_bits(), mirrored, more_low_bits)) {
    // Two states share the caches. In a low tile, blocks of twice the amplitudes are faster nevertheless: the
    // phase's tables are built for each.
    ++geometry_.first_level_bits;
    geometry_.columns =
        std::clamp<std::int64_t>(geometry_.columns / 2, 64 / sizeof(Real), 256 / sizeof(Real));
  }

  bool zig_zag() const { return geometry_.high_bits() > 0; }
  int n_mixed() const { return state_.n_qubits() + (mirrored_ ? 1 : 0); }
  /// The qubits that a pass on the other half rotates.
  int n_others(bool low) const {
    const int own =
        low ? geometry_.low_bits + geometry_.segment_bits + (mirrored_ ? 1 : 0) : geometry_.high_bits();
    return n_mixed() - own;
  }

  /// The turning pass.
  TileSums turn(const BackwardPass& pass, bool low) { return run(pass, NoPhase{}, low); }

  /// A backward pass with a phase, times a factor, between its rotations.
  TileSums go_back(const BackwardPass& pass, double gamma, std::complex<double> factor, bool low) {
    const auto shape =
        low ? low_block_shape<Real>(geometry_) : high_block_shape(geometry_, adjoint_load_bits);
    const PhaseTables<Real> tables(state_, cost_.model(), shape, gamma, factor);
    return run(pass, ProductPhase<Real>(tables), low);
  }

 private:
  template <class Phase>
  TileSums run(BackwardPass pass, const Phase& phase, bool low) {
    if (mirrored_) pass.before.flip = pass.after.flip = false;
    pass.mirrored = mirrored_;
    return with_costs(cost_, state_, [&](const auto& costs) { return run_with(pass, costs, phase, low); });
  }

  template <class Costs, class Phase>
  TileSums run_with(const BackwardPass& pass, const Costs& costs, const Phase& phase, bool low) {
    using Work = AdjointWork<Real, Costs, Phase>;
    const std::int64_t n_tiles = low ? n_low_tiles(geometry_) / (mirrored_ ? 2 : 1) : n_high_tiles(geometry_);
    std::vector<TileSums> sums(static_cast<std::size_t>(n_tiles));
    std::vector<Work> works;
    works.reserve(static_cast<std::size_t>(host_threads()));
    for (int worker = 0; worker < host_threads(); ++worker)
      works.emplace_back(state_, adjoint_, pass, costs, phase, observable_, geometry_, sums);
    for_each_item_ahead(Work::turning ? "entail::gradient::turning_pass" : "entail::gradient::backward_pass",
                        n_tiles, [&](int worker, std::int64_t item, std::int64_t following) {
                          Work& work = works[static_cast<std::size_t>(worker)];
                          if (low && mirrored_)
                            mirrored_low_tile(work, geometry_, item, following);
                          else if (low)
                            low_tile(work, geometry_, item, following);
                          else
                            high_tile(work, geometry_, item, following);
                        });
    return total_of(state_.comm(), sums);
  }

  StateVector<Real>&state_, &adjoint_;
  const CostDiagonal<Real>& cost_;
  const CostObservable& observable_;
  bool mirrored_;
  TileGeometry geometry_;
};

/// Brings a state that holds the result of all layers into the order that the turning pass needs.
template <class Real>
PendingMixer adopt_prepared(StateVector<Real>& state, int n_layers, bool zig_zag) {
  const bool exchanged = state.n_rank_bits() > 0 && n_layers % 2 == 1;
  state.bring_home();
  if (exchanged) state.exchange_top();
  return {XRotation{}, !zig_zag || n_layers % 2 == 0};
}

}  // namespace

template <class Real>
LayerGradient layer_gradient_tiled(StateVector<Real>& state, StateVector<Real>& adjoint,
                                   const CostDiagonal<Real>& cost, const LayerAngles& angles,
                                   const CostObservable& observable, const LayerOptions& options,
                                   bool prepared) {
  Backward<Real> backward(state, adjoint, cost, observable, options.mirrored);
  const int p = angles.n_layers();
  const auto beta = [&](int layer) { return angles.beta[static_cast<std::size_t>(layer)]; };
  LayerGradient result{0.0, std::vector<double>(angles.gamma.size()),
                       std::vector<double>(angles.beta.size())};

  const PendingMixer pending = prepared ? adopt_prepared(state, p, backward.zig_zag())
                                        : start_layers_tiled(state, cost, angles, options, more_low_bits);
  adjoint.adopt_order(state);
  bool low = pending.low;
  const XRotation back = p > 0 ? x_rotation(-beta(p - 1)) : XRotation{};
  const TileSums turn =
      backward.turn({.before = pending.rotation, .after = back, .has_before = true, .has_after = p > 0}, low);
  result.value = turn.value + cost.offset();
  if (p > 0) result.beta[static_cast<std::size_t>(p - 1)] += 2 * turn.after;
  for (int layer = p - 1; layer >= 0; --layer) {
    state.exchange_top();
    adjoint.exchange_top();
    if (backward.zig_zag()) low = !low;
    const auto k = static_cast<std::size_t>(layer);
    const XRotation own = x_rotation(-beta(layer));
    BackwardPass pass;
    pass.has_before = backward.zig_zag();
    pass.has_after = layer > 0;
    if (pass.has_before) pass.before = own;
    if (pass.has_after) pass.after = x_rotation(-beta(layer - 1));
    const double per_qubit = std::norm(own.factor);
    pass.before_weight = std::pow(per_qubit, backward.n_others(low));
    pass.cost_weight = std::pow(per_qubit, backward.n_mixed());
    const TileSums sums = backward.go_back(pass, -angles.gamma[k], factor_of(own, backward.n_mixed()), low);
    result.beta[k] += 2 * sums.before;
    result.gamma[k] = 2 * sums.cost;
    if (layer > 0) result.beta[k - 1] += 2 * sums.after;
  }
  return result;
}

template LayerGradient layer_gradient_tiled(StateVector<double>&, StateVector<double>&,
                                            const CostDiagonal<double>&, const LayerAngles&,
                                            const CostObservable&, const LayerOptions&, bool);
template LayerGradient layer_gradient_tiled(StateVector<float>&, StateVector<float>&,
                                            const CostDiagonal<float>&, const LayerAngles&,
                                            const CostObservable&, const LayerOptions&, bool);

}  // namespace entail::quantum
