/// The cost C(z) of every configuration, the diagonal of the cost Hamiltonian, without the model's offset.
///
/// Built by doubling, one addition per entry and level of the cache: within a block of low bits
///     C(x + 2^i) - C(x) = -2 (f_i + sum_{j<i} J_ij z_j),   f_i = h_i + sum_{j outside the block} J_ij z_j,
/// so a block is a table of the pairs inside it plus a linear function of its bits.
///
/// Costs that are whole multiples of a unit and reach over less than 2^16 of them are kept as 16-bit levels,
/// and a phase is then looked up; others are kept as numbers.
#pragma once

#include <cstdint>
#include <vector>

#include "base/array.hpp"
#include "quantum/ising/ising_model.hpp"
#include "quantum/statevector/host_work.hpp"
#include "quantum/statevector/state_vector.hpp"

namespace entail::quantum {

enum class DiagonalKind { automatic, values, levels };

/// The costs in one order of the qubits; one of the two arrays is used.
template <class Real>
struct CostArray {
  std::vector<int> positions;            ///< of the qubits, as in StateVector
  AmplitudeArray<Real> values;           ///< C - offset
  AmplitudeArray<std::uint16_t> levels;  ///< C - offset = low + unit * level
};

template <class Real>
class CostDiagonal {
 public:
  /// Computes the diagonal for the home order of `state` and, on several ranks, for the exchanged order as
  /// well. Throws UsageError when `levels` is asked for and the costs have none, or when memory does not
  /// suffice. Collective.
  CostDiagonal(const StateVector<Real>& state, const IsingModel& model,
               DiagonalKind kind = DiagonalKind::automatic, KernelPath path = KernelPath::best);

  /// The costs in the order that `state` is in now.
  const CostArray<Real>& in_order_of(const StateVector<Real>& state) const;

  bool has_levels() const { return unit_ > 0.0; }
  double low() const { return low_; }
  double unit() const { return unit_; }
  int n_levels() const { return n_levels_; }  ///< one more than the highest level that can occur

  double offset() const { return model_.offset; }
  const IsingModel& model() const { return model_; }

  /// The memory of the diagonal on one rank [bytes].
  static double bytes_per_rank(const IsingModel& model, int n_ranks,
                               DiagonalKind kind = DiagonalKind::automatic);

 private:
  CostArray<Real> compute(const StateVector<Real>& state, const std::vector<int>& positions,
                          KernelPath path) const;

  IsingModel model_;
  double low_ = 0.0, unit_ = 0.0;
  int n_levels_ = 0;
  std::vector<CostArray<Real>> orders_;
};

}  // namespace entail::quantum
