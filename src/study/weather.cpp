#include "study/weather.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>

#include "base/constants.hpp"
#include "base/text.hpp"
#include "base/units.hpp"
#include "io/monthly.hpp"
#include "physics/landscape/weather_generator.hpp"

namespace entail::study {

namespace {

using landscape::ClimateStatistics;
using landscape::MonthStatistics;
using Size = std::size_t;

/// Where a column of the table of monthly statistics belongs; `shown` is the unit people write.
struct Column {
  io::MonthlyColumn head;
  const char* shown;
  double MonthStatistics::*member;
};

const std::vector<Column>& columns() {
  static const std::vector<Column> all{
      {{"wet_after_dry", "", 0.0, 1.0, true}, "", &MonthStatistics::wet_after_dry},
      {{"wet_after_wet", "", 0.0, 1.0, true}, "", &MonthStatistics::wet_after_wet},
      {{"rain", "m/s", 0.0, 1e30, true}, "mm/d", &MonthStatistics::rain},
      {{"rain_shape", "", 0.05, 100.0, true}, "", &MonthStatistics::rain_shape},
      {{"temperature_min", "degC", -90.0, 60.0, false}, "degC", &MonthStatistics::temperature_min},
      {{"temperature_min_deviation", "K", 0.0, 30.0, false},
       "K",
       &MonthStatistics::temperature_min_deviation},
      {{"temperature_max_dry", "degC", -90.0, 60.0, false}, "degC", &MonthStatistics::temperature_max_dry},
      {{"temperature_max_wet", "degC", -90.0, 60.0, false}, "degC", &MonthStatistics::temperature_max_wet},
      {{"temperature_max_deviation", "K", 0.0, 30.0, false},
       "K",
       &MonthStatistics::temperature_max_deviation}};
  return all;
}
constexpr Size first_temperature = 4;

std::optional<ClimateStatistics> read_statistics(const std::string& file, const std::string& text,
                                                 Diagnostics& diagnostics) {
  std::vector<io::MonthlyColumn> heads;
  for (const auto& column : columns()) heads.push_back(column.head);
  const Size before = diagnostics.count();
  const io::MonthlyValues values = io::parse_monthly(file, text, heads, diagnostics);
  if (diagnostics.count() > before) return {};
  ClimateStatistics climate;
  std::vector<std::string> missing;
  for (Size i = 0; i < values.size(); ++i) {
    if (values[i].empty()) missing.push_back(columns()[i].head.name);
    for (Size m = 0; m < values[i].size(); ++m) climate.months[m].*columns()[i].member = values[i][m];
  }
  climate.has_temperatures = missing.empty();
  if (!missing.empty() && missing.size() < columns().size() - first_temperature) {
    diagnostics.error(
        ExitCode::data, file, {1, 1, 1}, "",
        fmt::format("has some temperatures but not {}; give all of them or none", enumerate(missing)));
    return {};
  }
  for (Size m = 0; m < 12; ++m)
    for (double high : {climate.months[m].temperature_max_dry, climate.months[m].temperature_max_wet})
      if (climate.has_temperatures && climate.months[m].temperature_min > high) {
        diagnostics.error(ExitCode::data, file, {}, "",
                          fmt::format("temperature_min of month {} is above its temperature_max", m + 1));
        return {};
      }
  return climate;
}

io::Weather generate(const deck::Deck& deck, const ClimateStatistics& climate) {
  const auto first = std::chrono::floor<std::chrono::days>(deck.start());
  const double begun = static_cast<double>((deck.start() - first).count());
  const int days = static_cast<int>(std::ceil((begun + deck.duration()) / constants::seconds_per_day - 1e-9));
  auto made = landscape::generate_weather(climate, static_cast<std::uint64_t>(deck.weather->generator->seed),
                                          first, days);
  io::Weather weather;
  weather.start = first;
  weather.step = constants::seconds_per_day;
  weather.rain = std::move(made.rain);
  weather.temperature_min = std::move(made.temperature_min);
  weather.temperature_max = std::move(made.temperature_max);
  return weather;
}

}  // namespace

std::string weather_file(const deck::Deck& deck) {
  if (!deck.weather) return "";
  return deck.weather->generator ? deck.weather->generator->file : deck.weather->file;
}

std::optional<io::Weather> make_weather(const deck::Deck& deck, const std::string& text,
                                        Diagnostics& diagnostics) {
  if (const auto& generator = deck.weather->generator) {
    const auto climate = read_statistics(generator->file, text, diagnostics);
    if (!climate || !(deck.duration() > 0.0)) return {};
    return generate(deck, *climate);
  }
  const Size before = diagnostics.count();
  auto weather = io::parse_weather(deck.weather->file, text, diagnostics);
  if (diagnostics.count() > before) return {};
  return weather;
}

std::string describe_climate(const std::string& file, const std::string& text) {
  Diagnostics diagnostics;
  io::Weather record = io::parse_weather(file, text, diagnostics);
  diagnostics.throw_if_any();
  if (record.step != constants::seconds_per_day)
    throw DataError(fmt::format("{}: the statistics need daily rows, but they are {} apart", file,
                                format_span(record.step)));
  const landscape::DailyWeather days{record.rain, record.temperature_min, record.temperature_max};
  std::array<int, 12> count{};
  const auto climate =
      landscape::take_statistics(days, std::chrono::floor<std::chrono::days>(record.start), count);
  std::vector<std::string> missing;
  for (Size m = 0; m < 12; ++m)
    if (count[m] == 0) missing.push_back(std::to_string(m + 1));
  if (!missing.empty())
    throw DataError(
        fmt::format("{}: has no day of month{} {}", file, missing.size() > 1 ? "s" : "", enumerate(missing)));
  const Size n = climate.has_temperatures ? columns().size() : first_temperature;
  std::string table =
      fmt::format("# from {} days of {}, from {} on; a day with at least {} mm is wet\nmonth", record.size(),
                  file, format_instant(record.start), 1000.0 * landscape::least_rain_of_wet_day);
  for (Size i = 0; i < n; ++i) {
    const std::string unit = columns()[i].shown;
    table += "," + columns()[i].head.name + (unit.empty() ? "" : " [" + unit + "]");
  }
  for (Size m = 0; m < 12; ++m) {
    table += fmt::format("\n{}", m + 1);
    for (Size i = 0; i < n; ++i) {
      const double value = climate.months[m].*columns()[i].member;
      const bool is_rate = columns()[i].head.unit == "m/s";
      table += fmt::format(",{:.5g}", is_rate ? units::convert(value, "m/s", columns()[i].shown) : value);
    }
  }
  return table + "\n";
}

}  // namespace entail::study
