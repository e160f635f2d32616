#include "io/series.hpp"

#include <fmt/format.h>

#include <stdexcept>

#include "base/text.hpp"
#include "base/units.hpp"
#include "io/table.hpp"

namespace entail::io {

namespace {

using Size = std::size_t;

/// Seconds since `start` of one cell of the first column.
double read_time(const Table& table, Size row, Instant start) {
  const std::string& text = table.rows[row][0];
  if (table.columns[0].name == "date") {
    Instant date;
    if (!parse_instant(text, date))
      throw std::invalid_argument(
          fmt::format("\"{}\" is no date such as 2025-01-31 or 2025-01-31T06:00 (UTC)", text));
    return static_cast<double>((date - start).count());
  }
  double value = 0.0;
  if (!units::parse_number(text, value))
    throw std::invalid_argument(fmt::format("\"{}\" is no number", text));
  return units::convert(value, table.columns[0].unit, "s");
}

}  // namespace

Series parse_series(const std::string& file, const std::string& text, const std::string& column,
                    const std::string& unit, Instant start, Diagnostics& diagnostics) {
  const Table table = parse_table(file, text, diagnostics);
  auto error = [&](int line, const std::string& message) {
    diagnostics.error(ExitCode::data, file, {line, 1, 1}, column, message);
  };
  Series series;
  if (table.columns.empty()) return series;
  if (table.columns[0].name != "date" && (table.columns[0].name != "time" || table.columns[0].unit.empty())) {
    error(1, "the first column must be date, or time with its unit, such as \"time [d]\"");
    return series;
  }
  const int found = table.find(column);
  if (found < 0) {
    std::vector<std::string> names;
    for (const auto& c : table.columns) names.push_back(c.name);
    error(1, fmt::format("there is no column \"{}\"{}", column, did_you_mean(column, names)));
    return series;
  }
  const auto place = static_cast<Size>(found);
  const std::string& given = table.columns[place].unit;
  if (given.empty() && !unit.empty()) {
    error(1, fmt::format("needs a unit in the header, such as \"{} [{}]\"", column, unit));
    return series;
  }
  if (table.rows.empty()) error(1, "holds no rows");
  for (Size i = 0; i < table.rows.size(); ++i) {
    try {
      double value = 0.0;
      if (!units::parse_number(table.rows[i][place], value))
        throw std::invalid_argument(fmt::format("\"{}\" is no number", table.rows[i][place]));
      series.values.push_back(given.empty() ? value
                                            : units::convert(value, given, unit.empty() ? "1" : unit));
      series.times.push_back(read_time(table, i, start));
    } catch (const std::invalid_argument& problem) {
      error(table.lines[i], problem.what());
      return series;
    }
    if (i > 0 && series.times[i] <= series.times[i - 1]) {
      error(table.lines[i], fmt::format("times must rise from row to row, but \"{}\" follows \"{}\"",
                                        table.rows[i][0], table.rows[i - 1][0]));
      return series;
    }
  }
  return series;
}

}  // namespace entail::io
