#include "io/table.hpp"

#include <fmt/format.h>

#include "base/text.hpp"
#include "base/units.hpp"

namespace entail::io {

int Table::find(const std::string& name) const {
  for (std::size_t i = 0; i < columns.size(); ++i)
    if (columns[i].name == name) return static_cast<int>(i);
  return -1;
}

namespace {

Table::Column parse_head(const std::string& head) {
  const auto open = head.find('[');
  if (open == std::string::npos || head.back() != ']') return {head, ""};
  return {std::string(trim(head.substr(0, open))),
          std::string(trim(head.substr(open + 1, head.size() - open - 2)))};
}

}  // namespace

Table parse_table(const std::string& file, const std::string& text, Diagnostics& diagnostics) {
  diagnostics.know(file, text);
  Table table;
  table.file = file;
  int number = 0;
  for (std::string& line : split_list(text, '\n')) {
    ++number;
    // Excel marks UTF-8 with a byte order mark.
    if (number == 1 && line.rfind("\xEF\xBB\xBF", 0) == 0) line.erase(0, 3);
    if (line.empty() || line.front() == '#') continue;
    auto cells = split_list(line, ',');
    if (table.columns.empty()) {
      for (const auto& head : cells) table.columns.push_back(parse_head(head));
      continue;
    }
    if (cells.size() != table.columns.size()) {
      std::string hint =
          line.find(';') != std::string::npos ? "; separate values by commas, not semicolons" : "";
      diagnostics.error(
          ExitCode::data, file, {number, 1, static_cast<int>(line.size())}, "",
          fmt::format("has {} values but the header has {}{}", cells.size(), table.columns.size(), hint));
      continue;
    }
    table.rows.push_back(std::move(cells));
    table.lines.push_back(number);
  }
  if (table.columns.empty()) diagnostics.error(ExitCode::data, file, {}, "", "holds no header line");
  return table;
}

std::vector<double> read_column(const Table& table, const std::string& name, const std::string& unit,
                                Diagnostics& diagnostics) {
  std::vector<double> values;
  const int found = table.find(name);
  if (found < 0) return values;
  const auto& head = table.columns[static_cast<std::size_t>(found)];
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    const std::string& text = table.rows[i][static_cast<std::size_t>(found)];
    try {
      double value = 0.0;
      if (!units::parse_number(text, value))
        throw std::invalid_argument(fmt::format("\"{}\" is no number", text));
      if (head.unit.empty() && !unit.empty())
        throw std::invalid_argument(
            fmt::format("needs a unit in the header, such as \"{} [{}]\"", name, unit));
      values.push_back(head.unit.empty() ? value
                                         : units::convert(value, head.unit, unit.empty() ? "1" : unit));
    } catch (const std::invalid_argument& problem) {
      diagnostics.error(ExitCode::data, table.file, {table.lines[i], 1, 1}, name, problem.what());
      return {};
    }
  }
  return values;
}

}  // namespace entail::io
