// The Pareto set against all plans, and the published instances: facility location and plain QUBOs.
#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "base/error.hpp"
#include "placement_instances.hpp"
#include "quantum/annealing/annealers.hpp"
#include "quantum/exact/branch_and_bound.hpp"
#include "quantum/ising/descent.hpp"
#include "quantum/ising/problem.hpp"
#include "quantum/placement/facility_location.hpp"
#include "quantum/placement/feasible_plans.hpp"
#include "quantum/placement/pareto.hpp"
#include "quantum/qaoa/angles.hpp"
#include "quantum/qaoa/one_layer.hpp"
#include "quantum/qaoa/optimise.hpp"
#include "quantum/qaoa/x_ansatz.hpp"
#include "support/shared_data.hpp"
#include "support/temporary.hpp"

namespace entail::placement {
namespace {

using testing::placement_instance;

bool beats(const Accounts& a, const Accounts& b) {
  const double x[3] = {a.cost() - b.cost(), a.water() + a.breaches() - b.water() - b.breaches(),
                       a.life() - b.life()};
  constexpr double rounding = 1e-10;
  return x[0] <= rounding && x[1] <= rounding && x[2] <= rounding && (x[0] + x[1] + x[2] < -1e-8);
}

TEST(ParetoFront, IsThatOfAllSubsets) {
  const auto problem =
      placement_instance({.sites = 6, .options = 2, .receptors = 3, .members = 4, .whole = false}, 2);
  const auto front = pareto_front(Comm(), problem, {});
  ASSERT_TRUE(front.complete);
  std::vector<Accounts> all;
  for (std::uint64_t s = 0; s < 1 << 12; ++s) {
    const Plan plan = quantum::bits_of_state(s, 12);
    if (is_feasible(problem, plan)) all.push_back(accounts_of(problem, plan));
  }
  std::size_t unbeaten = 0;
  for (const auto& one : all)
    unbeaten +=
        std::none_of(all.begin(), all.end(), [&](const Accounts& other) { return beats(other, one); });
  EXPECT_EQ(front.points.size(), unbeaten);
  double weights = 0.0, members = 0.0;
  for (const auto& point : front.points) {
    weights += point.weight_share;
    EXPECT_TRUE(is_feasible(problem, point.plan));
  }
  for (const auto& winner : front.winners) members += winner.share;
  EXPECT_NEAR(weights, 1.0, 1e-12);
  EXPECT_NEAR(members, 1.0, 1e-12);
  EXPECT_LT(front.share_by_weights, 1.0);  // weighted sums miss some
  if (Comm().is_root()) std::printf("%s", format_front(problem, front).c_str());
}

// Weights and limits on a larger problem find plans of the complete set, or close to it.
TEST(ParetoFront, BeyondEnumerationNothingBeatsThePointsByMuch) {
  const auto problem =
      placement_instance({.sites = 9, .options = 3, .receptors = 4, .members = 4, .whole = false}, 6);
  const auto all = pareto_front(Comm(), problem, {});
  const auto some = pareto_front(Comm(), problem, {.most_enumerated = 1, .seconds = 20});
  EXPECT_TRUE(all.complete);
  EXPECT_FALSE(some.complete);
  int on_front = 0, by_epsilon_alone = 0;
  for (const auto& point : some.points) {
    on_front += std::any_of(all.points.begin(), all.points.end(),
                            [&](const ParetoPoint& other) { return other.plan == point.plan; });
    by_epsilon_alone += point.by_epsilon && !point.by_weights;
  }
  if (Comm().is_root())
    std::printf("%zu points of %zu; %d of them in the complete set, %d by limits alone\n", some.points.size(),
                all.points.size(), on_front, by_epsilon_alone);
  EXPECT_GE(on_front, static_cast<int>(some.points.size()) - 2);
  EXPECT_GT(by_epsilon_alone, 0);
}

/// OR-Library, capacitated warehouse location (Beasley 1990): optima of cap41 and cap61.
void expect_located(const std::string& path, double optimum) {
  const auto problem = read_facility_location(path);
  const auto exact = locate_exactly(problem, 0.0);
  EXPECT_TRUE(exact.optimal);
  EXPECT_NEAR(exact.cost, optimum, 1e-3);
  EXPECT_NEAR(exact.bound, optimum, 1e-3);
  const auto by_qubo = locate_by_qubo(Comm(), problem, 1);
  ASSERT_FALSE(by_qubo.open.empty());
  EXPECT_LE(by_qubo.cost, 1.01 * optimum);
  EXPECT_GE(by_qubo.cost, optimum - 1e-3);
  if (Comm().is_root())
    std::printf("exact %.3f, bound %.3f; QUBO route %.3f (%.3f %% above)\n", exact.cost, exact.bound,
                by_qubo.cost, 100 * (by_qubo.cost / optimum - 1));
}

TEST(FacilityLocation, Cap41) {
  ENTAIL_SHARED_DATA(path, "cap41.txt");
  expect_located(path, 1040444.375);
}

TEST(FacilityLocation, Cap61) {
  ENTAIL_SHARED_DATA(path, "cap61.txt");
  expect_located(path, 932615.750);
}

TEST(FacilityLocation, BrokenFilesAreNamed) {
  const testing::TemporaryFolder folder;
  const auto path = folder.write("short.txt", "2 1\n10 5\n10 x\n");
  try {
    read_facility_location(path);
    FAIL();
  } catch (const DataError& error) {
    EXPECT_NE(std::string(error.what()).find("the fixed cost of facility 2"), std::string::npos);
  }
  EXPECT_THROW(read_facility_location(folder.path("none.txt")), DataError);
}

/// The lowest energy after descent of the configurations of recursive QAOA with several cutoffs, and whether
/// one of them had it without descent.
double by_recursive_qaoa(const quantum::IsingModel& model, double optimum, bool* alone) {
  double best = std::numeric_limits<double>::infinity();
  const auto qubo = quantum::to_qubo(model);
  *alone = false;
  for (const int cutoff : {4, 8, 12, 16, 20}) {
    const auto result = quantum::recursive_qaoa(model, cutoff);
    *alone = *alone || result.solution.energy <= optimum + 1e-9;
    best = std::min(best, quantum::energy(model, descended(qubo, result.solution.bits)));
  }
  return best;
}

/// The lowest energy after descent of samples of three layers, and that before.
double by_samples(const quantum::IsingModel& model, double* before) {
  quantum::XAnsatz<double> ansatz(Comm(), model, true);
  quantum::OptimiseOptions how;
  how.most_evaluations = 20;
  ansatz.prepare(quantum::optimise(ansatz, quantum::starting_angles(model, 3), how).angles);
  const auto qubo = quantum::to_qubo(model);
  double best = std::numeric_limits<double>::infinity();
  *before = best;
  for (const auto& bits : ansatz.sample(256, 1)) {
    *before = std::min(*before, quantum::energy(model, bits));
    best = std::min(best, quantum::energy(model, descended(qubo, bits)));
  }
  return best;
}

void expect_solved(const std::string& path, double optimum) {
  const auto model = quantum::read_problem(path).model;
  quantum::SearchLimits limits;
  limits.batches = 2;
  const auto annealed = quantum::simulated_annealing(Comm(), model, quantum::beta_range(model), limits);
  EXPECT_NEAR(annealed.solutions.front().energy, optimum, 1e-9);
  const auto path_integral = quantum::path_integral_annealing(Comm(), model, {}, limits);
  EXPECT_NEAR(path_integral.solutions.front().energy, optimum, 1e-9);
  const auto exact = quantum::branch_and_bound(model, {}, 0.0, {});
  EXPECT_TRUE(exact.optimal);
  EXPECT_NEAR(exact.best.energy, optimum, 1e-9);
  bool alone = false;
  EXPECT_NEAR(by_recursive_qaoa(model, optimum, &alone), optimum, 1e-9);
  if (Comm().is_root())
    std::printf("recursive QAOA reaches the optimum %s\n", alone ? "by itself" : "after descent only");
}

TEST(PlainQubo, Gka1bByEverySolver) {
  ENTAIL_SHARED_DATA(path, "gka1b.txt");
  expect_solved(path, -133);
  double before = 0.0;
  EXPECT_NEAR(by_samples(quantum::read_problem(path).model, &before), -133, 1e-9);
  if (Comm().is_root()) std::printf("256 samples of three layers: %.0f before descent\n", before);
}

TEST(PlainQubo, Gka6aByEverySolver) {
  ENTAIL_SHARED_DATA(path, "gka6a.txt");
  expect_solved(path, -3980);
}

}  // namespace
}  // namespace entail::placement
