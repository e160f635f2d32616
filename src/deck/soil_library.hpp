/// Published soil properties that decks refer to by name.
#pragma once

#include <string>
#include <vector>

namespace entail::deck {

/// Mean hydraulic properties of one soil class, SI.
struct LibrarySoil {
  std::string name;
  double residual_water_content, porosity;
  double alpha;  ///< [1/m]
  double n;
  double conductivity;  ///< [m/s]
};

/// Carsel & Parrish 1988, doi:10.1029/WR024i005p00755, table 4: means for the twelve USDA classes, named
/// "carsel_parrish_1988/<class>".
const std::vector<LibrarySoil>& soil_library();
const LibrarySoil* find_library_soil(const std::string& name);
std::vector<std::string> soil_library_names();

}  // namespace entail::deck
