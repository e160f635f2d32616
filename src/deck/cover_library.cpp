#include "deck/cover_library.hpp"

#include <stdexcept>

#include "base/text.hpp"
#include "base/units.hpp"

namespace entail::deck {

const std::vector<LibraryCover>& cover_library() {
  static const std::vector<LibraryCover> covers = [] {
    std::vector<LibraryCover> all;
    bool is_head = true;
    for (const auto& line : split_list(reclaimed_mine_table(), '\n')) {
      if (line.empty() || line.front() == '#') continue;
      const auto cells = split_list(line, ',');
      LibraryCover cover;
      if (!is_head) {
        if (cells.size() != 5 || !units::parse_number(cells[1], cover.c) ||
            !units::parse_number(cells[2], cover.p))
          throw std::logic_error("reclaimed_mine.csv: cannot read " + line);
        cover.name = "reclaimed_mine/" + cells[0];
        all.push_back(cover);
      }
      is_head = false;
    }
    return all;
  }();
  return covers;
}

const LibraryCover* find_library_cover(const std::string& name) {
  for (const auto& cover : cover_library())
    if (cover.name == name) return &cover;
  return nullptr;
}

std::vector<std::string> cover_library_names() {
  std::vector<std::string> names;
  for (const auto& cover : cover_library()) names.push_back(cover.name);
  return names;
}

}  // namespace entail::deck
