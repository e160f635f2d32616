#include "io/geojson.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <regex>

namespace entail::io {

namespace {

using Json = nlohmann::json;

class Reader {
 public:
  Reader(const std::string& file, Diagnostics& diagnostics) : file_(file), diagnostics_(diagnostics) {}

  FeatureFile read(const Json& root) {
    FeatureFile result;
    result.crs = "OGC:CRS84";
    read_crs(root, result);
    const std::string type = root.value("type", "");
    if (type == "FeatureCollection" && root.contains("features") && root["features"].is_array()) {
      for (const auto& item : root["features"]) add(item, result);
    } else if (type == "Feature") {
      add(root, result);
    } else {
      error("is not GeoJSON: a FeatureCollection is wanted");
    }
    return result;
  }

 private:
  void error(const std::string& message) { diagnostics_.error(ExitCode::data, file_, {}, "", message); }

  /// The crs member is from before RFC 7946, but QGIS still writes it for projected layers.
  void read_crs(const Json& root, FeatureFile& result) {
    if (!root.contains("crs") || !root["crs"].is_object()) return;
    const std::string name = root["crs"].value("properties", Json::object()).value("name", "");
    std::smatch match;
    if (std::regex_search(name, match, std::regex("EPSG:+([0-9]+)$"))) {
      result.crs = "EPSG:" + match[1].str();
      result.states_crs = true;
    } else if (name.find("CRS84") == std::string::npos) {
      error(fmt::format("cannot read the coordinate reference system \"{}\"", name));
    }
  }

  void add(const Json& item, FeatureFile& result) {
    const std::size_t number = result.features.size() + 1;
    Feature feature;
    if (!item.is_object() || !item.contains("geometry") || !item["geometry"].is_object())
      return error(fmt::format("feature {} has no geometry", number));
    if (item.contains("properties") && item["properties"].is_object())
      for (const auto& [key, value] : item["properties"].items())
        feature.properties[key] = value.is_string() ? value.get<std::string>()
                                  : value.is_null() ? ""
                                                    : value.dump();
    const Json& geometry = item["geometry"];
    feature.type = geometry.value("type", "");
    const Json& coordinates = geometry.contains("coordinates") ? geometry["coordinates"] : Json();
    bool good = true;
    if (feature.type == "Point") {
      good = add_position(coordinates, feature.line);
    } else if (feature.type == "LineString") {
      good = add_path(coordinates, feature.line);
    } else if (feature.type == "Polygon") {
      good = add_polygon(coordinates, feature.region);
    } else if (feature.type == "MultiPolygon" && coordinates.is_array()) {
      for (const auto& polygon : coordinates) good = good && add_polygon(polygon, feature.region);
    } else {
      return error(fmt::format("feature {} is a {}; points, lines and polygons are read", number,
                               feature.type.empty() ? "nothing" : feature.type));
    }
    if (!good) return error(fmt::format("feature {} has unreadable coordinates", number));
    result.features.push_back(std::move(feature));
  }

  static bool add_position(const Json& position, meshes::Path& path) {
    if (!position.is_array() || position.size() < 2 || !position[0].is_number() || !position[1].is_number())
      return false;
    path.push_back(position[0].get<double>());
    path.push_back(position[1].get<double>());
    return true;
  }

  static bool add_path(const Json& positions, meshes::Path& path) {
    if (!positions.is_array() || positions.empty()) return false;
    for (const auto& position : positions)
      if (!add_position(position, path)) return false;
    return true;
  }

  static bool add_polygon(const Json& rings, meshes::Region& region) {
    if (!rings.is_array() || rings.empty()) return false;
    meshes::Region::Part part;
    if (!add_path(rings[0], part.shell)) return false;
    for (std::size_t i = 1; i < rings.size(); ++i)
      if (!add_path(rings[i], part.holes.emplace_back())) return false;
    region.parts.push_back(std::move(part));
    return true;
  }

  const std::string& file_;
  Diagnostics& diagnostics_;
};

}  // namespace

FeatureFile parse_geojson(const std::string& file, const std::string& text, Diagnostics& diagnostics) {
  Json root;
  try {
    root = Json::parse(text);
  } catch (const Json::parse_error& problem) {
    const auto at = std::min(problem.byte, text.size());
    const auto line = 1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n');
    diagnostics.error(ExitCode::data, file, {static_cast<int>(line), 0, 1}, "", "is not JSON");
    return {};
  }
  try {
    return Reader(file, diagnostics).read(root);
  } catch (const Json::exception& problem) {
    diagnostics.error(ExitCode::data, file, {}, "", fmt::format("is not GeoJSON: {}", problem.what()));
    return {};
  }
}

}  // namespace entail::io
