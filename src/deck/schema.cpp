#include "deck/schema.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>

#include "base/text.hpp"
#include "base/units.hpp"
#include "deck/read_values.hpp"

namespace entail::deck {

bool Range::bounded() const {
  return std::isfinite(at_least) || std::isfinite(at_most) || std::isfinite(above) || std::isfinite(below);
}

std::string Range::words(const std::string& unit) const {
  std::vector<std::string> parts;
  auto bound = [&](const char* word, double value) {
    if (std::isfinite(value))
      parts.push_back(fmt::format("{} {}{}{}", word, units::format(value), unit.empty() ? "" : " ", unit));
  };
  bound("above", above);
  bound("at least", at_least);
  bound("below", below);
  bound("at most", at_most);
  return enumerate(parts);
}

Reader::Reader(std::string file, Diagnostics& diagnostics)
    : file_(std::move(file)), diagnostics_(diagnostics) {}

void Reader::error(const Node& node, const std::string& path, const std::string& message) {
  diagnostics_.error(ExitCode::usage, file_, node.mark, path, message);
}

void Reader::data_error(const Node& node, const std::string& path, const std::string& message) {
  diagnostics_.error(ExitCode::data, file_, node.mark, path, message);
}

bool Reader::expect_list(const Node& node, const std::string& path) {
  if (node.kind == Node::Kind::list) return true;
  error(node, path,
        node.kind == Node::Kind::null ? "has no value; a list is wanted"
                                      : "must be a list: write \"- \" before each item, or [a, b]");
  return false;
}

bool Reader::expect_map(const Node& node, const std::string& path) {
  if (node.kind == Node::Kind::map) return true;
  error(node, path,
        node.kind == Node::Kind::null ? "has no value; keys are wanted below it"
                                      : "must be a mapping of keys to values, not a single value or list");
  return false;
}

void Reader::mapping(const Node& node, const Section& section, const std::string& path) {
  if (!expect_map(node, path.empty() ? "deck" : path)) return;
  std::vector<std::string> names;
  for (const auto& key : section.keys()) names.push_back(key.name);
  std::vector<bool> seen(names.size(), false);
  for (const auto& [entry, value] : node.entries) {
    const std::string item = path.empty() ? entry.text : path + "." + entry.text;
    if (entry.kind != Node::Kind::scalar) {
      error(entry, path, "a key must be a word");
      continue;
    }
    std::size_t i = 0;
    while (i < names.size() && names[i] != entry.text) ++i;
    if (i == names.size()) {
      std::string hint = did_you_mean(entry.text, names);
      if (hint.empty()) hint = "; known here: " + enumerate(names);
      error(entry, item, "unknown key" + hint);
      continue;
    }
    if (seen[i]) {
      error(entry, item, "this key stands twice");
      continue;
    }
    seen[i] = true;
    remember(item, value.mark.line > 0 ? value : entry);
    Node positioned = value;
    if (value.kind == Node::Kind::null) positioned.mark = entry.mark;
    section.keys()[i].read(*this, section.keys()[i], positioned, item);
  }
  for (std::size_t i = 0; i < names.size(); ++i)
    if (section.keys()[i].is_required && !seen[i]) {
      const Key& key = section.keys()[i];
      error(node, path.empty() ? names[i] : path + "." + names[i],
            fmt::format("is missing: {}{}", key.about,
                        key.example_text.empty()
                            ? ""
                            : fmt::format("; for example {}: {}", key.name, key.example_text)));
    }
}

Key& Section::quantity(const std::string& name, double& target, const std::string& unit) {
  Key& key = add(name, Shape::quantity);
  key.unit = unit;
  key.read = reads_into(target, read_quantity);
  key.echo = [&target, unit] {
    return std::isnan(target) ? Node{} : Node::scalar(quantity_text(target, unit));
  };
  return key;
}

Key& Section::quantity(const std::string& name, std::optional<double>& target, const std::string& unit) {
  Key& key = add(name, Shape::quantity);
  key.unit = unit;
  key.read = reads_into(target, read_quantity);
  key.echo = [&target, unit] { return target ? Node::scalar(quantity_text(*target, unit)) : Node{}; };
  return key;
}

Key& Section::quantities(const std::string& name, std::vector<double>& target, const std::string& unit,
                         int count) {
  Key& key = add(name, Shape::quantities);
  key.unit = unit;
  key.count = count;
  key.read = [&target](Reader& reader, const Key& k, const Node& node, const std::string& path) {
    target.clear();
    if (!reader.expect_list(node, path)) return;
    if (k.count != 0 && static_cast<int>(node.items.size()) != k.count)
      return reader.error(node, path, fmt::format("has {} values but needs {}", node.items.size(), k.count));
    for (std::size_t i = 0; i < node.items.size(); ++i)
      if (auto value = read_quantity(reader, k, node.items[i], fmt::format("{}[{}]", path, i)))
        target.push_back(*value);
    if (target.size() != node.items.size()) target.clear();
  };
  key.echo = [&target, unit] {
    if (target.empty()) return Node{};
    Node node = Node::list();
    for (double value : target) node.items.push_back(Node::scalar(quantity_text(value, unit)));
    return node;
  };
  return key;
}

Key& Section::integer(const std::string& name, int& target) {
  Key& key = add(name, Shape::integer);
  key.read = reads_into(target, read_integer);
  key.echo = [&target] { return Node::scalar(std::to_string(target)); };
  return key;
}

Key& Section::integers(const std::string& name, std::vector<int>& target, int count) {
  Key& key = add(name, Shape::quantities);
  key.count = count;
  key.read = [&target](Reader& reader, const Key& k, const Node& node, const std::string& path) {
    target.clear();
    if (!reader.expect_list(node, path)) return;
    if (static_cast<int>(node.items.size()) != k.count)
      return reader.error(node, path, fmt::format("has {} values but needs {}", node.items.size(), k.count));
    for (std::size_t i = 0; i < node.items.size(); ++i)
      if (auto value = read_integer(reader, k, node.items[i], fmt::format("{}[{}]", path, i)))
        target.push_back(*value);
    if (target.size() != node.items.size()) target.clear();
  };
  key.echo = [&target] {
    if (target.empty()) return Node{};
    Node node = Node::list();
    for (int value : target) node.items.push_back(Node::scalar(std::to_string(value)));
    return node;
  };
  return key;
}

Key& Section::boolean(const std::string& name, bool& target) {
  Key& key = add(name, Shape::boolean);
  key.read = [&target](Reader& reader, const Key&, const Node& node, const std::string& path) {
    if (node.kind == Node::Kind::scalar && (node.text == "true" || node.text == "false"))
      target = node.text == "true";
    else
      reader.error(node, path, fmt::format("must be true or false, not {}", shown(node)));
  };
  key.echo = [&target] { return Node::scalar(target ? "true" : "false"); };
  return key;
}

Key& Section::flag(const std::string& name, bool& target) {
  Key& key = add(name, Shape::boolean);
  key.read = [&target](Reader& reader, const Key&, const Node& node, const std::string& path) {
    if (node.kind == Node::Kind::scalar && node.text == "true")
      target = true;
    else
      reader.error(node, path, fmt::format("must be true or left out, not {}", shown(node)));
  };
  key.echo = [&target] { return target ? Node::scalar("true") : Node{}; };
  return key;
}

Key& Section::text(const std::string& name, std::string& target) {
  Key& key = add(name, Shape::text);
  key.read = [&target](Reader& reader, const Key&, const Node& node, const std::string& path) {
    if (node.kind == Node::Kind::scalar)
      target = node.text;
    else
      reader.error(node, path, fmt::format("must be a text, not {}", shown(node)));
  };
  key.echo = [&target] { return target.empty() ? Node{} : Node::scalar(target); };
  return key;
}

Key& Section::choice(const std::string& name, std::string& target, std::vector<std::string> choices) {
  Key& key = add(name, Shape::choice);
  key.choices = std::move(choices);
  key.read = [&target](Reader& reader, const Key& k, const Node& node, const std::string& path) {
    for (const auto& choice : k.choices)
      if (node.kind == Node::Kind::scalar && node.text == choice) {
        target = choice;
        return;
      }
    reader.error(node, path,
                 fmt::format("is {} but must be {}{}", shown(node), enumerate(k.choices, "or"),
                             did_you_mean(node.text, k.choices)));
  };
  key.echo = [&target] { return target.empty() ? Node{} : Node::scalar(target); };
  return key;
}

Key& Section::choices(const std::string& name, std::vector<std::string>& target,
                      std::vector<std::string> choices) {
  Key& key = add(name, Shape::choices);
  key.choices = std::move(choices);
  key.read = [&target](Reader& reader, const Key& k, const Node& node, const std::string& path) {
    target.clear();
    if (!reader.expect_list(node, path)) return;
    for (std::size_t i = 0; i < node.items.size(); ++i) {
      const Node& item = node.items[i];
      const bool known = item.kind == Node::Kind::scalar &&
                         std::find(k.choices.begin(), k.choices.end(), item.text) != k.choices.end();
      if (known)
        target.push_back(item.text);
      else
        reader.error(item, fmt::format("{}[{}]", path, i),
                     fmt::format("is {} but must be {}{}", shown(item), enumerate(k.choices, "or"),
                                 did_you_mean(item.text, k.choices)));
    }
  };
  key.echo = [&target] {
    if (target.empty()) return Node{};
    Node node = Node::list();
    for (const auto& word : target) node.items.push_back(Node::scalar(word));
    return node;
  };
  return key;
}

Key& Section::instant(const std::string& name, std::optional<Instant>& target) {
  Key& key = add(name, Shape::instant);
  key.read = [&target](Reader& reader, const Key&, const Node& node, const std::string& path) {
    Instant value;
    if (node.kind == Node::Kind::scalar && parse_instant(node.text, value))
      target = value;
    else
      reader.error(
          node, path,
          fmt::format("must be a date such as 2025-01-31 or 2025-01-31T06:00 (UTC), not {}", shown(node)));
  };
  key.echo = [&target] { return target ? Node::scalar(format_instant(*target)) : Node{}; };
  return key;
}

namespace {

/// "1 month", "2 years", "6 h": months and years are steps of the calendar.
std::optional<Interval> read_interval(Reader& reader, const Key&, const Node& node, const std::string& path) {
  units::Quantity quantity;
  if (node.kind == Node::Kind::scalar && units::split(node.text, quantity) && quantity.value > 0.0) {
    const std::string& unit = quantity.unit;
    const bool years = unit == "yr" || unit == "year" || unit == "years";
    if (years || unit == "month" || unit == "months") {
      if (quantity.value == std::floor(quantity.value) && quantity.value < 1e6)
        return Interval{static_cast<int>(quantity.value) * (years ? 12 : 1), 0.0};
      reader.error(node, path, "must be a whole number of months or years");
      return {};
    }
    try {
      return Interval{0, units::convert(quantity.value, unit.empty() ? "?" : unit, "s")};
    } catch (const std::invalid_argument& error) {
      if (!unit.empty()) {
        reader.error(node, path, error.what());
        return {};
      }
    }
  }
  reader.error(
      node, path,
      fmt::format("must be a time span such as \"1 month\", \"1 d\" or \"6 h\", not {}", shown(node)));
  return {};
}

}  // namespace

Key& Section::interval(const std::string& name, Interval& target) {
  Key& key = add(name, Shape::interval);
  key.unit = "s";
  key.read = reads_into(target, read_interval);
  key.echo = [&target] {
    if (target.empty()) return Node{};
    return Node::scalar(target.months ? fmt::format("{} month", target.months)
                                      : quantity_text(target.seconds, "s"));
  };
  return key;
}

Key& Section::file(const std::string& name, std::string& target) {
  Key& key = add(name, Shape::file);
  key.read = [&target](Reader& reader, const Key&, const Node& node, const std::string& path) {
    if (auto file = read_file_path(reader, node, path)) target = *file;
  };
  key.echo = [&target] { return target.empty() ? Node{} : Node::scalar(target); };
  return key;
}

namespace {

/// Makes a key that reads a mapping from the user's names to values, each by `read`, and writes them by
/// `echo`.
template <class T, class Read, class Echo>
Key& make_dictionary(Key& key, std::vector<std::pair<std::string, T>>& target, const std::string& unit,
                     Read read, Echo echo) {
  key.unit = unit;
  key.read = [&target, read](Reader& reader, const Key& k, const Node& node, const std::string& path) {
    target.clear();
    if (!reader.expect_map(node, path)) return;
    for (const auto& [entry, value] : node.entries) {
      const std::string item = path + "." + entry.text;
      for (const auto& before : target)
        if (before.first == entry.text) reader.error(entry, item, "this name stands twice");
      reader.remember(item, entry);
      if (auto one = read(reader, k, value, item)) target.emplace_back(entry.text, *one);
    }
  };
  key.echo = [&target, unit, echo] {
    if (target.empty()) return Node{};
    Node node = Node::map();
    for (const auto& [entry, value] : target) node.add(entry, echo(value, unit));
    return node;
  };
  return key;
}

}  // namespace

Key& Section::quantity_dictionary(const std::string& name,
                                  std::vector<std::pair<std::string, double>>& target,
                                  const std::string& unit) {
  return make_dictionary(
      add(name, Shape::dictionary), target, unit, read_quantity,
      [](double value, const std::string& of) { return Node::scalar(quantity_text(value, of)); });
}

Key& Section::spatial_dictionary(const std::string& name,
                                 std::vector<std::pair<std::string, Spatial>>& target,
                                 const std::string& unit) {
  Key& key = make_dictionary(add(name, Shape::dictionary), target, unit, read_spatial, echo_spatial);
  key.is_spatial = true;
  return key;
}

Node echo(const Section& section) {
  Node node = Node::map();
  for (const auto& key : section.keys()) {
    Node value = key.echo();
    const bool empty_map = value.kind == Node::Kind::map && value.entries.empty();
    if (value.kind != Node::Kind::null && !empty_map) node.add(key.name, std::move(value));
  }
  return node;
}

}  // namespace entail::deck
