#include "study/inputs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <set>

#include "base/log.hpp"
#include "base/sha256.hpp"
#include "base/text.hpp"
#include "base/units.hpp"
#include "io/geojson.hpp"
#include "study/contaminants.hpp"
#include "study/limit_file.hpp"
#include "study/soil_tables.hpp"
#include "study/weather.hpp"

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

/// The polygon (or, with `lines`, the line) of a name in a GeoJSON file, or the only one.
SelectionShape find_shape(const Comm& comm, const std::string& path, const std::string& wanted, bool lines,
                          const std::string& key, Inputs& inputs, Diagnostics& diagnostics) {
  std::vector<std::string> names;
  std::vector<SelectionShape> shapes;
  const std::size_t before = diagnostics.count();
  for (auto& feature : read_features(comm, path, inputs, diagnostics)) {
    const bool is_line = lines && feature.type == "LineString";
    if (feature.region.parts.empty() && !is_line) continue;
    names.push_back(property(feature, "name"));
    shapes.push_back({feature.region, is_line ? feature.line : meshes::Path{}});
  }
  if (diagnostics.count() > before) return {};
  for (std::size_t k = 0; k < shapes.size(); ++k)
    if (names[k] == wanted || shapes.size() == 1) return shapes[k];
  deck::report(inputs.deck, diagnostics, key,
               shapes.empty() ? fmt::format("{} holds no polygon", path)
                              : fmt::format("{} holds no polygon named \"{}\"{}", path, wanted,
                                            did_you_mean(wanted, names)));
  return {};
}

void read_facilities(const Comm& comm, Inputs& inputs, Diagnostics& diagnostics) {
  const auto& deck = inputs.deck;
  for (std::size_t i = 0; i < deck.facilities.size(); ++i) {
    const auto& facility = deck.facilities[i];
    const std::string key = fmt::format("facilities[{}]", i);
    SiteShape shape{key, facility.name, "facility", {}, {}, {}};
    if (!facility.polygon.empty())
      shape.region.parts.push_back({facility.polygon, {}});
    else if (!facility.file.empty())
      shape.region =
          find_shape(comm, facility.file, facility.name, false, key + ".footprint", inputs, diagnostics)
              .region;
    inputs.facilities.push_back(std::move(shape));
  }
}

/// The polygons and lines of zones and boundaries.
void read_selections(const Comm& comm, Inputs& inputs, Diagnostics& diagnostics) {
  const auto& deck = inputs.deck;
  auto read = [&](const std::string& key, const deck::Selection& where) {
    SelectionShape shape;
    if (!where.polygon.empty())
      shape.region.parts.push_back({where.polygon, {}});
    else if (!where.line.empty())
      shape.line = where.line;
    else if (!where.file.empty())
      shape = find_shape(comm, where.file, where.feature, true, key + ".file", inputs, diagnostics);
    if (!shape.empty()) inputs.selections[key] = std::move(shape);
  };
  for (std::size_t i = 0; i < deck.boundaries.size(); ++i)
    read(fmt::format("boundaries[{}]", i), deck.boundaries[i].part);
  if (deck.erosion)
    for (std::size_t i = 0; i < deck.erosion->zones.size(); ++i)
      read(fmt::format("erosion.zones[{}]", i), deck.erosion->zones[i].where);
  if (!deck.ground) return;
  for (std::size_t i = 0; i < deck.ground->layers.size(); ++i)
    for (std::size_t z = 0; z < deck.ground->layers[i].zones.size(); ++z)
      read(fmt::format("ground.layers[{}].zones[{}]", i, z), deck.ground->layers[i].zones[z].where);
}

/// One series of the deck; it must cover the whole period.
void read_one_series(const Comm& comm, const std::string& key, const std::optional<deck::Spatial>& value,
                     Inputs& inputs, Diagnostics& diagnostics) {
  if (!value || value->form != deck::Spatial::Form::series) return;
  const auto& deck = inputs.deck;
  const std::string name = series_key(*value);
  if (inputs.series.count(name) == 0) {
    const std::size_t before = diagnostics.count();
    const auto text = read_input(comm, value->source, inputs, diagnostics);
    if (!text) return;
    inputs.series[name] =
        io::parse_series(value->source, *text, value->column, value->unit, deck.start(), diagnostics);
    if (diagnostics.count() > before) return;
  }
  const auto& times = inputs.series[name].times;
  if (times.empty()) return;
  auto error = [&](const char* what, double at, const char* wanted, double bound) {
    deck::report(
        deck, diagnostics, key,
        fmt::format("the series {} of {} {} {} s after the start, but the period {} at {} s", value->column,
                    value->source, what, units::format(at), wanted, units::format(bound)));
  };
  if (times.front() > 1e-6) error("begins", times.front(), "begins", 0.0);
  const double end = deck.period.steady ? 0.0 : deck.duration();
  if (times.back() < end * (1.0 - 1e-9) && !value->is_stepwise) error("ends", times.back(), "ends", end);
}

