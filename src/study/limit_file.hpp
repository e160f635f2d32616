/// Limits of concentrations from an editable table, with who set them and whether that was checked.
#pragma once

#include <string>
#include <vector>

#include "base/diagnostics.hpp"
#include "deck/deck.hpp"

namespace entail::study {

/// One row of the table.
struct Limit {
  std::string contaminant;
  double value = 0.0;  ///< [kg/m3]
  std::string source;  ///< authority, edition, basis, citation, and "unchecked" where it was not checked
};

/// Reads a CSV with the columns contaminant, limit, unit, authority, edition, basis, citation and status
/// ("checked" or "unchecked"). What is wrong goes to `diagnostics` with its line.
std::vector<Limit> parse_limits(const std::string& file, const std::string& text, Diagnostics& diagnostics);

/// Gives the contaminants without a limit of their own the lowest that the table has for their name.
void take_limits(const std::vector<Limit>& limits, std::vector<deck::Contaminant>& contaminants);

}  // namespace entail::study
