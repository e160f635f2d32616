// The placement problem: its checks, its accounts, the water term by second moments, the QUBO and its map.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <limits>

#include "base/error.hpp"
#include "placement_instances.hpp"
#include "quantum/placement/descent.hpp"
#include "quantum/placement/qubo.hpp"
#include "support/temporary.hpp"

namespace entail::placement {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using testing::placement_instance;

Plan random_plan(const PlacementProblem& problem, random::Sequence& draw) {
  Plan plan;
  for (int a = 0; a < problem.n_options(); ++a) plan.push_back(static_cast<std::uint8_t>(draw.below(2)));
  return plan;
}

/// Two sites, one receptor, two members: small enough for a pocket calculator.
PlacementProblem by_hand() {
  PlacementProblem problem;
  problem.options = {{"north", "slurry", 60, 100, 2, 5}, {"south", "filtered", 50, 180, 1, 3}};
  problem.pairs = {{0, 1, 4, 30, 1}};
  Receptor well;
  well.name = "well";
  well.contaminant = "sulfate";
  well.unit = "mg/L";
  well.weight = 3;
  well.limit = 250;
  well.background = 50;
  well.response = {{100, 50}, {200, 150}};
  problem.receptors = {well};
  problem.member_weights = {3, 1};
  problem.demand = 100;
  problem.weights = {1, 10, 2, 0.5};
  return problem;
}

TEST(PlacementAccounts, EqualACalculationByHand) {
  const auto problem = by_hand();
  const auto accounts = accounts_of(problem, {1, 1});
  // Concentrations 50 + 150 = 200 in the first member (share .75), 50 + 350 = 400 in the second (.25).
  EXPECT_DOUBLE_EQ(accounts.cost(), 280 - 30);
  EXPECT_DOUBLE_EQ(accounts.receptors[0].mean, 0.75 * 200 + 0.25 * 400);
  EXPECT_DOUBLE_EQ(accounts.receptors[0].standard_deviation, std::sqrt(0.75 * 2500 + 0.25 * 22500));
  EXPECT_DOUBLE_EQ(accounts.receptors[0].exceedance, 0.25);
  EXPECT_DOUBLE_EQ(accounts.water(), 3 * (0.75 * 40000 + 0.25 * 160000) / 62500);
  EXPECT_DOUBLE_EQ(accounts.breaches(), 3 + 4);
  EXPECT_DOUBLE_EQ(accounts.life(), 8 - 1);
  EXPECT_DOUBLE_EQ(accounts.capacity, 110);
  EXPECT_DOUBLE_EQ(accounts.energy, 250 + 10 * accounts.water() + 2 * 7 + 0.5 * 7);
}

// The energy by second moments is the mean of the members' energies.
TEST(PlacementObjective, SecondMomentsEqualTheMeanOverMembers) {
  double worst = 0.0;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    auto problem = placement_instance({.sites = 8, .options = 3, .receptors = 6, .members = 10}, seed);
    for (int w = 0; w < 10; ++w) problem.member_weights.push_back(1.0 + w % 3);
    const auto objective = objective_of(problem);
    const auto shares = member_shares(problem);
    random::Sequence draw(seed, 1);
    for (int k = 0; k < 20; ++k) {
      const Plan plan = random_plan(problem, draw);
      double mean = 0.0;
      for (int w = 0; w < 10; ++w)
        mean += shares[static_cast<std::size_t>(w)] * member_energy(problem, plan, w);
      const double moments = quantum::energy(objective, plan);
      worst = std::max(worst, std::abs(moments - mean) / std::abs(mean));
      EXPECT_NEAR(accounts_of(problem, plan).energy, mean, 1e-12 * std::abs(mean));
    }
  }
  std::printf("largest relative difference of moments and members: %.2g\n", worst);
  EXPECT_LT(worst, 1e-12);
}

