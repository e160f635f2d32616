#include "support/dense_reference.hpp"

#include <Eigen/Eigenvalues>

#include "base/random.hpp"

namespace entail::testing {

DenseMatrix dense_gate(int n, int qubit, const quantum::Matrix2& gate) {
  const Eigen::Index size = Eigen::Index{1} << n;
  DenseMatrix matrix = DenseMatrix::Zero(size, size);
  for (Eigen::Index column = 0; column < size; ++column)
    for (int row_bit = 0; row_bit < 2; ++row_bit) {
      const auto bit = (column >> qubit) & 1;
      const Eigen::Index row = (column & ~(Eigen::Index{1} << qubit)) | (Eigen::Index{row_bit} << qubit);
      matrix(row, column) += gate[static_cast<std::size_t>(2 * row_bit + bit)];
    }
  return matrix;
}

DenseMatrix dense_gate(int n, int a, int b, const quantum::Matrix4& gate) {
  const Eigen::Index size = Eigen::Index{1} << n;
  DenseMatrix matrix = DenseMatrix::Zero(size, size);
  for (Eigen::Index column = 0; column < size; ++column) {
    const auto from = ((column >> a) & 1) | (((column >> b) & 1) << 1);
    for (Eigen::Index to = 0; to < 4; ++to) {
      Eigen::Index row = column & ~((Eigen::Index{1} << a) | (Eigen::Index{1} << b));
      row |= ((to & 1) << a) | ((to >> 1) << b);
      matrix(row, column) += gate[static_cast<std::size_t>(4 * to + from)];
    }
  }
  return matrix;
}

DenseMatrix dense_pauli(int n, int qubit, char name) {
  const std::complex<double> i(0, 1);
  if (name == 'X') return dense_gate(n, qubit, quantum::Matrix2{0, 1, 1, 0});
  if (name == 'Y') return dense_gate(n, qubit, quantum::Matrix2{0, -i, i, 0});
  return dense_gate(n, qubit, quantum::Matrix2{1, 0, 0, -1});
}

Eigen::VectorXd dense_cost(const quantum::IsingModel& model) {
  const Eigen::Index size = Eigen::Index{1} << model.n_spins();
  Eigen::VectorXd cost(size);
  for (Eigen::Index k = 0; k < size; ++k)
    cost(k) = energy(model, static_cast<std::uint64_t>(k)) - model.offset;
  return cost;
}

DenseMatrix dense_exponential(const DenseMatrix& hermitian, double angle) {
  const Eigen::SelfAdjointEigenSolver<DenseMatrix> solver(hermitian);
  const Eigen::VectorXcd phases =
      (std::complex<double>(0, -angle) * solver.eigenvalues().cast<std::complex<double>>())
          .array()
          .exp()
          .matrix();
  return solver.eigenvectors() * phases.asDiagonal() * solver.eigenvectors().adjoint();
}

DenseState dense_layers(const quantum::IsingModel& model, const std::vector<double>& gamma,
                        const std::vector<double>& beta) {
  const int n = model.n_spins();
  const Eigen::Index size = Eigen::Index{1} << n;
  DenseMatrix mixer = DenseMatrix::Zero(size, size);
  for (int q = 0; q < n; ++q) mixer += dense_pauli(n, q, 'X');
  const Eigen::VectorXd cost = dense_cost(model);
  DenseState state = DenseState::Constant(size, 1.0 / std::sqrt(static_cast<double>(size)));
  for (std::size_t layer = 0; layer < gamma.size(); ++layer) {
    for (Eigen::Index k = 0; k < size; ++k) state(k) *= std::polar(1.0, -gamma[layer] * cost(k));
    state = dense_exponential(mixer, beta[layer]) * state;
  }
  return state;
}

DenseState random_state(int n, std::uint64_t seed) {
  random::Sequence random(seed, 79);
  DenseState state(Eigen::Index{1} << n);
  for (auto& amplitude : state) amplitude = {random.uniform() - 0.5, random.uniform() - 0.5};
  return state / state.norm();
}

std::vector<std::complex<double>> to_vector(const DenseState& state) { return {state.begin(), state.end()}; }

double largest_difference(const std::vector<std::complex<double>>& a, const DenseState& b) {
  double largest = a.size() == static_cast<std::size_t>(b.size()) ? 0.0 : 1e300;
  for (std::size_t k = 0; k < a.size() && largest < 1e300; ++k)
    largest = std::max(largest, std::abs(a[k] - b(static_cast<Eigen::Index>(k))));
  return largest;
}

}  // namespace entail::testing
