/// Every feasible plan, one after the other: a walk over the sites that carries the energies of several
/// objectives at once, so that a plan costs a few additions.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

#include "base/parallel.hpp"
#include "quantum/ising/solutions.hpp"
#include "quantum/placement/descent.hpp"

namespace entail::placement {

/// The number of combinations of at most one option per site, feasible or not; may be infinite.
double n_combinations(const PlacementProblem& problem);

/// Walks over the plans of which the choices of the first sites are given. `N` objectives, all landscapes of
/// one problem.
template <int N>
class PlanWalk {
 public:
  using Energies = std::array<double, N>;

  explicit PlanWalk(const std::array<const Landscape*, N>& objectives) : objectives_(objectives) {
    const Landscape& first = *objectives_[0];
    const int n = first.n_sites();
    most_left_.assign(static_cast<std::size_t>(n) + 1, 0.0);
    for (int s = n; s-- > 0;) {
      double most = 0.0;
      for (const int a : first.options_of(s)) most = std::max(most, first.capacity(a));
      most_left_[static_cast<std::size_t>(s)] = most_left_[static_cast<std::size_t>(s) + 1] + most;
    }
    choice_.assign(static_cast<std::size_t>(n), first.none());
    fields_.resize(static_cast<std::size_t>(n) + 1);
    for (auto& field : fields_) field.resize(static_cast<std::size_t>(first.n_options()) + 1);
    for (int a = 0; a <= first.n_options(); ++a)
      for (int k = 0; k < N; ++k)
        fields_[0][static_cast<std::size_t>(a)][static_cast<std::size_t>(k)] =
            objectives_[static_cast<std::size_t>(k)]->linear(a);
  }

  /// Calls seen(choices by site, energies) for each feasible plan whose first choices are `prefix`.
  template <class Seen>
  void run(const std::vector<int>& prefix, const Seen& seen) {
    Energies energies{};
    for (int k = 0; k < N; ++k)
      energies[static_cast<std::size_t>(k)] = objectives_[static_cast<std::size_t>(k)]->offset();
    descend(0, prefix, energies, 0.0, 0, seen);
  }

 private:
  const Landscape& first() const { return *objectives_[0]; }

  template <class Seen>
  void descend(int site, const std::vector<int>& prefix, const Energies& energies, double capacity, int used,
               const Seen& seen) {
    const int left = first().n_sites() - site, asked = first().asked_sites();
    if (capacity + most_left_[static_cast<std::size_t>(site)] < first().demand()) return;
    if (asked >= 0 && (used > asked || used + left < asked)) return;
    if (left == 0) return seen(choice_, energies);
    const auto go = [&](int option) {
      choice_[static_cast<std::size_t>(site)] = option;
      const bool chosen = option != first().none();
      Energies sum = energies;
      const auto& here = fields_[static_cast<std::size_t>(site)];
      for (std::size_t k = 0; k < N; ++k) sum[k] += here[static_cast<std::size_t>(option)][k];
      if (left > 1) pass_on(site, option);
      descend(site + 1, prefix, sum, capacity + first().capacity(option), used + chosen, seen);
    };
    if (static_cast<std::size_t>(site) < prefix.size()) return go(prefix[static_cast<std::size_t>(site)]);
    go(first().none());
    for (const int a : first().options_of(site)) go(a);
  }

  /// The fields of the options of later sites beside `option`.
  void pass_on(int site, int option) {
    const auto& here = fields_[static_cast<std::size_t>(site)];
    auto& next = fields_[static_cast<std::size_t>(site) + 1];
    for (int s = site + 1; s < first().n_sites(); ++s)
      for (const int a : first().options_of(s))
        for (std::size_t k = 0; k < N; ++k)
          next[static_cast<std::size_t>(a)][k] =
              here[static_cast<std::size_t>(a)][k] + objectives_[k]->pair(option, a);
  }

  std::array<const Landscape*, N> objectives_;
  std::vector<double> most_left_;  ///< by site: what it and all later ones hold at most
  std::vector<int> choice_;
  std::vector<std::vector<Energies>> fields_;  ///< [sites decided][option]
};

/// The choices of the first sites that share the work, at least 256 of them where there are so many; always
/// the same, so that results do not depend on threads and ranks.
std::vector<std::vector<int>> shared_prefixes(const Landscape& landscape);

/// The `keep` best feasible plans, proven by looking at all, and how many there are.
struct AllPlans {
  std::vector<quantum::Solution> best;  ///< bits are plans
  std::int64_t n_feasible = 0;
};

/// Uses all threads and ranks. Collective.
AllPlans best_of_all_plans(const Comm& comm, const Landscape& landscape, int keep);

}  // namespace entail::placement
