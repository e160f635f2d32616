/// From any choice of options to a good feasible plan.
#pragma once

#include <vector>

#include "quantum/placement/problem.hpp"

namespace entail::study {

/// E as a dense matrix with moves from plan to plan.
class PlanMoves {
 public:
  explicit PlanMoves(const placement::PlacementProblem& problem);

  const quantum::Qubo& objective() const { return objective_; }
  double energy(const placement::Plan& plan) const { return quantum::energy(objective_, plan); }

  /// Drops all but the best option of each site, adds capacity where it costs least energy per unit, and
  /// descends by the best change of one site, then of two, until none lowers E.
  placement::Plan finished(placement::Plan plan) const;

  /// Calls seen(plan, energy) for every feasible plan. There are product (options + 1) combinations to look
  /// at.
  template <class Seen>
  void for_each_feasible(const Seen& seen) const {
    placement::Plan plan(static_cast<std::size_t>(n_), 0);
    walk(0, 0.0, objective_.offset, plan, seen);
  }

  double n_combinations() const;

 private:
  template <class Seen>
  void walk(std::size_t site, double capacity, double energy, placement::Plan& plan, const Seen& seen) const {
    if (capacity + most_left_[site] < demand_) return;
    if (site == sites_.size()) return seen(plan, energy);
    walk(site + 1, capacity, energy, plan, seen);
    for (const int a : sites_[site].options) {
      const double added = change(plan, -1, a);
      plan[static_cast<std::size_t>(a)] = 1;
      walk(site + 1, capacity + capacity_[static_cast<std::size_t>(a)], energy + added, plan, seen);
      plan[static_cast<std::size_t>(a)] = 0;
    }
  }

  double pair(int a, int b) const {
    return matrix_[static_cast<std::size_t>(a) * static_cast<std::size_t>(n_) + static_cast<std::size_t>(b)];
  }
  /// What E changes by when `out` leaves and `in` comes; -1 for neither.
  double change(const placement::Plan& plan, int out, int in) const;
  double capacity_of(const placement::Plan& plan) const;
  void keep_one_per_site(placement::Plan& plan) const;
  void add_capacity(placement::Plan& plan) const;
  bool improve_one(placement::Plan& plan) const;
  bool improve_two(placement::Plan& plan) const;
  int chosen(const placement::Plan& plan, const placement::Site& site) const;

  quantum::Qubo objective_;
  int n_;
  double demand_;
  std::vector<placement::Site> sites_;
  std::vector<double> capacity_, matrix_, most_left_;
};

}  // namespace entail::study
