#include "quantum/exact/diagonalisation.hpp"

#include <fmt/format.h>

#include <Eigen/Eigenvalues>
#include <Kokkos_Core.hpp>
#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/error.hpp"
#include "base/random.hpp"

namespace entail::quantum {

namespace {

constexpr int width = 8;                                  ///< basis states that are worked on at once
constexpr std::uint64_t start_stream = 0x6c616e637a6f73;  // "lanczos"

std::size_t at(int i) { return static_cast<std::size_t>(i); }

void require_size(const IsingModel& model) {
  if (model.n_spins() > most_diagonalised_spins)
    throw UsageError(fmt::format("{} spins are too many for exact diagonalisation; at most {} can be",
                                 model.n_spins(), most_diagonalised_spins));
}

/// C of every configuration without offset.
std::vector<double> all_costs(const IsingModel& model) {
  IsingModel plain = model;
  plain.offset = 0.0;
  std::vector<double> costs;
  for (std::uint64_t s = 0; s < std::uint64_t{1} << model.n_spins(); ++s) costs.push_back(energy(plain, s));
  return costs;
}

Eigen::VectorXd apply(const std::vector<double>& costs, int n, double transverse_field,
                      const Eigen::VectorXd& v) {
  Eigen::VectorXd result(v.size());
  for (Eigen::Index y = 0; y < v.size(); ++y) {
    double sum = 0.0;
    for (int q = 0; q < n; ++q) sum += v(y ^ (Eigen::Index{1} << q));
    result(y) = costs[static_cast<std::size_t>(y)] * v(y) - transverse_field * sum;
  }
  return result;
}

/// H mapped to [-1, 1], acting on `width` vectors side by side.
struct ScaledHamiltonian {
  const std::vector<double>& costs;
  int n;
  double transverse_field, centre, radius;

