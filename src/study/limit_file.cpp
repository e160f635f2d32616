#include "study/limit_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "base/units.hpp"
#include "io/table.hpp"

namespace entail::study {

namespace {

using Size = std::size_t;

/// Columns in the order of the file's documentation.
enum Column { contaminant, limit, unit, authority, edition, basis, citation, status, n_columns };
constexpr const char* column_names[] = {"contaminant", "limit", "unit",     "authority",
                                        "edition",     "basis", "citation", "status"};

Limit read_row(const std::vector<std::string>& row, const std::vector<Size>& places) {
  auto cell = [&](Column column) -> const std::string& { return row[places[column]]; };
  Limit result;
  result.contaminant = cell(contaminant);
  double value = 0.0;
  if (!units::parse_number(cell(limit), value) || value <= 0.0)
    throw std::invalid_argument(fmt::format("limit \"{}\" is no number above 0", cell(limit)));
  result.value = units::convert(value, cell(unit), "kg/m3");
  if (cell(status) != "checked" && cell(status) != "unchecked")
    throw std::invalid_argument(
        fmt::format("status is \"{}\" but must be checked or unchecked", cell(status)));
  for (Column column : {authority, edition, basis, citation})
    if (!cell(column).empty()) result.source += (result.source.empty() ? "" : "; ") + cell(column);
  if (cell(status) == "unchecked") result.source += "; unchecked";
  return result;
}

}  // namespace

std::vector<Limit> parse_limits(const std::string& file, const std::string& text, Diagnostics& diagnostics) {
  const io::Table table = io::parse_table(file, text, diagnostics);
  std::vector<Limit> limits;
  std::vector<Size> places;
  if (table.columns.empty()) return limits;
  for (const char* name : column_names) {
    const int place = table.find(name);
    if (place < 0) {
      diagnostics.error(ExitCode::data, file, {}, name, "there is no column of this name");
      return limits;
    }
    places.push_back(static_cast<Size>(place));
  }
  for (Size i = 0; i < table.rows.size(); ++i) {
    try {
      limits.push_back(read_row(table.rows[i], places));
    } catch (const std::invalid_argument& problem) {
      diagnostics.error(ExitCode::data, file, {table.lines[i], 1, 1}, table.rows[i][places[contaminant]],
                        problem.what());
    }
  }
  return limits;
}

void take_limits(const std::vector<Limit>& limits, std::vector<deck::Contaminant>& contaminants) {
  for (auto& c : contaminants) {
    const bool own = c.limit.has_value();
    for (const auto& limit : limits) {
      if (own || limit.contaminant != c.name || (c.limit && *c.limit <= limit.value)) continue;
      c.limit = limit.value;
      c.source = limit.source;
    }
  }
}

}  // namespace entail::study
