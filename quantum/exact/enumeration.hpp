/// The best of all configurations by looking at every one.
///
/// The low bits form a block whose pairs are tabulated once; the other bits walk in Gray code (Gray 1953, US
/// patent 2632058), one spin at a time, so that a step changes the linear function on the block by one row of
/// couplings. A configuration of the block costs one addition and one comparison.
#pragma once

#include "base/parallel.hpp"
#include "quantum/ising/solutions.hpp"

namespace entail::quantum {

inline constexpr int most_enumerated_spins = 34;

struct Enumeration {
  Solution best;           ///< of several the one with the lowest number, spin 0 being the lowest bit
  std::int64_t count = 0;  ///< configurations of that energy, within 1e-10 of the range of energies
};

/// Throws UsageError for more than most_enumerated_spins. Uses all threads and ranks. Collective.
Enumeration enumerate(const Comm& comm, const IsingModel& model);

}  // namespace entail::quantum
