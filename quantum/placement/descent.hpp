/// From any configuration to a good feasible plan: greedy repair, then descent by changes of one and of two
/// sites. Serves the results of every solver, so that they are compared after the same finish.
#pragma once

#include "quantum/placement/problem.hpp"

namespace entail::placement {

/// A problem laid out for moves from plan to plan.
class Landscape {
 public:
  /// `objective` is objective_of(problem), or another quadratic function of the same options.
  Landscape(const PlacementProblem& problem, const quantum::Qubo& objective);

  int n_options() const { return n_options_; }
  int n_sites() const { return static_cast<int>(sites_.size()); }
  const std::vector<int>& options_of(int site) const { return sites_[static_cast<std::size_t>(site)]; }
  int site_of(int option) const { return site_of_[static_cast<std::size_t>(option)]; }

  double offset() const { return offset_; }
  double linear(int a) const { return linear_[static_cast<std::size_t>(a)]; }
  /// The term of a pair of options of different sites; 0 within a site and where either is `none()`.
  double pair(int a, int b) const { return matrix_[static_cast<std::size_t>(a * (n_options_ + 1) + b)]; }
  double capacity(int a) const { return capacity_[static_cast<std::size_t>(a)]; }
  /// The choice of a site that is not used: an option of no capacity and no energy.
  int none() const { return n_options_; }

  double demand() const { return demand_; }         ///< less what is rounding
  int asked_sites() const { return asked_sites_; }  ///< -1 for any number
  /// Changes of the energy below it are rounding.
  double slack() const { return slack_; }
  double energy(const Plan& plan) const { return quantum::energy(objective_, plan); }

 private:
  int n_options_;
  std::vector<std::vector<int>> sites_;
  std::vector<int> site_of_;
  double offset_;
  std::vector<double> linear_, matrix_, capacity_;
  double demand_;
  int asked_sites_;
  double slack_;
  quantum::Qubo objective_;
};

/// Whether the first variables of a configuration are a feasible plan.
bool is_feasible(const Landscape& landscape, const std::vector<std::uint8_t>& bits);

/// A choice of at most one option per site, with what every move would change.
class Walker {
 public:
  /// Of several options of one site the one that adds least energy stays.
  Walker(const Landscape& landscape, const Plan& plan);

  Plan plan() const;
  int choice(int site) const { return choice_[static_cast<std::size_t>(site)]; }
  double capacity() const { return capacity_; }
  int n_used() const { return n_used_; }
  bool feasible() const;

  /// What the energy changes by when `site` takes `option` (or none()).
  double change(int site, int option) const;
  void take(int site, int option);

  /// Adds capacity where a unit of it costs least energy, and meets the number of sites. Always succeeds for
  /// a problem with a feasible plan.
  void repair();

  /// Takes changes of one site while any lowers the energy of a feasible plan, then of two sites (a swap, or
  /// two other options), until neither does.
  void descend();

  /// Calls seen(plan) for every feasible plan that differs in one or two sites.
  template <class Seen>
  void for_each_neighbour(const Seen& seen) const;

 private:
  bool allowed(double capacity, int used) const;
  double change_of_two(int s, int to_s, int t, int to_t) const;
  void repair_count();
  bool add_capacity();
  bool improve_one();
  bool improve_two();

  const Landscape& landscape_;
  std::vector<int> choice_;
  std::vector<double> field_;  ///< by option: its energy beside the chosen options of other sites
  double capacity_ = 0.0;
  int n_used_ = 0;
};

/// The options of a configuration, repaired and descended.
Plan finished(const Landscape& landscape, const Plan& plan);

/// A feasible plan to start from: nothing, repaired and descended.
Plan greedy_plan(const Landscape& landscape);

template <class Seen>
void Walker::for_each_neighbour(const Seen& seen) const {
  const Plan here = plan();
  const int none = landscape_.none();
  const auto set = [&](Plan& plan, int site, int option) {
    if (choice(site) != none) plan[static_cast<std::size_t>(choice(site))] = 0;
    if (option != none) plan[static_cast<std::size_t>(option)] = 1;
  };
  const auto visit = [&](int site, const auto& work) {
    if (choice(site) != none) work(none);
    for (const int option : landscape_.options_of(site))
      if (option != choice(site)) work(option);
  };
  const auto capacity_change = [&](int site, int option) {
    return landscape_.capacity(option) - landscape_.capacity(choice(site));
  };
  const auto used_change = [&](int site, int option) { return (option != none) - (choice(site) != none); };
  for (int s = 0; s < landscape_.n_sites(); ++s)
    visit(s, [&](int to_s) {
      Plan one = here;
      set(one, s, to_s);
      const double capacity = capacity_ + capacity_change(s, to_s);
      const int used = n_used_ + used_change(s, to_s);
      if (allowed(capacity, used)) seen(one, change(s, to_s));
      for (int t = s + 1; t < landscape_.n_sites(); ++t)
        visit(t, [&](int to_t) {
          if (!allowed(capacity + capacity_change(t, to_t), used + used_change(t, to_t))) return;
          Plan two = one;
          set(two, t, to_t);
          seen(two, change_of_two(s, to_s, t, to_t));
        });
    });
}

}  // namespace entail::placement
