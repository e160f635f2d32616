#include "deck/deck.hpp"

#include <gmock/gmock.h>

#include "deck/documents.hpp"
#include "deck/soil_library.hpp"

namespace entail::deck {
namespace {

using testing::HasSubstr;

std::string errors_of(const std::string& text) {
  Diagnostics diagnostics;
  read_deck("deck.yaml", text, diagnostics);
  return diagnostics.report();
}

/// The template with one piece of text replaced by another.
std::string changed(const std::string& from, const std::string& to) {
  std::string text = deck_template();
  const auto at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

TEST(Deck, TheTemplateIsRight) { EXPECT_EQ(errors_of(deck_template()), ""); }

TEST(Deck, ReadsQuantitiesInSiUnits) {
  Diagnostics diagnostics;
  const Deck deck = read_deck("deck.yaml", deck_template(), diagnostics);
  EXPECT_DOUBLE_EQ(deck.duration(), 365 * 86400.0);
  EXPECT_DOUBLE_EQ(deck.ground->soils[1].second.conductivity->value, 2e-6);
  EXPECT_DOUBLE_EQ(deck.facilities[0].concentrations[0].second, 2.0);
  EXPECT_EQ(deck.output.every.months, 1);
  EXPECT_EQ(deck.box->top->form, Spatial::Form::expression);
}

TEST(Deck, TheEchoOfADeckIsADeckOfTheSameRun) {
  Diagnostics diagnostics;
  Deck deck = read_deck("deck.yaml", deck_template(), diagnostics);
  const std::string echoed = echo_deck(deck);
  Deck again = read_deck("deck.yaml", echoed, diagnostics);
  EXPECT_TRUE(diagnostics.ok()) << diagnostics.report();
  EXPECT_EQ(echo_deck(again), echoed);
}

TEST(Deck, FillsSoilsFromTheLibrary) {
  Diagnostics diagnostics;
  const Deck deck = read_deck("deck.yaml", deck_template(), diagnostics);
  const Soil& loam = deck.ground->soils[0].second;
  EXPECT_DOUBLE_EQ(loam.porosity->value, 0.43);
  EXPECT_DOUBLE_EQ(*loam.alpha, 3.6);
  EXPECT_NEAR(loam.conductivity->value, 24.96 / 100 / 86400, 1e-12);
}

struct Misuse {
  const char* from;
  const char* to;
  const char* message;
};

class DeckMisuse : public testing::TestWithParam<Misuse> {};

TEST_P(DeckMisuse, IsExplained) {
  const Misuse& misuse = GetParam();
  EXPECT_THAT(errors_of(changed(misuse.from, misuse.to)), HasSubstr(misuse.message));
}

INSTANTIATE_TEST_SUITE_P(
    EveryKind, DeckMisuse,
    testing::Values(
        Misuse{"porosity: 0.15", "porosity: -0.15",
               "ground.soils.sandstone.porosity: is -0.15 but must be above 0 and at most 1"},
        Misuse{"porosity: 0.15", "prosity: 0.15", "unknown key; did you mean \"porosity\"?"},
        Misuse{"porosity: 0.15", "n: 2", "this key stands twice"},
        Misuse{"2e-6 m/s", "2e-6 m/dya", "cannot read unit \"m/dya\""},
        Misuse{"2e-6 m/s", "2e-6", "needs a unit: write a number and a unit such as \"2e-6 m/s\""},
        Misuse{"2e-6 m/s", "2e-6 kg", "is not of the kind of \"m/s\""},
        Misuse{"300 mm/yr", "300 mm/a", "write yr for a year"},
        Misuse{"n: 1.8", "n: 1", "is 1 but must be above 1"},
        Misuse{"soil: sandstone", "soil: sandstoen",
               "there is no soil \"sandstoen\"; did you mean \"sandstone\"?"},
        Misuse{"{from: carsel_parrish_1988/loam}", "{from: carsel_parrish_1988/laom}",
               "did you mean \"carsel_parrish_1988/loam\"?"},
        Misuse{"{from: carsel_parrish_1988/loam}", "{conductivity: 1 m/d}", "needs porosity, alpha and n"},
        Misuse{"length: 365 d", "end: 2024-01-01", "is not after the start"},
        Misuse{"length: 365 d", "end: 2025-02-30", "must be a date"},
        Misuse{"cells: [40, 10]", "cells: [40]", "has 1 values but needs 2"},
        Misuse{"cells: [40, 10]", "cells: [40, 2.5]", "must be a whole number"},
        Misuse{"top: 0.05*x", "top: 0.05*xx", "cannot read the formula"},
        Misuse{"sulfate: 2000 mg/L", "sulphate: 2000 mg/L",
               "is not among the contaminants; did you mean \"sulfate\"?"},
        Misuse{"initial: {water_table_depth: 5 m}", "initial: {water_table_depth: 5 m, head: 3 m}",
               "give only one of"},
        Misuse{"initial: {water_table_depth: 5 m}", "", "give initial:"},
        Misuse{"box:", "boxes:", "did you mean \"box\"?"},
        Misuse{"{slope: 0.05}", "{slope: 0}", "must be above 0"},
        Misuse{"polygon: [200, 20, 300, 20, 300, 80, 200, 80]", "footprint: none.geojson",
               "there is no file none.geojson"},
        Misuse{"screen: [2 m, 10 m]", "screen: [10 m, 2 m]", "must be [top, bottom]"},
        Misuse{"every: 1 month", "every: 1.5 month", "whole number of months"},
        Misuse{"title: Seepage from a tailings facility on a hillslope\n", "", "title: is missing"}));

TEST(Deck, AllErrorsComeAtOnce) {
  std::string text = changed("porosity: 0.15", "porosity: -0.15");
  text.replace(text.find("300 mm/yr"), 9, "300 mm/a ");
  text += "title: again\n";
  EXPECT_THAT(errors_of(text), HasSubstr("3 errors"));
}

TEST(Deck, EmptyAndForeignFilesAreExplained) {
  EXPECT_THAT(errors_of(""), HasSubstr("the deck is empty"));
  EXPECT_THAT(errors_of("- a\n- b\n"), HasSubstr("a deck is a mapping"));
  EXPECT_THAT(errors_of("just words"), HasSubstr("a deck is a mapping"));
}

TEST(Documents, ExplainsKeysByPathAndByName) {
  EXPECT_THAT(explain("terrain.cell_size"), HasSubstr("side of the square columns"));
  EXPECT_THAT(explain("kd"), HasSubstr("linear sorption"));
  EXPECT_THROW(explain("cel_size"), UsageError);
}

TEST(Documents, TheJsonSchemaHoldsEveryKey) {
  const std::string schema = json_schema();
  for (const char* key : {"\"cell_size\"", "\"contaminants\"", "\"additionalProperties\": false",
                          "\"carsel_parrish_1988/clay\""})
    EXPECT_THAT(schema, HasSubstr(key));
}

TEST(SoilLibrary, HoldsTheTwelveClasses) { EXPECT_EQ(soil_library().size(), 12u); }

}  // namespace
}  // namespace entail::deck
