// The solvers of placement problems against all plans; the penalty bound; XY mixers. Run on 1 and 2 ranks.
#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "base/error.hpp"
#include "placement_instances.hpp"
#include "quantum/exact/enumeration.hpp"
#include "quantum/placement/feasible_plans.hpp"
#include "quantum/placement/outer_approximation.hpp"
#include "quantum/placement/solvers.hpp"
#include "quantum/qaoa/angles.hpp"
#include "quantum/qaoa/optimise.hpp"
#include "quantum/qaoa/weight_ansatz.hpp"
#include "quantum/qaoa/x_ansatz.hpp"

namespace entail::placement {
namespace {

using testing::placement_instance;

/// The best of all feasible plans by trying every subset, without any of the code under test.
double best_by_subsets(const PlacementProblem& problem) {
  const auto objective = objective_of(problem);
  double best = std::numeric_limits<double>::infinity();
  for (std::uint64_t s = 0; s < std::uint64_t{1} << problem.n_options(); ++s) {
    const Plan plan = quantum::bits_of_state(s, problem.n_options());
    if (is_feasible(problem, plan)) best = std::min(best, quantum::energy(objective, plan));
  }
  return best;
}

// 9 sites and slack: with the sufficient penalty the lowest state of the QUBO is the best plan, on 200 of
// 200.
TEST(PenaltyBound, SufficesOn200Instances) {
  const Comm comm;
  int sufficient = 0, starting = 0, one = 0;
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    const auto problem = placement_instance({.sites = 9, .options = 1}, seed);
    const auto objective = objective_of(problem);
    const Landscape landscape(problem, objective);
    const auto whole = whole_capacities(problem);
    ASSERT_TRUE(whole.exact);
    const double best = best_by_subsets(problem);
    const auto bound = sufficient_penalties(objective, landscape.energy(greedy_plan(landscape)));
    const auto reaches = [&](const Penalties& penalties) {
      const auto qubo = to_qubo(problem, objective, whole, penalties);
      const auto lowest = quantum::enumerate(comm, quantum::to_ising(qubo.qubo)).best;
      const Plan plan = qubo.plan_of(lowest.bits);
      return is_feasible(problem, plan) && quantum::energy(objective, plan) <= best + 1e-9 * std::abs(best);
    };
    sufficient += reaches(bound);
    starting += reaches(starting_penalties(problem, objective, whole, bound));
    one += reaches({1.0, 1.0, 1.0});
  }
  if (comm.is_root())
    std::printf(
        "QUBO optimum = constrained optimum: sufficient penalty %d of 200, starting penalty %d, P = 1 %d\n",
        sufficient, starting, one);
  EXPECT_EQ(sufficient, 200);
  EXPECT_LT(one, 200);
}

// With several options per site and a number of sites likewise.
TEST(PenaltyBound, SufficesWithOptionsAndANumberOfSites) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    auto problem = placement_instance({.sites = 5, .options = 2}, seed);
    problem.n_sites = 3;
    problem.demand = std::floor(0.8 * largest_capacity(problem));
    const auto objective = objective_of(problem);
    const Landscape landscape(problem, objective);
    const auto bound = sufficient_penalties(objective, landscape.energy(greedy_plan(landscape)));
    const auto qubo = to_qubo(problem, objective, whole_capacities(problem), bound);
    const auto lowest = quantum::enumerate(Comm(), quantum::to_ising(qubo.qubo)).best;
    EXPECT_TRUE(is_feasible(problem, qubo.plan_of(lowest.bits)));
    EXPECT_NEAR(lowest.energy, best_by_subsets(problem), 1e-9 * std::abs(lowest.energy));
  }
}

TEST(AllPlans, AreTheBestOfAllSubsets) {
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    auto problem = placement_instance({.sites = 5, .options = 3, .whole = false}, seed);
    if (seed % 2 == 0) problem.n_sites = 4;
    const auto objective = objective_of(problem);
    const Landscape landscape(problem, objective);
    quantum::SolutionPool pool(10);
    std::int64_t count = 0;
    for (std::uint64_t s = 0; s < 1 << 15; ++s) {
      const Plan plan = quantum::bits_of_state(s, 15);
      if (!is_feasible(problem, plan)) continue;
      ++count;
      pool.add({quantum::energy(objective, plan), plan, 1});
    }
    const auto all = best_of_all_plans(Comm(), landscape, 10);
    EXPECT_EQ(all.n_feasible, count);
    ASSERT_EQ(all.best.size(), pool.solutions().size());
    for (std::size_t k = 0; k < all.best.size(); ++k) EXPECT_EQ(all.best[k].bits, pool.solutions()[k].bits);
  }
}

