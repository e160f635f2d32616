/// Plans that no other feasible plan beats in cost, harm and life at once, and how often each would win.
///
/// The three accounts of a plan are its cost [money]; the harm, W_water water + W_breach breach with the
/// problem's own weights (1 each where both are 0); and the delay to life. Where the combinations are few,
/// all feasible plans are looked at: that is the epsilon-constraint method (Haimes, Lasdon & Wismer 1971) at
/// every value of its limits, and finds plans that no weights choose. Beyond, weighted sums on a lattice of
/// weights are annealed, and harm is minimised under limits on cost and life by outer approximation.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "base/parallel.hpp"
#include "quantum/placement/problem.hpp"

namespace entail::placement {

struct ParetoOptions {
  std::uint64_t seed = 1;
  int n_weights = 2000;              ///< draws, even over the simplex of weights
  double most_enumerated = 1 << 20;  ///< combinations
  int lattice = 4;                   ///< beyond: divisions of an edge of the simplex of weights
  int epsilons = 3;                  ///< beyond: limits on cost, and as many on life for each
  double seconds = 60.0;             ///< beyond: wall time of all programs with limits together
  int sweeps = 300;                  ///< beyond: of an annealing
};

struct ParetoPoint {
  Plan plan;
  double cost = 0.0;  ///< [money]
  double harm = 0.0;
  double life = 0.0;          ///< [delay]
  bool by_weights = false;    ///< a weighted sum chooses it
  bool by_epsilon = false;    ///< limits choose it
  double weight_share = 0.0;  ///< of all weights on the accounts, each scaled to its range over the set
};

/// A plan that is the best one in some members of the ensemble, with the problem's weights.
struct MemberWinner {
  Plan plan;
  double share = 0.0;  ///< of the members, by their weights
};

struct ParetoFront {
  std::vector<ParetoPoint> points;    ///< by rising cost; none beats another
  std::vector<MemberWinner> winners;  ///< by falling share
  bool complete = false;              ///< all feasible plans were looked at
  double share_by_weights = 0.0;      ///< of the points, those that weighted sums find
};

/// Throws UsageError for a wrong problem. Collective; every rank gets the result.
ParetoFront pareto_front(const Comm& comm, const PlacementProblem& problem, const ParetoOptions& options);

/// The table of the points, then that of the members' winners.
std::string format_front(const PlacementProblem& problem, const ParetoFront& front);

}  // namespace entail::placement
