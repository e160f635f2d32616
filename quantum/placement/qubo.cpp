#include "quantum/placement/qubo.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/error.hpp"

namespace entail::placement {

namespace {

std::size_t at(int i) { return static_cast<std::size_t>(i); }

/// Quotients this close to a whole number are meant to be whole.
constexpr double whole_tolerance = 1e-9;
/// A unit is at most this part of the demand, and a 20th of an average site, so that rounding costs little.
double most_units_of_demand(const PlacementProblem& problem) {
  return std::max(200.0, 20.0 * static_cast<double>(sites_of(problem).size()));
}

bool is_whole(double quotient) {
  return std::abs(quotient - std::round(quotient)) <= whole_tolerance * std::max(1.0, quotient);
}
std::int64_t down(double quotient) {
  return static_cast<std::int64_t>(is_whole(quotient) ? std::round(quotient) : std::floor(quotient));
}
std::int64_t up(double quotient) {
  return static_cast<std::int64_t>(is_whole(quotient) ? std::round(quotient) : std::ceil(quotient));
}

/// The largest of 1, 2, 5 times a power of ten that is not above `value`.
double round_number(double value) {
  const double power = std::pow(10.0, std::floor(std::log10(value) + 1e-12));
  for (const double digit : {5.0, 2.0})
    if (digit * power <= value * (1 + 1e-12)) return digit * power;
  return power;
}

WholeCapacities in_units(const PlacementProblem& problem, double unit) {
  WholeCapacities whole;
  whole.unit = unit;
  whole.demand = up(problem.demand / unit);
  whole.exact = is_whole(problem.demand / unit);
  PlacementProblem rounded = problem;
  for (auto& option : rounded.options) {
    whole.exact = whole.exact && is_whole(option.capacity / unit);
    whole.capacity.push_back(down(option.capacity / unit));
    option.capacity = static_cast<double>(whole.capacity.back());
  }
  whole.largest = static_cast<std::int64_t>(std::llround(largest_capacity(rounded)));
  return whole;
}

/// The most that choosing or dropping each option can change E, one option per site being chosen.
std::vector<double> largest_changes(const PlacementProblem& problem, const quantum::Qubo& objective) {
  const int n = problem.n_options();
  const auto sites = sites_of(problem);
  std::vector<std::size_t> site_of(at(n));
  for (std::size_t s = 0; s < sites.size(); ++s)
    for (const int a : sites[s].options) site_of[at(a)] = s;
  // The largest rise and fall that one option of each other site adds.
  std::vector<std::vector<double>> rise(at(n), std::vector<double>(sites.size(), 0.0)), fall = rise;
  for (const auto& [i, j, q] : objective.quadratic) {
    if (site_of[at(i)] == site_of[at(j)]) continue;
    for (const auto& [a, b] : {std::pair(i, j), std::pair(j, i)}) {
      double& most = (q > 0 ? rise : fall)[at(a)][site_of[at(b)]];
      most = std::max(most, std::abs(q));
    }
  }
  std::vector<double> changes;
  for (std::size_t a = 0; a < at(n); ++a) {
    double up_most = objective.linear[a], down_most = -objective.linear[a];
    for (const double r : rise[a]) up_most += r;
    for (const double f : fall[a]) down_most += f;
    changes.push_back(std::max({up_most, down_most, 0.0}));
  }
  return changes;
}

/// Collects a QUBO term by term.
struct Terms {
  double offset;
  std::vector<double> linear;
  std::vector<quantum::PairTerm> quadratic;