void read_all_series(const Comm& comm, Inputs& inputs, Diagnostics& diagnostics) {
  const auto& deck = inputs.deck;
  auto read = [&](const std::string& key, const std::optional<deck::Spatial>& value) {
    read_one_series(comm, key, value, inputs, diagnostics);
  };
  auto read_named = [&](const std::string& key, const deck::Named<deck::Spatial>& values) {
    for (const auto& [name, value] : values) read(key + "." + name, value);
  };
  for (std::size_t i = 0; i < deck.boundaries.size(); ++i) {
    const auto& b = deck.boundaries[i];
    const std::string key = fmt::format("boundaries[{}].", i);
    read(key + "head", b.head);
    read(key + "pressure_head", b.pressure_head);
    read(key + "flux", b.flux);
    read(key + "rate", b.rate);
    if (b.general_head) read(key + "general_head.head", b.general_head->head);
    if (b.river) read(key + "river.stage", b.river->stage);
    if (b.drain) read(key + "drain.level", b.drain->level);
    read_named(key + "concentrations", b.concentrations);
    read_named(key + "held_concentrations", b.held_concentrations);
  }
  for (std::size_t i = 0; i < deck.wells.size(); ++i) {
    const std::string key = fmt::format("wells[{}].", i);
    read(key + "rate", deck.wells[i].rate);
    read_named(key + "concentrations", deck.wells[i].concentrations);
    read_named(key + "mass_rates", deck.wells[i].mass_rates);
  }
}

void read_receptors(const Comm& comm, Inputs& inputs, Diagnostics& diagnostics) {
  const auto& deck = inputs.deck;
  if (!deck.receptors) return;
  for (std::size_t i = 0; i < deck.receptors->list.size(); ++i) {
    const auto& receptor = deck.receptors->list[i];
    SiteShape shape{
        fmt::format("receptors.list[{}]", i), receptor.name, receptor.kind, receptor.at, {}, receptor.screen};
    if (shape.kind == "area") {
      shape.region.parts.push_back({receptor.at, {}});
      shape.line.clear();
    }
    inputs.receptors.push_back(std::move(shape));
  }
  if (deck.receptors->file.empty()) return;
  const std::string& path = deck.receptors->file;
  std::set<std::string> names;
  for (const auto& receptor : inputs.receptors) names.insert(receptor.name);
  int number = 0;
  for (const auto& feature : read_features(comm, path, inputs, diagnostics)) {
    ++number;
    SiteShape shape{"receptors.file",
                    property(feature, "name"),
                    property(feature, "kind"),
                    feature.line,
                    feature.region,
                    {}};
    const bool line = feature.type == "LineString", polygon = !feature.region.parts.empty();
    if (shape.kind.empty()) shape.kind = polygon ? "area" : line ? "stream" : "well";
    auto error = [&](const std::string& message) {
      diagnostics.error(ExitCode::data, path, {},
                        shape.name.empty() ? fmt::format("feature {}", number) : shape.name, message);
    };
    if (shape.name.empty())
      error("has no property \"name\"");
    else if (!names.insert(shape.name).second)
      error("this name stands twice");
    const std::set<std::string> kinds{"well", "stream", "point", "spring", "area"};
    if (kinds.count(shape.kind) == 0)
      error(fmt::format("kind \"{}\" is unknown; write {}", shape.kind,
                        enumerate({kinds.begin(), kinds.end()}, "or")));
    else if (shape.kind != "spring" &&
             ((shape.kind == "stream") != line || (shape.kind == "area") != polygon))
      error(fmt::format("is a {} but its geometry is a {}", shape.kind, feature.type));
    const double top = property_number(feature, "screen_top", NAN),
                 bottom = property_number(feature, "screen_bottom", NAN);
    if (!std::isnan(top) && !std::isnan(bottom)) shape.screen = {top, bottom};
    if (top > bottom) error("screen_top is below screen_bottom; both are depths, growing downwards");
    inputs.receptors.push_back(std::move(shape));
  }
}