TEST(OuterApproximation, ProvesWhatEnumerationFinds) {
  for (std::uint64_t seed = 1; seed <= 6; ++seed) {
    auto problem =
        placement_instance({.sites = 7, .options = 3, .receptors = 5, .members = 6, .whole = false}, seed);
    if (seed % 3 == 0) problem.n_sites = 4;
    if (seed % 3 == 0) problem.demand = 0.8 * largest_capacity(problem);
    const Landscape landscape(problem, objective_of(problem));
    const double best = landscape.energy(best_of_all_plans(Comm(), landscape, 1).best.front().bits);
    const Proof proof = prove(problem, {}, {.seconds = 60});
    EXPECT_TRUE(proof.optimal) << seed;
    EXPECT_NEAR(proof.energy, best, 1e-9 * best);
    EXPECT_LE(proof.bound, best * (1 + 1e-9));
    EXPECT_GE(proof.bound, best * (1 - 1e-8));
    EXPECT_LE(proof.relaxation, best * (1 + 1e-9));
    std::printf("instance %d: relaxation %.4f %% below the optimum, %d programs, %d tangents\n",
                static_cast<int>(seed), 100 * (best - proof.relaxation) / best, proof.programs,
                proof.tangents);
  }
}

// Every method finds the optimum of 8 sites with 3 options, and the ten best plans are those of all plans.
TEST(PlacementSolvers, AgreeOnEightSites) {
  const auto problem = placement_instance({.sites = 8, .options = 3, .receptors = 6, .members = 10}, 11);
  const Comm comm;
  SolverOptions options;
  options.seconds = 0;
  options.evaluations = 15;
  options.most_amplitudes = 1 << 19;
  const auto solution = solve(comm, problem, options);
  if (comm.is_root())
    std::printf("%s%s", format_methods(problem, solution).c_str(), format_plans(problem, solution).c_str());
  ASSERT_TRUE(solution.proven);
  for (const auto& row : solution.rows) {
    EXPECT_NEAR(row.energy, solution.bound, 1e-9 * solution.bound) << row.method;
    EXPECT_GT(row.feasible_share, 0.0) << row.method;
  }
  ASSERT_EQ(solution.plans.size(), 10u);
  const Landscape landscape(problem, objective_of(problem));
  const auto all = best_of_all_plans(comm, landscape, 10);
  for (std::size_t k = 0; k < 10; ++k) EXPECT_EQ(solution.plans[k].plan, all.best[k].bits);
  EXPECT_EQ(solution.gap(solution.plans.front().energy), 0.0);
}

// Results do not depend on who computes: every rank has the same, and a repetition gives it again.
TEST(PlacementSolvers, RepeatAndAgreeOverRanks) {
  const auto problem = placement_instance({.sites = 6, .options = 2, .receptors = 3, .members = 3}, 5);
  const Comm comm;
  SolverOptions options;
  options.seconds = 0;
  options.sweeps = 50;
  options.evaluations = 5;
  options.methods = {"qaoa", "path-integral", "anneal"};
  const auto first = solve(comm, problem, options), second = solve(comm, problem, options);
  std::vector<double> energies;
  ASSERT_EQ(first.plans.size(), second.plans.size());
  for (std::size_t k = 0; k < first.plans.size(); ++k) {
    EXPECT_EQ(first.plans[k].plan, second.plans[k].plan);
    EXPECT_EQ(first.plans[k].found_by, second.plans[k].found_by);
    energies.push_back(first.plans[k].energy);
  }
  for (std::size_t r = 0; r < first.rows.size(); ++r)
    EXPECT_EQ(first.rows[r].feasible_share, second.rows[r].feasible_share);
  const double sum = std::accumulate(energies.begin(), energies.end(), 0.0);
  EXPECT_EQ(comm.max(sum), comm.min(sum));
}

TEST(PlacementSolvers, RecursiveQaoaWhereTheStateDoesNotFit) {
  const auto problem =
      placement_instance({.sites = 12, .options = 3, .receptors = 4, .members = 4, .whole = false}, 3);
  SolverOptions options;
  options.methods = {"qaoa", "exact"};
  options.most_amplitudes = 1 << 12;
  const auto solution = solve(Comm(), problem, options);
  if (Comm().is_root()) std::printf("%s", format_methods(problem, solution).c_str());
  EXPECT_NE(solution.rows[0].how.find("recursive"), std::string::npos);
  EXPECT_FALSE(solution.rows[0].incumbent.empty());
  EXPECT_TRUE(solution.proven);
  EXPECT_LE(solution.rows[0].energy, solution.bound * 1.1);
}

