#include "deck/read_values.hpp"

#include <fmt/format.h>

#include <cmath>
#include <filesystem>

#include "base/text.hpp"
#include "base/units.hpp"

namespace entail::deck {

std::string shown(const Node& node) {
  switch (node.kind) {
    case Node::Kind::list:
      return "a list";
    case Node::Kind::map:
      return "a mapping";
    case Node::Kind::null:
      return "nothing";
    default:
      return "\"" + node.text + "\"";
  }
}

std::string wanted_quantity(const Key& key) {
  if (key.unit.empty()) return "a number";
  return fmt::format(
      "a number and a unit such as \"{}\"",
      key.example_text.empty() || key.example_text.front() == '[' ? "1 " + key.unit : key.example_text);
}

std::optional<double> read_quantity(Reader& reader, const Key& key, const Node& node,
                                    const std::string& path) {
  units::Quantity quantity;
  if (node.kind != Node::Kind::scalar || !units::split(node.text, quantity)) {
    reader.error(node, path, fmt::format("must be {}, not {}", wanted_quantity(key), shown(node)));
    return {};
  }
  double value = quantity.value;
  if (quantity.unit.empty() && !key.unit.empty() && value != 0.0) {
    reader.error(node, path, fmt::format("needs a unit: write {}", wanted_quantity(key)));
    return {};
  }
  if (!quantity.unit.empty()) {
    if (key.unit.empty() && quantity.unit != "%" && quantity.unit != "1") {
      reader.error(node, path,
                   fmt::format("is a pure number and takes no unit, but \"{}\" is given", quantity.unit));
      return {};
    }
    try {
      value = units::convert(value, quantity.unit, key.unit.empty() ? "1" : key.unit);
    } catch (const std::invalid_argument& error) {
      reader.error(node, path, error.what());
      return {};
    }
  }
  if (!key.range.contains(value)) {
    reader.error(node, path, fmt::format("is {} but must be {}", node.text, key.range.words(key.unit)));
    return {};
  }
  return value;
}

std::optional<int> read_integer(Reader& reader, const Key& key, const Node& node, const std::string& path) {
  double value = 0.0;
  if (node.kind != Node::Kind::scalar || !units::parse_number(node.text, value) ||
      value != std::floor(value) || std::fabs(value) > 2e9) {
    reader.error(node, path, fmt::format("must be a whole number, not {}", shown(node)));
    return {};
  }
  if (!key.range.contains(value)) {
    reader.error(node, path, fmt::format("is {} but must be {}", node.text, key.range.words("")));
    return {};
  }
  return static_cast<int>(value);
}

std::string quantity_text(double value, const std::string& unit) {
  return unit.empty() ? units::format(value) : units::format(value) + " " + unit;
}

namespace {

/// The path as the program opens it: relative paths start at the deck's folder.
std::string resolve(const Reader& reader, const std::string& path) {
  const std::filesystem::path given(path);
  if (given.is_absolute()) return path;
  return (std::filesystem::path(reader.file()).parent_path() / given).string();
}

}  // namespace

std::optional<std::string> read_file_path(Reader& reader, const Node& node, const std::string& path) {
  if (node.kind != Node::Kind::scalar) {
    reader.error(node, path, fmt::format("must be the path of a file, not {}", shown(node)));
    return {};
  }
  const std::string resolved = resolve(reader, node.text);
  std::error_code ignored;
  if (!std::filesystem::exists(resolved, ignored)) {
    const auto folder = std::filesystem::path(resolved).parent_path();
    std::vector<std::string> names;
    for (std::filesystem::directory_iterator it(folder.empty() ? "." : folder, ignored), end; it != end;
         it.increment(ignored))
      names.push_back(it->path().filename().string());
    reader.data_error(node, path,
                      fmt::format("there is no file {}{}", resolved,
                                  did_you_mean(std::filesystem::path(resolved).filename().string(), names)));
    return {};
  }
  if (std::filesystem::is_directory(resolved, ignored)) {
    reader.data_error(node, path, fmt::format("{} is a directory; a file is wanted", resolved));
    return {};
  }
  return resolved;
}

}  // namespace entail::deck
