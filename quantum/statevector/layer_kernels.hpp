/// The two ways of applying layers: tuned for host memory (layers_tiled.cpp) and portable
/// (layers_portable.cpp).
#pragma once

#include "quantum/statevector/layers.hpp"
#include "quantum/statevector/x_rotation.hpp"

namespace entail::quantum {

/// True when the tuned kernels can take a state of this shape.
template <class Real>
bool can_be_tiled(int n_local, int rank_bits, bool mirrored);

template <class Real>
void apply_layers_tiled(StateVector<Real>& state, const CostDiagonal<Real>& cost, const LayerAngles& angles,
                        const LayerOptions& options);

/// What the last layer's mixer still lacks after start_layers_tiled, and on which half of the qubits.
struct PendingMixer {
  XRotation rotation;
  bool low = true;
};

/// All layers but for the last pass: the last mixer is done on one half of the qubits only, as
/// tile_geometry(…, more_low_bits) halves them.
template <class Real>
PendingMixer start_layers_tiled(StateVector<Real>& state, const CostDiagonal<Real>& cost,
                                const LayerAngles& angles, const LayerOptions& options,
                                int more_low_bits = 0);

template <class Real>
void apply_layers_portable(StateVector<Real>& state, const CostDiagonal<Real>& cost,
                           const LayerAngles& angles, const LayerOptions& options);

/// Portable kernels, for other parts as well.
namespace portable {

/// a <- factor exp(-i gamma C) a.
template <class Real>
void apply_phase(StateVector<Real>& state, const CostDiagonal<Real>& cost, double gamma);

/// Rotates the qubits at the local positions [low, high) by beta, factor included.
template <class Real>
void rotate_positions(StateVector<Real>& state, int low, int high, double beta);

/// exp(-i beta X...X) on all qubits of a state on one rank, factor included.
template <class Real>
void rotate_all_at_once(StateVector<Real>& state, double beta);

}  // namespace portable

}  // namespace entail::quantum
