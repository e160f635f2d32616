/// Measurements of a state in the computational basis.
#pragma once

#include <cstdint>
#include <vector>

#include "quantum/statevector/state_vector.hpp"

namespace entail::quantum {

/// `n_shots` configurations drawn with probability |a|^2; shot s depends on the seed and on s alone, not on
/// threads or ranks. With `mirrored` the state is the half of a symmetric one (layers.hpp): the
/// configurations are those of the whole, one qubit more, and the same that the whole state would give.
/// Brings the state home. Collective; every rank gets all shots.
template <class Real>
std::vector<std::uint64_t> sample(StateVector<Real>& state, std::int64_t n_shots, std::uint64_t seed,
                                  bool mirrored = false);

/// The configuration of the largest probability, the lowest of equal ones, and that probability. Collective.
struct LikelyConfiguration {
  std::uint64_t configuration = 0;
  double probability = 0.0;
};
template <class Real>
LikelyConfiguration most_likely(StateVector<Real>& state);

/// |a|^2 of one configuration. Brings the state home. Collective.
template <class Real>
double probability_of(StateVector<Real>& state, std::uint64_t configuration);

}  // namespace entail::quantum
