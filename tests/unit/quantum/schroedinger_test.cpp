// The Schroedinger equation by Trotter steps and by Krylov subspaces. Run on 1, 2 and 4 ranks.
#include <gtest/gtest.h>

#include <functional>
#include <numbers>

#include "base/error.hpp"
#include "quantum/annealing/schroedinger.hpp"
#include "quantum/statevector/observables.hpp"
#include "quantum/statevector/sampling.hpp"
#include "support/dense_reference.hpp"
#include "support/quantum_instances.hpp"

namespace entail::quantum {
namespace {

/// H(s) as a dense matrix.
testing::DenseMatrix dense_hamiltonian(const IsingModel& model, const Strengths& strengths) {
  const int n = model.n_spins();
  testing::DenseMatrix h =
      (strengths.cost * testing::dense_cost(model)).cast<std::complex<double>>().asDiagonal();
  for (int q = 0; q < n; ++q) h -= strengths.transverse * testing::dense_pauli(n, q, 'X');
  return h;
}

TEST(Schroedinger, HamiltonianEqualsTheDenseOne) {
  const Comm comm;
  for (const int n : {4, 6, 8}) {
    const auto model = testing::random_model(n, 0.6, 3);
    const Strengths strengths{0.7, 1.3};
    const auto start = testing::random_state(n, 5);
    StateVector<double> state(comm, n), result(comm, n);
    const CostDiagonal<double> cost(state, model);
    state.set(testing::to_vector(start));
    apply_hamiltonian(state, cost, strengths, result);
    EXPECT_LT(testing::largest_difference(result.gather(), dense_hamiltonian(model, strengths) * start),
              1e-13);
    EXPECT_LT(testing::largest_difference(state.gather(), start), 1e-15);
  }
}

TEST(Schroedinger, BothMethodsConvergeToFineDenseSteps) {
  const Comm comm;
  const int n = 6;
  const auto model = testing::random_model(n, 0.6, 8);
  const double duration = 3.0;
  const Schedule schedule = [](double s) { return Strengths{2 * (1 - s) * (1 - s), s}; };
  testing::DenseState dense = testing::DenseState::Constant(64, 0.125);
  const int fine = 3000;
  for (int k = 0; k < fine; ++k)
    dense =
        testing::dense_exponential(dense_hamiltonian(model, schedule((k + 0.5) / fine)), duration / fine) *
        dense;
  StateVector<double> state(comm, n);
  const CostDiagonal<double> cost(state, model);
  state.set_plus();
  anneal_krylov(state, cost, schedule, duration, 60);
  EXPECT_LT(testing::largest_difference(state.gather(), dense), 1e-6);
  double errors[2];
  for (int k = 0; k < 2; ++k) {
    state.set_plus();
    anneal_trotter(state, cost, schedule, duration, 100 << k);
    errors[k] = testing::largest_difference(state.gather(), dense);
  }
  EXPECT_NEAR(errors[0] / errors[1], 4.0, 0.4);  // second order
}

TEST(Schroedinger, KrylovIsOfFourthOrder) {
  const Comm comm;
  const int n = 5;
  const auto model = testing::random_model(n, 0.6, 2);
  const auto schedule = linear_schedule(2.0);
  StateVector<double> state(comm, n);
  const CostDiagonal<double> cost(state, model);
  const auto final_state = [&](int steps) {
    state.set_plus();
    anneal_krylov(state, cost, schedule, 4.0, steps, 1e-12);
    const auto values = state.gather();
    return testing::DenseState(Eigen::Map<const testing::DenseState>(values.data(), 32));
  };
  const auto exact = final_state(320);
  const double coarse = (final_state(10) - exact).norm(), fine = (final_state(20) - exact).norm();
  EXPECT_NEAR(std::log2(coarse / fine), 4.0, 0.5);
}

TEST(Schroedinger, SlowAnnealingEndsInTheGroundState) {
  const Comm comm;
  const auto model = testing::random_model(8, 0.5, 21);
  std::uint64_t best = 0;
  for (std::uint64_t s = 0; s < 256; ++s)
    if (energy(model, s) < energy(model, best)) best = s;
  StateVector<double> state(comm, 8);
  const CostDiagonal<double> cost(state, model);
  state.set_plus();
  anneal_trotter(state, cost, linear_schedule(2.0), 400.0, 4000);
  EXPECT_NEAR(norm(state), 1.0, 1e-11);
  EXPECT_GT(probability_of(state, best), 0.95);
}

/// The probability to stay on the level through H = (v t / 2) Z + (D / 2) X, t from -duration/2 to
/// duration/2, v = 1. The sweep starts and is measured in the eigenstates of H at its ends: with those of Z a
/// finite duration T adds oscillations of the order D / (v T) to the formula for an endless one, with these
/// of D / (v^2 T^3).
double landau_zener(
    double gap, double duration,
    const std::function<void(StateVector<double>&, const CostDiagonal<double>&, const Schedule&)>& anneal) {
  const double end = duration / 4, energy = std::hypot(end, gap / 2);
  const double large = energy + end, small = gap / 2, length = std::hypot(large, small);
  StateVector<double> state(Comm(MPI_COMM_SELF), 1);
  const CostDiagonal<double> cost(state, make_ising(0.0, {1.0}, {}));
  state.set({large / length, -small / length});  // the lower one of -end Z + D/2 X
  anneal(state, cost, [=](double s) { return Strengths{-gap / 2, duration * (s - 0.5) / 2}; });
  const auto final_state = state.gather();
  return std::norm((large * final_state[0] + small * final_state[1]) / length);  // the upper one
}

// exp(-pi D^2 / (2 v)) (Zener 1932, doi:10.1098/rspa.1932.0165), to the six digits given.
TEST(Schroedinger, LandauZener) {
  const double gap = 0.5, duration = 200.0;
  const double expected = std::exp(-std::numbers::pi * gap * gap / 2);
  EXPECT_NEAR(expected, 0.675232, 5e-7);
  EXPECT_NEAR(landau_zener(gap, duration,
                           [&](auto& state, const auto& cost, const Schedule& sweep) {
                             anneal_krylov(state, cost, sweep, duration, 20000, 1e-8);
                           }),
              expected, 2e-7);
  // Strang's steps are of second order: the limit of small steps by Richardson's extrapolation.
  double stay[2];
  for (int k = 0; k < 2; ++k)
    stay[k] = landau_zener(gap, duration, [&](auto& state, const auto& cost, const Schedule& sweep) {
      anneal_trotter(state, cost, sweep, duration, 100000 << k);
    });
  EXPECT_NEAR(stay[1], expected, 5e-6);
  EXPECT_NEAR((4 * stay[1] - stay[0]) / 3, expected, 2e-7);
}

TEST(Schroedinger, SchedulesFromTables) {
  const auto schedule = tabulated_schedule({{0.0, 4.0, 0.0}, {0.5, 1.0, 0.5}, {1.0, 0.0, 2.0}});
  EXPECT_DOUBLE_EQ(schedule(0.25).transverse, 2.5);
  EXPECT_DOUBLE_EQ(schedule(0.75).cost, 1.25);
  EXPECT_DOUBLE_EQ(schedule(1.0).cost, 2.0);
  EXPECT_THROW(tabulated_schedule({{0.0, 1, 0}, {0.9, 0, 1}}), UsageError);
  EXPECT_THROW(tabulated_schedule({{0.0, 1, 0}, {0.5, 0, 1}, {0.5, 0, 1}, {1.0, 0, 1}}), UsageError);
}

}  // namespace
}  // namespace entail::quantum
