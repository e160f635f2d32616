#include "quantum/qaoa/digit_ansatz.hpp"

#include <fmt/format.h>

#include <Eigen/Eigenvalues>
#include <cmath>
#include <complex>

#include "base/error.hpp"
#include "quantum/statevector/ordered_sum.hpp"

namespace entail::quantum {

namespace {

using Complex = Kokkos::complex<double>;

constexpr int most_levels = 64;  ///< of one digit: its amplitudes are held by one thread

double product_of_levels(const std::vector<Digit>& digits) {
  double product = 1.0;
  for (const auto& digit : digits) {
    if (digit.n_levels() > most_levels)
      throw UsageError(
          fmt::format("a group has {} variables; at most {} are emulated", digit.n_levels(), most_levels));
    product *= digit.n_levels();
  }
  return product;
}

/// psi <- (matrix on one digit) psi; the matrix by rows.
void apply_to_digit(const Amplitudes& psi, std::int64_t stride, int k, const Array<Complex>& matrix) {
  const auto n = static_cast<std::int64_t>(psi.extent(0)) / k;
  Kokkos::parallel_for(
      "entail::digits::mixer", long_range(n), KOKKOS_LAMBDA(const std::int64_t item) {
        const std::int64_t first = (item / stride) * stride * k + item % stride;
        Complex old[most_levels];
        for (int a = 0; a < k; ++a) old[a] = psi(first + a * stride);
        for (int a = 0; a < k; ++a) {
          Complex sum(0.0, 0.0);
          for (int b = 0; b < k; ++b) sum += matrix(a * k + b) * old[b];
          psi(first + a * stride) = sum;
        }
      });
}

/// Im <lambda| A |psi> of a real matrix A on one digit.
double digit_overlap(const Amplitudes& lambda, const Amplitudes& psi, std::int64_t stride, int k,
                     const Array<double>& matrix) {
  const auto n = static_cast<std::int64_t>(psi.extent(0)) / k;
  return ordered_sum(
      "entail::digits::overlap", n, KOKKOS_LAMBDA(const std::int64_t item) {
        double part = 0.0;
        const std::int64_t first = (item / stride) * stride * k + item % stride;
        for (int a = 0; a < k; ++a) {
          Complex sum(0.0, 0.0);
          for (int b = 0; b < k; ++b) sum += matrix(a * k + b) * psi(first + b * stride);
          const Complex l = lambda(first + a * stride);
          part += l.real() * sum.imag() - l.imag() * sum.real();
        }
        return part;
      });
}

Array<Complex> exponential(const Eigen::VectorXd& values, const Eigen::MatrixXd& vectors, double beta) {
  const Eigen::Index k = values.size();
  Eigen::VectorXcd phases(k);
  for (Eigen::Index a = 0; a < k; ++a) phases(a) = std::polar(1.0, -beta * values(a));
  const Eigen::MatrixXcd u = vectors * phases.asDiagonal() * vectors.transpose();
  std::vector<Complex> rows;
  for (Eigen::Index a = 0; a < k; ++a)
    for (Eigen::Index b = 0; b < k; ++b) rows.emplace_back(u(a, b).real(), u(a, b).imag());
  return to_device("entail::digits::matrix", rows);
}

Array<double> rows_of(const Eigen::MatrixXd& matrix) {
  std::vector<double> rows;
  for (Eigen::Index a = 0; a < matrix.rows(); ++a)
    for (Eigen::Index b = 0; b < matrix.cols(); ++b) rows.push_back(matrix(a, b));
  return to_device("entail::digits::generator", rows);
}

}  // namespace

Digit free_digit(int variable) { return warm_digit(variable, 0.5); }

Digit warm_digit(int variable, double probability_of_one) {
  const double angle = 2 * std::asin(std::sqrt(probability_of_one));
  Digit digit{{variable}, Eigen::MatrixXd(2, 2), Eigen::VectorXd(2)};
  digit.mixer << std::cos(angle), std::sin(angle), std::sin(angle), -std::cos(angle);
  digit.start << std::cos(angle / 2), std::sin(angle / 2);
  return digit;
}

Digit group_digit(const std::vector<int>& variables, MixerKind mixer) {
  const auto k = static_cast<Eigen::Index>(variables.size());
  Digit digit{variables, Eigen::MatrixXd::Zero(k, k),
              Eigen::VectorXd::Constant(k, 1.0 / std::sqrt(static_cast<double>(k)))};
  if (mixer == MixerKind::xy_complete) {
    digit.mixer = Eigen::MatrixXd::Ones(k, k) - Eigen::MatrixXd::Identity(k, k);
  } else {
    for (Eigen::Index a = 0; a < k && k > 1; ++a)
      digit.mixer(a, (a + 1) % k) = digit.mixer((a + 1) % k, a) = 1.0;
  }
  return digit;
}

DigitAnsatz::DigitAnsatz(const Comm& comm, const IsingModel& model, std::vector<Digit> digits,
                         std::string name)
    : SubspaceAnsatz(comm, model, product_of_levels(digits),
                     fmt::format("the product space of {} digits", digits.size())),
      digits_(std::move(digits)),
      name_(std::move(name)) {
  std::int64_t stride = 1;
  for (const auto& digit : digits_) {
    strides_.push_back(stride);
    stride *= digit.n_levels();
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(digit.mixer);
    spectra_.push_back({solver.eigenvalues(), solver.eigenvectors()});
  }
  fill_costs();
}

std::string DigitAnsatz::describe() const { return fmt::format("{}, {}", name_, describe_size()); }

std::vector<std::uint8_t> DigitAnsatz::bits(std::int64_t index) const {
  std::vector<std::uint8_t> result(model().fields.size());
  for (std::size_t d = 0; d < digits_.size(); ++d) {
    const auto level = static_cast<std::size_t>(index / strides_[d] % digits_[d].n_levels());
    if (digits_[d].variables.size() > 1)
      result[static_cast<std::size_t>(digits_[d].variables[level])] = 1;
    else if (digits_[d].n_levels() == 1)
      result[static_cast<std::size_t>(digits_[d].variables[0])] = 1;  // a group of one
    else
      result[static_cast<std::size_t>(digits_[d].variables[0])] = static_cast<std::uint8_t>(level);
  }
  return result;
}

// C is built digit by digit: the costs of the digits below d are copied once per level of d, from the last
// level to the first, with what that level adds by itself and together with the digits below.
void DigitAnsatz::fill_costs() {
  const Qubo qubo = to_qubo(model());
  const std::size_t n = qubo.linear.size();
  std::vector<std::vector<PairTerm>> pairs(n);  // by each of the two variables, the other one in j
  for (const auto& [i, j, b] : qubo.quadratic) {
    pairs[static_cast<std::size_t>(i)].push_back({i, j, b});
    pairs[static_cast<std::size_t>(j)].push_back({j, i, b});
  }
  std::vector<double> costs(static_cast<std::size_t>(size()));
  std::int64_t filled = 1;
  costs[0] = qubo.offset - model().offset;
  std::vector<int> digit_of(n);
  for (std::size_t d = 0; d < digits_.size(); ++d)
    for (const int v : digits_[d].variables) digit_of[static_cast<std::size_t>(v)] = static_cast<int>(d);
  for (std::size_t d = 0; d < digits_.size(); ++d) {
    const Digit& digit = digits_[d];
    const int k = digit.n_levels();
    for (int level = k - 1; level >= 0; --level) {
      // The variable that this level sets to 1, if any.
      const bool group = digit.variables.size() > 1 || k == 1;
      const int one = group        ? digit.variables[static_cast<std::size_t>(level)]
                      : level == 1 ? digit.variables[0]
                                   : -1;
      for (std::int64_t x = 0; x < filled; ++x) {
        double cost = costs[static_cast<std::size_t>(x)];
        if (one >= 0) {
          cost += qubo.linear[static_cast<std::size_t>(one)];
          for (const auto& term : pairs[static_cast<std::size_t>(one)]) {
            const auto e = static_cast<std::size_t>(digit_of[static_cast<std::size_t>(term.j)]);
            if (e >= d) continue;
            const Digit& other = digits_[e];
            const auto at = static_cast<std::size_t>(x / strides_[e] % other.n_levels());
            const bool set =
                other.variables.size() > 1 || other.n_levels() == 1 ? other.variables[at] == term.j : at == 1;
            if (set) cost += term.value;
          }
        }
        costs[static_cast<std::size_t>(level * filled + x)] = cost;
      }
    }
    filled *= k;
  }
  Kokkos::deep_copy(this->costs(), to_device("entail::digits::costs", costs));
}

void DigitAnsatz::start(const Amplitudes& psi) const {
  std::vector<Complex> values(static_cast<std::size_t>(size()), Complex(1.0, 0.0));
  for (std::int64_t k = 0; k < size(); ++k)
    for (std::size_t d = 0; d < digits_.size(); ++d)
      values[static_cast<std::size_t>(k)] *= digits_[d].start(k / strides_[d] % digits_[d].n_levels());
  Kokkos::deep_copy(psi, to_device("entail::digits::start", values));
}

void DigitAnsatz::mix(const Amplitudes& psi, double beta) const {
  for (std::size_t d = 0; d < digits_.size(); ++d)
    apply_to_digit(psi, strides_[d], digits_[d].n_levels(),
                   exponential(spectra_[d].values, spectra_[d].vectors, beta));
}

// The mixers of the digits commute with each other and with their generators.
double DigitAnsatz::unmix(const Amplitudes& psi, const Amplitudes& lambda, double beta) const {
  double overlap = 0.0;
  for (std::size_t d = 0; d < digits_.size(); ++d)
    overlap += digit_overlap(lambda, psi, strides_[d], digits_[d].n_levels(), rows_of(digits_[d].mixer));
  mix(psi, -beta);
  mix(lambda, -beta);
  return 2 * overlap;
}

}  // namespace entail::quantum
