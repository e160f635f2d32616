// What an option costs and lets out, from the deck to the arrays of the choice.
#include <gmock/gmock.h>

#include <cmath>

#include "study/place_design.hpp"
#include "study/place_problem.hpp"

namespace entail::study {
namespace {

TEST(Discount, SpreadOverTheYearsOfFilling) {
  EXPECT_DOUBLE_EQ(spread_discount(0.0, 10.0), 1.0);
  // One year: all of it at its end.
  EXPECT_NEAR(spread_discount(0.05, 1.0), 1.0 / 1.05, 1e-15);
  // An annuity of n years: (1 - 1.05^-10) / 0.05 / 10.
  EXPECT_NEAR(spread_discount(0.05, 10.0), (1.0 - std::pow(1.05, -10.0)) / 0.05 / 10.0, 1e-14);
  EXPECT_NEAR(spread_discount(0.05, 1.5), (1.0 / 1.05 + 0.5 / (1.05 * 1.05)) / 1.5, 1e-15);
}

TEST(DryDensity, FollowsFromThePorositiesUnlessGiven) {
  deck::Candidates candidates;
  candidates.tailings.grain_density = 2700.0;
  candidates.tailings.beach.share = 0.7;
  candidates.tailings.beach.porosity = 0.42;
  candidates.tailings.slimes.porosity = 0.5;
  EXPECT_NEAR(dry_density_of(candidates, {}), (1.0 - 0.444) * 2700.0, 1e-9);
  deck::OptionKeys option;
  option.dry_density = 1600.0;
  EXPECT_DOUBLE_EQ(dry_density_of(candidates, option), 1600.0);
}

deck::Deck small_deck() {
  deck::Deck deck;
  deck.contaminants.resize(2);
  deck.contaminants[0].name = "sulfate";
  deck.contaminants[0].limit = 0.25;
  deck.contaminants[1].name = "chloride";
  deck.candidates.emplace();
  deck.candidates->porewater = {{"sulfate", {}}, {"chloride", {}}};
  deck.place.emplace();
  deck.place->weights.receptors = {{"well", 3.0}};
  return deck;
}

TEST(Damage, IsTheWeightedMeanOfSquaredRatiosToTheLimit) {
  const deck::Deck deck = small_deck();
  const ReceptorSeries seen{{{0.25, 0.5}, {0.125, 0.0}}, {{9.0, 9.0}, {9.0, 9.0}}};
  // well: 3 (1 + 4) / 2; creek: (1/4 + 0) / 2; chloride has no limit.
  EXPECT_NEAR(damage_of(deck, {"well", "creek"}, seen), 7.5 + 0.125, 1e-14);
}

TEST(EvaluationTimes, AreYearsOfTheHorizon) {
  deck::Deck deck = small_deck();
  deck.period.length = 30.0 * 86400.0;
  EXPECT_THAT(evaluation_times(deck), testing::ElementsAre(30.0 * 86400.0));
  deck.place->horizon = 5.0 * 365.25 * 86400.0;
  EXPECT_EQ(evaluation_times(deck).size(), 5U);
  EXPECT_DOUBLE_EQ(evaluation_times(deck).back(), *deck.place->horizon);
}

}  // namespace
}  // namespace entail::study
