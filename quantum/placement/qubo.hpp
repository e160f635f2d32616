/// The placement problem as a QUBO without constraints, its penalties, and what its variables mean.
///
/// Capacities are counted in whole units, rounded down, the demand rounded up: every plan that meets the
/// rounded demand meets the true one. The surplus sum V x - D of a plan lies in 0 … U and is written in
/// binary by slack variables of the worths 1, 2, 4 … 2^(B-2), U - (2^(B-1) - 1), B = floor(log2 U) + 1, which
/// reach exactly the numbers 0 … U. Then, with penalties P,
///
///     Q(x, s) = E(x) + P_one sum_{a < b on one site} x_a x_b + P_capacity (sum V x - s - D)^2
///             + P_sites (sum x - n_sites)^2
///
/// Every violation adds at least its P. Any P > f(feasible) - f_lb with
/// f_lb = offset + sum min(0, q_ii) + sum min(0, q_ij) makes the lowest state of Q an optimal plan: an
/// infeasible state has Q >= f_lb + P > f(feasible).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "quantum/ising/problem.hpp"
#include "quantum/placement/problem.hpp"

namespace entail::placement {

/// Capacities and demand in whole units.
struct WholeCapacities {
  double unit = 1.0;                   ///< [the unit of the demand]
  std::vector<std::int64_t> capacity;  ///< by option, rounded down
  std::int64_t demand = 0;             ///< rounded up
  std::int64_t largest = 0;            ///< what a plan can hold at most
  bool exact = true;                   ///< nothing was rounded

  std::int64_t surplus() const { return largest - demand; }  ///< U
};

/// The capacities in multiples of `unit`; for 0 the largest of 1, 2, 5 times a power of ten that divides all
/// of them, or, when that is below a 200th of the demand (with more than 10 sites, 1/20 of the demand per
/// site), the largest that is not above it and leaves a feasible plan. Throws UsageError when no plan is
/// left.
WholeCapacities whole_capacities(const PlacementProblem& problem, double unit = 0.0);

/// The worths of the slack variables that reach 0 … surplus.
std::vector<std::int64_t> slack_worths(std::int64_t surplus);

struct Penalties {
  double one_option = 0.0;  ///< per pair of options of one site
  double capacity = 0.0;    ///< per square of a unit
  double sites = 0.0;       ///< per square of a site

  bool operator==(const Penalties&) const = default;
};

/// One number that suffices for all three; `feasible_energy` is E of any feasible plan, the lower the better.
Penalties sufficient_penalties(const quantum::Qubo& objective, double feasible_energy);

/// Lower penalties to start with, after Verma & Lewis 2022 (doi:10.1016/j.disopt.2020.100594): one flip away
/// from a plan that just meets the constraints gains at most what it costs. They often do not
/// suffice, since two flips may gain more: states are then slightly short of capacity, and repaired.
Penalties starting_penalties(const PlacementProblem& problem, const quantum::Qubo& objective,
                             const WholeCapacities& capacities, const Penalties& sufficient);

/// `factor` times as large, but not above what suffices.
Penalties escalated(const Penalties& penalties, double factor, const Penalties& sufficient);

/// What a variable of the QUBO means.
struct VariableMeaning {
  enum class Kind { option, slack };
  Kind kind = Kind::option;
  int option = -1;     ///< place in PlacementProblem::options
  double worth = 0.0;  ///< of a slack variable [the unit of the demand]
  std::string name;    ///< "north/filtered", "slack 3 (400 t)"
};

struct PlacementQubo {
  quantum::Qubo qubo;
  std::vector<VariableMeaning> variables;  ///< the options in their order, then the slack
  WholeCapacities capacities;
  Penalties penalties;
  int n_options = 0;

  int n_slack() const { return qubo.n_variables() - n_options; }
  /// The options of a configuration.
  Plan plan_of(const std::vector<std::uint8_t>& bits) const {
    return {bits.begin(), bits.begin() + n_options};
  }
};

/// `objective` is objective_of(problem).
PlacementQubo to_qubo(const PlacementProblem& problem, const quantum::Qubo& objective,
                      const WholeCapacities& capacities, const Penalties& penalties);

/// The configuration of a plan, with the slack that lowers Q most.
std::vector<std::uint8_t> configuration_of(const PlacementQubo& qubo, const Plan& plan);

/// The QUBO as a problem that any solver of the package takes, its variables under their names.
quantum::Problem to_problem(const PlacementQubo& qubo);

/// Writes it in any of quantum::formats(), chosen by the extension when `format` is empty; names are kept as
/// comments. Throws like quantum::write_problem.
void export_qubo(const PlacementQubo& qubo, const std::string& path, const std::string& format = "");

}  // namespace entail::placement
