#include "quantum/placement/routes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace entail::placement {

namespace {

/// Longer plans are counted instead of listed where they are only mentioned.
constexpr int most_listed = 12;

/// How far a configuration is from feasible, for choosing the nearest: a violated constraint counts about 1.
double distance(const PlacementProblem& problem, const Violation& violation) {
  return std::max(violation.missing_capacity, 0.0) / problem.demand + violation.excess_options +
         std::abs(violation.excess_sites);
}

}  // namespace

void PlanPool::add(const Plan& plan, double energy, const std::string& method) {
  const auto before = [](const RankedPlan& a, const RankedPlan& b) {
    return a.energy != b.energy ? a.energy < b.energy : a.plan < b.plan;
  };
  RankedPlan fresh{plan, energy, {method}};
  const auto place = std::lower_bound(plans_.begin(), plans_.end(), fresh, before);
  if (place != plans_.end() && place->plan == plan) {
    auto& names = place->found_by;
    if (std::find(names.begin(), names.end(), method) == names.end()) names.push_back(method);
    return;
  }
  plans_.insert(place, std::move(fresh));
  if (plans_.size() > capacity_) plans_.pop_back();
}

Instance::Instance(const Comm& communicator, const PlacementProblem& of, const SolverOptions& how)
    : comm(communicator),
      problem(of),
      options(how),
      objective(objective_of(of)),
      landscape(of, objective),
      capacities(whole_capacities(of, how.unit)),
      greedy(greedy_plan(landscape)),
      sufficient(sufficient_penalties(objective, landscape.energy(greedy))),
      starting(starting_penalties(of, objective, capacities, sufficient)) {}

bool Finisher::add(const Plan& raw) {
  if (const auto known = seen_.find(raw); known != seen_.end()) return known->second;
  const Landscape& landscape = instance_.landscape;
  const bool feasible = is_feasible(landscape, raw);
  seen_[raw] = feasible;
  if (feasible) {
    const double energy = landscape.energy(raw);
    if (!row_.raw_energy || energy < *row_.raw_energy) row_.raw_energy = energy;
    pool_.add(raw, energy, row_.method);
  } else {
    const Violation violation = violation_of(instance_.problem, raw);
    const double far = distance(instance_.problem, violation);
    if (nearest_ < 0 || far < nearest_) {
      nearest_ = far;
      const auto n = std::count(raw.begin(), raw.end(), 1);
      row_.nearest = (n > most_listed ? fmt::format("{} options", n) : describe(instance_.problem, raw)) +
                     ": " + describe(instance_.problem, violation);
    }
  }
  const Plan plan = finished(landscape, raw);
  if (!is_feasible(landscape, plan)) return feasible;
  const double energy = landscape.energy(plan);
  pool_.add(plan, energy, row_.method);
  if (row_.incumbent.empty() || energy < row_.energy) {
    row_.incumbent = plan;
    row_.energy = energy;
  }
  return feasible;
}

void Finisher::count(std::int64_t feasible, std::int64_t all) {
  if (all == 0) return;
  row_.feasible_share = static_cast<double>(feasible) / static_cast<double>(all);
  if (feasible > 0) row_.nearest.clear();
}

void add_neighbours(const Landscape& landscape, PlanPool& pool) {
  const auto centres = pool.plans();
  for (const auto& centre : centres) {
    const Walker walker(landscape, centre.plan);
    walker.for_each_neighbour([&](const Plan& plan, double change) {
      if (pool.wants(centre.energy + change)) pool.add(plan, landscape.energy(plan), "neighbourhood");
    });
  }
}

}  // namespace entail::placement
