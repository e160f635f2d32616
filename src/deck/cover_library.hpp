/// Published factors of the Universal Soil Loss Equation that decks refer to by name.
#pragma once

#include <string>
#include <vector>

namespace entail::deck {

/// C and P of one state of the land.
struct LibraryCover {
  std::string name;
  double c, p;
};

/// The table of src/deck/data/reclaimed_mine.csv, with its citation, as text.
const char* reclaimed_mine_table();

/// All states, named "reclaimed_mine/<state>".
const std::vector<LibraryCover>& cover_library();
const LibraryCover* find_library_cover(const std::string& name);
std::vector<std::string> cover_library_names();

}  // namespace entail::deck
