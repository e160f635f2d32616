/// The keys that choose a part of the map or of space, shared by zones and boundaries.
#pragma once

#include "deck/deck.hpp"

namespace entail::deck {

/// Adds file, feature, polygon, x, y and z, and with `lines` line too.
void describe_selection(Section& section, Selection& selection, bool lines);

}  // namespace entail::deck
