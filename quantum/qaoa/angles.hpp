/// Angles that are good without optimisation: tables, ramps, interpolation. All are for minimising C with the
/// layers exp(-i beta sum X) exp(-i gamma C).
#pragma once

#include "quantum/ising/ising_model.hpp"
#include "quantum/statevector/layers.hpp"

namespace entail::quantum {

/// The root of the summed squares of the coefficients per spin; 1 for a model without any. 1 / strength is
/// the natural scale of gamma.
double coefficient_strength(const IsingModel& model);

/// The depths for which the tables have angles.
bool dense_angles_tabulated(int layers);
bool regular_angles_tabulated(int layers);

/// Optimal angles of the Sherrington-Kirkpatrick model at infinite size, gamma divided by
/// the strength of the coefficients, so that they fit any dense problem (Farhi et al. 2022,
/// doi:10.22331/q-2022-07-07-759, table 1). Throws UsageError where there is no entry (1 to 5 and 8 layers).
LayerAngles dense_angles(const IsingModel& model, int layers);

/// Angles with a guaranteed ratio for MaxCut on unweighted 3-regular graphs (Wurtz & Lykov 2021,
/// doi:10.1103/PhysRevA.104.052419, table 1); 1 to 4 layers. `edge_weight` is what an edge adds to the cut.
LayerAngles regular_angles(double edge_weight, int layers);

/// gamma rises and beta falls linearly, as in an annealing of `layers` steps; gamma is scaled as above.
LayerAngles linear_ramp(const IsingModel& model, int layers);

/// One layer more by linear interpolation (INTERP of Zhou et al. 2020, doi:10.1103/PhysRevX.10.021067,
/// appendix B).
LayerAngles interpolated(const LayerAngles& angles);

/// What --layers starts from when nothing else is said: the tables, carried to more layers by INTERP.
LayerAngles starting_angles(const IsingModel& model, int layers);

}  // namespace entail::quantum
