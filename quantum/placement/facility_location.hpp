/// Capacitated facility location, the published relative of placement: which facilities to open, and how to
/// share the customers' demands among them. A test of the exact route and of the QUBO route.
///
///     minimise  sum_j fixed_j y_j + sum_ij cost_ij x_ij
///     subject to  sum_j x_ij = 1,  sum_i demand_i x_ij <= capacity_j y_j,  0 <= x_ij <= y_j,  y_j in {0, 1}
#pragma once

#include <string>
#include <vector>

#include "base/parallel.hpp"
#include "quantum/ising/ising_model.hpp"

namespace entail::placement {

struct FacilityLocation {
  std::vector<double> capacity, fixed_cost;  ///< by facility
  std::vector<double> demand;                ///< by customer
  std::vector<std::vector<double>> cost;     ///< [customer][facility], of all of the customer's demand

  int n_facilities() const { return static_cast<int>(capacity.size()); }
  int n_customers() const { return static_cast<int>(demand.size()); }
};

/// Reads the OR-Library's format (Beasley 1990, doi:10.1057/jors.1990.166): the numbers of facilities and
/// customers, capacity and fixed cost of each facility, then for each customer its demand and its costs.
/// Throws DataError with the path.
FacilityLocation read_facility_location(const std::string& path);

struct FacilityPlan {
  std::vector<std::uint8_t> open;  ///< empty when none was found
  double cost = 0.0;
  double bound = 0.0;  ///< proven; only of locate_exactly
  bool optimal = false;
};

/// The cost of a set of open facilities with its best shares, by a linear program; infinite when it cannot
/// serve the demand.
double cost_of_open(const FacilityLocation& problem, const std::vector<std::uint8_t>& open);

/// By CBC, with one row x_ij <= y_j for each pair. `seconds` of wall time, 0 for none.
FacilityPlan locate_exactly(const FacilityLocation& problem, double seconds);

/// The QUBO of the problem with unshared demands: y_j, x_ij and slack for the capacity of all open facilities
/// together, in tenths of the smallest capacity,
///     sum_j fixed_j y_j + sum_ij cost_ij x_ij + sum_i A_i (sum_j x_ij - 1)^2 + sum_ij B_j x_ij (1 - y_j)
///     + C (sum_j V_j y_j - s - D)^2,   A_i = max_j cost_ij,  B_j = fixed_j + max fixed / 10,  C = max fixed
///     / 10
/// The capacities of single facilities are left out: the linear program of cost_of_open restores them.
quantum::Qubo facility_qubo(const FacilityLocation& problem);

/// Anneals the QUBO, takes the open facilities of the configurations kept, and improves the best by opening,
/// closing and exchanging facilities, each priced by cost_of_open. Collective; every rank computes the
/// prices.
FacilityPlan locate_by_qubo(const Comm& comm, const FacilityLocation& problem, std::uint64_t seed);

}  // namespace entail::placement
