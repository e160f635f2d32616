#include "quantum/placement/problem.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <numeric>

namespace entail::placement {

namespace {

std::size_t at(int i) { return static_cast<std::size_t>(i); }

/// Capacities are sums of few numbers: a shortfall below this share of the demand is rounding.
constexpr double rounding = 1e-12;

/// c0 + R.x of each member.
std::vector<double> concentrations(const Receptor& receptor, const Plan& plan) {
  std::vector<double> result;
  for (const auto& response : receptor.response) {
    double c = receptor.background;
    for (std::size_t a = 0; a < plan.size(); ++a)
      if (plan[a]) c += response[a];
    result.push_back(c);
  }
  return result;
}

ReceptorOutcome outcome(const Receptor& receptor, const std::vector<double>& shares, const Plan& plan) {
  const auto c = concentrations(receptor, plan);
  ReceptorOutcome result;
  double square = 0.0, variance = 0.0;
  for (std::size_t w = 0; w < c.size(); ++w) {
    result.mean += shares[w] * c[w];
    square += shares[w] * c[w] * c[w];
    if (c[w] > receptor.limit) result.exceedance += shares[w];
  }
  for (std::size_t w = 0; w < c.size(); ++w)
    variance += shares[w] * (c[w] - result.mean) * (c[w] - result.mean);
  result.standard_deviation = std::sqrt(variance);
  result.damage = receptor.weight * square / (receptor.limit * receptor.limit);
  return result;
}

}  // namespace

int PlacementProblem::n_members() const {
  return receptors.empty() ? 1 : static_cast<int>(receptors.front().response.size());
}

std::vector<Site> sites_of(const PlacementProblem& problem) {
  std::vector<Site> sites;
  std::map<std::string, std::size_t> places;
  for (int a = 0; a < problem.n_options(); ++a) {
    const auto& name = problem.options[at(a)].site;
    const auto [place, fresh] = places.emplace(name, sites.size());
    if (fresh) sites.push_back({name, {}});
    sites[place->second].options.push_back(a);
  }
  return sites;
}

std::vector<double> member_shares(const PlacementProblem& problem) {
  const int n = problem.n_members();
  if (problem.member_weights.empty()) return std::vector<double>(at(n), 1.0 / n);
  auto shares = problem.member_weights;
  const double sum = std::accumulate(shares.begin(), shares.end(), 0.0);
  for (double& share : shares) share /= sum;
  return shares;
}

double largest_capacity(const PlacementProblem& problem) {
  std::vector<double> largest;
  for (const auto& site : sites_of(problem)) {
    double most = 0.0;
    for (const int a : site.options) most = std::max(most, problem.options[at(a)].capacity);
    largest.push_back(most);
  }
  std::sort(largest.begin(), largest.end(), std::greater<>());
  if (problem.n_sites && at(std::max(*problem.n_sites, 0)) < largest.size())
    largest.resize(at(std::max(*problem.n_sites, 0)));
  return std::accumulate(largest.begin(), largest.end(), 0.0);
}

std::string describe(const PlacementProblem& problem, const Plan& plan) {
  std::string text;
  for (std::size_t a = 0; a < plan.size(); ++a)
    if (plan[a])
      text +=
          fmt::format("{}{}/{}", text.empty() ? "" : ", ", problem.options[a].site, problem.options[a].name);
  return text.empty() ? "nothing" : text;
}

double Accounts::water() const {
  double sum = 0.0;
  for (const auto& receptor : receptors) sum += receptor.damage;
  return sum;
}

Accounts accounts_of(const PlacementProblem& problem, const Plan& plan) {
  Accounts accounts;
  for (std::size_t a = 0; a < plan.size(); ++a) {
    if (!plan[a]) continue;
    const Option& option = problem.options[a];
    accounts.construction += option.cost;
    accounts.breach += option.breach;
    accounts.delay += option.delay;
    accounts.capacity += option.capacity;
  }
  for (const auto& pair : problem.pairs) {
    if (!plan[at(pair.a)] || !plan[at(pair.b)]) continue;
    accounts.saving += pair.saving;
    accounts.cascade += pair.cascade;
    accounts.corridor += pair.corridor;
  }
  const auto shares = member_shares(problem);
  for (const auto& receptor : problem.receptors)
    accounts.receptors.push_back(outcome(receptor, shares, plan));
  const Weights& w = problem.weights;
  accounts.energy = w.cost * accounts.cost() + w.water * accounts.water() + w.breach * accounts.breaches() +
                    w.life * accounts.life();
  return accounts;
}

double member_energy(const PlacementProblem& problem, const Plan& plan, int member) {
  PlacementProblem one = problem;
  one.member_weights.clear();
  for (auto& receptor : one.receptors) receptor.response = {receptor.response[at(member)]};
  return accounts_of(one, plan).energy;
}

Violation violation_of(const PlacementProblem& problem, const Plan& plan) {
  Violation violation;
  double capacity = 0.0;
  for (std::size_t a = 0; a < plan.size(); ++a)
    if (plan[a]) capacity += problem.options[a].capacity;
  if (capacity < problem.demand * (1 - rounding)) violation.missing_capacity = problem.demand - capacity;
  int used = 0;
  for (const auto& site : sites_of(problem)) {
    int chosen = 0;
    for (const int a : site.options) chosen += plan[at(a)];
    used += chosen > 0;
    if (chosen < 2) continue;
    violation.excess_options += chosen - 1;
    violation.crowded_sites.push_back(site.name);
  }
  if (problem.n_sites) violation.excess_sites = used - *problem.n_sites;
  return violation;
}

bool is_feasible(const PlacementProblem& problem, const Plan& plan) {
  return violation_of(problem, plan).none();
}

std::string describe(const PlacementProblem& problem, const Violation& violation) {
  std::vector<std::string> parts;
  if (violation.missing_capacity > 0)
    parts.push_back(fmt::format("capacity {:.6g} {} short of the demand of {:.6g} {}",
                                violation.missing_capacity, problem.units.amount, problem.demand,
                                problem.units.amount));
  constexpr std::size_t most_named = 3;
  for (std::size_t k = 0; k < std::min(violation.crowded_sites.size(), most_named); ++k)
    parts.push_back(fmt::format("site {} has several options", violation.crowded_sites[k]));
  if (violation.crowded_sites.size() > most_named)
    parts.push_back(fmt::format("so have {} more", violation.crowded_sites.size() - most_named));
  if (violation.excess_sites != 0)
    parts.push_back(fmt::format("{} sites are used instead of {}", *problem.n_sites + violation.excess_sites,
                                *problem.n_sites));
  return parts.empty() ? "feasible" : fmt::format("{}", fmt::join(parts, "; "));
}

}  // namespace entail::placement
