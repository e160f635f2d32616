/// Decay of substances into each other.
#pragma once

#include <vector>

#include "physics/transport/transport.hpp"

namespace entail::transport {

/// share[s * n + p]: the mass of solute s after `length` seconds per mass of solute p before, by the matrix
/// exponential of the chain's rates (Bateman 1910, for any branching). Empty when nothing decays.
std::vector<double> decay_shares(const std::vector<SoluteData>& solutes, double length);

}  // namespace entail::transport
