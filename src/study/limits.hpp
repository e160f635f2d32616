/// The limit of a contaminant as attributes of its variables in the files.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "base/constants.hpp"
#include "deck/deck.hpp"

namespace entail::study {

/// "limit" in the unit of the files, mg/L; empty without one.
inline std::vector<std::pair<std::string, double>> limit_numbers(const deck::Contaminant& contaminant) {
  if (!contaminant.limit) return {};
  return {{"limit", *contaminant.limit * constants::mg_per_litre}};
}

/// "limit_source"; empty without one.
inline std::vector<std::pair<std::string, std::string>> limit_texts(const deck::Contaminant& contaminant) {
  if (contaminant.source.empty()) return {};
  return {{"limit_source", contaminant.source}};
}

}  // namespace entail::study
