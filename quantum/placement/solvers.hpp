/// The solvers side by side on one placement problem: QAOA, path-integral annealing, simulated annealing and
/// an exact method, each with its incumbent, the proven bound, the gap, what share of its configurations were
/// feasible before repair, and its time.
///
/// All heuristics walk on the QUBO (qubo.hpp) with penalties that start low and are raised, up to the
/// sufficient bound, while the best configuration is infeasible. Their configurations are finished alike:
/// slack dropped, repaired, descended (descent.hpp). The exact method looks at every feasible plan where
/// there are at most `most_enumerated` combinations, and else proves by outer approximation
/// (outer_approximation.hpp).
#pragma once

#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "base/parallel.hpp"
#include "quantum/placement/descent.hpp"
#include "quantum/placement/qubo.hpp"

namespace entail::placement {

struct SolverOptions {
  std::vector<std::string> methods{"qaoa", "path-integral", "anneal", "exact"};  ///< of solver_methods()
  std::uint64_t seed = 1;
  int n_plans = 10;       ///< distinct plans to keep
  double seconds = 60.0;  ///< wall time of each method; 0: until its own end
  double unit = 0.0;      ///< of capacity in the QUBO [the unit of the demand]; 0: chosen
  int sweeps = 1000;      ///< of a batch of the annealers
  std::int64_t batches = 4;
  int slices = 16;  ///< of path-integral annealing
  int layers = 3;   ///< of QAOA
  std::int64_t shots = 4096;
  int evaluations = 40;              ///< of QAOA's gradient
  double most_amplitudes = 1 << 20;  ///< beyond, QAOA is recursive
  double most_enumerated = 1 << 30;  ///< combinations
};

/// The methods with a line about each.
struct SolverMethod {
  std::string name, description;
};
const std::vector<SolverMethod>& solver_methods();

/// A feasible plan, its E and the methods that found it.
struct RankedPlan {
  Plan plan;
  double energy = 0.0;
  std::vector<std::string> found_by;
};

/// What one method did.
struct MethodRow {
  std::string method;
  std::string how;                     ///< "XY mixer on 8 sites and 4 slack bits, 1048576 amplitudes"
  Plan incumbent;                      ///< the best feasible plan; empty when there is none
  double energy = 0.0;                 ///< of the incumbent
  std::optional<double> raw_energy{};  ///< E of the best configuration that was feasible before repair
  double feasible_share = -1.0;  ///< of all configurations before repair; -1 where there is none to count
  std::string nearest;           ///< when none was feasible: the nearest one and what it violates
  Penalties penalties;           ///< the last ones; 0 for the exact method
  double seconds = 0.0;
};

struct PlacementSolution {
  std::vector<MethodRow> rows;    ///< in the order of the methods asked for
  std::vector<RankedPlan> plans;  ///< the best distinct feasible plans of all methods, by rising E
  double bound = 0.0;             ///< no feasible plan has a lower E
  bool proven = false;            ///< plans[0] is optimal
  bool all_proven = false;        ///< and all of `plans` are the best ones, in this order
  std::string bound_source;       ///< "all 61234 feasible plans", "outer approximation (CBC)"
  double n_feasible = -1.0;       ///< feasible plans, where all were looked at
  WholeCapacities capacities;     ///< of the QUBO

  /// (energy - bound) / |energy|, the share by which a plan may be above the optimum.
  double gap(double energy) const;
};

/// Validates, then runs the methods one after the other. Without time limits that bite the result depends on
/// the problem and the options alone. Throws UsageError for a wrong problem or option. Collective; every rank
/// gets the result.
PlacementSolution solve(const Comm& comm, const PlacementProblem& problem, const SolverOptions& options);

/// The table of the methods: name, incumbent, bound, gap, feasible share before repair, seconds, how.
std::string format_methods(const PlacementProblem& problem, const PlacementSolution& solution);

/// The table of the first `most` plans: rank, E, gap, accounts in their units, by whom found, options.
std::string format_plans(const PlacementProblem& problem, const PlacementSolution& solution,
                         std::size_t most = std::numeric_limits<std::size_t>::max());

}  // namespace entail::placement
