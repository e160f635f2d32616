/// Fields of a JSON file, with errors that name the place.
#pragma once

#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>
#include <string>

#include "base/error.hpp"
#include "quantum/ising/format_readers.hpp"

namespace entail::quantum {

/// Looks things up in a parsed file and says where they are missing or wrong.
class JsonFields {
 public:
  JsonFields(const nlohmann::json& root, std::string path) : root_(root), path_(std::move(path)) {}

  const std::string& path() const { return path_; }

  [[noreturn]] void fail(const std::string& where, const std::string& message) const {
    throw DataError(fmt::format("{}: {}: {}", path_, where, message));
  }
  const nlohmann::json& member(const nlohmann::json& object, const std::string& key,
                               const std::string& where) const {
    if (!object.is_object() || !object.contains(key))
      fail(where.empty() ? key : where, where.empty() ? "missing" : fmt::format("\"{}\" is missing", key));
    return object.at(key);
  }
  double number(const nlohmann::json& object, const std::string& key, const std::string& where) const {
    const nlohmann::json& value = member(object, key, where);
    const std::string place = where.empty() ? key : where + "." + key;
    if (!value.is_number()) fail(place, "must be a number");
    const double result = value.get<double>();
    if (!std::isfinite(result)) fail(place, "must be finite");
    return result;
  }
  long long id(const nlohmann::json& value, const std::string& where) const {
    if (!value.is_number_integer() || value.get<long long>() < 0)
      fail(where, "must be a whole number from 0");
    return value.get<long long>();
  }
  const nlohmann::json& list(const std::string& key) const {
    const nlohmann::json& value = member(root_, key, "");
    if (!value.is_array()) fail(key, "must be a list");
    return value;
  }
  std::string text(const std::string& key) const {
    const nlohmann::json& value = member(root_, key, "");
    if (!value.is_string()) fail(key, "must be a text");
    return value.get<std::string>();
  }

 private:
  const nlohmann::json& root_;
  std::string path_;
};

/// The object that a text holds. Throws DataError with line and column.
inline nlohmann::json parse_json(const Source& source) {
  nlohmann::json root;
  try {
    root = nlohmann::json::parse(source.text);
  } catch (const nlohmann::json::exception& error) {  // names line and column
    throw DataError(fmt::format("{}: no valid JSON: {}", source.path, error.what()));
  }
  if (!root.is_object()) JsonFields(root, source.path).fail("the file", "must be a JSON object");
  return root;
}

/// The text of an object. Names may come from files in any encoding; JSON is UTF-8.
inline std::string json_text(const nlohmann::json& root) {
  return root.dump(1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

}  // namespace entail::quantum
