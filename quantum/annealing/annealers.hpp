/// The classical heuristics: simulated annealing, parallel tempering and path-integral annealing.
///
/// Simulated annealing: Kirkpatrick et al. 1983, doi:10.1126/science.220.4598.671. Parallel tempering:
/// Hukushima & Nemoto 1996, doi:10.1143/JPSJ.65.1604; replicas of equal temperature share a set of lanes, and
/// lanes of neighbouring sets are exchanged. Path-integral (simulated quantum) annealing: Santoro et al.
/// 2002, doi:10.1126/science.1068774; the classical image of a transverse field that is taken to zero.
///
/// These find good configurations; none of them proves anything.
#pragma once

#include "quantum/annealing/search.hpp"
#include "quantum/annealing/temperatures.hpp"

namespace entail::quantum {

/// All are collective. Models with small whole coefficients run in bytes, others in single precision.
SearchResult simulated_annealing(const Comm& comm, const IsingModel& model, const BetaRange& betas,
                                 const SearchLimits& limits);

/// `n_temperatures` from hot to cold, geometric; an exchange after every second sweep.
SearchResult parallel_tempering(const Comm& comm, const IsingModel& model, const BetaRange& betas,
                                int n_temperatures, const SearchLimits& limits);

/// The transverse field falls linearly to 0 while beta stays; every slice is a candidate at the end.
struct PathIntegralOptions {
  int slices = 16;
  double beta = 0.0;              ///< 0: that of the cold end times half the slices
  double transverse_field = 0.0;  ///< at the start; 0: thrice the root mean square of the local fields
};
SearchResult path_integral_annealing(const Comm& comm, const IsingModel& model,
                                     const PathIntegralOptions& options, const SearchLimits& limits);

}  // namespace entail::quantum