TEST(PlacementChecks, NameEveryErrorAtOnce) {
  auto problem = by_hand();
  problem.options[0].capacity = 0;
  problem.options[1].cost = -3;
  problem.options.push_back(problem.options[0]);
  problem.options[2].breach = std::numeric_limits<double>::quiet_NaN();
  problem.weights = {0, 0, 0, 0};
  problem.demand = -1;
  const auto errors = errors_of(problem);
  EXPECT_THAT(errors, Contains("option north/slurry: capacity is 0; it must be above 0"));
  EXPECT_THAT(errors, Contains("option south/filtered: cost is -3; it must be 0 or more"));
  EXPECT_THAT(errors, Contains("option north/slurry is given twice"));
  EXPECT_THAT(errors, Contains("option north/slurry: breach consequence is not a finite number"));
  EXPECT_THAT(errors, Contains("receptor well (sulfate): member 0 has responses to 2 options; there are 3"));
  EXPECT_THAT(errors, Contains("the weights are all 0: cost, water, breach, life"));
  EXPECT_THAT(errors, Contains("demand: amount is -1; it must be above 0"));
  EXPECT_THROW(validate(problem), UsageError);
}

TEST(PlacementChecks, DemandAboveAllCapacity) {
  auto problem = by_hand();
  problem.demand = 111;
  EXPECT_THAT(errors_of(problem),
              Contains(AllOf(HasSubstr("no feasible plan"), HasSubstr("111 t"), HasSubstr("110 t"))));
  problem.demand = 100;
  problem.n_sites = 1;
  EXPECT_THAT(errors_of(problem), Contains(HasSubstr("the 1 largest of 2 sites")));
  problem.n_sites = 3;
  EXPECT_THAT(errors_of(problem), Contains("3 sites are asked for; it must be 1 to 2"));
}

TEST(PlacementChecks, ViolationsAreDescribed) {
  auto problem = by_hand();
  problem.options.push_back({"north", "lined", 30, 90, 0, 0});
  EXPECT_EQ(describe(problem, violation_of(problem, {1, 0, 1})),
            "capacity 10 t short of the demand of 100 t; site north has several options");
  EXPECT_TRUE(is_feasible(problem, {1, 1, 0}));
  EXPECT_EQ(describe(problem, Plan{1, 1, 0}), "north/slurry, south/filtered");
}

TEST(PlacementQubo, SlackReachesExactlyItsRange) {
  for (std::int64_t surplus = 0; surplus <= 70; ++surplus) {
    const auto worths = slack_worths(surplus);
    std::vector<bool> reached(200, false);
    for (std::uint64_t s = 0; s < std::uint64_t{1} << worths.size(); ++s) {
      std::int64_t sum = 0;
      for (std::size_t k = 0; k < worths.size(); ++k) sum += (s >> k) & 1 ? worths[k] : 0;
      ASSERT_LE(sum, surplus);
      reached[static_cast<std::size_t>(sum)] = true;
    }
    for (std::int64_t s = 0; s <= surplus; ++s) ASSERT_TRUE(reached[static_cast<std::size_t>(s)]) << surplus;
    if (surplus > 0) EXPECT_EQ(static_cast<double>(worths.size()), std::floor(std::log2(surplus)) + 1);
  }
}

TEST(PlacementQubo, UnitsAreExactWhereTheyCanBe) {
  auto problem = by_hand();
  auto whole = whole_capacities(problem);
  EXPECT_TRUE(whole.exact);
  EXPECT_EQ(whole.unit, 10);
  EXPECT_EQ(whole.demand, 10);
  EXPECT_EQ(whole.capacity, (std::vector<std::int64_t>{6, 5}));
  problem.options[0].capacity = 60.0 + 1.0 / 3;
  whole = whole_capacities(problem);
  EXPECT_FALSE(whole.exact);
  EXPECT_LE(static_cast<double>(whole.capacity[0]) * whole.unit, 60.0 + 1.0 / 3);
  EXPECT_GE(static_cast<double>(whole.demand) * whole.unit, 100.0);
  EXPECT_THROW(whole_capacities(problem, 80), UsageError);
}

