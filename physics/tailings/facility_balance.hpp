/// The balance of water and of each substance in a facility, over any span of time.
#pragma once

#include <vector>

#include "physics/tailings/facility.hpp"

namespace entail::tailings {

/// Of water [m3] first, then of each substance [kg]: what was there, what moved and what is there now. Terms
/// are positive into the facility; their rates are left at 0. Substances have a term "decay" or "production"
/// where they can.
std::vector<process::Balance> balances(const Properties& properties, const Stored& before,
                                       const Stored& after, const Moved& moved);

}  // namespace entail::tailings
