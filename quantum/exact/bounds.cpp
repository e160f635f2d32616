#include "quantum/exact/bounds.hpp"

#include <Eigen/Cholesky>
#include <Eigen/Eigenvalues>
#include <Eigen/SparseCore>
#include <algorithm>

#include "base/random.hpp"

namespace entail::quantum {

namespace {

using Sparse = Eigen::SparseMatrix<double, Eigen::RowMajor>;
using Vector = Eigen::VectorXd;

constexpr int most_spins = 2000;
constexpr std::uint64_t start_stream = 0x626f756e64;  // "bound"

Sparse coupling_matrix(const IsingModel& model) {
  const int n = model.n_spins(), size = n + (model.has_fields() ? 1 : 0);
  std::vector<Eigen::Triplet<double>> entries;
  const auto put = [&](int i, int j, double value) {
    if (value == 0.0) return;
    entries.emplace_back(i, j, value);
    entries.emplace_back(j, i, value);
  };
  for (const auto& term : model.couplings) put(term.i, term.j, term.value);
  for (int i = 0; i < n; ++i) put(i, n, model.fields[static_cast<std::size_t>(i)]);
  Sparse matrix(size, size);
  matrix.setFromTriplets(entries.begin(), entries.end());
  return matrix;
}

struct EigenPair {
  double value;
  Vector vector;
};

/// An approximation of the lowest eigenpair of m + diag(u) by Lanczos with full reorthogonalisation.
EigenPair lowest_pair(const Sparse& m, const Vector& u, const Vector& start, int steps) {
  const Eigen::Index n = m.rows(), most = std::min<Eigen::Index>(steps, n);
  Eigen::MatrixXd basis(n, most);
  Vector alpha(most), beta(most);
  basis.col(0) = start.normalized();
  Eigen::Index size = 0;
  for (Eigen::Index k = 0; k < most; ++k) {
    Vector w = m * basis.col(k) + u.cwiseProduct(basis.col(k));
    alpha(k) = w.dot(basis.col(k));
    for (int twice = 0; twice < 2; ++twice)
      w -= basis.leftCols(k + 1) * (basis.leftCols(k + 1).transpose() * w);
    size = k + 1;
    beta(k) = w.norm();
    if (k + 1 == most || beta(k) < 1e-12) break;
    basis.col(k + 1) = w / beta(k);
  }
  Eigen::MatrixXd t = alpha.head(size).asDiagonal();
  for (Eigen::Index k = 0; k + 1 < size; ++k) t(k, k + 1) = t(k + 1, k) = beta(k);
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(t);
  return {solver.eigenvalues()(0), basis.leftCols(size) * solver.eigenvectors().col(0)};
}

/// True when m + diag(u) - value is positive definite.
bool is_below_spectrum(const Sparse& m, const Vector& u, double value) {
  Eigen::MatrixXd dense = Eigen::MatrixXd(m);
  dense.diagonal() += u - Vector::Constant(u.size(), value);
  return Eigen::LLT<Eigen::MatrixXd>(dense).info() == Eigen::Success;
}

double eigenvalue_bound(const IsingModel& model, int steps) {
  const Sparse m = coupling_matrix(model);
  const auto n = static_cast<double>(m.rows());
  Vector u = Vector::Zero(m.rows()), best_u = u, start(m.rows());
  for (Eigen::Index i = 0; i < start.size(); ++i)
    start(i) = random::uniform(1, start_stream, static_cast<std::uint64_t>(i)) - 0.5;
  double best = -std::numeric_limits<double>::infinity(), best_value = 0.0, scale = 0.0;
  for (int step = 0; step < steps; ++step) {
    const EigenPair pair = lowest_pair(m, u, start, 60);
    start = pair.vector + 1e-3 * start.normalized();
    const double bound = 0.5 * (n * pair.value - u.sum());
    if (bound > best) {
      best = bound;
      best_value = pair.value;
      best_u = u;
    }
    if (step == 0) scale = 0.5 * std::abs(pair.value);
    // The subgradient of n lambda_min - sum u.
    const Vector gradient = n * pair.vector.cwiseAbs2() - Vector::Ones(u.size());
    u += scale / (1.0 + 0.15 * step) / std::max(1.0, std::sqrt(gradient.squaredNorm() / n)) * gradient;
  }
  const double width = std::max(1e-12, std::abs(best_value));
  for (double margin = 1e-9; margin < 1.0; margin *= 4) {
    const double value = best_value - margin * width;
    if (is_below_spectrum(m, best_u, value)) return model.offset + 0.5 * (n * value - best_u.sum());
  }
  return -std::numeric_limits<double>::infinity();
}

}  // namespace

double lower_bound(const IsingModel& model, int steps) {
  const double simple = energy_range(model).low;
  if (model.n_spins() > most_spins || model.n_spins() < 2 || model.couplings.empty()) return simple;
  return std::max(simple, eigenvalue_bound(model, steps));
}

}  // namespace entail::quantum
