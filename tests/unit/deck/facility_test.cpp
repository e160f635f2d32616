// A deck with a staged facility: what is read, what is filled in, and that its echo is a deck of the same
// run.
#include <gmock/gmock.h>

#include "deck/deck.hpp"
#include "support/temporary.hpp"

namespace entail::deck {
namespace {

const std::string path = std::string(ENTAIL_SOURCE_DIR) + "/tests/decks/pond.yaml";

TEST(FacilityDeck, TheEchoIsADeckOfTheSameRun) {
  Diagnostics diagnostics;
  Deck deck = read_deck(path, entail::testing::read_file(path), diagnostics);
  const std::string echoed = echo_deck(deck);
  Deck again = read_deck(path, echoed, diagnostics);
  EXPECT_TRUE(diagnostics.ok()) << diagnostics.report();
  EXPECT_EQ(echo_deck(again), echoed);
}

TEST(FacilityDeck, IsReadInSiUnits) {
  Diagnostics diagnostics;
  const Deck deck = read_deck(path, entail::testing::read_file(path), diagnostics);
  const Facility& pit = deck.facilities.at(0);
  EXPECT_DOUBLE_EQ(*pit.stages.at(2).mass, 1.2e7);
  EXPECT_DOUBLE_EQ(*pit.tailings->solids_content, 0.35);  // of a slurry
  EXPECT_DOUBLE_EQ(*pit.liner->defects, 0.1);
  EXPECT_DOUBLE_EQ(pit.porewater.at(0).second.inventory, 5e4);
  EXPECT_NEAR(pit.porewater.at(0).second.release, 0.5 / (365.2422 * 86400.0), 1e-13);
}

}  // namespace
}  // namespace entail::deck
