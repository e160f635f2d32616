#include "deck/cover_library.hpp"

#include <gmock/gmock.h>

#include "deck/deck.hpp"

namespace entail::deck {
namespace {

// Permit of the Seneca II-W mine, section 13, table 3.
TEST(CoverLibrary, HoldsTheStatesOfAReclaimedMine) {
  const LibraryCover expected[] = {{"topsoil_stripped", .6, 1}, {"graded_spoil", .5, 1}, {"seeded", .6, .85},
                                   {"year_1", .18, 1},          {"year_3", .05, 1},      {"year_5", .003, 1}};
  for (const auto& cover : expected) {
    const LibraryCover* found = find_library_cover("reclaimed_mine/" + cover.name);
    ASSERT_NE(found, nullptr) << cover.name;
    EXPECT_EQ(found->c, cover.c);
    EXPECT_EQ(found->p, cover.p);
  }
  EXPECT_EQ(find_library_cover("reclaimed_mine/year_2"), nullptr);
  EXPECT_THAT(reclaimed_mine_table(), testing::HasSubstr("# Source: permit of the Seneca II-W mine"));
  EXPECT_THAT(reclaimed_mine_table(), testing::HasSubstr("unchecked"));
}

TEST(CoverLibrary, FillsWhatTheDeckLeavesOut) {
  Diagnostics diagnostics;
  const Deck deck = read_deck("deck.yaml",
                              "title: t\nperiod: {length: 1 d}\nbox: {size: [1 m, 1 m], cells: [1, 1]}\n"
                              "surface: {manning: 0.05}\nerosion: {erodibility: 0.3, cover: {from: "
                              "reclaimed_mine/seeded, p: 0.5, schedule: [{start: 2000-01-01, c: 0.2}]}}\n",
                              diagnostics);
  EXPECT_EQ(diagnostics.report(), "");
  EXPECT_EQ(deck.erosion->cover->c->value, 0.6);
  EXPECT_EQ(deck.erosion->cover->p->value, 0.5);
  EXPECT_EQ(deck.erosion->cover->schedule[0].c->value, 0.2);
  EXPECT_EQ(deck.erosion->cover->schedule[0].p->value, 1.0);
}

}  // namespace
}  // namespace entail::deck
