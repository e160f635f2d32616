// What can be wrong with a problem (see problem.hpp).
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>

#include "base/error.hpp"
#include "quantum/placement/problem.hpp"

namespace entail::placement {

namespace {

/// Collects one sentence per error.
class Errors {
 public:
  template <class... Args>
  void add(fmt::format_string<Args...> format, Args&&... args) {
    sentences_.push_back(fmt::format(format, std::forward<Args>(args)...));
  }
  /// A number that must be finite and not negative, or above 0.
  void check(const std::string& what, const char* quantity, double value, bool above_zero = false) {
    if (!std::isfinite(value))
      add("{}: {} is not a finite number", what, quantity);
    else if (value < 0 || (above_zero && value == 0))
      add("{}: {} is {:.6g}; it must be {}", what, quantity, value, above_zero ? "above 0" : "0 or more");
  }
  std::size_t count() const { return sentences_.size(); }
  std::vector<std::string> take() { return std::move(sentences_); }

 private:
  std::vector<std::string> sentences_;
};

std::string name_of(const Option& option) { return fmt::format("option {}/{}", option.site, option.name); }

void check_options(const PlacementProblem& problem, Errors& errors) {
  if (problem.options.empty()) errors.add("there are no options to choose from");
  std::set<std::pair<std::string, std::string>> names;
  for (std::size_t a = 0; a < problem.options.size(); ++a) {
    const Option& option = problem.options[a];
    if (option.site.empty()) errors.add("option number {} names no site", a + 1);
    if (option.name.empty()) errors.add("option number {} has no name", a + 1);
    if (!names.emplace(option.site, option.name).second) errors.add("{} is given twice", name_of(option));
    errors.check(name_of(option), "capacity", option.capacity, true);
    errors.check(name_of(option), "cost", option.cost);
    errors.check(name_of(option), "breach consequence", option.breach);
    errors.check(name_of(option), "ecological delay", option.delay);
  }
}

void check_pairs(const PlacementProblem& problem, Errors& errors) {
  std::set<std::pair<int, int>> seen;
  const auto outside = [&](int a) { return a < 0 || a >= problem.n_options(); };
  for (std::size_t k = 0; k < problem.pairs.size(); ++k) {
    const Pair& pair = problem.pairs[k];
    if (outside(pair.a) || outside(pair.b)) {
      errors.add("pair number {} joins the options {} and {}; they are numbered from 0 to {}", k + 1, pair.a,
                 pair.b, problem.n_options() - 1);
      continue;
    }
    const Option& a = problem.options[static_cast<std::size_t>(pair.a)];
    const Option& b = problem.options[static_cast<std::size_t>(pair.b)];
    const auto what = fmt::format("pair of {}/{} and {}/{}", a.site, a.name, b.site, b.name);
    if (a.site == b.site) errors.add("{}: both are options of one site", what);
    if (!seen.insert(std::minmax(pair.a, pair.b)).second) errors.add("{} is given twice", what);
    errors.check(what, "cascade", pair.cascade);
    errors.check(what, "saving", pair.saving);
    errors.check(what, "corridor", pair.corridor);
  }
}

void check_response(const PlacementProblem& problem, const Receptor& receptor, const std::string& what,
                    Errors& errors) {
  const auto n_members = static_cast<std::size_t>(problem.n_members());
  if (receptor.response.empty() || receptor.response.size() != n_members)
    errors.add("{} has responses of {} members; there are {}", what, receptor.response.size(), n_members);
  for (std::size_t w = 0; w < receptor.response.size(); ++w) {
    const auto& response = receptor.response[w];
    if (response.size() != problem.options.size()) {
      errors.add("{}: member {} has responses to {} options; there are {}", what, w, response.size(),
                 problem.options.size());
      continue;
    }
    for (std::size_t a = 0; a < response.size(); ++a)
      if (!std::isfinite(response[a]))
        errors.add("{}: the response of member {} to {} is not a finite number", what, w,
                   name_of(problem.options[a]));
  }
}

void check_receptors(const PlacementProblem& problem, Errors& errors) {
  std::set<std::pair<std::string, std::string>> names;
  for (const auto& receptor : problem.receptors) {
    const auto what = fmt::format("receptor {} ({})", receptor.name, receptor.contaminant);
    if (!names.emplace(receptor.name, receptor.contaminant).second) errors.add("{} is given twice", what);
    errors.check(what, "weight", receptor.weight);
    errors.check(what, "limit", receptor.limit, true);
    errors.check(what, "background", receptor.background);
    check_response(problem, receptor, what, errors);
  }
}

void check_members(const PlacementProblem& problem, Errors& errors) {
  const auto& weights = problem.member_weights;
  if (weights.empty()) return;
  if (!problem.receptors.empty() && weights.size() != static_cast<std::size_t>(problem.n_members()))
    errors.add("{} members have a weight; there are {}", weights.size(), problem.n_members());
  for (std::size_t w = 0; w < weights.size(); ++w)
    errors.check(fmt::format("member {}", w), "weight", weights[w]);
  if (std::accumulate(weights.begin(), weights.end(), 0.0) == 0)
    errors.add("the weights of the members are all 0");
}

void check_weights(const Weights& weights, Errors& errors) {
  errors.check("weights", "cost", weights.cost);
  errors.check("weights", "water", weights.water);
  errors.check("weights", "breach", weights.breach);
  errors.check("weights", "life", weights.life);
  if (weights.cost == 0 && weights.water == 0 && weights.breach == 0 && weights.life == 0)
    errors.add("the weights are all 0: cost, water, breach, life");
}

/// Whether any plan can meet the demand; asked only when all numbers are sound.
void check_demand(const PlacementProblem& problem, Errors& errors) {
  const auto n = static_cast<int>(sites_of(problem).size());
  if (problem.n_sites && (*problem.n_sites < 1 || *problem.n_sites > n))
    return errors.add("{} sites are asked for; it must be 1 to {}", *problem.n_sites, n);
  const double most = largest_capacity(problem);
  if (problem.demand <= most) return;
  errors.add(
      "no feasible plan: the demand of {:.6g} {} is above the {:.6g} {} that the largest options of {} hold",
      problem.demand, problem.units.amount, most, problem.units.amount,
      problem.n_sites ? fmt::format("the {} largest of {} sites", *problem.n_sites, n)
                      : fmt::format("all {} sites", n));
}

}  // namespace

std::vector<std::string> errors_of(const PlacementProblem& problem) {
  Errors errors;
  check_options(problem, errors);
  check_pairs(problem, errors);
  check_receptors(problem, errors);
  check_members(problem, errors);
  check_weights(problem.weights, errors);
  errors.check("demand", "amount", problem.demand, true);
  if (errors.count() == 0) check_demand(problem, errors);
  return errors.take();
}

void validate(const PlacementProblem& problem) {
  const auto errors = errors_of(problem);
  if (!errors.empty()) throw UsageError(fmt::format("placement: {}", fmt::join(errors, "\nplacement: ")));
}

}  // namespace entail::placement
