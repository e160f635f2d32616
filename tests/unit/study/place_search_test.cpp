// The choice as a QUBO against every feasible plan, on seeded instances small enough to look at all states.
#include "study/place_search.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "base/random.hpp"
#include "quantum/exact/enumeration.hpp"
#include "study/place_moves.hpp"
#include "study/place_pareto.hpp"

namespace entail::study {
namespace {

/// Sites with two options, whole capacities, two receptors in two members, cascades.
placement::PlacementProblem instance(std::uint64_t seed, int n_sites) {
  random::Sequence draw(seed, 99);
  placement::PlacementProblem problem;
  double most = 0.0;
  for (int s = 0; s < n_sites; ++s) {
    const std::string site = "s" + std::to_string(s);
    const double small = 1.0 + draw.below(5), large = small + draw.below(4);
    most += large;
    problem.options.push_back({site, "a", small, 1.0 + 9.0 * draw.uniform(), draw.uniform(), draw.uniform()});
    problem.options.push_back({site, "b", large, 3.0 + 9.0 * draw.uniform(), draw.uniform(), draw.uniform()});
  }
  problem.pairs.push_back({0, 3, 2.0 * draw.uniform(), 0.0, 0.0});
  for (const char* name : {"well", "creek"}) {
    placement::Receptor receptor;
    receptor.name = name;
    receptor.contaminant = "sulfate";
    receptor.limit = 10.0;
    receptor.background = 2.0;
    for (int m = 0; m < 2; ++m) {
      std::vector<double> row;
      for (std::size_t a = 0; a < problem.options.size(); ++a) row.push_back(8.0 * draw.uniform());
      receptor.response.push_back(row);
    }
    problem.receptors.push_back(receptor);
  }
  problem.demand = std::floor(most * (0.3 + 0.4 * draw.uniform()));
  return problem;
}

double best_energy(const PlanMoves& moves) {
  double best = std::numeric_limits<double>::infinity();
  moves.for_each_feasible([&](const placement::Plan&, double energy) { best = std::min(best, energy); });
  return best;
}

TEST(PlacementQubo, LowestStateIsTheBestPlanOn200Instances) {
  const Comm comm;
  int equal = 0;
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    const auto problem = instance(seed, 4);
    const auto qubo = placement_qubo(problem);
    const auto lowest = quantum::enumerate(comm, qubo.model);
    const placement::Plan plan(lowest.best.bits.begin(), lowest.best.bits.begin() + problem.n_options());
    const double best = best_energy(PlanMoves(problem));
    equal += placement::is_feasible(problem, plan) &&
             std::fabs(lowest.best.energy - best) < 1e-7 * std::fabs(best) + 1e-7;
  }
  EXPECT_EQ(equal, 200);
  std::printf("constrained optimum = QUBO optimum on %d of 200\n", equal);
}

TEST(PlanMoves, EnergiesOfTheWalkAreThoseOfTheAccounts) {
  const auto problem = instance(7, 5);
  const PlanMoves moves(problem);
  int count = 0;
  moves.for_each_feasible([&](const placement::Plan& plan, double energy) {
    EXPECT_TRUE(placement::is_feasible(problem, plan));
    EXPECT_NEAR(energy, placement::accounts_of(problem, plan).energy, 1e-10);
    ++count;
  });
  EXPECT_GT(count, 10);
}

TEST(PlanMoves, FinishedPlansAreFeasible) {
  int optimal = 0;
  for (std::uint64_t seed = 1; seed <= 50; ++seed) {
    const auto problem = instance(seed, 6);
    const PlanMoves moves(problem);
    for (const std::uint8_t bit : {0, 1}) {
      const auto plan = moves.finished(placement::Plan(problem.options.size(), bit));
      EXPECT_TRUE(placement::is_feasible(problem, plan));
      optimal += moves.energy(plan) < best_energy(moves) + 1e-9;
    }
  }
  std::printf("repair and descent alone optimal in %d of 100\n", optimal);
}

TEST(PlanSearch, EverySolverFindsTheOptimumOfASmallProblem) {
  const auto problem = instance(3, 5);
  const PlanSearch search =
      search_plans(Comm(), problem, {{"qaoa", "path-integral", "anneal", "exact"}, 1, 4.0, 5});
  EXPECT_TRUE(search.proven);
  EXPECT_EQ(search.rows.size(), 4U);
  for (const auto& row : search.rows) EXPECT_NEAR(search.gap(row.energy), 0.0, 1e-9) << row.method;
  EXPECT_EQ(search.plans.size(), 5U);
}

TEST(Pareto, HoldsWhatNoPlanBeatsAndSharesAddUp) {
  const auto problem = instance(11, 5);
  const auto front = pareto_plans(problem, 1);
  double weights = 0.0, members = 0.0;
  for (const auto& plan : front) {
    weights += plan.weight_share;
    members += plan.member_share;
    const auto a = placement::accounts_of(problem, plan.plan);
    EXPECT_NEAR(plan.cost, a.cost(), 1e-10);
    EXPECT_NEAR(plan.water, a.water(), 1e-10);
  }
  EXPECT_NEAR(weights, 1.0, 1e-9);
  EXPECT_NEAR(members, 1.0, 1e-9);
  PlanMoves(problem).for_each_feasible([&](const placement::Plan& plan, double) {
    const auto a = placement::accounts_of(problem, plan);
    bool beaten_or_in = false;
    for (const auto& p : front)
      beaten_or_in |= p.cost <= a.cost() + 1e-9 && p.water <= a.water() + 1e-9 &&
                      p.life <= a.breaches() + a.life() + 1e-9;
    EXPECT_TRUE(beaten_or_in);
  });
}

}  // namespace
}  // namespace entail::study
