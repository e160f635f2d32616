#include "quantum/solve/options.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iomanip>
#include <sstream>
#include <stdexcept>

#include "base/error.hpp"
#include "base/text.hpp"
#include "base/units.hpp"

namespace entail::quantum {

namespace {

template <class T>
void require_range(const char* option, T value, T low, T high) {
  if (!(value >= low && value <= high))
    throw UsageError(fmt::format("{} {} is out of range: {} to {}", option, value, low, high));
}

void require_word(const char* option, const std::string& value, const std::vector<std::string>& words) {
  if (std::find(words.begin(), words.end(), value) == words.end())
    throw UsageError(fmt::format("{} \"{}\" is unknown: {}{}", option, value, enumerate(words, "or"),
                                 did_you_mean(value, words)));
}

}  // namespace

const std::vector<Method>& methods() {
  static const std::vector<Method> all = {
      {"anneal", "simulated annealing, many replicas at once"},
      {"tempering", "parallel tempering (replica exchange)"},
      {"path-integral", "path-integral (simulated quantum) annealing"},
      {"schroedinger", "quantum annealing of the state vector by the Schroedinger equation"},
      {"qaoa", "the quantum approximate optimization algorithm on the state vector"},
      {"recursive-qaoa", "recursive QAOA on the closed form of one layer, any number of variables"},
      {"exact", "all configurations up to 34 variables, else branch and bound; with proof"},
      {"thermal", "averages in a transverse field at a temperature, with error bars"}};
  return all;
}

void check_options(const SolveOptions& options) {
  std::vector<std::string> names;
  for (const auto& method : methods()) names.push_back(method.name);
  require_word("--method", options.method, names);
  require_word("--mixer", options.mixer, {"x", "xy-ring", "xy-complete"});
  require_word("--angles", options.angles, {"table", "interp", "ramp"});
  require_word("--integrator", options.integrator, {"trotter", "krylov"});
  require_range("--layers", options.layers, 1, 10000);
  require_range<std::int64_t>("--shots", options.shots, 1, 100'000'000);
  require_range("--sweeps", options.sweeps, 1, 2'000'000'000);
  require_range<std::int64_t>("--batches", options.batches, 0, 1'000'000'000);
  require_range("--keep", options.keep, 1, 1'000'000);
  require_range("--temperatures", options.temperatures, 2, 1000);
  if (options.slices != 0) require_range("--slices", options.slices, 2, 100'000);
  require_range("--evaluations", options.evaluations, 1, 1'000'000);
  require_range("--cutoff", options.cutoff, 1, 30);
  require_range("--warm-start", options.warm_start, 0.0, 0.5);
  require_range("--steps", options.steps, 0, 2'000'000'000);
  require_range("--ones", options.ones, -1, 1'000'000'000);
  if (!(options.risk_fraction > 0 && options.risk_fraction <= 1))
    throw UsageError(fmt::format("--cvar {} is out of range: above 0, at most 1", options.risk_fraction));
  if (options.method == "thermal" && !(options.beta > 0 && options.field > 0))
    throw UsageError("--method thermal needs --beta and --field, both above 0");
  for (const auto& [name, value] : {std::pair{"--beta", options.beta},
                                    {"--field", options.field},
                                    {"--duration", options.duration},
                                    {"--time", options.seconds}})
    if (!(value >= 0 && value < 1e15))
      throw UsageError(fmt::format("{} {} must not be negative", name, value));
}

std::vector<std::vector<int>> parse_groups(const Problem& problem, const std::string& text) {
  std::vector<std::vector<int>> groups;
  for (const auto& part : split_list(text, ';')) {
    std::istringstream words(part);
    std::vector<int> group;
    for (std::string word; words >> std::quoted(word);) {
      const auto found = std::find(problem.names.begin(), problem.names.end(), word);
      if (found == problem.names.end())
        throw UsageError(fmt::format("--groups names the variable \"{}\", which the problem does not have{}",
                                     word, did_you_mean(word, problem.names)));
      group.push_back(static_cast<int>(found - problem.names.begin()));
    }
    if (!group.empty()) groups.push_back(std::move(group));
  }
  return groups;
}

double parse_seconds(const std::string& text) {
  units::Quantity quantity;
  if (!units::split(text, quantity))
    throw UsageError(fmt::format("--time \"{}\" is no time; write for example 10s or 5min", text));
  try {
    const double seconds =
        quantity.unit.empty() ? quantity.value : units::convert(quantity.value, quantity.unit, "s");
    if (!(seconds > 0)) throw UsageError(fmt::format("--time {} must be above 0", text));
    return seconds;
  } catch (const std::invalid_argument& error) {
    throw UsageError(fmt::format("--time {}: {}", text, error.what()));
  }
}

}  // namespace entail::quantum
