/// The map of a placement run: what is drawn, in the coordinates of the deck.
#pragma once

#include <vector>

#include "study/place_tables.hpp"

namespace entail::study {

/// The variable that a plan chooses at a site, or -1.
int chosen_option(const PlacementResult& result, std::size_t site);

/// Centres of raster cells as x, y pairs.
meshes::Path path_of(const meshes::Grid& grid, const std::vector<std::int64_t>& cells);

}  // namespace entail::study