// A feasible plan with its slack has the energy of the objective; a violation costs at least its penalty.
TEST(PlacementQubo, EqualsTheObjectivePlusPenalties) {
  auto problem = placement_instance({.sites = 6, .options = 2, .receptors = 3, .members = 3}, 4);
  const auto objective = objective_of(problem);
  const auto whole = whole_capacities(problem);
  const Penalties penalties{17.0, 19.0, 23.0};
  const auto qubo = to_qubo(problem, objective, whole, penalties);
  random::Sequence draw(3, 1);
  int feasible = 0;
  for (int k = 0; k < 2000; ++k) {
    const Plan plan = random_plan(problem, draw);
    const double e = quantum::energy(objective, plan),
                 q = quantum::energy(qubo.qubo, configuration_of(qubo, plan));
    const auto violation = violation_of(problem, plan);
    if (violation.none()) {
      ++feasible;
      EXPECT_NEAR(q, e, 1e-9 * std::abs(e));
    } else {
      EXPECT_GE(q, e + 17.0 - 1e-9);
    }
  }
  EXPECT_GT(feasible, 20);
}

TEST(PlacementQubo, ExportKeepsNamesAndEnergies) {
  const auto problem = placement_instance({.sites = 4, .options = 2, .receptors = 2, .members = 2}, 9);
  const auto objective = objective_of(problem);
  const auto qubo = to_qubo(problem, objective, whole_capacities(problem), {50, 50, 50});
  const testing::TemporaryFolder folder;
  for (const char* name : {"site.coo", "site.qubo", "site.json"}) {
    const std::string path = folder.path(name);
    export_qubo(qubo, path);
    const auto read = quantum::read_problem(path);
    ASSERT_EQ(read.n_variables(), qubo.qubo.n_variables());
    random::Sequence draw(3, 1);
    std::vector<std::uint8_t> bits;
    for (int v = 0; v < read.n_variables(); ++v) bits.push_back(static_cast<std::uint8_t>(draw.below(2)));
    const double expected = quantum::energy(qubo.qubo, bits);
    EXPECT_NEAR(quantum::energy(read.model, bits), expected, 1e-9 * std::abs(expected)) << name;
    if (std::string(name) == "site.json") continue;
    EXPECT_EQ(read.names[0], "site 0/option 0");
    EXPECT_THAT(read.names.back(), HasSubstr("slack"));
  }
}

TEST(PlacementDescent, RepairsAnythingAndNeverRaises) {
  for (const std::optional<int> n_sites : {std::optional<int>(), std::optional<int>(5)}) {
    auto problem = placement_instance({.sites = 9, .options = 3, .receptors = 4, .members = 3}, 21);
    problem.n_sites = n_sites;
    problem.demand = 0.9 * largest_capacity(problem);
    ASSERT_TRUE(errors_of(problem).empty());
    const Landscape landscape(problem, objective_of(problem));
    random::Sequence draw(8, 1);
    for (int k = 0; k < 50; ++k) {
      Walker walker(landscape, random_plan(problem, draw));
      walker.repair();
      ASSERT_TRUE(is_feasible(problem, walker.plan()))
          << describe(problem, violation_of(problem, walker.plan()));
      const double before = landscape.energy(walker.plan());
      walker.descend();
      EXPECT_TRUE(is_feasible(problem, walker.plan()));
      EXPECT_LE(landscape.energy(walker.plan()), before + 1e-9);
      walker.for_each_neighbour([&](const Plan& plan, double change) {
        ASSERT_TRUE(is_feasible(problem, plan));
        ASSERT_NEAR(landscape.energy(plan), landscape.energy(walker.plan()) + change, 1e-9);
        ASSERT_GE(change, -1e-9);
      });
    }
  }
}

}  // namespace
}  // namespace entail::placement
