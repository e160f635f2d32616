#include "io/weather.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <stdexcept>

#include "base/text.hpp"
#include "base/units.hpp"
#include "io/table.hpp"

namespace entail::io {

namespace {

using Size = std::size_t;

const std::vector<std::string> known_columns{"date", "rain", "potential_evaporation", "temperature_min",
                                             "temperature_max"};

class Reader {
 public:
  Reader(const Table& table, Diagnostics& diagnostics) : table_(table), diagnostics_(diagnostics) {}

  Weather read() {
    Weather weather;
    for (const auto& column : table_.columns)
      if (std::find(known_columns.begin(), known_columns.end(), column.name) == known_columns.end())
        error(header_line(), fmt::format("unknown column \"{}\"{}; known are {}", column.name,
                                         did_you_mean(column.name, known_columns), enumerate(known_columns)));
    if (table_.find("date") < 0) error(header_line(), "has no column date");
    if (table_.find("rain") < 0) error(header_line(), "has no column rain, such as \"rain [mm/d]\"");
    if (table_.rows.size() < 2) error(0, "needs at least two rows, to tell its step of time");
    if (!diagnostics_.ok()) return weather;
    if (!read_dates(weather)) return weather;
    weather.rain = read_rate("rain", weather.step);
    weather.potential_evaporation = read_rate("potential_evaporation", weather.step);
    weather.temperature_min = read_temperature("temperature_min");
    weather.temperature_max = read_temperature("temperature_max");
    check_temperatures(weather);
    return weather;
  }

 private:
  int header_line() const { return 1; }
  void error(int line, const std::string& message) {
    diagnostics_.error(ExitCode::data, table_.file, {line, 1, 1}, "", message);
  }

  bool read_dates(Weather& weather) {
    const auto column = static_cast<Size>(table_.find("date"));
    std::vector<Instant> dates;
    for (Size i = 0; i < table_.rows.size(); ++i) {
      Instant date;
      if (!parse_instant(table_.rows[i][column], date)) {
        error(table_.lines[i], fmt::format("\"{}\" is no date such as 2025-01-31 or 2025-01-31T06:00 (UTC)",
                                           table_.rows[i][column]));
        return false;
      }
      dates.push_back(date);
    }
    weather.start = dates[0];
    const auto step = dates[1] - dates[0];
    weather.step = static_cast<double>(step.count());
    if (weather.step <= 0.0) {
      error(table_.lines[1], "dates must rise");
      return false;
    }
    bool gaps = false;
    for (Size i = 1; i < dates.size(); ++i) {
      const Instant expected = dates[i - 1] + step;
      if (dates[i] == expected) continue;
      gaps = true;
      if (dates[i] <= dates[i - 1])
        error(table_.lines[i],
              fmt::format("{} does not follow {}", format_instant(dates[i]), format_instant(dates[i - 1])));
      else if (dates[i] > expected)
        error(table_.lines[i],
              fmt::format("{} is missing: the rows are {} apart, but {} follows {}", format_instant(expected),
                          format_span(weather.step), format_instant(dates[i]), format_instant(dates[i - 1])));
      else
        error(table_.lines[i],
              fmt::format("{} comes {} after the row before; the first rows are {} apart",
                          format_instant(dates[i]),
                          format_span(static_cast<double>((dates[i] - dates[i - 1]).count())),
                          format_span(weather.step)));
    }
    return !gaps;
  }

  std::optional<double> number(Size row, Size column) {
    double value = 0.0;
    if (units::parse_number(table_.rows[row][column], value)) return value;
    error(table_.lines[row], fmt::format("column {}: \"{}\" is no number", table_.columns[column].name,
                                         table_.rows[row][column]));
    return {};
  }

  /// Converts a column from its unit; `per_step` divides amounts of one step ("mm") by its length.
  std::vector<double> read_rate(const std::string& name, double step) {
    std::vector<double> values;
    const int found = table_.find(name);
    if (found < 0) return values;
    const auto column = static_cast<Size>(found);
    const std::string& unit = table_.columns[column].unit;
    double scale = 0.0;
    try {
      scale = units::convertible(unit, "m") ? units::convert(1.0, unit, "m") / step
                                            : units::convert(1.0, unit.empty() ? "?" : unit, "m/s");
    } catch (const std::invalid_argument& problem) {
      error(header_line(),
            fmt::format("column {}: {}", name,
                        unit.empty() ? "has no unit; write " + name + " [mm/d]" : problem.what()));
      return values;
    }
    for (Size i = 0; i < table_.rows.size(); ++i) {
      const auto value = number(i, column);
      if (value && *value < 0.0) error(table_.lines[i], fmt::format("{} is negative: {}", name, *value));
      values.push_back(value.value_or(0.0) * scale);
    }
    return values;
  }

  std::vector<double> read_temperature(const std::string& name) {
    std::vector<double> values;
    const int found = table_.find(name);
    if (found < 0) return values;
    const auto column = static_cast<Size>(found);
    const std::string& unit = table_.columns[column].unit;
    if (!units::convertible(unit, "degC")) {
      error(header_line(),
            fmt::format("column {}: needs a unit of temperature, such as {} [degC]", name, name));
      return values;
    }
    for (Size i = 0; i < table_.rows.size(); ++i) {
      const auto value = number(i, column);
      values.push_back(units::convert(value.value_or(0.0), unit, "degC"));
      if (values.back() < -90.0 || values.back() > 60.0)
        error(table_.lines[i],
              fmt::format("{} of {} degC is impossible", name, units::format(values.back())));
    }
    return values;
  }

  void check_temperatures(const Weather& weather) {
    if (weather.temperature_min.empty() != weather.temperature_max.empty())
      error(header_line(),
            fmt::format("has temperature_{} but no temperature_{}; potential evaporation needs both",
                        weather.temperature_max.empty() ? "min" : "max",
                        weather.temperature_max.empty() ? "max" : "min"));
    else
      for (Size i = 0; i < weather.temperature_min.size(); ++i)
        if (weather.temperature_min[i] > weather.temperature_max[i])
          error(table_.lines[i], fmt::format("temperature_min of {} degC is above temperature_max of {} degC",
                                             units::format(weather.temperature_min[i]),
                                             units::format(weather.temperature_max[i])));
  }

  const Table& table_;
  Diagnostics& diagnostics_;
};

}  // namespace

Weather parse_weather(const std::string& file, const std::string& text, Diagnostics& diagnostics) {
  Diagnostics own;
  const Table table = parse_table(file, text, own);
  Weather weather;
  if (own.ok()) weather = Reader(table, own).read();
  diagnostics.know(file, text);
  diagnostics.add(own);
  return weather;
}

}  // namespace entail::io
