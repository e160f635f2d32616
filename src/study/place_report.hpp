/// The report of a placement run as one HTML file that needs no network, and the recommended plan for QGIS.
#pragma once

#include <string>
#include <vector>

#include "study/place_tables.hpp"

namespace entail::study {

/// Terrain, streams, sites, receptors, hauls and runouts as an SVG of the map.
std::string placement_map(const PlacementResult& result);

/// The whole report; every table of `tables`, the map, and where it all came from.
std::string placement_html(const PlacementResult& result, const std::vector<TextTable>& tables,
                           const std::string& provenance);

/// Chosen sites with their numbers, their hauls and runouts, as GeoJSON in the deck's reference system.
std::string placement_geojson(const PlacementResult& result);

}  // namespace entail::study
