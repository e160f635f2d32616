// Quantities that vary in space or time: numbers, formulas, rasters, series and random fields.
#include <fmt/format.h>

#include <cctype>

#include "base/expression.hpp"
#include "base/units.hpp"
#include "deck/read_values.hpp"

namespace entail::deck {

namespace {

void set_unit_scale(Reader& reader, const Key& key, const Node& node, const std::string& path,
                    Spatial& spatial) {
  try {
    const std::string target = key.unit.empty() ? "1" : key.unit;
    spatial.offset = units::convert(0.0, node.text, target);
    spatial.scale = units::convert_difference(1.0, node.text, target);
  } catch (const std::invalid_argument& error) {
    reader.error(node, path + ".unit", error.what());
  }
}

/// True when the formula can be read; else says why not.
bool check_expression(Reader& reader, const Node& node, const std::string& path) {
  try {
    Expression{node.text};
    return true;
  } catch (const std::invalid_argument& error) {
    reader.error(node, path, error.what());
    return false;
  }
}

/// True when a formula uses the variable t.
bool uses_time(const std::string& formula) {
  auto word = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '.'; };
  for (std::size_t i = formula.find('t'); i != std::string::npos; i = formula.find('t', i + 1))
    if ((i == 0 || !word(formula[i - 1])) && (i + 1 == formula.size() || !word(formula[i + 1]))) return true;
  return false;
}

/// Formulas of place everywhere, of time only where the key says so. Returns the formula, or one that can be
/// evaluated in place of what cannot be read, so that what else is wrong with the deck is found as well.
std::string checked_formula(Reader& reader, const Key& key, const Node& node, const std::string& path) {
  if (!check_expression(reader, node, path)) return "1";
  if (!key.varies_in_time && uses_time(node.text))
    reader.error(node, path, "uses t, but this value cannot change in time");
  return node.text;
}

/// {expression: "…", unit: …}
std::optional<Spatial> read_expression(Reader& reader, const Key& key, const Node& node,
                                       const std::string& path) {
  Spatial spatial;
  std::string unit;
  Section section("A formula.");
  section.text("expression", spatial.source)
      .required()
      .help("of x, y, z, depth [m]")
      .example("\"1e-6*(1+x/100)\"");
  section.text("unit", unit).help("unit of what the formula gives; SI when left out").example("m/d");
  reader.mapping(node, section, path);
  spatial.form = Spatial::Form::expression;
  for (const auto& [entry, value] : node.entries) {
    if (entry.text == "unit") set_unit_scale(reader, key, value, path, spatial);
    if (entry.text == "expression")
      spatial.source = checked_formula(reader, key, value, path + ".expression");
  }
  return spatial;
}

/// {raster: file.tif, unit: …}
std::optional<Spatial> read_raster(Reader& reader, const Key& key, const Node& node,
                                   const std::string& path) {
  Spatial spatial;
  std::string unit;
  Section section("A raster.");
  section.file("raster", spatial.source)
      .required()
      .help("GeoTIFF or ESRI ASCII grid")
      .example("soil_depth.tif");
  section.text("unit", unit).help("unit of the raster's values; SI when left out").example("cm");
  reader.mapping(node, section, path);
  spatial.form = Spatial::Form::raster;
  for (const auto& [entry, value] : node.entries)
    if (entry.text == "unit") set_unit_scale(reader, key, value, path, spatial);
  if (spatial.source.empty()) return {};
  return spatial;
}

/// {series: file.csv, column: stage, interpolation: linear}
std::optional<Spatial> read_series(Reader& reader, const Key& key, const Node& node,
                                   const std::string& path) {
  Spatial spatial;
  std::string interpolation = "linear";
  Section section("A time series.");
  section.file("series", spatial.source)
      .required()
      .help("CSV; its first column is \"time [d]\", since the start, or date")
      .example("stage.csv");
  section.text("column", spatial.column)
      .required()
      .help("name of the column, without its unit")
      .example("stage");
  section.choice("interpolation", interpolation, {"linear", "step"})
      .help("between rows: a straight line, or the value of the row before")
      .example("step");
  reader.mapping(node, section, path);
  if (!key.varies_in_time) {
    reader.error(node, path, "cannot change in time: give a number, a formula or a raster");
    return {};
  }
  spatial.form = Spatial::Form::series;
  spatial.is_stepwise = interpolation == "step";
  if (spatial.source.empty() || spatial.column.empty()) return {};
  return spatial;
}

/// {random: lognormal, mean: 1e-5 m/s, deviation: 1, correlation: [50 m, 50 m, 5 m], seed: 7}
std::optional<Spatial> read_random(Reader& reader, const Key& key, const Node& node,
                                   const std::string& path) {
  Spatial spatial;
  spatial.form = Spatial::Form::random;
  RandomField& field = spatial.random;
  std::string distribution, covariance = "exponential";
  for (const auto& [entry, value] : node.entries)
    if (entry.text == "random") distribution = value.text;
  field.lognormal = distribution == "lognormal";
  Section section("A random field.");
  section.choice("random", distribution, {"normal", "lognormal"})
      .required()
      .help("distribution at each place");
  Key& mean =
      section.quantity("mean", field.mean, key.unit).required().help("mean; geometric mean when lognormal");
  if (field.lognormal) mean.above(0);
  section.quantity("deviation", field.deviation, field.lognormal ? "" : key.unit)
      .at_least(0)
      .required()
      .help("standard deviation; of the natural logarithm when lognormal");
  section.quantities("correlation", field.correlation, "m", 3)
      .above(0)
      .required()
      .help("lengths in x, y and z");
  section.choice("covariance", covariance, {"exponential", "gaussian"}).help("exp(-r) or exp(-r^2)");
  section.integer("seed", field.seed).at_least(0).required().help("another seed gives another field");
  reader.mapping(node, section, path);
  field.gaussian = covariance == "gaussian";
  if (field.correlation.size() != 3) return {};
  return spatial;
}

std::optional<Spatial> read_spatial_mapping(Reader& reader, const Key& key, const Node& node,
                                            const std::string& path) {
  for (const auto& [entry, value] : node.entries) {
    if (entry.text == "expression") return read_expression(reader, key, node, path);
    if (entry.text == "raster") return read_raster(reader, key, node, path);
    if (entry.text == "series") return read_series(reader, key, node, path);
    if (entry.text == "random") return read_random(reader, key, node, path);
  }
  reader.error(node, path, "needs one of expression:, raster:, series: and random:");
  return {};
}

/// A number or a formula.
std::optional<Spatial> read_spatial_scalar(Reader& reader, const Key& key, const Node& node,
                                           const std::string& path) {
  units::Quantity quantity;
  // "5 m" is a quantity and so is anything that starts with a number and goes on with a word; "5*x" is a
  // formula.
  const bool is_quantity =
      node.kind == Node::Kind::scalar && units::split(node.text, quantity) &&
      (quantity.unit.empty() || std::isalpha(static_cast<unsigned char>(quantity.unit.front())) ||
       quantity.unit == "%" || std::isdigit(static_cast<unsigned char>(quantity.unit.front())));
  if (is_quantity || node.kind != Node::Kind::scalar) {
    if (auto value = read_quantity(reader, key, node, path)) return Spatial::constant(*value);
    return {};
  }
  Spatial spatial;
  spatial.form = Spatial::Form::expression;
  spatial.source = checked_formula(reader, key, node, path);
  return spatial;
}

Node echo_random(const RandomField& field, const std::string& unit) {
  Node node = Node::map();
  node.add("random", Node::scalar(field.lognormal ? "lognormal" : "normal"));
  node.add("mean", Node::scalar(quantity_text(field.mean, unit)));
  node.add("deviation", Node::scalar(quantity_text(field.deviation, field.lognormal ? "" : unit)));
  Node lengths = Node::list();
  for (double length : field.correlation) lengths.items.push_back(Node::scalar(quantity_text(length, "m")));
  node.add("correlation", lengths);
  node.add("covariance", Node::scalar(field.gaussian ? "gaussian" : "exponential"));
  node.add("seed", Node::scalar(std::to_string(field.seed)));
  return node;
}

}  // namespace

