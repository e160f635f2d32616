/// Monthly statistics of the weather in CSV.
#pragma once

#include <string>
#include <vector>

#include "base/diagnostics.hpp"

namespace entail::io {

/// One column of such a table: how it is called, in which unit it is used, and what it may hold.
struct MonthlyColumn {
  std::string name, unit;
  double at_least, at_most;
  bool is_required;
};

/// Twelve values of a column, January first; empty where the file lacks it.
using MonthlyValues = std::vector<std::vector<double>>;

/// Reads a CSV with a column month (1 to 12, each once) and the given columns, with units in their heads;
/// temperatures in degC, rates of "mm" per day. Unknown columns, missing months and values out of range are
/// errors. The result has one entry per given column.
MonthlyValues parse_monthly(const std::string& file, const std::string& text,
                            const std::vector<MonthlyColumn>& columns, Diagnostics& diagnostics);

}  // namespace entail::io
