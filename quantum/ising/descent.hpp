/// Local search for problems without constraints.
#pragma once

#include <cstdint>
#include <vector>

#include "quantum/ising/ising_model.hpp"

namespace entail::quantum {

/// The configuration that `bits`, one 0 or 1 per variable, leads to by flips of one variable while any lowers
/// the energy, then of two, until neither does; of several flips the first in the order of the variables.
std::vector<std::uint8_t> descended(const Qubo& qubo, std::vector<std::uint8_t> bits);

}  // namespace entail::quantum