/// Where a facility brings a contaminant, as a key; empty where none does.
std::string source_key(const deck::Deck& deck, const std::string& contaminant) {
  for (std::size_t i = 0; i < deck.facilities.size(); ++i) {
    for (const auto& [name, water] : deck.facilities[i].porewater)
      if (name == contaminant) return fmt::format("facilities[{}].porewater.{}", i, name);
    for (const auto& [name, value] : deck.facilities[i].concentrations)
      if (name == contaminant) return fmt::format("facilities[{}].concentrations.{}", i, name);
  }
  return "";
}

/// Candidate sites, and the areas that none may touch.
void read_candidates(const Comm& comm, Inputs& inputs, Diagnostics& diagnostics) {
  const auto& deck = inputs.deck;
  if (!deck.candidates) return;
  const std::string& path = deck.candidates->file;
  std::vector<std::string> names;
  if (!path.empty())
    for (const auto& feature : read_features(comm, path, inputs, diagnostics)) {
      SiteShape shape{"candidates.file", property(feature, "name"), "candidate", {}, feature.region, {}};
      auto error = [&](const std::string& message) {
        diagnostics.error(ExitCode::data, path, {},
                          shape.name.empty() ? fmt::format("feature {}", names.size() + 1) : shape.name,
                          message);
      };
      if (shape.region.parts.empty()) error(fmt::format("is a {}; a site is a polygon", feature.type));
      if (shape.name.empty())
        error("has no property \"name\"");
      else if (std::find(names.begin(), names.end(), shape.name) != names.end())
        error("this name stands twice");
      names.push_back(shape.name);
      inputs.candidates.push_back(std::move(shape));
    }
  for (const auto& [name, site] : deck.candidates->sites)
    if (!path.empty() && std::find(names.begin(), names.end(), name) == names.end())
      deck::report(deck, diagnostics, "candidates.sites." + name,
                   fmt::format("is not among the sites of {}{}", path, did_you_mean(name, names)));
  if (deck.place && !deck.place->exclude.protected_areas.empty())
    for (const auto& feature : read_features(comm, deck.place->exclude.protected_areas, inputs, diagnostics))
      for (const auto& part : feature.region.parts) inputs.protected_areas.parts.push_back(part);
}

/// Limits that the deck leaves to a file, and a warning for every contaminant without one that receptors
/// look for or a facility brings.
void read_limits(const Comm& comm, Inputs& inputs, Diagnostics& diagnostics) {
  const auto& deck = inputs.deck;
  if (!deck.limits.empty())
    if (const auto text = read_input(comm, deck.limits, inputs, diagnostics))
      take_limits(parse_limits(deck.limits, *text, diagnostics), inputs.deck.contaminants);
  for (std::size_t i = 0; i < deck.contaminants.size(); ++i) {
    const auto& contaminant = deck.contaminants[i];
    const std::string source = source_key(deck, contaminant.name);
    if (contaminant.limit || (!deck.receptors && source.empty())) continue;
    const std::string key = source.empty() ? fmt::format("contaminants[{}]", i) : source;
    log::warn("{}:{}: {}: {} has no limit: {}; receptors report its concentrations without a verdict",
              deck.path, deck::mark_of(deck, key).line, key, contaminant.name,
              deck.limits.empty() ? "the deck gives none and names no limits: file"
                                  : fmt::format("neither the deck nor {} gives one", deck.limits));
  }
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
  if (const std::string file = weather_file(deck); !file.empty())
    if (const auto text_of_weather = read_input(comm, file, inputs, diagnostics))
      inputs.weather = make_weather(deck, *text_of_weather, diagnostics);
  read_selections(comm, inputs, diagnostics);
  read_all_series(comm, inputs, diagnostics);
  read_soil_tables(comm, inputs, diagnostics);
  read_limits(comm, inputs, diagnostics);
  read_kd_tables(comm, inputs, diagnostics);
  read_facilities(comm, inputs, diagnostics);
  read_receptors(comm, inputs, diagnostics);
  read_candidates(comm, inputs, diagnostics);
  return inputs;
}

}  // namespace entail::study
