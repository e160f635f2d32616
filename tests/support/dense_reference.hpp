/// Slow references for the state vector: operators as dense matrices on all qubits.
#pragma once

#include <Eigen/Core>
#include <vector>

#include "quantum/ising/ising_model.hpp"
#include "quantum/statevector/gates.hpp"

namespace entail::testing {

using DenseState = Eigen::VectorXcd;
using DenseMatrix = Eigen::MatrixXcd;

/// The operator that applies `gate` to one qubit of n, or to the pair (a, b); bit q of the index is qubit q.
DenseMatrix dense_gate(int n, int qubit, const quantum::Matrix2& gate);
DenseMatrix dense_gate(int n, int a, int b, const quantum::Matrix4& gate);

/// Pauli operators of one qubit of n.
DenseMatrix dense_pauli(int n, int qubit, char name);

/// The diagonal of the cost function, without its offset.
Eigen::VectorXd dense_cost(const quantum::IsingModel& model);

/// exp(-i angle H) of a Hermitian H, through its eigenvectors.
DenseMatrix dense_exponential(const DenseMatrix& hermitian, double angle);

/// |+>^n after the layers exp(-i beta sum X) exp(-i gamma C).
DenseState dense_layers(const quantum::IsingModel& model, const std::vector<double>& gamma,
                        const std::vector<double>& beta);

/// A random normalised state.
DenseState random_state(int n, std::uint64_t seed);

/// Eigen and standard vectors.
std::vector<std::complex<double>> to_vector(const DenseState& state);
double largest_difference(const std::vector<std::complex<double>>& a, const DenseState& b);

}  // namespace entail::testing
