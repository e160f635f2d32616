#include "quantum/solve/options.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iomanip>
#include <sstream>
#include <stdexcept>

#include "base/error.hpp"
#include "base/text.hpp"
#include "base/units.hpp"
#include "quantum/solve/ranges.hpp"

namespace entail::quantum {

namespace {

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
  require_range("--keep", options.keep, ranges::keep);
  if (options.ones != -1) require_range("--ones", options.ones, ranges::ones);
  if (options.seconds != 0) require_range("--time", options.seconds, ranges::seconds);
  require_range("--target", options.target, ranges::target);
  require_range("--sweeps", options.sweeps, ranges::sweeps);
  require_range("--batches", options.batches, ranges::batches);
  require_range("--temperatures", options.temperatures, ranges::temperatures);
  require_range("--slices", options.slices, ranges::slices);
  require_range("--field", options.field, ranges::field);
  require_range("--beta", options.beta, ranges::beta);
  require_range("--duration", options.duration, ranges::duration);
  require_range("--steps", options.steps, ranges::steps);
  require_range("--layers", options.layers, ranges::layers);
  require_range("--shots", options.shots, ranges::shots);
  require_range("--evaluations", options.evaluations, ranges::evaluations);
  require_range("--cvar", options.risk_fraction, ranges::cvar);
  require_range("--warm-start", options.warm_start, ranges::warm_start);
  require_range("--cutoff", options.cutoff, ranges::cutoff);
  if (options.method == "thermal" && !(options.beta > 0 && options.field > 0))
    throw UsageError("--method thermal needs --beta and --field, both above 0");
  if (options.method == "thermal" && (!options.groups.empty() || options.ones >= 0))
    throw UsageError("--method thermal averages over all configurations: it takes no --groups and no --ones");
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
      const auto variable = static_cast<int>(found - problem.names.begin());
      if (std::find(group.begin(), group.end(), variable) != group.end())
        throw UsageError(fmt::format("--groups names the variable \"{}\" twice in one group", word));
      group.push_back(variable);
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
    if (!ranges::seconds.holds(seconds))
      throw UsageError(fmt::format("--time {} is out of range: {} s", text, ranges::seconds.describe()));
    return seconds;
  } catch (const std::invalid_argument& error) {
    throw UsageError(fmt::format("--time {}: {}", text, error.what()));
  }
}

}  // namespace entail::quantum
