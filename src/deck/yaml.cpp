#include "deck/yaml.hpp"

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <map>
#include <sstream>

namespace entail::deck {

Node Node::scalar(std::string text) {
  Node node;
  node.kind = Kind::scalar;
  node.text = std::move(text);
  return node;
}

Node Node::list(std::vector<Node> items) {
  Node node;
  node.kind = Kind::list;
  node.items = std::move(items);
  return node;
}

Node& Node::add(const std::string& key, Node value) {
  entries.emplace_back(scalar(key), std::move(value));
  return entries.back().second;
}

namespace {

/// Builds the tree from the parser's events; an event keeps the position and the text that YAML::Node drops.
class TreeBuilder : public YAML::EventHandler {
 public:
  Node root;

  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override { leaf({}, mark, anchor); }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    Node copy = anchors_.count(anchor) ? anchors_.at(anchor) : Node{};
    copy.mark = at(mark, 1);
    place(std::move(copy));
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    Node node = Node::scalar(value);
    node.quoted = tag == "!";
    // A plain scalar that is empty, ~ or null has no value.
    if (!node.quoted && (value.empty() || value == "~" || value == "null")) node.kind = Node::Kind::null;
    leaf(std::move(node), mark, anchor);
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    open(Node::list(), mark, anchor);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    open(Node::map(), mark, anchor);
  }
  void OnMapEnd() override { close(); }

 private:
  struct Open {
    Node node;
    YAML::anchor_t anchor;
    bool has_key = false;
    Node key;
  };

  Mark at(const YAML::Mark& mark, std::size_t width) const {
    return {mark.line + 1, mark.column + 1, static_cast<int>(std::max<std::size_t>(1, width))};
  }

  void leaf(Node node, const YAML::Mark& mark, YAML::anchor_t anchor) {
    node.mark = at(mark, node.text.size() + (node.quoted ? 2 : 0));
    if (anchor) anchors_[anchor] = node;
    place(std::move(node));
  }

  void open(Node node, const YAML::Mark& mark, YAML::anchor_t anchor) {
    node.mark = at(mark, 1);
    stack_.push_back({std::move(node), anchor, false, {}});
  }

  void close() {
    Open done = std::move(stack_.back());
    stack_.pop_back();
    if (done.anchor) anchors_[done.anchor] = done.node;
    place(std::move(done.node));
  }

  void place(Node node) {
    if (stack_.empty()) {
      root = std::move(node);
      return;
    }
    Open& parent = stack_.back();
    if (parent.node.kind == Node::Kind::list) {
      parent.node.items.push_back(std::move(node));
    } else if (!parent.has_key) {
      parent.key = std::move(node);
      parent.has_key = true;
    } else {
      parent.node.entries.emplace_back(std::move(parent.key), std::move(node));
      parent.has_key = false;
    }
  }

  std::vector<Open> stack_;
  std::map<YAML::anchor_t, Node> anchors_;
};

}  // namespace

namespace {

/// True for UTF-8 without control characters.
bool is_text(const std::string& text) {
  int following = 0;  // bytes that still belong to the character
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (following > 0) {
      if ((byte & 0xC0) != 0x80) return false;
      --following;
    } else if (byte >= 0x80) {
      following = byte >= 0xF0 ? 3 : byte >= 0xE0 ? 2 : byte >= 0xC2 ? 1 : 0;
      if (following == 0 || byte > 0xF4) return false;
    } else if (byte < 0x20 && byte != '\t' && byte != '\n' && byte != '\r') {
      return false;
    }
  }
  return following == 0;
}

/// YAML takes the "?" and ":" of a formula for its own.
std::string formula_hint(const std::string& text, const YAML::Mark& mark) {
  if (mark.is_null()) return "";
  std::istringstream lines(text);
  std::string line;
  for (int i = 0; i <= mark.line; ++i) std::getline(lines, line);
  const bool formula = line.find(" ? ") != std::string::npos || line.find(" : ") != std::string::npos;
  return formula ? "; a formula with ? and : must stand in quotes: \"x < 1 ? 2 : 3\"" : "";
}

}  // namespace

