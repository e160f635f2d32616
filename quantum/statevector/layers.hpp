/// Layers of the quantum approximate optimization algorithm with the transverse-field mixer, which are also
/// the Trotter steps of quantum annealing:
///     exp(-i beta_l sum_q X_q) exp(-i gamma_l C),   l = 1 … p, the phase first.
///
/// States halved by symmetry: without fields C(z) = C(-z), so a state that starts symmetric stays so, and the
/// last qubit may be held at z = +1. Its neighbours' couplings become fields of a model with n-1 spins
/// (fix_last_spin), and its X becomes the flip of all others, X...X; `mirrored` adds that to the mixer.
#pragma once

#include <vector>

#include "quantum/statevector/cost_diagonal.hpp"
#include "quantum/statevector/state_vector.hpp"

namespace entail::quantum {

/// The angles of p layers.
struct LayerAngles {
  std::vector<double> gamma, beta;
  int n_layers() const { return static_cast<int>(gamma.size()); }
};

struct LayerOptions {
  bool from_plus = true;     ///< start from |+>^n, whatever the state holds; else from the state
  double final_gamma = 0.0;  ///< a phase after the last mixer
  bool mirrored = false;     ///< the mixer includes X...X; one rank only
  KernelPath path = KernelPath::best;
};

/// Applies the layers. The state may be left in exchanged order (StateVector::bring_home). Collective.
template <class Real>
void apply_layers(StateVector<Real>& state, const CostDiagonal<Real>& cost, const LayerAngles& angles,
                  const LayerOptions& options = {});

/// True when a model of n spins without fields can be run with n-1 qubits on this communicator.
bool can_be_halved(const IsingModel& model, const Comm& comm);

/// The model with its last spin held at +1: one spin less, its couplings turned into fields.
IsingModel fix_last_spin(const IsingModel& model);

}  // namespace entail::quantum
