#include "quantum/statevector/reduced_density.hpp"

#include <fmt/format.h>

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <set>

#include "base/error.hpp"
#include "quantum/statevector/host_work.hpp"

namespace entail::quantum {

namespace {

void check_qubits(const std::vector<int>& qubits, int n_qubits) {
  if (qubits.empty() || qubits.size() > static_cast<std::size_t>(most_density_qubits))
    throw UsageError(fmt::format("a reduced density matrix is of 1 to {} qubits, not of {}",
                                 most_density_qubits, qubits.size()));
  for (const int q : qubits)
    if (q < 0 || q >= n_qubits)
      throw UsageError(fmt::format("qubit {} is out of range: 0 to {}", q, n_qubits - 1));
  if (std::set<int>(qubits.begin(), qubits.end()).size() != qubits.size())
    throw UsageError("a qubit is listed twice for a reduced density matrix");
}

/// Bits of `mask_bits` gathered from `index`.
std::size_t gather_bits(std::size_t index, const std::vector<int>& bits) {
  std::size_t result = 0;
  for (std::size_t k = 0; k < bits.size(); ++k) result |= ((index >> bits[k]) & 1) << k;
  return result;
}

int n_bits(const Eigen::MatrixXcd& density) {
  int bits = 0;
  while ((Eigen::Index{1} << bits) < density.rows()) ++bits;
  return bits;
}

}  // namespace

// With the qubits at the top positions the state is a matrix M of 2^k contiguous rows, and rho = M M^H.
template <class Real>
Eigen::MatrixXcd reduced_density(StateVector<Real>& state, const std::vector<int>& qubits) {
  check_qubits(qubits, state.n_qubits());
  state.make_local(qubits);
  state.move_to_top(qubits);
  const auto k = static_cast<int>(qubits.size());
  const std::int64_t rows = std::int64_t{1} << k, length = state.local_size() / rows;
  const Array<double> sum_re("entail::density_re", static_cast<std::size_t>(rows * rows));
  const Array<double> sum_im("entail::density_im", static_cast<std::size_t>(rows * rows));
  const auto re = state.re(), im = state.im();
  Kokkos::parallel_for(
      "entail::reduced_density", long_range(rows * rows), KOKKOS_LAMBDA(const std::int64_t entry) {
        const std::int64_t a = entry / rows, b = entry % rows;
        if (b > a) return;
        double part_re = 0.0, part_im = 0.0;
        for (std::int64_t e = 0; e < length; ++e) {
          const double a_re = static_cast<double>(re(a * length + e)),
                       a_im = static_cast<double>(im(a * length + e));
          const double b_re = static_cast<double>(re(b * length + e)),
                       b_im = static_cast<double>(im(b * length + e));
          part_re += a_re * b_re + a_im * b_im;
          part_im += a_im * b_re - a_re * b_im;
        }
        sum_re(entry) = part_re;
        sum_im(entry) = part_im;
      });
  auto all_re = to_host(sum_re), all_im = to_host(sum_im);
  for (auto* values : {&all_re, &all_im})
    MPI_Allreduce(MPI_IN_PLACE, values->data(), static_cast<int>(values->size()), MPI_DOUBLE, MPI_SUM,
                  state.comm().handle());
  Eigen::MatrixXcd density(rows, rows);
  for (std::int64_t a = 0; a < rows; ++a)
    for (std::int64_t b = 0; b <= a; ++b) {
      const auto entry = static_cast<std::size_t>(a * rows + b);
      density(a, b) = {all_re[entry], all_im[entry]};
      density(b, a) = std::conj(density(a, b));
    }
  return density;
}

Eigen::MatrixXcd partial_trace(const Eigen::MatrixXcd& density, const std::vector<int>& kept) {
  std::vector<int> dropped;
  for (int bit = 0; bit < n_bits(density); ++bit)
    if (std::find(kept.begin(), kept.end(), bit) == kept.end()) dropped.push_back(bit);
  const auto size = Eigen::Index{1} << kept.size();
  Eigen::MatrixXcd result = Eigen::MatrixXcd::Zero(size, size);
  for (Eigen::Index a = 0; a < density.rows(); ++a)
    for (Eigen::Index b = 0; b < density.rows(); ++b) {
      const auto ia = static_cast<std::size_t>(a), ib = static_cast<std::size_t>(b);
      if (gather_bits(ia, dropped) != gather_bits(ib, dropped)) continue;
      result(static_cast<Eigen::Index>(gather_bits(ia, kept)),
             static_cast<Eigen::Index>(gather_bits(ib, kept))) += density(a, b);
    }
  return result;
}

double von_neumann_entropy(const Eigen::MatrixXcd& density) {
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXcd> solver(density, Eigen::EigenvaluesOnly);
  double entropy = 0.0;
  for (const double p : solver.eigenvalues())
    if (p > 0.0) entropy -= p * std::log(p);
  return entropy;
}

double negativity(const Eigen::MatrixXcd& density, const std::vector<int>& part) {
  std::size_t mask = 0;
  for (const int bit : part) mask |= std::size_t{1} << bit;
  Eigen::MatrixXcd transposed(density.rows(), density.cols());
  for (Eigen::Index a = 0; a < density.rows(); ++a)
    for (Eigen::Index b = 0; b < density.cols(); ++b) {
      const auto ia = static_cast<std::size_t>(a), ib = static_cast<std::size_t>(b);
      const auto difference = (ia ^ ib) & mask;  // exchanging the part's bits of row and column
      transposed(static_cast<Eigen::Index>(ia ^ difference), static_cast<Eigen::Index>(ib ^ difference)) =
          density(a, b);
    }
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXcd> solver(transposed, Eigen::EigenvaluesOnly);
  double sum = 0.0;
  for (const double value : solver.eigenvalues()) sum += std::max(0.0, -value);
  return sum;
}

double mutual_information(const Eigen::MatrixXcd& density, const std::vector<int>& a,
                          const std::vector<int>& b) {
  std::vector<int> both = a;
  both.insert(both.end(), b.begin(), b.end());
  return von_neumann_entropy(partial_trace(density, a)) + von_neumann_entropy(partial_trace(density, b)) -
         von_neumann_entropy(partial_trace(density, both));
}

template Eigen::MatrixXcd reduced_density(StateVector<double>&, const std::vector<int>&);
template Eigen::MatrixXcd reduced_density(StateVector<float>&, const std::vector<int>&);

}  // namespace entail::quantum
