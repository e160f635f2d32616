#include "io/monthly.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <stdexcept>

#include "base/constants.hpp"
#include "base/text.hpp"
#include "base/units.hpp"
#include "io/table.hpp"

namespace entail::io {

namespace {

using Size = std::size_t;

class Reader {
 public:
  Reader(const Table& table, Diagnostics& diagnostics) : table_(table), diagnostics_(diagnostics) {}

  MonthlyValues read(const std::vector<MonthlyColumn>& columns) {
    MonthlyValues values(columns.size());
    check_heads(columns);
    if (!diagnostics_.ok() || !find_months()) return values;
    for (Size i = 0; i < columns.size(); ++i)
      if (table_.find(columns[i].name) >= 0) values[i] = read_column(columns[i]);
    return values;
  }

 private:
  void error(int line, const std::string& message) {
    diagnostics_.error(ExitCode::data, table_.file, {line, 1, 1}, "", message);
  }

  void check_heads(const std::vector<MonthlyColumn>& columns) {
    std::vector<std::string> known{"month"};
    for (const auto& column : columns) known.push_back(column.name);
    for (const auto& column : table_.columns)
      if (std::find(known.begin(), known.end(), column.name) == known.end())
        error(1, fmt::format("unknown column \"{}\"{}; known are {}", column.name,
                             did_you_mean(column.name, known), enumerate(known)));
    if (table_.find("month") < 0) error(1, "has no column month");
    for (const auto& column : columns)
      if (column.is_required && table_.find(column.name) < 0)
        error(1, fmt::format("has no column {}", column.name));
  }

  /// Which row holds which month.
  bool find_months() {
    rows_.assign(12, -1);
    const auto column = static_cast<Size>(table_.find("month"));
    for (Size i = 0; i < table_.rows.size(); ++i) {
      double month = 0.0;
      const std::string& text = table_.rows[i][column];
      if (!units::parse_number(text, month) || month < 1.0 || month > 12.0 ||
          month != static_cast<int>(month)) {
        error(table_.lines[i],
              fmt::format("\"{}\" is no month; write 1 for January to 12 for December", text));
        continue;
      }
      int& row = rows_[static_cast<Size>(month) - 1];
      if (row >= 0) error(table_.lines[i], fmt::format("month {} stands twice", text));
      row = static_cast<int>(i);
    }
    std::vector<std::string> missing;
    for (Size m = 0; m < 12; ++m)
      if (rows_[m] < 0) missing.push_back(std::to_string(m + 1));
    if (!missing.empty())
      error(0, fmt::format("lacks month{} {}", missing.size() > 1 ? "s" : "", enumerate(missing)));
    return diagnostics_.ok();
  }

  /// A value in the column's own unit as one in the unit wanted. "mm" in a column of rates is per day.
  static double convert(double value, const std::string& given, const std::string& wanted) {
    if (wanted.empty()) return given.empty() ? value : units::convert(value, given, "1");
    if (given.empty())
      throw std::invalid_argument(fmt::format("has no unit; write for example [{}]", wanted));
    if (wanted == "m/s" && units::convertible(given, "m"))
      return units::convert(value, given, "m") / constants::seconds_per_day;
    return units::convert(value, given, wanted);
  }

  std::vector<double> read_column(const MonthlyColumn& wanted) {
    const auto column = static_cast<Size>(table_.find(wanted.name));
    const std::string& unit = table_.columns[column].unit;
    std::vector<double> values(12, 0.0);
    for (Size m = 0; m < 12; ++m) {
      const auto row = static_cast<Size>(rows_[m]);
      const std::string& text = table_.rows[row][column];
      double value = 0.0;
      if (!units::parse_number(text, value)) {
        error(table_.lines[row], fmt::format("column {}: \"{}\" is no number", wanted.name, text));
        continue;
      }
      try {
        values[m] = convert(value, unit, wanted.unit);
      } catch (const std::invalid_argument& problem) {
        error(1, fmt::format("column {}: {}", wanted.name, problem.what()));
        return values;
      }
      if (!(values[m] >= wanted.at_least && values[m] <= wanted.at_most))
        error(table_.lines[row], fmt::format("{} of month {} is {} but must be {}", wanted.name, m + 1, text,
                                             permitted(wanted)));
    }
    return values;
  }

  static std::string permitted(const MonthlyColumn& column) {
    const std::string unit = column.unit.empty() ? "" : " " + column.unit;
    if (column.at_most > 1e29) return fmt::format("at least {}{}", units::format(column.at_least), unit);
    return fmt::format("from {} to {}{}", units::format(column.at_least), units::format(column.at_most),
                       unit);
  }

  const Table& table_;
  Diagnostics& diagnostics_;
  std::vector<int> rows_;
};

}  // namespace

MonthlyValues parse_monthly(const std::string& file, const std::string& text,
                            const std::vector<MonthlyColumn>& columns, Diagnostics& diagnostics) {
  Diagnostics own;
  const Table table = parse_table(file, text, own);
  MonthlyValues values(columns.size());
  if (own.ok()) values = Reader(table, own).read(columns);
  diagnostics.know(file, text);
  diagnostics.add(own);
  return values;
}

}  // namespace entail::io
