/// Flow across named lines of the map.
#pragma once

#include <string>
#include <vector>

#include "deck/deck.hpp"
#include "field/fields.hpp"

namespace entail::study {

/// Water that crosses a line from its left to its right, [m3/s] or, over a time, [m3].
struct SectionFlow {
  double surface = 0.0, ground = 0.0;
};

/// The links between columns that each section crosses.
class Sections {
 public:
  Sections(const deck::Deck& deck, const field::Fields& fields);

  std::size_t size() const { return names_.size(); }
  const std::vector<std::string>& names() const { return names_; }

  /// The flow of every section from the last committed step. Collective.
  std::vector<SectionFlow> flows() const;

  /// Adds what crossed in the step just committed to the totals. Collective.
  void accumulate(double step_length);
  /// What crossed every section since the start [m3].
  const std::vector<SectionFlow>& totals() const { return totals_; }

 private:
  struct Crossing {
    Index link;
    double sign;  ///< 1 when the link leads from the line's left to its right
  };
  const field::Fields& fields_;
  std::vector<std::string> names_;
  std::vector<std::vector<Crossing>> crossings_;
  std::vector<SectionFlow> totals_;
};

}  // namespace entail::study
