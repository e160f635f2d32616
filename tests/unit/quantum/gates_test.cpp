// Gates and what is measured, against dense matrices. Run on 1, 2 and 4 ranks.
#include "quantum/statevector/gates.hpp"

#include <gtest/gtest.h>

#include <Eigen/Eigenvalues>
#include <map>

#include "base/error.hpp"
#include "quantum/statevector/layers.hpp"
#include "quantum/statevector/observables.hpp"
#include "quantum/statevector/reduced_density.hpp"
#include "quantum/statevector/sampling.hpp"
#include "support/dense_reference.hpp"
#include "support/quantum_instances.hpp"

namespace entail::quantum {
namespace {

using testing::dense_gate;
using testing::DenseState;
using testing::largest_difference;
using testing::random_state;

int fewest_qubits(const Comm& comm) { return comm.size() == 1 ? 2 : 4; }

Matrix2 some_gate() { return product(rotation_z(0.3), product(rotation_y(1.1), rotation_x(-0.7))); }

Matrix4 some_pair_gate() {
  const Eigen::MatrixXcd random = Eigen::Map<const Eigen::MatrixXcd>(random_state(4, 17).data(), 4, 4);
  const Eigen::MatrixXcd unitary = testing::dense_exponential(random + random.adjoint(), 3.0);
  Matrix4 gate;
  for (std::size_t k = 0; k < 16; ++k)
    gate[k] = unitary(static_cast<Eigen::Index>(k / 4), static_cast<Eigen::Index>(k % 4));
  return gate;
}

TEST(Gates, EqualDenseMatricesOnEveryQubitAndPair) {
  const Comm comm;
  for (int n = fewest_qubits(comm); n <= 8; n += 2) {
    StateVector<double> state(comm, n);
    DenseState expected = random_state(n, 1);
    state.set(testing::to_vector(expected));
    for (int q = 0; q < n; ++q) {
      apply_gate(state, q, some_gate());
      expected = dense_gate(n, q, some_gate()) * expected;
    }
    for (int a = 0; a < n; ++a)
      for (int b = 0; b < n; ++b) {
        if (a == b) continue;
        apply_gate(state, a, b, some_pair_gate());
        apply_xy_rotation(state, a, b, 0.4);
        apply_controlled(state, a, b, some_gate());
        expected = dense_gate(n, a, b, some_pair_gate()) * expected;
        expected = dense_gate(n, a, b, xy_rotation(0.4)) * expected;
        const Matrix2 g = some_gate();
        expected = dense_gate(n, a, b, Matrix4{1, 0, 0, 0, 0, g[0], 0, g[1], 0, 0, 1, 0, 0, g[2], 0, g[3]}) *
                   expected;
      }
    EXPECT_LT(largest_difference(state.gather(), expected), 1e-12) << n;
  }
}

TEST(Gates, RotationsAreExponentials) {
  for (const char name : {'X', 'Y', 'Z'}) {
    const auto gate = name == 'X' ? rotation_x(0.9) : name == 'Y' ? rotation_y(0.9) : rotation_z(0.9);
    const auto expected = testing::dense_exponential(testing::dense_pauli(1, 0, name), 0.45);
    EXPECT_LT((dense_gate(1, 0, gate) - expected).norm(), 1e-14) << name;
  }
  const testing::DenseMatrix xy = testing::dense_pauli(2, 0, 'X') * testing::dense_pauli(2, 1, 'X') +
                                  testing::dense_pauli(2, 0, 'Y') * testing::dense_pauli(2, 1, 'Y');
  EXPECT_LT((dense_gate(2, 0, 1, xy_rotation(0.7)) - testing::dense_exponential(xy, 0.35)).norm(), 1e-14);
}

TEST(Gates, XyRingKeepsTheNumberOfOnes) {
  const Comm comm;
  StateVector<double> state(comm, 7);
  state.set_basis_state(0b0010110);
  apply_xy_ring(state, {0, 1, 2, 3, 4, 5, 6}, 0.8);
  const auto amplitudes = state.gather();
  double inside = 0.0;
  for (std::size_t k = 0; k < amplitudes.size(); ++k)
    if (__builtin_popcountll(k) == 3) inside += std::norm(amplitudes[k]);
  EXPECT_NEAR(inside, 1.0, 1e-13);
  EXPECT_EQ(ring_pairs({4, 5, 6}), (std::vector<std::pair<int, int>>{{4, 5}, {5, 6}, {6, 4}}));
  EXPECT_EQ(ring_pairs({4, 5}), (std::vector<std::pair<int, int>>{{4, 5}}));
}

TEST(Order, ComesHomeFromAnyExchange) {
  const Comm comm;
  const int n = 8;
  const DenseState expected = random_state(n, 2);
  StateVector<double> state(comm, n);
  state.set(testing::to_vector(expected));
  state.exchange_top();
  state.move_to_top({1, 0});
  state.make_local({6, 7, 2});
  state.bring_home();
  EXPECT_TRUE(state.at_home());
  EXPECT_EQ(largest_difference(state.gather(), expected), 0.0);
}

TEST(Observables, EqualDenseExpectations) {
  const Comm comm;
  for (const int n : {4, 7}) {
    const auto model = testing::random_model(n, 0.8, 6);
    StateVector<double> state(comm, n);
    const DenseState dense = random_state(n, 3);
    state.set(testing::to_vector(dense));
    state.exchange_top();  // observables do not depend on the order
    const CostDiagonal<double> cost(state, model);
    const Eigen::VectorXd costs = testing::dense_cost(model), p = dense.cwiseAbs2();
    const double mean = costs.dot(p);
    EXPECT_NEAR(norm(state), 1.0, 1e-13);
    EXPECT_NEAR(expectation(state, cost), mean + model.offset, 1e-12);
    EXPECT_NEAR(expectation(state, cost, KernelPath::portable), mean + model.offset, 1e-12);
    EXPECT_NEAR(cost_moments(state, cost).variance, costs.cwiseAbs2().dot(p) - mean * mean, 1e-11);
    for (const auto path : {KernelPath::best, KernelPath::portable}) {
      const auto moments = spin_moments(state, path);
      for (int i = 0; i < n; ++i) {
        const testing::DenseMatrix z_i = testing::dense_pauli(n, i, 'Z');
        EXPECT_NEAR(moments.z[static_cast<std::size_t>(i)], dense.dot(z_i * dense).real(), 1e-13);
        for (int j = 0; j < n; ++j)
          EXPECT_NEAR(moments.pair(i, j), dense.dot(z_i * (testing::dense_pauli(n, j, 'Z') * dense)).real(),
                      1e-13);
      }
    }
    for (int q = 0; q < n; ++q)
      EXPECT_NEAR(x_expectation(state, q), dense.dot(testing::dense_pauli(n, q, 'X') * dense).real(), 1e-13);
  }
}

TEST(Observables, MomentsOfALargeState) {
  const Comm comm;
  const int n = 16;
  StateVector<double> state(comm, n);
  const auto model = testing::random_model(n, 0.4, 6);
  const CostDiagonal<double> cost(state, model);
  apply_layers(state, cost, {{0.3, 0.2}, {0.5, 0.2}});
  const auto tuned = spin_moments(state), portable = spin_moments(state, KernelPath::portable);
  for (std::size_t k = 0; k < tuned.zz.size(); ++k) EXPECT_NEAR(tuned.zz[k], portable.zz[k], 1e-12);
  for (std::size_t k = 0; k < tuned.z.size(); ++k) EXPECT_NEAR(tuned.z[k], portable.z[k], 1e-12);
}

TEST(Sampling, FollowsTheProbabilities) {
  const Comm comm;
  StateVector<double> state(comm, 4);
  const DenseState dense = random_state(4, 8);
  state.set(testing::to_vector(dense));
  state.exchange_top();
  const std::int64_t n_shots = 40000;
  std::map<std::uint64_t, int> counts;
  for (const auto configuration : sample(state, n_shots, 12)) ++counts[configuration];
  double chi_square = 0.0;
  for (Eigen::Index k = 0; k < 16; ++k) {
    const double expected = std::norm(dense(k)) * static_cast<double>(n_shots);
    chi_square += std::pow(counts[static_cast<std::uint64_t>(k)] - expected, 2) / expected;
  }
  EXPECT_LT(chi_square, 37.7);  // the 0.999 quantile of chi-square with 15 degrees of freedom
}

TEST(Sampling, IsTheSameOnAnyNumberOfRanks) {
  const Comm comm, self(MPI_COMM_SELF);
  const DenseState dense = random_state(14, 8);
  StateVector<double> all(comm, 14), one(self, 14);
  all.set(testing::to_vector(dense));
  one.set(testing::to_vector(dense));
  EXPECT_EQ(sample(all, 500, 3), sample(one, 500, 3));
  EXPECT_NE(sample(all, 500, 3), sample(all, 500, 4));
}

TEST(Sampling, FindsTheMostLikely) {
  const Comm comm;
  StateVector<double> state(comm, 5);
  DenseState dense = DenseState::Zero(32);
  dense(19) = dense(23) = std::complex<double>(0, std::sqrt(0.4));
  dense(2) = std::sqrt(0.2);
  state.set(testing::to_vector(dense));
  EXPECT_EQ(most_likely(state).configuration, 19u);
  EXPECT_NEAR(most_likely(state).probability, 0.4, 1e-15);
  EXPECT_NEAR(probability_of(state, 2), 0.2, 1e-15);
  EXPECT_EQ(probability_of(state, 3), 0.0);
}

TEST(ReducedDensity, EqualsTheTracedProjector) {
  const Comm comm;
  const int n = 6;
  StateVector<double> state(comm, n);
  const DenseState dense = random_state(n, 4);
  state.set(testing::to_vector(dense));
  const std::vector<int> qubits{5, 0, 3};
  const auto density = reduced_density(state, qubits);
  const Eigen::MatrixXcd projector = dense * dense.adjoint();
  EXPECT_LT((density - partial_trace(projector, qubits)).norm(), 1e-13);
  EXPECT_NEAR(density.trace().real(), 1.0, 1e-13);
}

TEST(ReducedDensity, EntropiesOfABellPairBesideAProductState) {
  const Comm comm;
  StateVector<double> state(comm, 5);
  state.set_basis_state(0);
  apply_gate(state, 1, hadamard());
  apply_controlled(state, 1, 4, Matrix2{0, 1, 1, 0});
  apply_gate(state, 2, some_gate());
  const auto density = reduced_density(state, {1, 4, 2});
  EXPECT_NEAR(von_neumann_entropy(density), 0.0, 1e-12);
  EXPECT_NEAR(von_neumann_entropy(partial_trace(density, {0})), std::log(2.0), 1e-13);
  EXPECT_NEAR(mutual_information(density, {0}, {1}), 2 * std::log(2.0), 1e-12);
  EXPECT_NEAR(mutual_information(density, {0}, {2}), 0.0, 1e-12);
  EXPECT_NEAR(negativity(density, {0}), 0.5, 1e-13);
  EXPECT_NEAR(negativity(density, {2}), 0.0, 1e-12);
}

// A Werner state p |Bell><Bell| + (1-p)/4 has negativity max(0, (3p - 1)/4).
TEST(ReducedDensity, NegativityOfWernerStates) {
  Eigen::VectorXcd bell = Eigen::VectorXcd::Zero(4);
  bell(1) = std::sqrt(0.5);
  bell(2) = -std::sqrt(0.5);
  for (const double p : {0.2, 1.0 / 3.0, 0.6, 1.0}) {
    const Eigen::MatrixXcd werner =
        p * bell * bell.adjoint() + (1 - p) / 4 * Eigen::MatrixXcd::Identity(4, 4);
    EXPECT_NEAR(negativity(werner, {1}), std::max(0.0, (3 * p - 1) / 4), 1e-14);
  }
}

TEST(ReducedDensity, RefusesWhatItCannotDo) {
  StateVector<double> state(Comm(), 14);
  EXPECT_THROW(reduced_density(state, {0, 0}), UsageError);
  EXPECT_THROW(reduced_density(state, {14}), UsageError);
  EXPECT_THROW(reduced_density(state, {}), UsageError);
  EXPECT_THROW(reduced_density(state, {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}), UsageError);
}

TEST(StateVector, SaysHowMuchMemoryItNeedsBeforeAllocating) {
  try {
    StateVector<double> state(Comm(), 45);
    FAIL();
  } catch (const UsageError& error) {
    EXPECT_NE(std::string(error.what()).find("45 qubits in double precision: this takes 512.0 TiB"),
              std::string::npos)
        << error.what();
  }
  EXPECT_THROW(StateVector<double>(Comm(), 0), UsageError);
  EXPECT_THROW(StateVector<double>(Comm(), 61), UsageError);
}

}  // namespace
}  // namespace entail::quantum
