/// What one key of a deck cannot say by itself.
#pragma once

#include "base/diagnostics.hpp"
#include "deck/deck.hpp"

namespace entail::deck {

/// Checks names that must exist, choices that exclude each other and order, and fills in what the deck leaves
/// to published tables and defaults.
void check_consistency(Deck& deck, Diagnostics& diagnostics);

/// The part of it that is about one facility.
void check_facility(Deck& deck, std::size_t index, Diagnostics& diagnostics);

/// The same for what contaminants are and where they come from.
void check_transport(Deck& deck, Diagnostics& diagnostics);

}  // namespace entail::deck
