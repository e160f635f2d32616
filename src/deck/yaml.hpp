/// YAML as a tree of plain text with positions: nothing is interpreted, nothing is merged, nothing is lost.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "base/diagnostics.hpp"

namespace entail::deck {

/// One node of a YAML document. Scalars keep the text as written, so that `010`, `on` and `1e-6 m/s` are ours
/// to read.
struct Node {
  enum class Kind { null, scalar, list, map };
  Kind kind = Kind::null;
  std::string text;  ///< of a scalar
  bool quoted = false;
  Mark mark;
  std::vector<Node> items;                     ///< of a list
  std::vector<std::pair<Node, Node>> entries;  ///< of a map: key and value, duplicates included

  static Node scalar(std::string text);
  static Node list(std::vector<Node> items = {});
  static Node map() {
    Node node;
    node.kind = Kind::map;
    return node;
  }
  Node& add(const std::string& key, Node value);  ///< to a map
};

/// Reads one YAML document. Errors of syntax go to `diagnostics`; what was read before them is returned.
Node parse_yaml(const std::string& file, const std::string& text, Diagnostics& diagnostics);

/// Writes a tree as YAML; short lists and maps of scalars stand on one line.
std::string emit_yaml(const Node& node);

/// The same on one line, in YAML's flow style.
std::string emit_line(const Node& node);

}  // namespace entail::deck
