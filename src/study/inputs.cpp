#include "study/inputs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <set>

#include "base/sha256.hpp"
#include "base/text.hpp"
#include "base/units.hpp"
#include "io/geojson.hpp"

namespace entail::study {

namespace {

/// Reads an input that is not the deck and remembers its digest; nothing when it cannot be read.
std::optional<std::string> read_input(const Comm& comm, const std::string& path, Inputs& inputs,
                                      Diagnostics& diagnostics) {
  try {
    std::string text = io::read_text(comm, path);
    inputs.files.push_back({path, sha256(text)});
    return text;
  } catch (const Error& error) {
    diagnostics.add(path, error);
    return {};
  }
}

/// Features of a file in the deck's coordinates.
std::vector<io::Feature> read_features(const Comm& comm, const std::string& path, Inputs& inputs,
                                       Diagnostics& diagnostics) {
  const auto text = read_input(comm, path, inputs, diagnostics);
  if (!text) return {};
  io::FeatureFile file = io::parse_geojson(path, *text, diagnostics);
  const auto& projection = inputs.projection;
  if (!projection) {
    if (file.states_crs)
      diagnostics.error(ExitCode::data, path, {}, "",
                        fmt::format("is in {}, but the deck has no crs:", file.crs));
    return std::move(file.features);
  }
  const bool geographic = !file.states_crs;
  if (!geographic && !projection->same_as(file.crs)) {
    diagnostics.error(ExitCode::data, path, {}, "",
                      fmt::format("is in {}, not in the deck's crs {}; export it again in that", file.crs,
                                  projection->definition()));
    return {};
  }
  auto convert = [&](meshes::Path& path_) {
    for (std::size_t i = 0; geographic && i + 1 < path_.size(); i += 2)
      std::tie(path_[i], path_[i + 1]) = projection->from_lon_lat(path_[i], path_[i + 1]);
  };
  for (auto& feature : file.features) {
    for (double value : feature.line)
      if (geographic && std::fabs(value) > 360.0) {
        diagnostics.error(ExitCode::data, path, {}, "",
                          "has coordinates beyond 360 but names no crs, so that they would be longitude and "
                          "latitude; add \"crs\": {\"type\": \"name\", \"properties\": {\"name\": "
                          "\"urn:ogc:def:crs:EPSG::32616\"}}, as QGIS does");
        return {};
      }
    convert(feature.line);
    for (auto& part : feature.region.parts) {
      convert(part.shell);
      for (auto& hole : part.holes) convert(hole);
    }
  }
  return std::move(file.features);
}

double property_number(const io::Feature& feature, const std::string& name, double fallback) {
  const auto found = feature.properties.find(name);
  double value = fallback;
  if (found != feature.properties.end() && !found->second.empty()) units::parse_number(found->second, value);
  return value;
}

std::string property(const io::Feature& feature, const std::string& name) {
  const auto found = feature.properties.find(name);
  return found == feature.properties.end() ? "" : found->second;
}

void read_facilities(const Comm& comm, Inputs& inputs, Diagnostics& diagnostics) {
  const auto& deck = inputs.deck;
  for (std::size_t i = 0; i < deck.facilities.size(); ++i) {
    const auto& facility = deck.facilities[i];
    const std::string key = fmt::format("facilities[{}]", i);
    SiteShape shape{key, facility.name, "facility", {}, {}, {}};
    if (!facility.polygon.empty()) {
      shape.region.parts.push_back({facility.polygon, {}});
    } else if (!facility.file.empty()) {
      std::vector<std::string> names;
      std::vector<io::Feature> polygons;
      for (auto& feature : read_features(comm, facility.file, inputs, diagnostics))
        if (!feature.region.parts.empty()) {
          names.push_back(property(feature, "name"));
          polygons.push_back(std::move(feature));
        }
      for (std::size_t k = 0; k < polygons.size(); ++k)
        if (names[k] == facility.name || polygons.size() == 1) shape.region = polygons[k].region;
      if (shape.region.parts.empty() && !polygons.empty())
        deck::report(deck, diagnostics, key + ".footprint",
                     fmt::format("{} holds no polygon named \"{}\"{}", facility.file, facility.name,
                                 did_you_mean(facility.name, names)));
      else if (polygons.empty())
        deck::report(deck, diagnostics, key + ".footprint",
                     fmt::format("{} holds no polygon", facility.file));
    }
    inputs.facilities.push_back(std::move(shape));
  }
}

void read_receptors(const Comm& comm, Inputs& inputs, Diagnostics& diagnostics) {
  const auto& deck = inputs.deck;
  if (!deck.receptors) return;
  for (std::size_t i = 0; i < deck.receptors->list.size(); ++i) {
    const auto& receptor = deck.receptors->list[i];
    inputs.receptors.push_back({fmt::format("receptors.list[{}]", i),
                                receptor.name,
                                receptor.kind,
                                receptor.at,
                                {},
                                receptor.screen});
  }
  if (deck.receptors->file.empty()) return;
  const std::string& path = deck.receptors->file;
  std::set<std::string> names;
  for (const auto& receptor : inputs.receptors) names.insert(receptor.name);
  int number = 0;
  for (const auto& feature : read_features(comm, path, inputs, diagnostics)) {
    ++number;
    SiteShape shape{
        "receptors.file", property(feature, "name"), property(feature, "kind"), feature.line, {}, {}};
    const bool line = feature.type == "LineString";
    if (shape.kind.empty()) shape.kind = line ? "stream" : "well";
    auto error = [&](const std::string& message) {
      diagnostics.error(ExitCode::data, path, {},
                        shape.name.empty() ? fmt::format("feature {}", number) : shape.name, message);
    };
    if (shape.name.empty())
      error("has no property \"name\"");
    else if (!names.insert(shape.name).second)
      error("this name stands twice");
    if (shape.kind != "well" && shape.kind != "stream" && shape.kind != "point")
      error(fmt::format("kind \"{}\" is unknown; write well, stream or point", shape.kind));
    if (feature.line.empty())
      error("is a polygon; receptors are points and lines");
    else if ((shape.kind == "stream") != line)
      error(fmt::format("is a {} but its geometry is a {}", shape.kind, feature.type));
    const double top = property_number(feature, "screen_top", NAN),
                 bottom = property_number(feature, "screen_bottom", NAN);
    if (!std::isnan(top) && !std::isnan(bottom)) shape.screen = {top, bottom};
    if (top > bottom) error("screen_top is below screen_bottom; both are depths, growing downwards");
    inputs.receptors.push_back(std::move(shape));
  }
}

/// A point whose latitude stands for the site's.
std::vector<double> site_of(const deck::Deck& deck) {
  if (deck.terrain) return deck.terrain->outlet;
  if (deck.box && deck.box->size.size() == 2) {
    const auto origin = deck.box->origin.size() == 2 ? deck.box->origin : std::vector<double>{0.0, 0.0};
    return {origin[0] + 0.5 * deck.box->size[0], origin[1] + 0.5 * deck.box->size[1]};
  }
  return {};
}

std::string read_deck_text(const Comm& comm, const std::string& path) {
  try {
    return io::read_text(comm, path);
  } catch (const DataError& error) {
    std::string hint;
    std::error_code ignored;
    if (std::filesystem::is_directory(path, ignored))
      hint = std::filesystem::exists(path + "/deck.yaml", ignored)
                 ? fmt::format("; did you mean {}/deck.yaml?", path)
                 : "";
    throw UsageError(error.what() + hint);
  } catch (const Error& error) {
    throw UsageError(error.what());
  }
}

}  // namespace

Inputs read_inputs(const Comm& comm, const std::string& deck_path, Diagnostics& diagnostics) {
  Inputs inputs;
  const std::string text = read_deck_text(comm, deck_path);
  inputs.files.push_back({deck_path, sha256(text)});
  inputs.deck = deck::read_deck(deck_path, text, diagnostics);
  const auto& deck = inputs.deck;
  if (!deck.crs.empty()) {
    try {
      inputs.projection.emplace(deck.crs);
    } catch (const Error& error) {
      deck::report(deck, diagnostics, "crs", error.what());
    }
  }
  std::optional<io::Weather> record;
  if (deck.weather && !deck.weather->file.empty())
    if (const auto weather = read_input(comm, deck.weather->file, inputs, diagnostics)) {
      const std::size_t before = diagnostics.count();
      record = io::parse_weather(deck.weather->file, *weather, diagnostics);
      if (diagnostics.count() > before) record.reset();
    }
  const bool weather_is_right = record || !deck.weather || deck.weather->file.empty();
  if (weather_is_right)
    inputs.forcing =
        make_forcing(deck, record ? &*record : nullptr, inputs.projection ? &*inputs.projection : nullptr,
                     site_of(deck), diagnostics);
  read_facilities(comm, inputs, diagnostics);
  read_receptors(comm, inputs, diagnostics);
  return inputs;
}

}  // namespace entail::study