  /// to = 2 H' from - to, or H' from at the first step.
  void apply(const std::vector<double>& from, std::vector<double>& to, bool first) const {
    const double scale = (first ? 1.0 : 2.0) / radius, keep = first ? 0.0 : 1.0;
    for (std::size_t y = 0; y < costs.size(); ++y) {
      double sum[width] = {};
      for (int q = 0; q < n; ++q) {
        const double* other = from.data() + (y ^ (std::size_t{1} << q)) * width;
        for (int k = 0; k < width; ++k) sum[k] += other[k];
      }
      const double cost = costs[y] - centre;
      const double* own = from.data() + y * width;
      double* out = to.data() + y * width;
      for (int k = 0; k < width; ++k)
        out[k] = scale * (cost * own[k] - transverse_field * sum[k]) - keep * out[k];
    }
  }
};

/// The coefficients of exp(-a x) on [-1, 1] times exp(-a): (2 - delta_k0) (-1)^k I_k(a) exp(-a), until they
/// vanish. The Bessel functions by Miller's backward recurrence, normalised by I_0 + 2 sum I_k = e^a.
std::vector<double> chebyshev_coefficients(double a) {
  const int most = static_cast<int>(40 + 2 * a);
  std::vector<double> bessel(at(most + 2), 0.0);
  bessel[at(most)] = 1e-280;
  for (int k = most; k > 0; --k) {
    bessel[at(k - 1)] = bessel[at(k + 1)] + 2 * k / a * bessel[at(k)];
    if (bessel[at(k - 1)] > 1e200)
      for (auto& value : bessel) value *= 1e-250;
  }
  const double sum = bessel[0] + 2 * std::accumulate(bessel.begin() + 1, bessel.end(), 0.0);
  std::vector<double> result;
  for (int k = 0; k <= most; ++k) {
    const double value = (k == 0 ? 1.0 : 2.0) * (k % 2 == 0 ? 1.0 : -1.0) * bessel[at(k)] / sum;
    result.push_back(value);
    if (k > a / 4 && std::abs(value) < 1e-18 && k > 8) break;
  }
  return result;
}

/// What a block of columns adds to the diagonal of exp(-beta H) and to the traces with X.
struct Traces {
  std::vector<double> diagonal, x;
};

void add_columns(const ScaledHamiltonian& hamiltonian, const std::vector<double>& coefficients,
                 std::size_t first, Traces& traces) {
  const std::size_t size = hamiltonian.costs.size();
  std::vector<double> before(size * width), now(size * width), sum(size * width);
  for (std::size_t k = 0; k < width && first + k < size; ++k) before[(first + k) * width + k] = 1.0;
  hamiltonian.apply(before, now, true);
  for (std::size_t i = 0; i < sum.size(); ++i)
    sum[i] = coefficients[0] * before[i] + coefficients[1] * now[i];
  for (std::size_t term = 2; term < coefficients.size(); ++term) {
    hamiltonian.apply(now, before, false);
    std::swap(now, before);
    for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += coefficients[term] * now[i];
  }
  for (std::size_t y = 0; y < size; ++y)
    for (std::size_t k = 0; k < width; ++k) {
      const double value = sum[y * width + k];
      traces.diagonal[y] += value * value;
      for (int q = 0; q < hamiltonian.n; ++q)
        traces.x[at(q)] += value * sum[(y ^ (std::size_t{1} << q)) * width + k];
    }
}

}  // namespace

double ground_energy(const IsingModel& model, double transverse_field) {
  require_size(model);
  const int n = model.n_spins();
  const auto costs = all_costs(model);
  const auto size = static_cast<Eigen::Index>(costs.size()), most = std::min<Eigen::Index>(size, 200);
  Eigen::MatrixXd basis(size, most);
  Eigen::VectorXd alpha(most), beta(most), v(size);
  for (Eigen::Index y = 0; y < size; ++y)
    v(y) = 0.5 + random::uniform(1, start_stream, static_cast<std::uint64_t>(y));
  basis.col(0) = v.normalized();
  double lowest = 0.0;
  for (Eigen::Index k = 0; k < most; ++k) {
    Eigen::VectorXd w = apply(costs, n, transverse_field, basis.col(k));
    alpha(k) = w.dot(basis.col(k));
    for (int twice = 0; twice < 2; ++twice)
      w -= basis.leftCols(k + 1) * (basis.leftCols(k + 1).transpose() * w);
    beta(k) = w.norm();
    Eigen::MatrixXd t = alpha.head(k + 1).asDiagonal();
    for (Eigen::Index j = 0; j < k; ++j) t(j, j + 1) = t(j + 1, j) = beta(j);
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(t);
    lowest = solver.eigenvalues()(0);
    if (beta(k) * std::abs(solver.eigenvectors()(k, 0)) < 1e-13 * (1 + std::abs(lowest)) || k + 1 == most)
      break;
    basis.col(k + 1) = w / beta(k);
  }
  return lowest + model.offset;
}

ExactAverages exact_averages(const Comm& comm, const IsingModel& model, double transverse_field,
                             double beta) {
  require_size(model);
  const int n = model.n_spins();
  const auto costs = all_costs(model);
  // The spectrum reaches from the ground energy to at most n |Gamma| above the highest cost. A lower end well
  // below it would leave nothing but rounding of exp(-beta H).
  const double high = *std::max_element(costs.begin(), costs.end()) + n * std::abs(transverse_field);
  const double ground = ground_energy(model, transverse_field) - model.offset;
  const double low = ground - 1e-9 * (high - ground), radius = std::max(0.5 * (high - low), 1e-12);
  const ScaledHamiltonian hamiltonian{costs, n, transverse_field, 0.5 * (high + low), radius};
  const auto coefficients = chebyshev_coefficients(std::max(0.5 * beta * radius, 1e-12));
  const int n_blocks = static_cast<int>((costs.size() + width - 1) / width);
  Kokkos::DefaultHostExecutionSpace host;
  const int workers = std::max(1, host.concurrency());
  std::vector<Traces> parts(at(workers), {std::vector<double>(costs.size()), std::vector<double>(at(n))});
  Kokkos::parallel_for(
      "entail::exact_averages", Kokkos::RangePolicy<Kokkos::DefaultHostExecutionSpace>(0, workers),
      [&](const int worker) {
        for (int b = comm.rank() + worker * comm.size(); b < n_blocks; b += workers * comm.size())
          add_columns(hamiltonian, coefficients, static_cast<std::size_t>(b) * width, parts[at(worker)]);
      });
  Kokkos::fence();
  std::vector<double> diagonal(costs.size()), x(at(n));
  for (const auto& part : parts) {
    for (std::size_t y = 0; y < costs.size(); ++y) diagonal[y] += part.diagonal[y];
    for (std::size_t q = 0; q < x.size(); ++q) x[q] += part.x[q];
  }
  comm.sum(diagonal);
  comm.sum(x);
  const double partition = std::accumulate(diagonal.begin(), diagonal.end(), 0.0);
  ExactAverages result{0.0, model.offset, std::vector<double>(at(n)), x,
                       std::vector<double>(model.couplings.size())};
  for (std::size_t y = 0; y < costs.size(); ++y) {
    const double p = diagonal[y] / partition;
    const auto z = [&](int q) { return (y >> q) & 1 ? -1.0 : 1.0; };
    result.cost += p * costs[y];
    for (int q = 0; q < n; ++q) result.z[at(q)] += p * z(q);
    for (std::size_t c = 0; c < model.couplings.size(); ++c)
      result.zz[c] += p * z(model.couplings[c].i) * z(model.couplings[c].j);
  }
  result.energy = result.cost;
  for (auto& value : result.x) {
    value /= partition;
    result.energy -= transverse_field * value;
  }
  return result;
}

}  // namespace entail::quantum
