// The JSON of dimod's BinaryQuadraticModel.to_serializable(), schemas 2 and 3: lists of linear biases and,
// for each interaction, of its two variables (positions in variable_labels) and its bias. Equal pairs add up,
// as in dimod.
#include <fmt/format.h>

#include "quantum/ising/format_readers.hpp"
#include "quantum/ising/json_fields.hpp"

namespace entail::quantum {

namespace {

using Json = nlohmann::json;

/// A list of `size` entries.
const Json& list_of(const JsonFields& fields, const std::string& key, std::size_t size) {
  const Json& list = fields.list(key);
  if (list.size() != size) fields.fail(key, fmt::format("has {} entries, expected {}", list.size(), size));
  return list;
}

double bias_at(const JsonFields& fields, const Json& list, const std::string& key, std::size_t k) {
  const auto where = fmt::format("{}[{}]", key, k);
  if (!list[k].is_number()) fields.fail(where, "must be a number");
  const double bias = list[k].get<double>();
  if (!std::isfinite(bias)) fields.fail(where, "must be finite");
  return bias;
}

int variable_at(const JsonFields& fields, const Json& list, const std::string& key, std::size_t k, int n) {
  const auto where = fmt::format("{}[{}]", key, k);
  const long long variable = fields.id(list[k], where);
  if (variable >= n) fields.fail(where, fmt::format("{} is out of range: 0 to {}", variable, n - 1));
  return static_cast<int>(variable);
}

/// Labels are texts, numbers or, for Python's tuples, lists.
std::vector<std::string> read_labels(const JsonFields& fields) {
  std::vector<std::string> names;
  for (const Json& label : fields.list("variable_labels"))
    names.push_back(label.is_string() ? label.get<std::string>() : label.dump());
  if (names.empty()) fields.fail("variable_labels", "is empty");
  return names;
}

VariableType read_type(const JsonFields& fields) {
  const std::string type = fields.text("variable_type");
  if (type != "SPIN" && type != "BINARY")
    fields.fail("variable_type", fmt::format("\"{}\" is neither \"SPIN\" nor \"BINARY\"", type));
  return type == "SPIN" ? VariableType::spin : VariableType::binary;
}

}  // namespace

Problem read_dimod(const Source& source) {
  const Json root = parse_json(source);
  const JsonFields fields(root, source.path);
  if (fields.text("type") != "BinaryQuadraticModel")
    fields.fail("type", fmt::format("\"{}\" is no \"BinaryQuadraticModel\"", fields.text("type")));
  if (root.value("use_bytes", Json(false)) != Json(false))
    fields.fail("use_bytes", "biases as bytes are not read; write the model with use_bytes=False");
  Problem problem;
  problem.type = read_type(fields);
  problem.names = read_labels(fields);
  const int n = static_cast<int>(problem.names.size());
  std::vector<double> linear;
  const Json& biases = list_of(fields, "linear_biases", problem.names.size());
  for (std::size_t i = 0; i < biases.size(); ++i)
    linear.push_back(bias_at(fields, biases, "linear_biases", i));
  std::vector<PairTerm> pairs;
  const Json& strengths = fields.list("quadratic_biases");
  const Json& heads = list_of(fields, "quadratic_head", strengths.size());
  const Json& tails = list_of(fields, "quadratic_tail", strengths.size());
  for (std::size_t k = 0; k < strengths.size(); ++k) {
    const int i = variable_at(fields, heads, "quadratic_head", k, n);
    const int j = variable_at(fields, tails, "quadratic_tail", k, n);
    if (i == j) fields.fail(fmt::format("quadratic_tail[{}]", k), "couples a variable with itself");
    pairs.push_back({i, j, bias_at(fields, strengths, "quadratic_biases", k)});
  }
  const double offset = fields.number(root, "offset", "");
  problem.model = model_of(problem.type, {offset, std::move(linear), std::move(pairs)});
  return problem;
}

std::string write_dimod(const Problem& problem) {
  const auto [offset, linear, pairs] = terms_of(problem);
  Json root = {{"type", "BinaryQuadraticModel"},
               {"version", {{"bqm_schema", "3.0.0"}}},
               {"use_bytes", false},
               {"index_type", "int64"},
               {"bias_type", "float64"},
               {"num_variables", linear.size()},
               {"num_interactions", pairs.size()},
               {"variable_labels", problem.names},
               {"variable_type", problem.type == VariableType::spin ? "SPIN" : "BINARY"},
               {"offset", offset},
               {"info", Json::object()},
               {"linear_biases", linear},
               {"quadratic_biases", Json::array()},
               {"quadratic_head", Json::array()},
               {"quadratic_tail", Json::array()}};
  for (const auto& [i, j, value] : pairs) {
    root["quadratic_head"].push_back(i);
    root["quadratic_tail"].push_back(j);
    root["quadratic_biases"].push_back(value);
  }
  return json_text(root);
}

}  // namespace entail::quantum
