/// What one key of a deck cannot say by itself.
#pragma once

#include "base/diagnostics.hpp"
#include "deck/deck.hpp"

namespace entail::deck {

/// Checks names that must exist, choices that exclude each other and order, and fills in what the deck leaves
/// to published tables and defaults.
void check_consistency(Deck& deck, Diagnostics& diagnostics);

/// The same for what contaminants are and where they come from.
void check_transport(Deck& deck, Diagnostics& diagnostics);

}  // namespace entail::deck
