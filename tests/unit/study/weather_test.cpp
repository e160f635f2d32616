// Weather from files and generators, scenarios of the climate and monthly means, as a deck asks for them.
#include "study/weather.hpp"

#include <gmock/gmock.h>

#include "physics/laws/evaporation.hpp"
#include "study/forcing.hpp"

namespace entail::study {
namespace {

using testing::HasSubstr;
constexpr double mm_per_day = 1e-3 / 86400.0, day = 86400.0;

/// A deck of the days 2025-01-30 to 2025-02-03 with these keys below weather.
deck::Deck deck_of(const std::string& weather, Diagnostics& diagnostics) {
  return deck::read_deck("deck.yaml",
                         "title: t\ncrs: EPSG:32616\nperiod: {start: 2025-01-30, end: 2025-02-03}\n"
                         "box: {size: [1 m, 1 m], cells: [1, 1], origin: [750000 m, 4000000 m]}\n"
                         "surface: {manning: 0.05}\nweather: {" +
                             weather + "}\n",
                         diagnostics);
}

const std::string rain_alone = "date,rain [mm]\n2025-01-30,1\n2025-01-31,3\n2025-02-01,0\n2025-02-02,6\n";
const std::string with_evaporation =
    "date,rain [mm/d],potential_evaporation "
    "[mm/d]\n2025-01-30,1,1\n2025-01-31,3,2\n2025-02-01,0,3\n2025-02-02,6,4\n";
const std::string with_temperatures =
    "date,rain [mm/d],temperature_min [degC],temperature_max [degC]\n2025-01-30,1,0,10\n2025-01-31,3,1,12\n"
    "2025-02-01,0,2,9\n2025-02-02,6,-3,5\n";

struct Made {
  Forcing forcing;
  std::string errors;
};

/// The forcing of a deck whose weather file holds `record`; another file stands for it, for it must exist.
Made make(const std::string& record, const std::string& keys = "") {
  Diagnostics diagnostics;
  const deck::Deck deck = deck_of("file: " ENTAIL_SOURCE_DIR "/README.md" + keys, diagnostics);
  const auto weather = make_weather(deck, record, diagnostics);
  const io::Projection projection("EPSG:32616");
  Made made;
  if (weather) made.forcing = make_forcing(deck, &*weather, &projection, {750000.0, 4000000.0}, diagnostics);
  made.errors = diagnostics.report();
  return made;
}

TEST(Forcing, FollowsTheRecord) {
  const auto made = make(with_evaporation);
  EXPECT_EQ(made.errors, "");
  EXPECT_NEAR(made.forcing.at(0.0).rain, 1 * mm_per_day, 1e-20);
  EXPECT_NEAR(made.forcing.at(1.5 * day).rain, 3 * mm_per_day, 1e-20);
  EXPECT_NEAR(made.forcing.at(3 * day).potential_evaporation, 4 * mm_per_day, 1e-20);
  EXPECT_DOUBLE_EQ(made.forcing.next_change(0.0), day);
  EXPECT_DOUBLE_EQ(made.forcing.next_change(day), 2 * day);
  EXPECT_NEAR(made.forcing.rain_between(0.0, 4 * day), 0.010, 1e-15);
}

TEST(Forcing, MonthlyMeansKeepTheAmounts) {
  const auto made = make(with_evaporation, ", aggregate: monthly");
  EXPECT_EQ(made.errors, "");
  EXPECT_NEAR(made.forcing.at(0.0).rain, 2 * mm_per_day, 1e-20);
  EXPECT_NEAR(made.forcing.at(0.0).potential_evaporation, 1.5 * mm_per_day, 1e-20);
  EXPECT_DOUBLE_EQ(made.forcing.next_change(0.0), 2 * day);
  EXPECT_NEAR(made.forcing.at(2 * day).rain, 3 * mm_per_day, 1e-20);
  EXPECT_EQ(made.forcing.next_change(2 * day), std::numeric_limits<double>::infinity());
  EXPECT_NEAR(made.forcing.rain_between(0.0, 4 * day), 0.010, 1e-15);
}

TEST(Forcing, FactorsOfAScenario) {
  const auto made = make(with_evaporation, ", factors: {rain: 1.1, potential_evaporation: 0.5}");
  EXPECT_EQ(made.errors, "");
  EXPECT_NEAR(made.forcing.at(day).rain, 3.3 * mm_per_day, 1e-20);
  EXPECT_NEAR(made.forcing.at(day).potential_evaporation, 1.0 * mm_per_day, 1e-20);
}

TEST(Forcing, EvaporationFollowsTheTemperatures) {
  const io::Projection projection("EPSG:32616");
  const double latitude = projection.to_lon_lat(750000.0, 4000000.0).second;
  const double radiation = laws::extraterrestrial_radiation(latitude, 31);
  EXPECT_DOUBLE_EQ(make(with_temperatures).forcing.at(day).potential_evaporation,
                   laws::hargreaves_samani(1.0, 12.0, radiation));
  EXPECT_DOUBLE_EQ(
      make(with_temperatures, ", factors: {temperature: 2 K}").forcing.at(day).potential_evaporation,
      laws::hargreaves_samani(3.0, 14.0, radiation));
}

TEST(Forcing, PhasesChangeWhatIsAveragedAndTheFactors) {
  const auto made = make(with_evaporation,
                         ", aggregate: monthly, phases: [{start: 2025-01-31, aggregate: none}, "
                         "{start: 2025-02-01, factors: {rain: 2}}]");
  EXPECT_EQ(made.errors, "");
  EXPECT_NEAR(made.forcing.at(0.0).rain, 1 * mm_per_day, 1e-20);
  EXPECT_NEAR(made.forcing.at(day).rain, 3 * mm_per_day, 1e-20);
  EXPECT_NEAR(made.forcing.at(2 * day).rain, 6 * mm_per_day, 1e-20);  // the mean of 0 and 6, doubled
  EXPECT_EQ(made.forcing.next_change(2 * day), std::numeric_limits<double>::infinity());
}

struct Misuse {
  std::string record, keys, message;
};

TEST(Forcing, SaysWhatIsWrong) {
  auto changed = [](std::string text, const std::string& from, const std::string& to) {
    return text.replace(text.find(from), from.size(), to);
  };
  const Misuse all[] = {
      {changed(rain_alone, "31,3", "31,-3"), "", "rain is negative: -3"},
      {changed(rain_alone, "2025-01-31,3\n", ""), "", "2025-02-02"},
      {changed(rain_alone, "2025-02-02,6\n", ""), "",
       "the weather ends on 2025-02-02, before the period's end"},
      {changed(with_temperatures, "1,12", "13,12"), "",
       "temperature_min of 13 degC is above temperature_max of 12"},
      {"date,rain [mm],temperature_min [degC]\n2025-01-30,1,2\n2025-01-31,1,2\n", "",
       "but no temperature_max"},
      {rain_alone, ", factors: {temperature: 1 K}", "no temperatures that could change"},
      {with_temperatures, ", factors: {potential_evaporation: 1.2}", "is computed from the temperatures"},
      {with_evaporation, ", factors: {temperature: 1 K}", "changes nothing"},
      {with_evaporation, ", factors: {temperature: 1 degC}", "must be at least -20 K and at most 20 K"},
      {with_evaporation, ", factors: {rain: -1}", "must be at least 0"},
      {with_evaporation, ", aggregate: weekly", "must be none or monthly"},
      {with_evaporation, ", phases: [{start: 2024-01-31, aggregate: none}]", "lies outside the period"},
      {with_evaporation, ", phases: [{start: 2025-01-31}]", "changes nothing: give aggregate or factors"},
      {with_evaporation, ", rain: 1 mm/d", "give a file or constants, not both"}};
  for (const auto& misuse : all)
    EXPECT_THAT(make(misuse.record, misuse.keys).errors, HasSubstr(misuse.message)) << misuse.keys;
}

/// A right table of monthly statistics.
std::string monthly() {
  std::string table =
      "month,wet_after_dry,wet_after_wet,rain [mm/d],rain_shape,temperature_min "
      "[degC],temperature_min_deviation [K],"
      "temperature_max_dry [degC],temperature_max_wet [degC],temperature_max_deviation [K]\n";
  for (int m = 1; m <= 12; ++m) table += std::to_string(m) + ",0.3,0.6,8,0.8,5,4,18,15,5\n";
  return table;
}

struct MadeWeather {
  std::optional<io::Weather> weather;
  std::string errors;
};

MadeWeather generate(const std::string& table, const std::string& keys = "seed: 7") {
  Diagnostics diagnostics;
  MadeWeather made;
  made.weather = make_weather(deck_of("generator: {file: " ENTAIL_SOURCE_DIR "/README.md"
                                      ", " +
                                          keys + "}",
                                      diagnostics),
                              table, diagnostics);
  made.errors = diagnostics.report();
  return made;
}

TEST(Generator, CoversThePeriodOfTheDeck) {
  const auto made = generate(monthly());
  EXPECT_EQ(made.errors, "");
  ASSERT_EQ(made.weather->size(), 4u);
  EXPECT_EQ(format_instant(made.weather->start), "2025-01-30");
  EXPECT_EQ(made.weather->temperature_max.size(), 4u);
  EXPECT_EQ(made.weather->rain, generate(monthly()).weather->rain);
  EXPECT_NE(made.weather->temperature_max, generate(monthly(), "seed: 8").weather->temperature_max);
}

TEST(Generator, SaysWhatIsWrongWithItsTable) {
  auto changed = [](const std::string& from, const std::string& to) {
    std::string text = monthly();
    return text.replace(text.find(from), from.size(), to);
  };
  const std::pair<std::string, std::string> all[] = {
      {changed("5,0.3,0.6,8,0.8,5,4,18,15,5\n", ""), "lacks month"},
      {changed("\n3,0.3", "\n3,1.3"), "wet_after_dry of month 3 is 1.3 but must be from 0 to 1"},
      {changed("\n3,0.3,0.6", "\n3,0.3,-0.6"), "wet_after_wet of month 3 is -0.6 but must be from 0 to 1"},
      {changed("\n4,0.3,0.6,8", "\n4,0.3,0.6,-8"), "rain of month 4 is -8 but must be at least 0"},
      {changed("\n4,", "\n3,"), "month 3 stands twice"},
      {changed("\n4,", "\nApril,"), "\"April\" is no month"},
      {changed("\n4,0.3,0.6,8,0.8,5", "\n4,0.3,0.6,8,0.8,25"),
       "temperature_min of month 4 is above its temperature_max"},
      {changed("wet_after_dry", "wet_after_dri"),
       "unknown column \"wet_after_dri\"; did you mean \"wet_after_dry\""},
      {changed("rain [mm/d]", "rain"), "has no unit"},
      {changed("temperature_min_deviation [K]", "temperature_min_deviation [degC]"), "from 0 to 30 K"},
      {"month,wet_after_dry,wet_after_wet,rain [mm/d]\n1,0,0,1\n", "has no column rain_shape"}};
  for (const auto& [table, message] : all) EXPECT_THAT(generate(table).errors, HasSubstr(message));
  EXPECT_THAT(generate(monthly(), "seed: -1").errors, HasSubstr("must be at least 0"));
}

TEST(Climate, OfARecordIsATableThatTheGeneratorTakes) {
  std::string record = "date,rain [mm/d],temperature_min [degC],temperature_max [degC]\n";
  const auto first = std::chrono::sys_days(std::chrono::year(2024) / 1 / 1);
  for (int i = 0; i < 366; ++i)
    record += format_instant(first + std::chrono::days(i)) + (i % 3 ? ",0," : ",6,") + std::to_string(i % 5) +
              "," + std::to_string(12 + i % 7) + "\n";
  const std::string table = describe_climate("daily.csv", record);
  EXPECT_THAT(table,
              HasSubstr("month,wet_after_dry,wet_after_wet,rain [mm/d],rain_shape,temperature_min [degC]"));
  const auto made = generate(table);
  EXPECT_EQ(made.errors, "");
  EXPECT_TRUE(made.weather.has_value());
  EXPECT_THROW(describe_climate("daily.csv", record.substr(0, record.find("2024-05"))),
               DataError);  // some weeks: months are missing
  EXPECT_THROW(describe_climate("daily.csv", "date,rain [mm]\n2025-01-01T00:00,1\n2025-01-01T01:00,1\n"),
               DataError);
}

}  // namespace
}  // namespace entail::study
