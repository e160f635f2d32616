// Enumeration, branch and bound, and bounds. Run on 1 and 2 ranks.
#include <gtest/gtest.h>

#include "base/error.hpp"
#include "quantum/exact/bounds.hpp"
#include "quantum/exact/branch_and_bound.hpp"
#include "quantum/exact/enumeration.hpp"
#include "quantum/ising/problem.hpp"
#include "support/quantum_instances.hpp"
#include "support/shared_data.hpp"

namespace entail::quantum {
namespace {

/// Energy, number and first of the best configurations by looking at all, one by one.
Enumeration by_hand(const IsingModel& model) {
  Enumeration result;
  const int n = model.n_spins();
  for (std::uint64_t s = 0; s < std::uint64_t{1} << n; ++s) {
    const double e = energy(model, s);
    if (result.count == 0 || e < result.best.energy - 1e-9) result = {{e, bits_of_state(s, n), 1}, 0};
    if (e < result.best.energy + 1e-9) ++result.count;
  }
  return result;
}

TEST(Enumeration, EqualsASimpleLoop) {
  for (const int n : {1, 2, 5, 6, 7, 11, 12, 13, 15})
    for (const bool fields : {false, true}) {
      const auto model = testing::random_model(n, 0.6, static_cast<std::uint64_t>(n), fields);
      const auto expected = by_hand(model), found = enumerate(Comm(), model);
      EXPECT_EQ(found.best.bits, expected.best.bits) << n;
      EXPECT_EQ(found.best.energy, expected.best.energy);
      EXPECT_EQ(found.count, expected.count);
    }
}

TEST(Enumeration, CountsAllBestConfigurations) {
  EXPECT_EQ(enumerate(Comm(), testing::ring(20)).count, 2);
  EXPECT_EQ(enumerate(Comm(), testing::ring(15)).count, 30);
  EXPECT_EQ(enumerate(Comm(), make_ising(2.0, std::vector<double>(16), {})).count, 65536);
}

TEST(Enumeration, OfTooMany) { EXPECT_THROW(enumerate(Comm(), testing::ring(35)), UsageError); }

TEST(BranchAndBound, EqualsEnumerationOfRandomQubos) {
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    const auto model = testing::random_model(20, seed <= 190 ? 0.12 : 0.3, seed);
    const auto expected = enumerate(Comm(), model);
    const auto found = branch_and_bound(model, {}, 0.0, {});
    ASSERT_TRUE(found.optimal) << seed;
    EXPECT_NEAR(found.best.energy, expected.best.energy, 1e-9) << seed;
    EXPECT_EQ(found.bound, found.best.energy);
  }
}

TEST(BranchAndBound, RespectsCounts) {
  const auto model = testing::random_model(12, 0.4, 3);
  const auto found = branch_and_bound(model, {{{0, 1, 2}, 1}, {{3, 4, 5, 6}, 2}}, 0.0, {});
  double expected = 1e300;
  for (std::uint64_t s = 0; s < 4096; ++s) {
    const auto bits = bits_of_state(s, 12);
    if (bits[0] + bits[1] + bits[2] == 1 && bits[3] + bits[4] + bits[5] + bits[6] == 2)
      expected = std::min(expected, energy(model, bits));
  }
  EXPECT_TRUE(found.optimal);
  EXPECT_NEAR(found.best.energy, expected, 1e-9);
  EXPECT_TRUE(branch_and_bound(model, {{{0, 1}, 3}}, 0.0, {}).infeasible);
}

TEST(BranchAndBound, GivesABoundInAnyTime) {
  const auto model = testing::dense_instance(50);
  const std::vector<std::uint8_t> start(50, 0);
  const auto found = branch_and_bound(model, {}, 0.2, start);
  EXPECT_LE(found.bound, found.best.energy);
  EXPECT_LE(found.best.energy, energy(model, start));
}

void expect_proven(const std::string& path, double value) {
  const auto problem = read_problem(path);
  const auto all = enumerate(Comm(), problem.model);
  EXPECT_EQ(all.best.energy, value);
  EXPECT_LE(lower_bound(problem.model), value);
}

// Optima: Biq Mac library (Wiegele 2007), after Glover, Kochenberger & Alidaee 1998,
// doi:10.1287/mnsc.44.3.336.
TEST(Exact, ProvesGka1b) {
  ENTAIL_SHARED_DATA(path, "gka1b.txt");
  expect_proven(path, -133);
  const auto found = branch_and_bound(read_problem(path).model, {}, 0.0, {});
  EXPECT_TRUE(found.optimal);
  EXPECT_EQ(found.best.energy, -133);
}
TEST(Exact, ProvesGka6a) {
  ENTAIL_SHARED_DATA(path, "gka6a.txt");
  expect_proven(path, -3980);
  const auto found = branch_and_bound(read_problem(path).model, {}, 0.0, {});
  EXPECT_TRUE(found.optimal);
  EXPECT_EQ(found.best.energy, -3980);
}

TEST(LowerBound, IsBelowTheLowestEnergyAndNearIt) {
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    const auto model = testing::random_model(14, 0.8, seed);
    const double lowest = enumerate(Comm(), model).best.energy, bound = lower_bound(model);
    EXPECT_LE(bound, lowest + 1e-9);
    EXPECT_GT(bound - lowest, 0.5 * (energy_range(model).low - lowest));
  }
  // Even rings are bipartite: the eigenvalue bound is the cut itself.
  EXPECT_NEAR(lower_bound(testing::ring(14)), -14.0, 1e-4);
}

}  // namespace
}  // namespace entail::quantum