Node parse_yaml(const std::string& file, const std::string& text, Diagnostics& diagnostics) {
  diagnostics.know(file, text);
  TreeBuilder builder;
  if (!is_text(text)) {
    diagnostics.error(ExitCode::usage, file, {}, "", "this is no text file, so it cannot be a YAML deck");
    return {};
  }
  try {
    std::istringstream stream(text);
    YAML::Parser parser(stream);
    parser.HandleNextDocument(builder);
    TreeBuilder rest;
    if (parser.HandleNextDocument(rest) && rest.root.kind != Node::Kind::null)
      diagnostics.error(ExitCode::usage, file, rest.root.mark, "",
                        "a second YAML document starts here; a deck is one document");
  } catch (const YAML::Exception& error) {
    const bool known = !error.mark.is_null();
    diagnostics.error(ExitCode::usage, file,
                      known ? Mark{error.mark.line + 1, error.mark.column + 1, 1} : Mark{}, "",
                      fmt::format("this is not YAML: {}{}", error.msg, formula_hint(text, error.mark)));
  }
  return builder.root;
}

namespace {

/// Scalars that YAML would read as something else, or not at all, are quoted.
std::string scalar_text(const Node& node) {
  if (node.kind == Node::Kind::null) return "null";
  const std::string& text = node.text;
  const bool plain = !text.empty() && text.find_first_of(":#{}[],&*!|>'\"%@`\n") == std::string::npos &&
                     text.front() != ' ' && text.back() != ' ' &&
                     !(text.front() == '-' && text.size() > 1 && text[1] == ' ') && text.front() != '?' &&
                     text != "null" && text != "~" && text != "-";
  if (plain) return text;
  std::string quoted = "\"";
  for (char c : text) {
    if (c == '"' || c == '\\') quoted += '\\';
    if (c == '\n')
      quoted += "\\n";
    else
      quoted += c;
  }
  return quoted + "\"";
}

bool is_flat(const Node& node) {
  auto leaf = [](const Node& n) { return n.kind == Node::Kind::scalar || n.kind == Node::Kind::null; };
  if (leaf(node)) return true;
  if (node.kind == Node::Kind::list) return std::all_of(node.items.begin(), node.items.end(), leaf);
  return std::all_of(node.entries.begin(), node.entries.end(), [&](const auto& e) { return leaf(e.second); });
}

}  // namespace

std::string emit_line(const Node& node) {
  std::string text;
  switch (node.kind) {
    case Node::Kind::list:
      for (const auto& item : node.items) text += (text.empty() ? "" : ", ") + emit_line(item);
      return "[" + text + "]";
    case Node::Kind::map:
      for (const auto& [key, value] : node.entries)
        text += (text.empty() ? "" : ", ") + scalar_text(key) + ": " + emit_line(value);
      return "{" + text + "}";
    default:
      return scalar_text(node);
  }
}

namespace {

void emit(const Node& node, int indent, std::string& out) {
  const std::string pad(static_cast<std::size_t>(indent), ' ');
  if (node.kind == Node::Kind::list) {
    for (const auto& item : node.items) {
      if (is_flat(item)) {
        out += pad + "- " + emit_line(item) + "\n";
      } else {
        std::string nested;
        emit(item, indent + 2, nested);
        nested[static_cast<std::size_t>(indent)] = '-';
        out += nested;
      }
    }
    return;
  }
  for (const auto& [key, value] : node.entries) {
    out += pad + scalar_text(key) + ":";
    const std::string line = is_flat(value) ? emit_line(value) : "";
    const bool empty = value.kind == Node::Kind::map && value.entries.empty();
    if (empty || (!line.empty() && (value.kind != Node::Kind::map || line.size() < 90))) {
      out += " " + line + "\n";
    } else {
      out += "\n";
      emit(value, indent + 2, out);
    }
  }
}

}  // namespace

std::string emit_yaml(const Node& node) {
  if (node.kind != Node::Kind::map && node.kind != Node::Kind::list) return emit_line(node) + "\n";
  std::string out;
  emit(node, 0, out);
  return out;
}

}  // namespace entail::deck
