/// How single values of the deck are read and written; shared by the kinds of keys.
#pragma once

#include <optional>
#include <string>

#include "deck/schema.hpp"

namespace entail::deck {

/// The node as an error message quotes it.
std::string shown(const Node& node);

/// "a number and a unit such as "5 m"".
std::string wanted_quantity(const Key& key);

/// Reads "5 mm/h" into SI and checks the key's range.
std::optional<double> read_quantity(Reader& reader, const Key& key, const Node& node,
                                    const std::string& path);

/// Reads a number with a unit, a formula, or a mapping that names a raster, a series or a random field.
std::optional<Spatial> read_spatial(Reader& reader, const Key& key, const Node& node,
                                    const std::string& path);

Node echo_spatial(const Spatial& spatial, const std::string& unit);

std::optional<int> read_integer(Reader& reader, const Key& key, const Node& node, const std::string& path);

/// An existing file, relative to the deck's folder.
std::optional<std::string> read_file_path(Reader& reader, const Node& node, const std::string& path);

std::string quantity_text(double value, const std::string& unit);

/// A reader of a key that sets `target` when `read` gives a value.
template <class T, class Read>
auto reads_into(T& target, Read read) {
  return [&target, read](Reader& reader, const Key& key, const Node& node, const std::string& path) {
    if (auto value = read(reader, key, node, path)) target = *value;
  };
}

}  // namespace entail::deck
