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

/// The part of it for what contaminants are and where they come from.
void check_transport(Deck& deck, Diagnostics& diagnostics);

/// The part of it for weather and erosion.
void check_landscape(Deck& deck, Diagnostics& diagnostics);

/// The part of it for candidates and what is to be placed.
void check_placement(Deck& deck, Diagnostics& diagnostics);

/// The part of it for responses.
void check_responses(Deck& deck, Diagnostics& diagnostics);

/// Checks the keys that choose a part of the map or of space, at `path`.
void check_selection(const Deck& deck, Diagnostics& diagnostics, const std::string& path,
                     const Selection& selection);

}  // namespace entail::deck
