/// Time series of quantities in CSV: heads, rates, stages.
#pragma once

#include <string>
#include <vector>

#include "base/calendar.hpp"
#include "base/diagnostics.hpp"

namespace entail::io {

/// One column of a table of time, in SI.
struct Series {
  std::vector<double> times;   ///< [s], since the start of the simulated time; rising
  std::vector<double> values;  ///< SI
};

/// Reads a column of a CSV whose first column is "time [d]", since `start`, or date. Values take the unit in
/// their head to `unit` (SI). A missing column, dates that do not rise and values that are no numbers are
/// errors.
Series parse_series(const std::string& file, const std::string& text, const std::string& column,
                    const std::string& unit, Instant start, Diagnostics& diagnostics);

}  // namespace entail::io
