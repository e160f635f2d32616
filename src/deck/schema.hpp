/// The one description of every deck key. From it come the strict reader, the echo of the resolved deck, the
/// JSON Schema, the template, `entail explain` and the reference page.
#pragma once

#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/calendar.hpp"
#include "deck/values.hpp"
#include "deck/yaml.hpp"

namespace entail::deck {

class Reader;
class Section;

/// Permitted values of a number. `above` and `below` exclude their bound.
struct Range {
  double at_least = -std::numeric_limits<double>::infinity();
  double at_most = std::numeric_limits<double>::infinity();
  double above = -std::numeric_limits<double>::infinity();
  double below = std::numeric_limits<double>::infinity();
  bool contains(double value) const {
    return value >= at_least && value <= at_most && value > above && value < below;
  }
  bool bounded() const;
  std::string words(const std::string& unit) const;  ///< "above 0 m/s"
};

/// How a key's value looks in the deck.
enum class Shape {
  quantity,
  integer,
  boolean,
  text,
  choice,
  choices,
  instant,
  interval,
  file,
  quantities,
  spatial,
  group,
  list,
  dictionary
};

/// One key of a mapping: its meaning, its permitted values, and where its value goes.
class Key {
 public:
  Key(std::string key_name, Shape key_shape) : name(std::move(key_name)), shape(key_shape) {}

  std::string name;
  Shape shape;
  std::string unit;  ///< the SI unit of a quantity; "" for pure numbers
  std::string about;
  std::string example_text;
  std::vector<std::string> choices;
  Range range;
  int count = 0;  ///< of quantities: how many, 0 for any
  bool is_required = false;
  bool is_spatial = false;      ///< a dictionary of spatial values
  bool varies_in_time = false;  ///< a spatial value that may be a series or a formula of t

  std::function<void(Reader&, const Key&, const Node&, const std::string& path)> read;
  std::function<Node()> echo;        ///< the present value; a null node when there is none
  std::function<Section()> section;  ///< of a group, or of one element of a list or dictionary

  Key& help(std::string text) {
    about = std::move(text);
    return *this;
  }
  Key& example(std::string text) {
    example_text = std::move(text);
    return *this;
  }
  Key& required() {
    is_required = true;
    return *this;
  }
  Key& in_time() {
    varies_in_time = true;
    return *this;
  }
  Key& at_least(double bound) {
    range.at_least = bound;
    return *this;
  }
  Key& at_most(double bound) {
    range.at_most = bound;
    return *this;
  }
  Key& above(double bound) {
    range.above = bound;
    return *this;
  }
  Key& below(double bound) {
    range.below = bound;
    return *this;
  }
};

/// One mapping of the deck: its keys in the order people write them.
class Section {
 public:
  explicit Section(std::string about) : about_(std::move(about)) {}
  const std::string& about() const { return about_; }
  const std::vector<Key>& keys() const { return keys_; }

  Key& quantity(const std::string& name, double& target, const std::string& unit);
  Key& quantity(const std::string& name, std::optional<double>& target, const std::string& unit);
  Key& quantities(const std::string& name, std::vector<double>& target, const std::string& unit,
                  int count = 0);
  Key& integer(const std::string& name, int& target);
  Key& integers(const std::string& name, std::vector<int>& target, int count);
  Key& boolean(const std::string& name, bool& target);
  Key& flag(const std::string& name, bool& target);  ///< true, or left out
  Key& text(const std::string& name, std::string& target);
  Key& choice(const std::string& name, std::string& target, std::vector<std::string> choices);
  Key& choices(const std::string& name, std::vector<std::string>& target, std::vector<std::string> choices);
  Key& instant(const std::string& name, std::optional<Instant>& target);
  Key& interval(const std::string& name, Interval& target);
  Key& file(const std::string& name, std::string& target);  ///< path, relative to the deck; must exist
  Key& spatial(const std::string& name, std::optional<Spatial>& target, const std::string& unit);

  /// A nested mapping; describe(T&) gives its keys.
  template <class T>
  Key& group(const std::string& name, T& target);
  template <class T>
  Key& group(const std::string& name, std::optional<T>& target);
  template <class T>
  Key& list(const std::string& name, std::vector<T>& target);
  /// A mapping whose keys are the user's own names.
  template <class T>
  Key& dictionary(const std::string& name, std::vector<std::pair<std::string, T>>& target);
  /// A mapping from the user's own names to quantities.
  Key& quantity_dictionary(const std::string& name, std::vector<std::pair<std::string, double>>& target,
                           const std::string& unit);
  Key& spatial_dictionary(const std::string& name, std::vector<std::pair<std::string, Spatial>>& target,
                          const std::string& unit);

