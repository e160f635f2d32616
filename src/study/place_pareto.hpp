/// Plans that nothing beats in cost, water and life at once, and how often each would be chosen.
#pragma once

#include <cstdint>
#include <vector>

#include "study/place_moves.hpp"

namespace entail::study {

/// A feasible plan such that no other is as good in all three accounts and better in one.
struct ParetoPlan {
  placement::Plan plan;
  double cost = 0.0;          ///< [money]
  double water = 0.0;         ///< damage
  double life = 0.0;          ///< delay and breach with the deck's weights [money]
  double weight_share = 0.0;  ///< of all weights of the three accounts, scaled to their range, that choose it
  double member_share =
      0.0;  ///< of the members of the ensemble whose best plan it is with the deck's weights
};

/// By looking at every feasible plan: all of the set, those that no weights choose included. By rising cost.
/// The share of weights is of `n_weights` seeded draws, even over the simplex. Empty where there are more
/// than `most` combinations.
std::vector<ParetoPlan> pareto_plans(const placement::PlacementProblem& problem, std::uint32_t seed,
                                     int n_weights = 2000, double most = 1e6);

}  // namespace entail::study
