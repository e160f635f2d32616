#include "quantum/ising/ising_model.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "base/random.hpp"
#include "quantum/ising/descent.hpp"

namespace entail::quantum {
namespace {

/// A QUBO whose coefficients are multiples of `step` in [-100, 100] * step, about half of the pairs present.
Qubo random_qubo(int n, double step, std::uint64_t seed) {
  random::Sequence random(seed, 0);
  const auto coefficient = [&] { return step * (static_cast<double>(random.below(201)) - 100.0); };
  std::vector<double> linear(static_cast<std::size_t>(n));
  for (auto& a : linear) a = coefficient();
  std::vector<PairTerm> pairs;
  for (int i = 0; i < n; ++i)
    for (int j = i + 1; j < n; ++j)
      if (random.below(2) == 1) pairs.push_back({i, j, coefficient()});
  return make_qubo(coefficient(), linear, pairs);
}

TEST(IsingModel, AddsUpEqualPairsInEitherOrder) {
  const auto model =
      make_ising(1.0, {0, 0, 0}, {{2, 1, 0.5}, {0, 1, 2.0}, {1, 2, 0.25}, {0, 2, 1.0}, {2, 0, -1.0}});
  EXPECT_EQ(model.couplings, (std::vector<PairTerm>{{0, 1, 2.0}, {1, 2, 0.75}}));
}

TEST(IsingModel, APairOfASpinWithItselfIsAConstant) {
  EXPECT_EQ(make_ising(1.0, {0, 0}, {{1, 1, 3.0}}).offset, 4.0);
  EXPECT_EQ(make_qubo(1.0, {0, 2}, {{1, 1, 3.0}}).linear[1], 5.0);
}

TEST(Conversion, KeepsEveryEnergy) {
  const Qubo qubo = random_qubo(8, 0.25, 1);
  const IsingModel model = to_ising(qubo);
  for (std::uint64_t state = 0; state < 256; ++state) {
    std::vector<std::uint8_t> bits(8);
    for (std::size_t q = 0; q < 8; ++q) bits[q] = (state >> q) & 1;
    EXPECT_EQ(energy(qubo, bits), energy(model, bits));
    EXPECT_EQ(energy(model, state), energy(model, bits));
  }
}

TEST(Conversion, ThereAndBackIsExact) {
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    const Qubo qubo = random_qubo(30, 0.125, seed);
    const Qubo again = to_qubo(to_ising(qubo));
    EXPECT_EQ(again.offset, qubo.offset);
    EXPECT_EQ(again.linear, qubo.linear);
    EXPECT_EQ(again.quadratic, qubo.quadratic);
  }
}

TEST(Conversion, DoesNotLoseSmallTermsBesideLargeOnes) {
  // The field is -(1e16 + 1 - 1e16 - ...)/4 summed without an error term it would be 0.
  const auto model = to_ising(make_qubo(0.0, {0, 0, 0, 0}, {{0, 1, 4e16}, {0, 2, 4.0}, {0, 3, -4e16}}));
  EXPECT_EQ(model.fields[0], -1.0);
}

TEST(Neighbours, HoldEachPairUnderBothSpins) {
  const auto model = make_ising(0.0, {0, 0, 0, 0}, {{0, 2, 5.0}, {1, 2, 6.0}, {2, 3, 7.0}});
  const auto neighbours = neighbours_of(model);
  EXPECT_EQ(neighbours.first, (std::vector<int>{0, 1, 2, 5, 6}));
  EXPECT_EQ(neighbours.spin, (std::vector<int>{2, 2, 0, 1, 3, 2}));
  EXPECT_EQ(neighbours.value, (std::vector<double>{5, 6, 5, 6, 7, 7}));
  EXPECT_EQ(neighbours.max_degree(), 3);
}

TEST(IntegerScale, FindsTheSmallestPowerOfTwo) {
  EXPECT_EQ(integer_scale(make_ising(0.3, {1, 2}, {{0, 1, 3}})), 1.0);
  EXPECT_EQ(integer_scale(make_ising(0.0, {1, 0.25}, {{0, 1, 0.5}})), 4.0);
  EXPECT_EQ(integer_scale(make_ising(0.0, {0.1, 0}, {})), 0.0);
  EXPECT_EQ(integer_scale(make_ising(0.0, {1000, 0}, {}), 127), 0.0);
}

TEST(EnergyRange, HoldsEveryEnergy) {
  const IsingModel model = to_ising(random_qubo(8, 1.0, 7));
  const auto range = energy_range(model);
  for (std::uint64_t state = 0; state < 256; ++state) {
    EXPECT_LE(range.low, energy(model, state));
    EXPECT_GE(range.high, energy(model, state));
  }
}

TEST(Descent, EndsWhereNoFlipOfOneOrTwoIsLower) {
  constexpr int n = 12;
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const Qubo qubo = random_qubo(n, 0.5, seed);
    const std::vector<std::uint8_t> start(n, static_cast<std::uint8_t>(seed % 2));
    const auto end = descended(qubo, start);
    const double reached = energy(qubo, end);
    EXPECT_LE(reached, energy(qubo, start));
    for (std::size_t i = 0; i < n; ++i)
      for (std::size_t j = i; j < n; ++j) {
        auto other = end;
        other[i] ^= 1;
        if (j != i) other[j] ^= 1;
        EXPECT_GE(energy(qubo, other), reached - 1e-9);
      }
    EXPECT_EQ(descended(qubo, end), end);
  }
}

}  // namespace
}  // namespace entail::quantum
