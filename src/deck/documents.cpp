#include "deck/documents.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/error.hpp"
#include "base/text.hpp"
#include "deck/deck.hpp"

namespace entail::deck {

namespace {

using Json = nlohmann::ordered_json;

/// What a spatial value may be besides a quantity.
const char* spatial_words(const Key& key) {
  return key.varies_in_time ? ", formula of x, y, z, depth, t, {raster: …} or {series: …}"
                            : ", formula of x, y, z, depth, {raster: …} or {random: …}";
}

/// The type of a value in words: "quantity [m/s]".
std::string type_words(const Key& key) {
  const std::string unit = key.unit.empty() ? "" : " [" + key.unit + "]";
  switch (key.shape) {
    case Shape::quantity:
      return key.unit.empty() ? "number" : "quantity" + unit;
    case Shape::integer:
      return "whole number";
    case Shape::boolean:
      return "true or false";
    case Shape::text:
      return "text";
    case Shape::choice:
      return key.choices.size() > 8 ? "one of " + std::to_string(key.choices.size()) + " names"
                                    : enumerate(key.choices, "or");
    case Shape::choices:
      return "list of " + enumerate(key.choices, "or");
    case Shape::instant:
      return "date, UTC";
    case Shape::interval:
      return "time span";
    case Shape::file:
      return "file, relative to the deck";
    case Shape::quantities:
      return "list of " + (key.count ? std::to_string(key.count) + " " : "") + "numbers" + unit;
    case Shape::spatial:
      return (key.unit.empty() ? "number" : "quantity" + unit) + spatial_words(key);
    case Shape::group:
      return "mapping";
    case Shape::list:
      return "list of mappings";
    case Shape::dictionary:
      if (key.section) return "mapping from your names to mappings";
      return key.is_spatial ? "mapping from your names to values, each a quantity" + unit + spatial_words(key)
                            : "mapping from your names to quantities" + unit;
  }
  return {};
}

/// What the key is when the deck does not give it.
std::string default_words(const Key& key) {
  if (key.is_required || key.shape == Shape::group) return {};
  Node value = key.echo();
  if (value.kind == Node::Kind::null) return {};
  return emit_line(value);
}

void add_section(Json& json, const Section& section);

Json section_schema(const Section& section) {
  Json json;
  add_section(json, section);
  return json;
}

Json words(std::initializer_list<const char*> list) {
  Json json = Json::array();
  for (const char* word : list) json.push_back(word);
  return json;
}

Json number_or_text() {
  Json json;
  json["type"] = words({"number", "string"});
  return json;
}

/// A number, a formula, or a mapping that names a formula, a raster, a series or a random field.
Json spatial_schema() {
  Json text, mapping, either = Json::array();
  text["type"] = "string";
  mapping["type"] = "object";
  for (const char* key :
       {"raster", "expression", "unit", "series", "column", "interpolation", "random", "covariance"})
    mapping["properties"][key] = text;
  for (const char* key : {"mean", "deviation", "seed"}) mapping["properties"][key] = number_or_text();
  mapping["properties"]["correlation"]["type"] = "array";
  mapping["additionalProperties"] = false;
  either.push_back(number_or_text());
  either.push_back(mapping);
  return either;
}

Json key_schema(const Key& key) {
  Json json;
  std::string about = key.about;
  if (!key.unit.empty()) about += " [" + key.unit + "]";
  if (key.range.bounded()) about += "; " + key.range.words(key.unit);
  if (auto value = default_words(key); !value.empty()) about += "; default " + value;
  json["description"] = about;
  if (!key.example_text.empty() && key.example_text.front() != '[' && key.example_text.front() != '{')
    json["examples"].push_back(key.example_text);
  switch (key.shape) {
    case Shape::quantity:
      json["type"] = words({"number", "string"});
      break;
    case Shape::integer:
      json["type"] = "integer";
      break;
    case Shape::boolean:
      json["type"] = "boolean";
      break;
    case Shape::choice:
      json["enum"] = key.choices;
      break;
    case Shape::choices:
      json["type"] = "array";
      json["items"]["enum"] = key.choices;
      break;
    case Shape::text:
    case Shape::instant:
    case Shape::interval:
    case Shape::file:
      json["type"] = words({"string", "number"});
      break;
    case Shape::quantities:
      json["type"] = "array";
      json["items"] = number_or_text();
      if (key.count) json["minItems"] = json["maxItems"] = key.count;
      break;
    case Shape::spatial:
      json["anyOf"] = spatial_schema();
      break;
    case Shape::group:
      add_section(json, key.section());
      break;
    case Shape::list:
      json["type"] = "array";
      json["items"] = section_schema(key.section());
      break;
    case Shape::dictionary:
      json["type"] = "object";
      if (key.section)
        json["additionalProperties"] = section_schema(key.section());
      else if (key.is_spatial)
        json["additionalProperties"]["anyOf"] = spatial_schema();
      else
        json["additionalProperties"] = number_or_text();
      break;
  }
  return json;
}

void add_section(Json& json, const Section& section) {
  json["type"] = "object";
  Json required = Json::array();
  for (const auto& key : section.keys()) {
    json["properties"][key.name] = key_schema(key);
    if (key.is_required) required.push_back(key.name);
  }
  if (!required.empty()) json["required"] = required;
  json["additionalProperties"] = false;
}

std::string explain_key(const Key& key, const std::string& path) {
  std::string text = fmt::format("{}: {}\n  {}\n", path, type_words(key), key.about);
  if (key.is_required) text += "  required\n";
  if (key.range.bounded()) text += fmt::format("  permitted: {}\n", key.range.words(key.unit));
  if (key.shape == Shape::choice) text += fmt::format("  one of: {}\n", enumerate(key.choices, "or"));
  if (auto value = default_words(key); !value.empty()) text += fmt::format("  default: {}\n", value);
  if (!key.example_text.empty()) text += fmt::format("  example: {}: {}\n", key.name, key.example_text);
  if (key.section) {
    text += "  keys:\n";
    const Section nested = key.section();
    for (const auto& below : nested.keys()) text += fmt::format("    {:24} {}\n", below.name, below.about);
  }
  return text;
}

/// All keys with their paths, in the order of the deck.
void collect(const Section& section, const std::string& path, std::vector<std::pair<std::string, Key>>& all) {
  for (const auto& key : section.keys()) {
    const std::string here = path.empty() ? key.name : path + "." + key.name;
    all.emplace_back(here, key);
    if (key.section)
      collect(key.section(),
              here + (key.shape == Shape::list         ? "[]"
                      : key.shape == Shape::dictionary ? ".<name>"
                                                       : ""),
              all);
  }
}

std::vector<std::pair<std::string, Key>> all_keys() {
  static Deck prototype;
  std::vector<std::pair<std::string, Key>> all;
  collect(describe(prototype), "", all);
  return all;
}

/// A "|" would end the cell of a table.
std::string in_cell(std::string text) {
  for (auto at = text.find('|'); at != std::string::npos; at = text.find('|', at + 2)) text.insert(at, "\\");
  return text;
}

void reference_section(const Section& section, const std::string& path, std::string& page) {
  page += fmt::format("### {}\n\n{}\n\n| key | value | default | meaning |\n|---|---|---|---|\n",
                      path.empty() ? "The deck" : "`" + path + "`", section.about());
  for (const auto& key : section.keys()) {
    std::string about = key.about;
    if (key.range.bounded()) about += "; " + key.range.words(key.unit);
    if (!key.example_text.empty()) about += fmt::format(". Example: `{}: {}`", key.name, key.example_text);
    const std::string fallback = default_words(key);
    page += fmt::format("| `{}` | {} | {} | {} |\n", key.name, type_words(key),
                        key.is_required    ? "required"
                        : fallback.empty() ? ""
                                           : "`" + fallback + "`",
                        in_cell(about));
  }
  page += "\n";
  for (const auto& key : section.keys())
    if (key.section)
      reference_section(key.section(),
                        (path.empty() ? "" : path + ".") + key.name +
                            (key.shape == Shape::list         ? "[]"
                             : key.shape == Shape::dictionary ? ".<name>"
                                                              : ""),
                        page);
}

}  // namespace

std::string json_schema() {
  static Deck prototype;
  Json json;
  json["$schema"] = "https://json-schema.org/draft/2020-12/schema";
  json["title"] = "entail deck";
  add_section(json, describe(prototype));
  return json.dump(1) + "\n";
}

std::string reference_page() {
  static Deck prototype;
  std::string page;
  reference_section(describe(prototype), "", page);
  return page;
}

namespace {

/// "ground.soils.porosity" of "ground.soils.<name>.porosity" and "ground.soils[].porosity".
std::string without_names(std::string path) {
  for (const std::string part : {".<name>", "[]"})
    for (auto at = path.find(part); at != std::string::npos; at = path.find(part))
      path.erase(at, part.size());
  return path;
}

}  // namespace

std::string explain(const std::string& path) {
  const auto keys = all_keys();
  std::string text;
  for (const auto& [name, key] : keys)
    if (name == path) return explain_key(key, name);
  // A bare key name, or a path without the names that users give: ground.soils.porosity.
  for (const auto& [name, key] : keys)
    if (key.name == path || without_names(name) == path)
      text += (text.empty() ? "" : "\n") + explain_key(key, name);
  if (!text.empty()) return text;
  std::vector<std::string> names;
  for (const auto& entry : keys) {
    names.push_back(entry.first);
    names.push_back(entry.second.name);
  }
  throw UsageError(fmt::format("there is no key \"{}\"{}", path, did_you_mean(path, names)));
}

std::string deck_template() {
  return R"(# yaml-language-server: $schema=docs/deck.schema.json
# A hillslope of 400 m with one tailings facility. Run it with: entail run <this file>
# `entail explain KEY` tells what a key means, `entail check <this file>` what is wrong.
title: Seepage from a tailings facility on a hillslope
period: {start: 2025-01-01, length: 365 d}
box:
  size: [400 m, 100 m]
  cells: [40, 10]
  top: 0.05*x                  # formulas of x, y in metres
ground:
  layers:
    - {name: soil, thickness: 2 m, cells: 4, soil: loam}
    - {name: rock, thickness: 18 m, cells: 6, soil: sandstone}
  soils:
    loam: {from: carsel_parrish_1988/loam}
    sandstone: {conductivity: 2e-6 m/s, anisotropy: 10, porosity: 0.15, alpha: 1.5 1/m, n: 1.8}
surface: {manning: 0.05}
weather: {rain: 2 mm/d, potential_evaporation: 1 mm/d}
boundaries:
  - {name: outlet, where: west, normal_depth: {slope: 0.05}}
initial: {water_table_depth: 5 m}
contaminants:
  - {name: sulfate, limit: 250 mg/L, source: US EPA secondary standard}
facilities:
  - name: pile
    polygon: [200, 20, 300, 20, 300, 80, 200, 80]
    seepage: 300 mm/yr
    concentrations: {sulfate: 2000 mg/L}
receptors:
  list:
    - {name: well_1, at: [150, 50], screen: [2 m, 10 m]}
output: {every: 1 month, observations: 1 d}
)";
}

}  // namespace entail::deck
