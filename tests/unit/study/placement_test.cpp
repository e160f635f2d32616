// What an option costs and lets out, from the deck to the arrays of the choice.
#include <gmock/gmock.h>

#include <cmath>

#include "study/place_design.hpp"
#include "study/place_problem.hpp"
#include "study/place_roads.hpp"

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

/// Ways of three sites: all share the first 100 m, two of them 50 m more.
PlacementDesign branching_ways() {
  PlacementDesign design;
  const std::vector<std::vector<std::int64_t>> ways{{0, 1, 2, 3}, {0, 1, 2, 4}, {0, 1, 5}};
  const std::vector<std::vector<double>> lengths{{0, 100, 150, 400}, {0, 100, 150, 170}, {0, 100, 300}};
  for (std::size_t s = 0; s < 3; ++s) {
    design.sites.emplace_back();
    design.sites.back().way = ways[s];
    design.sites.back().way_length = lengths[s];
    design.options.emplace_back();
    design.options.back().site = s;
  }
  return design;
}

TEST(SharedRoads, AreCreditedWhollyWhenAllAreChosenAndNeverTooMuch) {
  PlacementDesign design = branching_ways();
  find_shared_roads(design, 2.0);
  ASSERT_EQ(design.roads.size(), 3U);
  EXPECT_DOUBLE_EQ(design.roads[0].length, 150.0);
  // 100 m on three ways, 50 m on two.
  EXPECT_DOUBLE_EQ(design.roads[0].saving, 2.0 * (100.0 * 2.0 / 3.0 + 50.0));
  EXPECT_DOUBLE_EQ(design.roads[1].saving, 2.0 * 100.0 * 2.0 / 3.0);
  double all = 0.0;
  for (const auto& road : design.roads) {
    all += road.saving;
    EXPECT_LE(road.saving, 2.0 * road.length);
  }
  // Built are 100 + 50 + 250 + 20 + 200 m instead of 400 + 170 + 300 m.
  EXPECT_DOUBLE_EQ(all, 2.0 * (870.0 - 620.0));
}

TEST(SharedRoads, OfSitesWithoutOptionsDoNotCount) {
  PlacementDesign design = branching_ways();
  design.options[1].excluded = "steep";
  find_shared_roads(design, 2.0);
  ASSERT_EQ(design.roads.size(), 1U);
  EXPECT_DOUBLE_EQ(design.roads[0].saving, 200.0);
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
