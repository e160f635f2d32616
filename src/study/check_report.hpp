/// The comparison of runs with published numbers, as text for people and JSON for machines.
#pragma once

#include <string>
#include <vector>

#include "study/run.hpp"

namespace entail::study {

/// One deck with a reference and how it went.
struct Problem {
  std::string name;      ///< of the deck's folder
  std::string deck;      ///< its path, as given
  double seconds = 0.0;  ///< wall time
  RunResult result;
};

/// The comparison as a table of text.
std::string format_checks(const std::string& problem, const std::vector<CheckResult>& results,
                          bool with_header);

/// All there is to know of the comparisons: per check the quantity, its place [m] and time [s], computed,
/// reference and tolerance in the unit of the reference, and the verdict.
std::string format_problems_json(const std::vector<Problem>& problems);

}  // namespace entail::study
