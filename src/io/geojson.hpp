/// Points, lines and polygons from GeoJSON.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/diagnostics.hpp"
#include "meshes/overlay.hpp"

namespace entail::io {

/// One feature; what its geometry is not stays empty.
struct Feature {
  std::string type;                               ///< "Point", "LineString", "Polygon" or "MultiPolygon"
  meshes::Path line;                              ///< of a line; x, y of a point
  meshes::Region region;                          ///< of a polygon
  std::map<std::string, std::string> properties;  ///< as text
};

/// A file of features in the coordinates of the file.
struct FeatureFile {
  std::string
      crs;  ///< what the file says: "EPSG:32616"; "OGC:CRS84" (longitude, latitude) when it says nothing
  bool states_crs = false;
  std::vector<Feature> features;
};

/// Reads a FeatureCollection, a Feature or a geometry. What is wrong goes to `diagnostics`.
FeatureFile parse_geojson(const std::string& file, const std::string& text, Diagnostics& diagnostics);

}  // namespace entail::io
