/// Solvers side by side on the choice of a plan: the emulated quantum methods and annealers of `entail solve`
/// on a QUBO with penalties, and an exact method with its bound.
///
/// The QUBO counts capacities in whole units, rounded down, and the demand rounded up. With U the largest
/// surplus and slack variables of worths 1, 2, 4 … and the rest up to U,
///
///     Q(x, s) = E(x) + P [ sum over pairs of one site x_a x_b + (sum V x - s - D)^2 ]
///
/// P is above E(feasible) less a lower bound of E, so that the lowest state of Q is the best plan of the
/// rounded problem. What solvers find is finished alike: slack dropped, repaired greedily, descended by
/// changes of one site and of two; energies are those of E itself, and feasibility that of the unrounded
/// demand.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/parallel.hpp"
#include "quantum/ising/problem.hpp"
#include "quantum/placement/problem.hpp"

namespace entail::study {

struct PlanSearchOptions {
  std::vector<std::string> methods;  ///< of qaoa, path-integral, anneal, exact
  std::uint64_t seed = 1;
  double seconds = 20.0;     ///< wall time of each method
  std::size_t n_plans = 10;  ///< distinct plans to keep
};

/// A feasible plan, its E and the methods that found it.
struct RankedPlan {
  placement::Plan plan;
  double energy = 0.0;
  std::vector<std::string> found_by;
};

/// What one method did.
struct MethodRow {
  std::string method, how;
  placement::Plan incumbent;     ///< the best feasible plan; empty when there is none
  double energy = 0.0;           ///< of the incumbent
  double feasible_share = -1.0;  ///< of the configurations before repair; -1 where there are none to count
  std::string nearest;           ///< when none was feasible: the first one and what it violates
  double seconds = 0.0;
};

struct PlanSearch {
  std::vector<MethodRow> rows;
  std::vector<RankedPlan> plans;  ///< the best distinct feasible plans of all methods, by rising E
  double bound = 0.0;             ///< no feasible plan has a lower E
  bool proven = false;            ///< plans[0] is optimal
  std::string bound_source;
  double n_feasible = -1.0;  ///< feasible plans, where all were looked at

  double gap(double energy) const;  ///< relative to |energy|
};

/// Runs the methods one after the other. Throws UsageError for a wrong problem. Collective; the same on all
/// ranks.
PlanSearch search_plans(const Comm& comm, const placement::PlacementProblem& problem,
                        const PlanSearchOptions& options);

/// The QUBO with its penalties, variables by name ("north/lined", "slack of 2000 t").
quantum::Problem placement_qubo(const placement::PlacementProblem& problem);

/// A table for the terminal.
std::string format_search(const PlanSearch& search);

}  // namespace entail::study