  /// strength (sum_i c_i x_i - constant)^2 over the first variables, with x x = x.
  void add_square(double strength, const std::vector<double>& coefficients, double constant) {
    offset += strength * constant * constant;
    for (std::size_t i = 0; i < coefficients.size(); ++i) {
      if (coefficients[i] == 0.0) continue;
      linear[i] += strength * coefficients[i] * (coefficients[i] - 2 * constant);
      for (std::size_t j = i + 1; j < coefficients.size(); ++j)
        if (coefficients[j] != 0.0)
          quadratic.push_back(
              {static_cast<int>(i), static_cast<int>(j), 2 * strength * coefficients[i] * coefficients[j]});
    }
  }
};

}  // namespace

WholeCapacities whole_capacities(const PlacementProblem& problem, double unit) {
  if (unit < 0 || !std::isfinite(unit))
    throw UsageError(fmt::format("the unit of capacity is {}; it must be above 0", unit));
  if (unit > 0) {
    auto whole = in_units(problem, unit);
    if (whole.surplus() >= 0) return whole;
    throw UsageError(fmt::format(
        "capacities rounded down to {:.6g} {} hold {} units, the demand is {}: choose a smaller unit", unit,
        problem.units.amount, whole.largest, whole.demand));
  }
  const double coarsest = round_number(problem.demand),
               finest = problem.demand / most_units_of_demand(problem);
  for (double u = coarsest; u >= finest; u = round_number(u * 0.9))
    if (auto whole = in_units(problem, u); whole.exact) return whole;
  for (double u = round_number(finest); u > 1e-6 * problem.demand; u = round_number(u * 0.9))
    if (auto whole = in_units(problem, u); whole.surplus() >= 0) return whole;
  throw UsageError(
      fmt::format("the demand of {:.9g} {} is nearly all that a plan can hold ({:.9g}): no unit of "
                  "capacity leaves room for rounding",
                  problem.demand, problem.units.amount, largest_capacity(problem)));
}

std::vector<std::int64_t> slack_worths(std::int64_t surplus) {
  std::vector<std::int64_t> worths;
  std::int64_t reached = 0;
  for (std::int64_t worth = 1; reached + worth < surplus; worth *= 2) {
    worths.push_back(worth);
    reached += worth;
  }
  if (surplus > reached) worths.push_back(surplus - reached);
  return worths;
}

Penalties sufficient_penalties(const quantum::Qubo& objective, double feasible_energy) {
  double lowest = objective.offset;
  for (const double a : objective.linear) lowest += std::min(0.0, a);
  for (const auto& term : objective.quadratic) lowest += std::min(0.0, term.value);
  const double range = std::max(0.0, feasible_energy - lowest);
  // Above the bound by more than the rounding of the sums.
  const double penalty = range > 0 ? range * (1 + 1e-6) : 1.0;
  return {penalty, penalty, penalty};
}

Penalties starting_penalties(const PlacementProblem& problem, const quantum::Qubo& objective,
                             const WholeCapacities& capacities, const Penalties& sufficient) {
  const auto changes = largest_changes(problem, objective);
  Penalties penalties;
  for (std::size_t a = 0; a < changes.size(); ++a) {
    penalties.one_option = std::max(penalties.one_option, changes[a]);
    const auto units = static_cast<double>(std::max<std::int64_t>(capacities.capacity[a], 1));
    penalties.capacity = std::max(penalties.capacity, changes[a] / (units * units));
  }
  penalties.sites = penalties.one_option;
  const double floor = 1e-6 * sufficient.one_option;
  penalties.one_option = std::max(penalties.one_option, floor);
  penalties.capacity = std::max(penalties.capacity, floor);
  penalties.sites = std::max(penalties.sites, floor);
  return escalated(penalties, 1.0, sufficient);
}

Penalties escalated(const Penalties& penalties, double factor, const Penalties& sufficient) {
  return {std::min(factor * penalties.one_option, sufficient.one_option),
          std::min(factor * penalties.capacity, sufficient.capacity),
          std::min(factor * penalties.sites, sufficient.sites)};
}

PlacementQubo to_qubo(const PlacementProblem& problem, const quantum::Qubo& objective,
                      const WholeCapacities& capacities, const Penalties& penalties) {
  PlacementQubo result;
  result.capacities = capacities;
  result.penalties = penalties;
  result.n_options = problem.n_options();
  Terms terms{objective.offset, objective.linear, objective.quadratic};
  std::vector<double> units;
  for (int a = 0; a < problem.n_options(); ++a) {
    const Option& option = problem.options[at(a)];
    result.variables.push_back({VariableMeaning::Kind::option, a, 0.0, option.site + "/" + option.name});
    units.push_back(static_cast<double>(capacities.capacity[at(a)]));
  }
  if (problem.n_sites)
    terms.add_square(penalties.sites, std::vector<double>(units.size(), 1.0), *problem.n_sites);
  for (const auto worth : slack_worths(capacities.surplus())) {
    const double amount = static_cast<double>(worth) * capacities.unit;
    result.variables.push_back(
        {VariableMeaning::Kind::slack, -1, amount,
         fmt::format("slack {} ({:.6g} {})", result.variables.size() - units.size() + 1, amount,
                     problem.units.amount)});
    terms.linear.push_back(0.0);
  }
  for (std::size_t k = at(result.n_options); k < result.variables.size(); ++k)
    units.push_back(-std::round(result.variables[k].worth / capacities.unit));
  terms.add_square(penalties.capacity, units, static_cast<double>(capacities.demand));
  for (const auto& site : sites_of(problem))
    for (std::size_t i = 0; i < site.options.size(); ++i)
      for (std::size_t j = i + 1; j < site.options.size(); ++j)
        terms.quadratic.push_back({site.options[i], site.options[j], penalties.one_option});
  result.qubo = quantum::make_qubo(terms.offset, std::move(terms.linear), std::move(terms.quadratic));
  return result;
}

std::vector<std::uint8_t> configuration_of(const PlacementQubo& qubo, const Plan& plan) {
  std::vector<std::uint8_t> bits = plan;
  const auto worths = slack_worths(qubo.capacities.surplus());
  std::int64_t rest = -qubo.capacities.demand;
  for (std::size_t a = 0; a < plan.size(); ++a) rest += plan[a] ? qubo.capacities.capacity[a] : 0;
  bits.resize(plan.size() + worths.size(), 0);
  // The last worth first, then the powers of two from above: together they reach every number.
  for (std::size_t k = worths.size(); k-- > 0;) {
    if (rest < worths[k]) continue;
    bits[plan.size() + k] = 1;
    rest -= worths[k];
  }
  return bits;
}

quantum::Problem to_problem(const PlacementQubo& qubo) {
  quantum::Problem problem;
  problem.model = quantum::to_ising(qubo.qubo);
  for (const auto& variable : qubo.variables) problem.names.push_back(variable.name);
  problem.type = quantum::VariableType::binary;
  problem.format = "coo";
  return problem;
}

void export_qubo(const PlacementQubo& qubo, const std::string& path, const std::string& format) {
  quantum::write_problem(to_problem(qubo), path, format);
}

}  // namespace entail::placement