std::optional<Spatial> read_spatial(Reader& reader, const Key& key, const Node& node,
                                    const std::string& path) {
  auto value = node.kind == Node::Kind::map ? read_spatial_mapping(reader, key, node, path)
                                            : read_spatial_scalar(reader, key, node, path);
  if (!value) return {};
  value->unit = key.unit;
  value->varies_in_time = value->form == Spatial::Form::series ||
                          (value->form == Spatial::Form::expression && uses_time(value->source));
  return value;
}

Node echo_spatial(const Spatial& spatial, const std::string& unit) {
  if (spatial.form == Spatial::Form::constant) return Node::scalar(quantity_text(spatial.value, unit));
  if (spatial.form == Spatial::Form::random) return echo_random(spatial.random, unit);
  Node node = Node::map();
  if (spatial.form == Spatial::Form::series) {
    node.add("series", Node::scalar(spatial.source));
    node.add("column", Node::scalar(spatial.column));
    node.add("interpolation", Node::scalar(spatial.is_stepwise ? "step" : "linear"));
    return node;
  }
  node.add(spatial.form == Spatial::Form::raster ? "raster" : "expression", Node::scalar(spatial.source));
  if (spatial.scale != 1.0 || spatial.offset != 0.0) {
    // The scale folded into a formula keeps the echo in SI; for a raster it is stated as a unit.
    const std::string factor = spatial.offset != 0.0
                                   ? fmt::format("{} {} @ {}", units::format(spatial.scale), unit,
                                                 units::format(spatial.offset / spatial.scale))
                                   : fmt::format("{} {}", units::format(spatial.scale), unit);
    node.add("unit", Node::scalar(factor));
  }
  return node;
}

Key& Section::spatial(const std::string& name, std::optional<Spatial>& target, const std::string& unit) {
  Key& key = add(name, Shape::spatial);
  key.unit = unit;
  key.read = reads_into(target, read_spatial);
  key.echo = [&target, unit] { return target ? echo_spatial(*target, unit) : Node{}; };
  return key;
}

}  // namespace entail::deck
