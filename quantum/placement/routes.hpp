/// The methods of solvers.hpp one by one, and what they share.
#pragma once

#include <map>

#include "quantum/placement/solvers.hpp"

namespace entail::placement {

/// The best distinct feasible plans so far and who found them.
class PlanPool {
 public:
  explicit PlanPool(std::size_t capacity) : capacity_(capacity) {}

  void add(const Plan& plan, double energy, const std::string& method);
  bool wants(double energy) const { return plans_.size() < capacity_ || energy <= plans_.back().energy; }
  bool empty() const { return plans_.empty(); }
  const std::vector<RankedPlan>& plans() const { return plans_; }

 private:
  std::size_t capacity_;
  std::vector<RankedPlan> plans_;  ///< by energy, then by plan
};

/// A problem with all that the methods need of it.
struct Instance {
  const Comm& comm;
  const PlacementProblem& problem;
  const SolverOptions& options;
  quantum::Qubo objective;
  Landscape landscape;
  WholeCapacities capacities;
  Plan greedy;           ///< a feasible plan
  Penalties sufficient;  ///< by the greedy plan's energy
  Penalties starting;

  Instance(const Comm& communicator, const PlacementProblem& of, const SolverOptions& how);
};

/// Turns raw configurations of the options into finished plans, row by row.
class Finisher {
 public:
  Finisher(const Instance& instance, PlanPool& pool, MethodRow& row)
      : instance_(instance), pool_(pool), row_(row) {}

  /// Feasible or not, it is finished and added. True when it was feasible as it came.
  bool add(const Plan& raw);
  /// The share of feasible configurations, when they were not all given to add().
  void count(std::int64_t feasible, std::int64_t all);

 private:
  const Instance& instance_;
  PlanPool& pool_;
  MethodRow& row_;
  std::map<Plan, bool> seen_;
  double nearest_ = -1.0;
};

enum class Annealer { simulated, path_integral };
void run_annealer(const Instance& instance, Annealer kind, PlanPool& pool, MethodRow& row);

/// QAOA in a feasible subspace where it fits, recursive QAOA beyond.
void run_qaoa(const Instance& instance, PlanPool& pool, MethodRow& row);

/// Enumeration or outer approximation from the best plan of the pool; sets the solution's bound.
void run_exact(const Instance& instance, PlanPool& pool, MethodRow& row, PlacementSolution& solution);

/// The bound of the linear relaxation, where no exact method was asked for.
void add_relaxed_bound(const Instance& instance, const PlanPool& pool, PlacementSolution& solution);

/// Adds the feasible plans that differ from the pool's in one or two sites, as found by "neighbourhood".
void add_neighbours(const Landscape& landscape, PlanPool& pool);

}  // namespace entail::placement