TEST(PlacementSolvers, RefuseWhatMakesNoSense) {
  const auto problem = placement_instance({}, 1);
  EXPECT_THROW(solve(Comm(), problem, {.methods = {"quantum"}}), UsageError);
  EXPECT_THROW(solve(Comm(), problem, {.methods = {}}), UsageError);
  EXPECT_THROW(solve(Comm(), problem, {.n_plans = 0}), UsageError);
  auto full = problem;
  full.demand = 1e6;
  EXPECT_THROW(solve(Comm(), full, {}), UsageError);
}

/// The probability of the lowest configurations of `weight` ones among the samples' exact distribution.
double probability_of_best(quantum::WeightAnsatz& ansatz, double* deviation) {
  const auto amplitudes = to_host(ansatz.amplitudes());
  double best = std::numeric_limits<double>::infinity(), probability = 0.0, total = 0.0;
  for (std::int64_t k = 0; k < ansatz.size(); ++k) {
    const double e = quantum::energy(ansatz.model(), ansatz.bits(k));
    const auto a = amplitudes[static_cast<std::size_t>(k)];
    const double p = a.real() * a.real() + a.imag() * a.imag();
    total += p;
    if (e < best - 1e-9) {
      best = e;
      probability = 0.0;
    }
    if (e <= best + 1e-9) probability += p;
  }
  *deviation = std::max(*deviation, std::abs(total - 1.0));
  return probability;
}

/// 8 sites choose 3, any three hold enough.
PlacementProblem choose_three(std::uint64_t seed) {
  auto problem = placement_instance({.sites = 8, .options = 1, .receptors = 6, .members = 10}, seed);
  problem.n_sites = 3;
  problem.demand = 1.0;
  return problem;
}

// The probability of the optimum: XY ring mixer in the subspace of three ones against the X mixer with a
// penalty and against a random feasible draw, 1 / 56 = .018.
TEST(XyMixer, RaisesTheProbabilityOfTheOptimum) {
  const Comm comm;
  double deviation = 0.0;
  double mean_xy[4] = {0, 0, 0, 0}, mean_x[4] = {0, 0, 0, 0};
  constexpr int n_instances = 10;
  for (std::uint64_t seed = 1; seed <= n_instances; ++seed) {
    const auto problem = choose_three(seed);
    const auto objective = objective_of(problem);
    const auto model = quantum::to_ising(objective);
    quantum::WeightAnsatz xy(comm, model, 3, quantum::MixerKind::xy_ring);
    const Landscape landscape(problem, objective);
    const auto penalties = sufficient_penalties(objective, landscape.energy(greedy_plan(landscape)));
    WholeCapacities any = whole_capacities(problem);
    any.demand = any.largest;  // no slack: the number of sites is the only constraint
    const auto qubo = to_qubo(problem, objective, any, {0.0, 0.0, penalties.sites});
    quantum::XAnsatz<double> x(comm, quantum::to_ising(qubo.qubo), true);
    const double best = best_by_subsets(problem);
    for (int p = 1; p <= 3; ++p) {
      quantum::OptimiseOptions how;
      xy.prepare(quantum::optimise(xy, quantum::starting_angles(xy.model(), p), how).angles);
      mean_xy[p] += probability_of_best(xy, &deviation) / n_instances;
      x.prepare(quantum::optimise(x, quantum::starting_angles(x.model(), p), how).angles);
      int hits = 0;
      for (const auto& bits : x.sample(20000, seed)) {
        const Plan plan(bits.begin(), bits.begin() + 8);
        hits += is_feasible(problem, plan) && quantum::energy(objective, plan) <= best * (1 + 1e-9);
      }
      mean_x[p] += hits / 20000.0 / n_instances;
    }
  }
  if (comm.is_root())
    for (int p = 1; p <= 3; ++p)
      std::printf("p = %d: P(optimum) XY ring %.4f, penalty and X mixer %.4f, random feasible .0179\n", p,
                  mean_xy[p], mean_x[p]);
  EXPECT_LT(deviation, 1e-12);  // all probability stays on configurations of three ones
  for (int p = 1; p <= 3; ++p) {
    EXPECT_GT(mean_xy[p], 1.0 / 56);
    EXPECT_GT(mean_xy[p], mean_x[p]);
  }
}

TEST(XyMixer, IsUsedWhereTheNumberOfSitesIsAsked) {
  const auto problem = choose_three(3);
  SolverOptions options;
  options.methods = {"qaoa", "exact"};
  options.evaluations = 50;
  const auto solution = solve(Comm(), problem, options);
  if (Comm().is_root()) std::printf("%s", format_methods(problem, solution).c_str());
  EXPECT_EQ(solution.rows[0].feasible_share, 1.0);
  EXPECT_NE(solution.rows[0].how.find("weight 3"), std::string::npos);
  EXPECT_NEAR(solution.rows[0].energy, solution.bound, 1e-9 * solution.bound);
}

}  // namespace
}  // namespace entail::placement
