/// Expectation values of a state.
#pragma once

#include <vector>

#include "quantum/statevector/cost_diagonal.hpp"
#include "quantum/statevector/state_vector.hpp"

namespace entail::quantum {

/// sum |a|^2. Collective.
template <class Real>
double norm(const StateVector<Real>& state, KernelPath path = KernelPath::best);

/// <C>, the model's offset included. Collective.
template <class Real>
double expectation(const StateVector<Real>& state, const CostDiagonal<Real>& cost,
                   KernelPath path = KernelPath::best);

/// <C> and <C^2> - <C>^2. Collective.
struct CostMoments {
  double mean = 0.0;
  double variance = 0.0;
};
template <class Real>
CostMoments cost_moments(const StateVector<Real>& state, const CostDiagonal<Real>& cost);

/// <Z_i> of all qubits and <Z_i Z_j> of all pairs.
struct SpinMoments {
  int n = 0;
  std::vector<double> z;   ///< [n]
  std::vector<double> zz;  ///< [n][n], symmetric, 1 on the diagonal
  double pair(int i, int j) const { return zz[static_cast<std::size_t>(i * n + j)]; }
};

/// Collective; every rank gets the result.
template <class Real>
SpinMoments spin_moments(const StateVector<Real>& state, KernelPath path = KernelPath::best);

/// The probability that each qubit is 1: (1 - <Z>) / 2.
std::vector<double> marginals(const SpinMoments& moments);

/// <X_q> of one qubit. Collective; may exchange qubits between ranks.
template <class Real>
double x_expectation(StateVector<Real>& state, int qubit);

}  // namespace entail::quantum