 private:
  Key& add(const std::string& name, Shape shape) { return keys_.emplace_back(name, shape); }
  std::string about_;
  std::vector<Key> keys_;
};

/// Reads nodes into described structs and collects what is wrong.
class Reader {
 public:
  Reader(std::string file, Diagnostics& diagnostics);

  /// Reads one mapping: unknown, duplicate and missing keys are errors here.
  void mapping(const Node& node, const Section& section, const std::string& path);
  void error(const Node& node, const std::string& path, const std::string& message);
  /// An error of a file that the deck names, not of the deck.
  void data_error(const Node& node, const std::string& path, const std::string& message);
  /// Remembers where `path` stands, for errors found later.
  void remember(const std::string& path, const Node& node) { marks_.emplace_back(path, node.mark); }
  std::vector<std::pair<std::string, Mark>> take_marks() { return std::move(marks_); }
  const std::string& file() const { return file_; }

  /// True when `node` is a list / a map with entries; an error otherwise.
  bool expect_list(const Node& node, const std::string& path);
  bool expect_map(const Node& node, const std::string& path);

 private:
  std::string file_;
  Diagnostics& diagnostics_;
  std::vector<std::pair<std::string, Mark>> marks_;
};

/// The echo of a section: every key that has a value, in SI units.
Node echo(const Section& section);

template <class T>
Key& Section::group(const std::string& name, T& target) {
  Key& key = add(name, Shape::group);
  key.read = [&target](Reader& reader, const Key&, const Node& node, const std::string& path) {
    reader.mapping(node, describe(target), path);
  };
  key.echo = [&target] { return deck::echo(describe(target)); };
  key.section = [] {
    static T prototype;
    return describe(prototype);
  };
  return key;
}

template <class T>
Key& Section::group(const std::string& name, std::optional<T>& target) {
  Key& key = add(name, Shape::group);
  key.read = [&target](Reader& reader, const Key&, const Node& node, const std::string& path) {
    reader.mapping(node, describe(target.emplace()), path);
  };
  key.echo = [&target] { return target ? deck::echo(describe(*target)) : Node{}; };
  key.section = [] {
    static T prototype;
    return describe(prototype);
  };
  return key;
}

template <class T>
Key& Section::list(const std::string& name, std::vector<T>& target) {
  Key& key = add(name, Shape::list);
  key.read = [&target](Reader& reader, const Key&, const Node& node, const std::string& path) {
    target.clear();
    if (!reader.expect_list(node, path)) return;
    for (std::size_t i = 0; i < node.items.size(); ++i) {
      const std::string item = path + "[" + std::to_string(i) + "]";
      reader.remember(item, node.items[i]);
      reader.mapping(node.items[i], describe(target.emplace_back()), item);
    }
  };
  key.echo = [&target] {
    if (target.empty()) return Node{};
    Node node = Node::list();
    for (auto& item : target) node.items.push_back(deck::echo(describe(item)));
    return node;
  };
  key.section = [] {
    static T prototype;
    return describe(prototype);
  };
  return key;
}

template <class T>
Key& Section::dictionary(const std::string& name, std::vector<std::pair<std::string, T>>& target) {
  Key& key = add(name, Shape::dictionary);
  key.read = [&target](Reader& reader, const Key&, const Node& node, const std::string& path) {
    target.clear();
    if (!reader.expect_map(node, path)) return;
    for (const auto& [entry, value] : node.entries) {
      const std::string item = path + "." + entry.text;
      for (const auto& before : target)
        if (before.first == entry.text) reader.error(entry, item, "this name stands twice");
      reader.remember(item, entry);
      target.emplace_back(entry.text, T{});
      reader.mapping(value, describe(target.back().second), item);
    }
  };
  key.echo = [&target] {
    if (target.empty()) return Node{};
    Node node = Node::map();
    for (auto& [entry, value] : target) node.add(entry, deck::echo(describe(value)));
    return node;
  };
  key.section = [] {
    static T prototype;
    return describe(prototype);
  };
  return key;
}

}  // namespace entail::deck
