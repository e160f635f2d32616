// bqpjson 1.0: scale * (offset + linear + quadratic) over variable_ids, spin or boolean. A term stands once;
// a pair in both orders is added up, as bqpjson's own converters do with a warning. Names of variables are
// kept in metadata.variable_names (id -> name), which other tools carry along unread.
#include <fmt/format.h>

#include <map>
#include <set>

#include "base/log.hpp"
#include "quantum/ising/format_readers.hpp"
#include "quantum/ising/json_fields.hpp"

namespace entail::quantum {

namespace {

using Json = nlohmann::json;
using Reader = JsonFields;

std::map<long long, int> read_ids(const Reader& reader) {
  std::map<long long, int> index;
  const Json& ids = reader.list("variable_ids");
  for (std::size_t k = 0; k < ids.size(); ++k) {
    const auto where = fmt::format("variable_ids[{}]", k);
    if (!index.emplace(reader.id(ids[k], where), 0).second) reader.fail(where, "is there twice");
  }
  if (index.empty()) reader.fail("variable_ids", "is empty");
  int next = 0;
  for (auto& [id, variable] : index) variable = next++;
  return index;
}

int variable_of(const Reader& reader, const std::map<long long, int>& index, const Json& term,
                const std::string& key, const std::string& where) {
  const auto id = reader.id(reader.member(term, key, where), where + "." + key);
  const auto found = index.find(id);
  if (found == index.end()) reader.fail(where + "." + key, fmt::format("{} is not among variable_ids", id));
  return found->second;
}

Problem read_terms(const Reader& reader, double scale, bool spins) {
  const auto index = read_ids(reader);
  Problem problem;
  for (const auto& [id, variable] : index) problem.names.push_back(std::to_string(id));
  std::vector<double> linear(index.size());
  std::vector<PairTerm> pairs;
  std::set<std::pair<int, int>> listed;
  const Json& linear_terms = reader.list("linear_terms");
  for (std::size_t k = 0; k < linear_terms.size(); ++k) {
    const auto where = fmt::format("linear_terms[{}]", k);
    const int i = variable_of(reader, index, linear_terms[k], "id", where);
    if (!listed.emplace(i, i).second) reader.fail(where, "its variable was given already");
    linear[static_cast<std::size_t>(i)] = scale * reader.number(linear_terms[k], "coeff", where);
  }
  bool both_orders = false;
  const Json& quadratic_terms = reader.list("quadratic_terms");
  for (std::size_t k = 0; k < quadratic_terms.size(); ++k) {
    const auto where = fmt::format("quadratic_terms[{}]", k);
    const int i = variable_of(reader, index, quadratic_terms[k], "id_tail", where);
    const int j = variable_of(reader, index, quadratic_terms[k], "id_head", where);
    if (i == j) reader.fail(where, "couples a variable with itself");
    if (!listed.emplace(i, j).second) reader.fail(where, "its pair was given already");
    if (listed.contains({j, i})) both_orders = true;
    pairs.push_back({i, j, scale * reader.number(quadratic_terms[k], "coeff", where)});
  }
  if (both_orders) log::warn("{}: pairs that are given in both orders are added up", reader.path());
  problem.type = spins ? VariableType::spin : VariableType::binary;
  problem.model = model_of(problem.type, {0.0, std::move(linear), std::move(pairs)});
  return problem;
}

void read_names(const Json& root, Problem& problem) {
  if (!root.contains("metadata") || !root["metadata"].is_object()) return;
  const Json& metadata = root["metadata"];
  if (!metadata.contains("variable_names") || !metadata["variable_names"].is_object()) return;
  for (auto& name : problem.names)
    if (metadata["variable_names"].contains(name) && metadata["variable_names"][name].is_string())
      name = metadata["variable_names"][name].get<std::string>();
}

}  // namespace

Problem read_bqpjson(const Source& source) {
  const Json root = parse_json(source);
  const Reader reader(root, source.path);
  const std::string domain = reader.text("variable_domain");
  if (domain != "spin" && domain != "boolean")
    reader.fail("variable_domain", fmt::format("\"{}\" is neither \"spin\" nor \"boolean\"", domain));
  const double scale = reader.number(root, "scale", "");
  // A negative scale would turn the minimum into a maximum without a word.
  if (scale <= 0.0) reader.fail("scale", fmt::format("{} must be positive", scale));
  Problem problem = read_terms(reader, scale, domain == "spin");
  problem.model.offset += scale * reader.number(root, "offset", "");
  read_names(root, problem);
  return problem;
}

std::string write_bqpjson(const Problem& problem) {
  const bool spins = problem.type == VariableType::spin;
  const auto [offset, linear, pairs] = terms_of(problem);
  Json root = {{"version", "1.0.0"},
               {"id", 0},
               {"variable_domain", spins ? "spin" : "boolean"},
               {"scale", 1.0},
               {"offset", offset},
               {"variable_ids", Json::array()},
               {"linear_terms", Json::array()},
               {"quadratic_terms", Json::array()},
               {"metadata", Json::object()}};
  for (std::size_t i = 0; i < linear.size(); ++i) {
    root["variable_ids"].push_back(i);
    root["metadata"]["variable_names"][std::to_string(i)] = problem.names[i];
    if (linear[i] != 0.0) root["linear_terms"].push_back({{"id", i}, {"coeff", linear[i]}});
  }
  for (const auto& [i, j, value] : pairs)
    root["quadratic_terms"].push_back({{"id_tail", i}, {"id_head", j}, {"coeff", value}});
  return json_text(root);
}

}  // namespace entail::quantum
