// Layers against dense matrices, and the tuned kernels against the portable ones. Run on 1, 2 and 4 ranks.
#include "quantum/statevector/layers.hpp"

#include <gtest/gtest.h>

#include "quantum/statevector/observables.hpp"
#include "support/dense_reference.hpp"
#include "support/quantum_instances.hpp"

namespace entail::quantum {
namespace {

using testing::dense_layers;
using testing::largest_difference;
using testing::random_model;

// The second mixer angle is beyond pi/4, where the cotangent form takes over; the third below -3 pi/4.
const LayerAngles angles{{0.35, -0.8, 1.7}, {0.60, 1.1, -2.5}};

constexpr KernelPath both_paths[] = {KernelPath::best, KernelPath::portable};

int fewest_qubits(const Comm& comm) { return comm.size() == 1 ? 1 : comm.size() == 2 ? 2 : 4; }

double norm_of_difference(const std::vector<std::complex<double>>& a,
                          const std::vector<std::complex<double>>& b) {
  double largest = a.size() == b.size() ? 0.0 : 1e300;
  for (std::size_t k = 0; k < a.size(); ++k) largest = std::max(largest, std::abs(a[k] - b[k]));
  return largest;
}

TEST(Layers, EqualDenseMatrices) {
  const Comm comm;
  for (int n = fewest_qubits(comm); n <= 8; ++n) {
    const auto model = random_model(n, 0.7, static_cast<std::uint64_t>(n));
    const auto expected = dense_layers(model, angles.gamma, angles.beta);
    for (const auto path : both_paths) {
      StateVector<double> state(comm, n);
      const CostDiagonal<double> cost(state, model, DiagonalKind::automatic, path);
      apply_layers(state, cost, angles, {.path = path});
      EXPECT_LT(largest_difference(state.gather(), expected), 1e-13) << n;
    }
  }
}

TEST(Layers, EqualDenseMatricesWithIntegerLevels) {
  const Comm comm;
  const auto model = make_ising(0.5, {1, 0, -2, 0, 3, 0}, {{0, 1, 1}, {1, 2, -1}, {2, 5, 4}, {3, 4, 0.5}});
  const auto expected = dense_layers(model, angles.gamma, angles.beta);
  for (const auto path : both_paths) {
    StateVector<double> state(comm, 6);
    const CostDiagonal<double> cost(state, model, DiagonalKind::automatic, path);
    ASSERT_TRUE(cost.has_levels());
    apply_layers(state, cost, angles, {.path = path});
    EXPECT_LT(largest_difference(state.gather(), expected), 1e-13);
  }
}

TEST(Layers, SinglePrecisionEqualsDenseMatricesToItsDigits) {
  const Comm comm;
  for (int n = fewest_qubits(comm); n <= 8; ++n) {
    const auto model = random_model(n, 0.7, static_cast<std::uint64_t>(n));
    StateVector<float> state(comm, n);
    const CostDiagonal<float> cost(state, model);
    apply_layers(state, cost, angles);
    EXPECT_LT(largest_difference(state.gather(), dense_layers(model, angles.gamma, angles.beta)), 5e-6) << n;
  }
}

TEST(Layers, ContinueFromAStateAndEndWithAPhase) {
  const Comm comm;
  const int n = 6;
  const auto model = random_model(n, 0.7, 3);
  const auto start = testing::random_state(n, 5);
  const auto phase = testing::dense_cost(model);
  testing::DenseMatrix mixer = testing::DenseMatrix::Zero(64, 64);
  for (int q = 0; q < n; ++q) mixer += testing::dense_pauli(n, q, 'X');
  testing::DenseState expected = start;
  const auto apply_phase = [&](double gamma) {
    for (Eigen::Index k = 0; k < 64; ++k) expected(k) *= std::polar(1.0, -gamma * phase(k));
  };
  apply_phase(0.4);
  expected = testing::dense_exponential(mixer, 0.9) * expected;
  apply_phase(0.2);
  for (const auto path : both_paths) {
    StateVector<double> state(comm, n);
    const CostDiagonal<double> cost(state, model);
    state.set(testing::to_vector(start));
    apply_layers(state, cost, {{0.4}, {0.9}}, {.from_plus = false, .final_gamma = 0.2, .path = path});
    EXPECT_LT(largest_difference(state.gather(), expected), 1e-13);
  }
}

// Above the sizes that dense matrices reach, the tiles of the tuned kernels come into play. The portable
// kernels, which the test above holds against dense matrices, are the reference.
template <class Real>
void compare_paths(int n, DiagonalKind kind, int n_layers, double tolerance) {
  const Comm comm;
  const auto model = kind == DiagonalKind::levels ? testing::regular_graph(n, 4) : random_model(n, 0.3, 9);
  LayerAngles some = angles;
  some.gamma.resize(static_cast<std::size_t>(n_layers));
  some.beta.resize(static_cast<std::size_t>(n_layers));
  std::vector<std::complex<double>> results[2];
  for (const auto path : both_paths) {
    StateVector<Real> state(comm, n);
    const CostDiagonal<Real> cost(state, model, kind, path);
    apply_layers(state, cost, some, {.path = path});
    EXPECT_NEAR(norm(state), 1.0, tolerance);
    results[path == KernelPath::best] = state.gather();
  }
  EXPECT_LT(norm_of_difference(results[0], results[1]), tolerance)
      << n << " qubits, " << n_layers << " layers";
}

TEST(Layers, TilesEqualPortableKernels) {
  for (const int n : {9, 12, 13, 14, 15, 16, 17, 18})
    for (const int n_layers : {1, 2, 3}) compare_paths<double>(n, DiagonalKind::values, n_layers, 1e-13);
  for (const int n : {12, 14, 16, 18}) compare_paths<double>(n, DiagonalKind::levels, 2, 1e-13);
}

TEST(Layers, SinglePrecisionTilesEqualPortableKernels) {
  for (const int n : {14, 18}) {
    compare_paths<float>(n, DiagonalKind::values, 3, 3e-6);
    compare_paths<float>(n, DiagonalKind::levels, 2, 3e-6);
  }
}

TEST(Layers, OnSeveralRanksEqualOneRank) {
  const Comm comm, self(MPI_COMM_SELF);
  for (const int n : {8, 13, 15, 16, 19}) {
    const auto model = random_model(n, 0.3, 11);
    for (const int n_layers : {1, 2, 3}) {
      LayerAngles some = angles;
      some.gamma.resize(static_cast<std::size_t>(n_layers));
      some.beta.resize(static_cast<std::size_t>(n_layers));
      StateVector<double> all(comm, n), one(self, n);
      const CostDiagonal<double> cost_all(all, model), cost_one(one, model);
      apply_layers(all, cost_all, some);
      apply_layers(one, cost_one, some);
      EXPECT_NEAR(expectation(all, cost_all), expectation(one, cost_one), 1e-12);
      EXPECT_LT(norm_of_difference(all.gather(), one.gather()), 1e-13) << n;
    }
  }
}

/// The full state that a halved one stands for: both values of the last spin.
std::vector<std::complex<double>> unfold(const std::vector<std::complex<double>>& half) {
  std::vector<std::complex<double>> full(2 * half.size());
  const double scale = std::sqrt(0.5);
  for (std::size_t k = 0; k < half.size(); ++k) full[k] = full[full.size() - 1 - k] = scale * half[k];
  return full;
}

TEST(HalvedLayers, EqualTheFullState) {
  const Comm comm(MPI_COMM_SELF);
  for (const int n : {2, 5, 8, 14, 15, 16, 19}) {
    const auto model = random_model(n, 0.5, 21, false);
    ASSERT_TRUE(can_be_halved(model, comm));
    StateVector<double> full(comm, n);
    const CostDiagonal<double> cost(full, model);
    apply_layers(full, cost, angles);
    for (const auto path : both_paths) {
      const auto halved = fix_last_spin(model);
      StateVector<double> half(comm, n - 1);
      const CostDiagonal<double> half_cost(half, halved);
      apply_layers(half, half_cost, angles, {.mirrored = true, .path = path});
      EXPECT_NEAR(expectation(half, half_cost), expectation(full, cost), 1e-12);
      // The rotations by more than pi/4 flip all qubits, which changes nothing.
      EXPECT_LT(norm_of_difference(unfold(half.gather()), full.gather()), 1e-13) << n;
    }
  }
}

TEST(HalvedLayers, NeedASymmetricModelOnOneRank) {
  EXPECT_FALSE(can_be_halved(make_ising(0, {0, 1}, {}), Comm(MPI_COMM_SELF)));
  EXPECT_FALSE(can_be_halved(make_ising(0, {0}, {}), Comm(MPI_COMM_SELF)));
}

TEST(CostDiagonal, HoldsEveryEnergy) {
  const Comm comm;
  for (const int n : {6, 14}) {
    const auto model = random_model(n, 0.5, 31);
    for (const auto path : both_paths) {
      StateVector<double> state(comm, n);
      const CostDiagonal<double> cost(state, model, DiagonalKind::values, path);
      const auto values = to_host(cost.in_order_of(state).values.view);
      for (std::size_t k = 0; k < values.size(); k += 7)
        EXPECT_NEAR(values[k],
                    energy(model, state.configuration(static_cast<std::int64_t>(k))) - model.offset, 1e-12);
    }
  }
}

TEST(CostDiagonal, LevelsAreExact) {
  const Comm comm;
  const auto model =
      make_ising(7.0, {1, -2, 0, 3, 0, 0.5, 0, 0}, {{0, 1, 1}, {2, 3, -1}, {4, 5, 2.5}, {6, 7, 1}});
  for (const auto path : both_paths) {
    StateVector<double> state(comm, 8);
    const CostDiagonal<double> cost(state, model, DiagonalKind::automatic, path);
    ASSERT_TRUE(cost.has_levels());
    const auto levels = to_host(cost.in_order_of(state).levels.view);
    for (std::size_t k = 0; k < levels.size(); ++k) {
      EXPECT_LT(levels[k], cost.n_levels());
      EXPECT_EQ(cost.low() + cost.unit() * levels[k],
                energy(model, state.configuration(static_cast<std::int64_t>(k))) - 7.0);
    }
  }
}

TEST(CostDiagonal, ManyLevelsAreKeptAsNumbers) {
  StateVector<double> state(Comm(), 4);
  EXPECT_FALSE(CostDiagonal<double>(state, make_ising(0, {70000, 0, 0, 0}, {})).has_levels());
  EXPECT_FALSE(CostDiagonal<double>(state, make_ising(0, {0.1, 0, 0, 0}, {})).has_levels());
}

}  // namespace
}  // namespace entail::quantum
