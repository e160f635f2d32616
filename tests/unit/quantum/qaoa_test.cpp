// QAOA: mixers against dense matrices, gradients against differences, angles, optimisation, sampling. Run on
// 1, 2 and 4 ranks.
#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <numeric>

#include "base/error.hpp"
#include "quantum/qaoa/angles.hpp"
#include "quantum/qaoa/digit_ansatz.hpp"
#include "quantum/qaoa/one_layer.hpp"
#include "quantum/qaoa/optimise.hpp"
#include "quantum/qaoa/weight_ansatz.hpp"
#include "quantum/qaoa/x_ansatz.hpp"
#include "quantum/statevector/observables.hpp"
#include "quantum/statevector/sampling.hpp"
#include "support/dense_reference.hpp"
#include "support/gradient_check.hpp"
#include "support/quantum_instances.hpp"

namespace entail::quantum {
namespace {

using testing::DenseMatrix;
using testing::DenseState;

const LayerAngles some_angles{{0.35, -0.8}, {0.60, 1.1}};

/// (X_a X_b + Y_a Y_b) / 2 on n qubits.
DenseMatrix hop(int n, int a, int b) {
  return (testing::dense_pauli(n, a, 'X') * testing::dense_pauli(n, b, 'X') +
          testing::dense_pauli(n, a, 'Y') * testing::dense_pauli(n, b, 'Y')) /
         2;
}

std::uint64_t state_of(const std::vector<std::uint8_t>& bits) { return state_of_bits(bits); }

/// Layers of a dense mixer, factor by factor: exp(-i beta G) of each generator in turn.
DenseState dense_layers(const IsingModel& model, const DenseState& start,
                        const std::vector<DenseMatrix>& generators, const LayerAngles& angles) {
  DenseState state = start;
  const auto cost = testing::dense_cost(model);
  for (std::size_t layer = 0; layer < angles.gamma.size(); ++layer) {
    for (Eigen::Index k = 0; k < state.size(); ++k)
      state(k) *= std::polar(1.0, -angles.gamma[layer] * cost(k));
    for (const auto& generator : generators)
      state = testing::dense_exponential(generator, angles.beta[layer]) * state;
  }
  return state;
}

/// The amplitudes of a subspace put in their places among 2^n.
DenseState embedded(const SubspaceAnsatz& ansatz) {
  DenseState state = DenseState::Zero(Eigen::Index{1} << ansatz.model().n_spins());
  const auto amplitudes = to_host(ansatz.amplitudes());
  for (std::size_t k = 0; k < amplitudes.size(); ++k)
    state(static_cast<Eigen::Index>(state_of(ansatz.bits(static_cast<std::int64_t>(k))))) = {
        amplitudes[k].real(), amplitudes[k].imag()};
  return state;
}

double dense_expectation(const IsingModel& model, const DenseState& state) {
  return model.offset + state.cwiseAbs2().dot(testing::dense_cost(model));
}

void expect_equal(SubspaceAnsatz& ansatz, const DenseState& expected) {
  ansatz.prepare(some_angles);
  EXPECT_LT((embedded(ansatz) - expected).cwiseAbs().maxCoeff(), 1e-13);
  EXPECT_NEAR(ansatz.expectation(), dense_expectation(ansatz.model(), expected), 1e-12);
}

void expect_gradient(Ansatz& ansatz, const LayerAngles& angles, double tolerance) {
  const auto gradient = ansatz.gradient(angles, {});
  testing::expect_gradient(gradient, angles, tolerance, [&](const LayerAngles& a) {
    ansatz.prepare(a);
    return ansatz.expectation();
  });
}

DenseState groups_start(int n, const std::vector<std::vector<int>>& groups) {
  DenseState state = DenseState::Zero(Eigen::Index{1} << n);
  double count = 0;
  for (Eigen::Index s = 0; s < state.size(); ++s) {
    bool feasible = true;
    for (const auto& group : groups) {
      int ones = 0;
      for (const int v : group) ones += (s >> v) & 1;
      feasible = feasible && ones == 1;
    }
    if (!feasible) continue;
    state(s) = 1.0;
    ++count;
  }
  return state / std::sqrt(count);
}

TEST(DigitMixer, OnGroupsEqualsTheDenseOne) {
  const std::vector<std::vector<int>> groups{{0, 3, 5, 1}, {2, 6, 4}};
  const int n = 8;  // variable 7 is free
  const auto model = testing::random_model(n, 0.7, 4);
  for (const auto kind : {MixerKind::xy_ring, MixerKind::xy_complete}) {
    std::vector<DenseMatrix> generators;
    std::vector<Digit> digits;
    for (const auto& group : groups) {
      digits.push_back(group_digit(group, kind));
      DenseMatrix sum = DenseMatrix::Zero(256, 256);
      for (const auto& [a, b] : mixer_pairs(group, kind)) sum += hop(n, a, b);
      generators.push_back(sum);
    }
    digits.push_back(free_digit(7));
    generators.push_back(testing::dense_pauli(n, 7, 'X'));
    DigitAnsatz ansatz(Comm(), model, digits, "test");
    EXPECT_EQ(ansatz.size(), 24);
    expect_equal(ansatz, dense_layers(model, groups_start(n, groups), generators, some_angles));
    expect_gradient(ansatz, some_angles, 1e-8);
  }
}

// exp(-i b (J - I)) = e^(ib) [I + ((e^(-ikb) - 1)/k) J].
TEST(DigitMixer, OfTheCompleteGraphHasAClosedForm) {
  const int k = 5;
  const double b = 0.7;
  const auto digit = group_digit({0, 1, 2, 3, 4}, MixerKind::xy_complete);
  const DenseMatrix u = testing::dense_exponential(digit.mixer.cast<std::complex<double>>(), b);
  const std::complex<double> i(0, 1);
  const DenseMatrix expected =
      std::exp(i * b) * (DenseMatrix::Identity(k, k) +
                         (std::exp(-i * (k * b)) - 1.0) / static_cast<double>(k) * DenseMatrix::Ones(k, k));
  EXPECT_LT((u - expected).cwiseAbs().maxCoeff(), 1e-14);
}

TEST(WarmStart, EqualsTheDenseMixer) {
  const int n = 5;
  const auto model = testing::random_model(n, 0.8, 9);
  const std::vector<double> c{0.25, 0.75, 0.5, 0.1, 0.9};
  std::vector<DenseMatrix> generators;
  DenseState start = DenseState::Ones(32);
  for (int q = 0; q < n; ++q) {
    const double angle = 2 * std::asin(std::sqrt(c[static_cast<std::size_t>(q)]));
    generators.push_back(std::sin(angle) * testing::dense_pauli(n, q, 'X') +
                         std::cos(angle) * testing::dense_pauli(n, q, 'Z'));
    for (Eigen::Index s = 0; s < 32; ++s)
      start(s) *= (s >> q) & 1 ? std::sin(angle / 2) : std::cos(angle / 2);
  }
  const auto ansatz = make_ansatz(Comm(), model, {.start = c});
  expect_equal(dynamic_cast<SubspaceAnsatz&>(*ansatz), dense_layers(model, start, generators, some_angles));
  expect_gradient(*ansatz, some_angles, 1e-8);
}

TEST(WeightMixer, EqualsTheDenseOne) {
  for (const int n : {4, 7})
    for (const int weight : {1, 3})
      for (const auto kind : {MixerKind::xy_ring, MixerKind::xy_complete}) {
        const auto model = testing::random_model(n, 0.7, 6);
        std::vector<int> all(static_cast<std::size_t>(n));
        std::iota(all.begin(), all.end(), 0);
        std::vector<DenseMatrix> generators;
        for (const auto& [a, b] : mixer_pairs(all, kind)) generators.push_back(hop(n, a, b));
        DenseState start = DenseState::Zero(Eigen::Index{1} << n);
        for (Eigen::Index s = 0; s < start.size(); ++s)
          if (__builtin_popcountll(static_cast<unsigned long long>(s)) == weight) start(s) = 1.0;
        start.normalize();
        WeightAnsatz ansatz(Comm(), model, weight, kind);
        expect_equal(ansatz, dense_layers(model, start, generators, some_angles));
        expect_gradient(ansatz, some_angles, 1e-8);
      }
}

TEST(XMixer, HalvedOrNotIsTheSame) {
  const auto model = testing::regular_graph(10, 3);
  XAnsatz<double> halved(Comm(MPI_COMM_SELF), model), whole(Comm(), model);
  EXPECT_TRUE(halved.halved());
  halved.prepare(some_angles);
  whole.prepare(some_angles);
  EXPECT_NEAR(halved.expectation(), whole.expectation(), 1e-12);
  EXPECT_NEAR(halved.quantile(0.2), whole.quantile(0.2), 1e-9);
  EXPECT_EQ(halved.sample(4000, 7), whole.sample(4000, 7));  // on several ranks the other is not halved
  expect_gradient(halved, some_angles, 1e-8);
}

TEST(XMixer, ShotsOfAHalvedStateAreThoseOfTheWhole) {
  const auto model = testing::regular_graph(8, 5);
  StateVector<double> half(Comm(MPI_COMM_SELF), 7), whole(Comm(MPI_COMM_SELF), 8);
  const CostDiagonal<double> half_cost(half, fix_last_spin(model)), cost(whole, model);
  apply_layers(half, half_cost, some_angles, {.mirrored = true});
  apply_layers(whole, cost, some_angles);
  EXPECT_EQ(sample(half, 4000, 7, true), sample(whole, 4000, 7));
}

TEST(Sampling, FollowsTheExpectation) {
  const Comm comm;
  const auto model = testing::random_model(9, 0.5, 3, false);
  for (const auto& options :
       {AnsatzOptions{}, AnsatzOptions{.mixer = MixerKind::xy_ring, .weight = 4},
        AnsatzOptions{.mixer = MixerKind::xy_complete, .groups = {{0, 1, 2}, {3, 4, 5, 6}}}}) {
    const auto ansatz = make_ansatz(comm, model, options);
    ansatz->prepare(some_angles);
    double sum = 0, square = 0;
    const auto shots = ansatz->sample(20000, 5);
    for (const auto& bits : shots) {
      const double e = energy(model, bits);
      sum += e;
      square += e * e;
      if (options.weight >= 0) {
        EXPECT_EQ(std::accumulate(bits.begin(), bits.end(), 0), options.weight);
      }
    }
    const double mean = sum / 20000, deviation = std::sqrt(square / 20000 - mean * mean);
    EXPECT_NEAR(mean, ansatz->expectation(), 4.5 * deviation / std::sqrt(20000.0));
  }
}

// Of the conditional value at risk: the mean of the lowest part of the distribution, and its derivative.
TEST(Quantile, GivesTheConditionalValueAtRisk) {
  const Comm comm;
  const auto model = testing::random_model(7, 0.6, 3);
  const double fraction = 0.25;
  XAnsatz<double> ansatz(comm, model);
  const auto risk = [&](const LayerAngles& angles) {
    const auto state = testing::dense_layers(model, angles.gamma, angles.beta);
    const auto cost = testing::dense_cost(model);
    std::multimap<double, double> ordered;
    for (Eigen::Index k = 0; k < cost.size(); ++k) ordered.emplace(cost(k), std::norm(state(k)));
    double left = fraction, sum = 0;
    for (const auto& [c, p] : ordered) {
      sum += c * std::min(p, left);
      left -= std::min(p, left);
    }
    return model.offset + sum / fraction;
  };
  ansatz.prepare(some_angles);
  const auto gradient = ansatz.gradient(some_angles, {ansatz.quantile(fraction), fraction});
  EXPECT_NEAR(gradient.value, risk(some_angles), 1e-10);
  for (std::size_t k = 0; k < 2; ++k)
    EXPECT_NEAR(gradient.gamma[k], testing::difference([&](double step) {
                  LayerAngles moved = some_angles;
                  moved.gamma[k] += step * 0.01;
                  return risk(moved) / 0.01;
                }),
                1e-6);
}

// Rings: (2p + 1) / (2p + 2) of the edges (Farhi, Goldstone & Gutmann 2014, arXiv:1411.4028, section 4), from
// n = 2p + 2 on.
TEST(Optimise, ReachesTheRatioOfRings) {
  const Comm comm;
  for (const auto& [p, n] : {std::pair{1, 4}, {2, 6}, {3, 8}, {1, 10}, {2, 10}, {3, 10}}) {
    const auto model = testing::ring(n);
    const auto ansatz = make_ansatz(comm, model, {});
    const auto best = optimise(*ansatz, starting_angles(model, p), {.tolerance = 1e-12});
    EXPECT_NEAR(-best.value / n, (2 * p + 1.0) / (2 * p + 2.0), 5e-8) << p;
    ansatz->prepare(best.angles);
    EXPECT_NEAR(ansatz->expectation(), best.value, 1e-10);
  }
}

TEST(Optimise, MakesTheConditionalValueAtRiskLower) {
  const auto model = testing::random_model(10, 0.5, 1);
  const auto ansatz = make_ansatz(Comm(), model, {});
  const auto start = starting_angles(model, 2);
  ansatz->prepare(start);
  const double before = ansatz->gradient(start, {ansatz->quantile(0.2), 0.2}).value;
  EXPECT_LT(optimise(*ansatz, start, {.fraction = 0.2}).value, before - 1e-3);
  EXPECT_THROW(optimise(*ansatz, start, {.fraction = 0.0}), UsageError);
}

// The ratios that Wurtz & Lykov 2021 guarantee for graphs of their girth hold for this one too.
TEST(Angles, OfRegularGraphsReachTheirRatio) {
  const Comm comm;
  const int n = 16;
  const auto model = testing::regular_graph(n, 5);
  const auto ansatz = make_ansatz(comm, model, {});
  const double ratio[] = {0.6925, 0.7559, 0.7924, 0.8169};
  for (int p = 1; p <= 4; ++p) {
    ansatz->prepare(regular_angles(1.0, p));
    EXPECT_GE(0.5 + (model.offset - ansatz->expectation()) / (1.5 * n), ratio[p - 1] - 0.02) << p;
  }
}

TEST(Angles, GetBetterWithLayers) {
  const auto model = testing::dense_instance(12);
  const auto ansatz = make_ansatz(Comm(), model, {});
  double before = 0.0;
  for (const int p : {1, 2, 3, 4, 5, 6, 8, 10}) {
    ansatz->prepare(starting_angles(model, p));
    EXPECT_LT(ansatz->expectation(), before) << p;
    before = ansatz->expectation();
  }
  ansatz->prepare(linear_ramp(model, 10));
  EXPECT_LT(ansatz->expectation(), 0.7 * before);
  EXPECT_THROW(dense_angles(model, 7), UsageError);
  EXPECT_THROW(regular_angles(1.0, 5), UsageError);
}

TEST(Angles, InterpolationKeepsEndsAndStraightLines) {
  const auto angles = interpolated({{1.0, 2.0, 3.0}, {0.9, 0.6, 0.3}});
  EXPECT_EQ(angles.n_layers(), 4);
  EXPECT_NEAR(angles.gamma[0], 1.0, 1e-15);
  EXPECT_NEAR(angles.gamma[3], 3.0, 1e-15);
  for (std::size_t k = 1; k < 4; ++k) EXPECT_NEAR(angles.gamma[k] - angles.gamma[k - 1], 2.0 / 3, 1e-15);
}

TEST(OneLayer, EqualsTheStateVector) {
  const Comm comm;
  for (const int n : {4, 6, 9}) {
    const auto model = testing::random_model(n, 0.7, static_cast<std::uint64_t>(n));
    StateVector<double> state(comm, n);
    const CostDiagonal<double> cost(state, model);
    for (const auto& [gamma, beta] : {std::pair{0.4, 0.3}, std::pair{-1.1, 0.9}}) {
      apply_layers(state, cost, {{gamma}, {beta}});
      const auto moments = spin_moments(state);
      const auto closed = one_layer(model, gamma, beta);
      EXPECT_NEAR(closed.energy, expectation(state, cost), 1e-13 * n);
      for (int i = 0; i < n; ++i)
        EXPECT_NEAR(closed.z[static_cast<std::size_t>(i)], moments.z[static_cast<std::size_t>(i)], 1e-14);
      for (std::size_t c = 0; c < model.couplings.size(); ++c)
        EXPECT_NEAR(closed.zz[c], moments.pair(model.couplings[c].i, model.couplings[c].j), 1e-14);
    }
  }
}

TEST(OneLayer, HasTheBestAngles) {
  for (std::uint64_t seed = 1; seed <= 4; ++seed) {
    const auto model = testing::random_model(9, 0.5, seed);
    const auto ansatz = make_ansatz(Comm(), model, {});
    const auto optimised = optimise(*ansatz, starting_angles(model, 1), {.tolerance = 1e-10});
    EXPECT_LE(best_one_layer(model).energy, optimised.value + 1e-6);
  }
  EXPECT_NEAR(best_one_layer(testing::ring(2000)).energy, -1500.0, 1e-3);
}

TEST(RecursiveQaoa, SolvesSmallModels) {
  for (std::uint64_t seed = 1; seed <= 6; ++seed) {
    const auto model = testing::random_model(18, 0.25, seed, seed % 2 == 0);
    double lowest = 1e300;
    for (std::uint64_t s = 0; s < std::uint64_t{1} << 18; ++s) {
      lowest = std::min(lowest, energy(model, s));
    }
    const auto result = recursive_qaoa(model, 8);
    EXPECT_EQ(result.rounds, 10);
    EXPECT_EQ(result.solution.energy, energy(model, result.solution.bits));
    EXPECT_LT(result.solution.energy, 0.9 * (lowest - model.offset) + model.offset) << seed;
  }
}

TEST(RecursiveQaoa, SolvesRings) {
  EXPECT_EQ(recursive_qaoa(testing::ring(100)).solution.energy, -100.0);
  EXPECT_EQ(recursive_qaoa(testing::ring(101)).solution.energy, -100.0);
  EXPECT_EQ(recursive_qaoa(make_ising(1.0, {2.0, -1.0}, {}), 0).solution.energy, -2.0);
}

}  // namespace
}  // namespace entail::quantum
