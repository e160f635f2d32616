/// What water comes with tailings and where it goes when they settle: the phase relations of soil mechanics.
#pragma once

#include <algorithm>

#include "base/constants.hpp"

namespace entail::tailings {

/// Water [m3] per mass of solids [kg].
struct DepositWater {
  double slurry;  ///< comes with them: pore + excess + bleed
  double pore;    ///< stays in the pores once they have consolidated
  double excess;  ///< is pressed out while they consolidate
  double bleed;   ///< clears above them when they settle
};

struct Deposit {
  double solids_content;    ///< mass of solids over mass of slurry
  double grain_density;     ///< [kg/m3]
  double settled_porosity;  ///< after settling; at least the final one
  double porosity;          ///< after consolidation

  /// Pore volume of solids at a porosity [m3/kg].
  double voids(double n) const { return n / ((1.0 - n) * grain_density); }
  double dry_density() const { return (1.0 - porosity) * grain_density; }

  DepositWater water() const {
    const double slurry = (1.0 / solids_content - 1.0) / constants::water_density;
    const double last = voids(porosity), first = voids(settled_porosity);
    return {slurry, std::min(slurry, last), std::clamp(slurry - last, 0.0, first - last),
            std::max(0.0, slurry - first)};
  }
};

}  // namespace entail::tailings
