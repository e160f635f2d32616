// Models in a transverse field: exact averages against closed forms, path-integral Monte Carlo against both.
#include <gtest/gtest.h>

#include <Eigen/SVD>
#include <cmath>

#include "base/error.hpp"
#include "base/random.hpp"
#include "quantum/annealing/thermal.hpp"
#include "quantum/exact/diagonalisation.hpp"
#include "support/quantum_instances.hpp"

namespace entail::quantum {
namespace {

/// -sum Z Z along a chain.
IsingModel chain(int n, bool periodic) {
  std::vector<PairTerm> pairs;
  for (int i = 0; i + 1 < n; ++i) pairs.push_back({i, i + 1, -1.0});
  if (periodic) pairs.push_back({0, n - 1, -1.0});
  return make_ising(0.0, std::vector<double>(static_cast<std::size_t>(n)), pairs);
}

// Free fermions (Pfeuty 1970, doi:10.1016/0003-4916(70)90270-8), evaluated to 12 digits.
TEST(Diagonalisation, GroundEnergyOfTheTransverseFieldChain) {
  EXPECT_NEAR(ground_energy(chain(8, true), 0.5), -8.509082235140, 6e-13);
  EXPECT_NEAR(ground_energy(chain(8, true), 1.0), -10.251661790966, 6e-13);
  EXPECT_NEAR(ground_energy(chain(8, true), 2.0), -17.018164470281, 6e-13);
  EXPECT_NEAR(ground_energy(chain(8, false), 0.5), -7.640592553590, 6e-13);
  EXPECT_NEAR(ground_energy(chain(8, false), 1.0), -9.837951447460, 6e-13);
  EXPECT_NEAR(ground_energy(chain(8, false), 2.0), -16.885141493208, 6e-13);
}

/// <H> of the open chain at finite temperature: -sum s_k tanh(beta s_k), s_k the singular values of the
/// bidiagonal matrix with the field on and the coupling beside the diagonal (Lieb, Schultz & Mattis 1961,
/// doi:10.1016/0003-4916(61)90115-4).
double open_chain_energy(int n, double field, double beta) {
  Eigen::MatrixXd m = field * Eigen::MatrixXd::Identity(n, n);
  for (int k = 0; k + 1 < n; ++k) m(k, k + 1) = 1.0;
  const Eigen::JacobiSVD<Eigen::MatrixXd> svd(m);
  double sum = 0.0;
  for (const double s : svd.singularValues()) sum -= s * std::tanh(beta * s);
  return sum;
}

TEST(Diagonalisation, ThermalEnergyOfTheOpenChain) {
  for (const double field : {0.5, 1.0, 2.0})
    for (const double beta : {0.1, 1.0, 8.0})
      EXPECT_NEAR(exact_averages(Comm(), chain(8, false), field, beta).energy,
                  open_chain_energy(8, field, beta), 1e-10);
}

TEST(Diagonalisation, OneSpin) {
  const double h = 0.3, field = 1.0, beta = 2.0, r = std::hypot(h, field);
  const auto exact = exact_averages(Comm(), make_ising(0.0, {-h}, {}), field, beta);
  EXPECT_NEAR(exact.z[0], h / r * std::tanh(beta * r), 1e-13);
  EXPECT_NEAR(exact.z[0], 0.27866, 5e-6);
  EXPECT_NEAR(exact.x[0], field / r * std::tanh(beta * r), 1e-13);
}

TEST(Diagonalisation, TooManySpins) {
  EXPECT_THROW(ground_energy(chain(15, false), 1.0), UsageError);
  EXPECT_THROW(exact_averages(Comm(), chain(15, false), 1.0, 1.0), UsageError);
}

void expect_within(const Estimate& estimate, double exact, double sigmas, const std::string& what) {
  EXPECT_NEAR(estimate.mean, exact, sigmas * estimate.error) << what;
  EXPECT_GT(estimate.error, 0.0) << what;
}

/// <z> of one spin with P slices: a ring of P classical spins with the coupling K, by its transfer matrix.
double one_spin_in_slices(double h, double field, double beta, int slices) {
  const double step = beta / slices, coupling = -0.5 * std::log(std::tanh(step * field));
  Eigen::Matrix2d transfer;
  transfer << std::exp(coupling + step * h), std::exp(-coupling), std::exp(-coupling),
      std::exp(coupling - step * h);
  Eigen::Matrix2d power = Eigen::Matrix2d::Identity();
  for (int k = 0; k < slices; ++k) power = (power * transfer / transfer.norm()).eval();
  return (power(0, 0) - power(1, 1)) / power.trace();
}

// With P slices one spin is a ring of P classical ones, whose average is known for every P.
TEST(PathIntegral, OneSpinAtFiniteTrotterNumbers) {
  const std::pair<int, double> expected[] = {{4, 0.30054}, {8, 0.28422}, {16, 0.28005}, {64, 0.27874}};
  for (const auto& [slices, z] : expected) {
    const double in_slices = one_spin_in_slices(0.3, 1.0, 2.0, slices);
    EXPECT_NEAR(in_slices, z, 5e-6) << slices;
    const auto result = thermal_expectation(
        Comm(), make_ising(0.0, {-0.3}, {}),
        {.beta = 2.0, .transverse_field = 1.0, .slices = slices, .sweeps = 4000, .discarded = 200});
    expect_within(result.z[0], in_slices, 4.5, "z at " + std::to_string(slices));
    EXPECT_LT(result.z[0].error, 0.01);
  }
}

// Without fields and couplings only the transverse field acts, <X> = tanh(beta Gamma), and no flip of a line
// costs anything.
TEST(PathIntegral, FreeSpins) {
  const auto result = thermal_expectation(
      Comm(), make_ising(0.0, {0.0, 0.0}, {}),
      {.beta = 1.0, .transverse_field = 1.0, .slices = 64, .sweeps = 2000, .discarded = 300});
  for (int i = 0; i < 2; ++i) {
    expect_within(result.x[static_cast<std::size_t>(i)], std::tanh(1.0), 4.5, "x");
    expect_within(result.z[static_cast<std::size_t>(i)], 0.0, 4.5, "z");
  }
}

TEST(PathIntegral, AgreesWithExactAverages) {
  const auto model = testing::random_model(8, 0.5, 11);
  const double field = 0.8, beta = 1.5;
  const auto exact = exact_averages(Comm(), model, field, beta);
  const auto result = thermal_expectation(
      Comm(), model,
      {.beta = beta, .transverse_field = field, .slices = 96, .sweeps = 3000, .discarded = 300, .seed = 2});
  // Five of the stated errors: 36 quantities are compared.
  expect_within(result.energy, exact.energy, 5, "energy");
  expect_within(result.cost, exact.cost, 5, "cost");
  for (std::size_t i = 0; i < exact.z.size(); ++i) {
    expect_within(result.z[i], exact.z[i], 5, "z");
    expect_within(result.x[i], exact.x[i], 5, "x");
  }
  for (std::size_t c = 0; c < exact.zz.size(); ++c) expect_within(result.zz[c], exact.zz[c], 5, "zz");
}

TEST(PathIntegral, OpenChainOfThirtySpins) {
  const auto result = thermal_expectation(
      Comm(), chain(30, false),
      {.beta = 1.0, .transverse_field = 1.0, .slices = 64, .sweeps = 1500, .discarded = 300});
  expect_within(result.energy, open_chain_energy(30, 1.0, 1.0), 5, "energy");
}

TEST(PathIntegral, NeedsATemperatureAndAField) {
  EXPECT_THROW(thermal_expectation(Comm(), chain(3, false), {.beta = 0.0}), UsageError);
  EXPECT_THROW(thermal_expectation(Comm(), chain(3, false), {.transverse_field = -1.0}), UsageError);
}

// An autoregressive series of known correlation: tau = 1/2 (1 + r) / (1 - r).
TEST(Estimate, KnowsCorrelatedSamples) {
  std::vector<std::vector<double>> series(8);
  const double r = 0.9;
  std::uint64_t index = 0;
  for (auto& values : series) {
    double x = 0.0;
    for (int k = 0; k < 20000; ++k) {
      double noise = 0.0;
      for (int part = 0; part < 12; ++part) noise += entail::random::uniform(5, 0, index++) - 0.5;
      values.push_back(x = r * x + noise);
    }
  }
  const auto result = estimate(series);
  EXPECT_NEAR(result.correlation_time, 0.5 * (1 + r) / (1 - r), 0.6);
  EXPECT_NEAR(result.error, std::sqrt(2 * 9.5 / (1 - r * r) / 160000), 0.003);
  EXPECT_LT(std::abs(result.mean), 4 * result.error);
}

}  // namespace
}  // namespace entail::quantum
