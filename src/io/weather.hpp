/// Rain and what evaporation depends on, in equal steps of time.
#pragma once

#include <string>
#include <vector>

#include "base/calendar.hpp"
#include "base/diagnostics.hpp"

namespace entail::io {

/// A weather record: value i holds from start + i * step to the next. Vectors of what the file lacks are
/// empty.
struct Weather {
  Instant start;
  double step = 0.0;                                     ///< [s]
  std::vector<double> rain;                              ///< [m/s]
  std::vector<double> potential_evaporation;             ///< [m/s]
  std::vector<double> temperature_min, temperature_max;  ///< [degC]

  std::size_t size() const { return rain.size(); }
};

/// Reads a CSV with a column date and the columns rain, potential_evaporation, temperature_min,
/// temperature_max with units in brackets; amounts such as "mm" are per step. Gaps, repeated dates, unknown
/// columns, negative rain and values that are no numbers are errors.
Weather parse_weather(const std::string& file, const std::string& text, Diagnostics& diagnostics);

}  // namespace entail::io
