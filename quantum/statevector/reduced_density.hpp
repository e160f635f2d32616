/// Reduced density matrices of a few qubits and what follows from them. Entropies are in nats.
///
/// These describe the emulated state and are diagnostics: they say nothing about the problem the state
/// encodes.
#pragma once

#include <Eigen/Core>
#include <vector>

#include "quantum/statevector/state_vector.hpp"

namespace entail::quantum {

/// Most qubits of a reduced density matrix: 4096 x 4096 complex numbers.
inline constexpr int most_density_qubits = 12;

/// The density matrix of `qubits`, the first of them being the lowest bit of rows and columns. May change the
/// order of the state. Throws UsageError for more than most_density_qubits, a qubit twice or one out of
/// range. Collective; every rank gets the matrix.
template <class Real>
Eigen::MatrixXcd reduced_density(StateVector<Real>& state, const std::vector<int>& qubits);

/// The density matrix of some of the qubits of a density matrix (`kept` are bit numbers), the others traced
/// out.
Eigen::MatrixXcd partial_trace(const Eigen::MatrixXcd& density, const std::vector<int>& kept);

/// -tr rho ln rho.
double von_neumann_entropy(const Eigen::MatrixXcd& density);

/// The sum of the magnitudes of the negative eigenvalues of the partial transpose over the bits `part`. Vidal
/// & Werner 2002, doi:10.1103/PhysRevA.65.032314, eq. 2.
double negativity(const Eigen::MatrixXcd& density, const std::vector<int>& part);

/// S(A) + S(B) - S(AB) of two sets of bits of a density matrix.
double mutual_information(const Eigen::MatrixXcd& density, const std::vector<int>& a,
                          const std::vector<int>& b);

}  // namespace entail::quantum
