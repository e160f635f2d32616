/// What a finite inventory gives to the water around it.
#pragma once

#include <algorithm>
#include <cmath>

namespace entail::tailings {

/// Desorption and weathering of first order, dM/dt = -k M: what is left is never negative.
struct FirstOrderRelease {
  double rate;  ///< k [1/s]

  double per_time(double mass) const { return rate * mass; }
  double d_per_time() const { return rate; }
  double released(double mass, double length) const { return -mass * std::expm1(-rate * length); }
};

/// How much more [kg] a volume of water [m3] that holds `dissolved` can take up to the solubility [kg/m3].
struct Solubility {
  double limit;  ///< infinite without one

  double room(double volume, double dissolved) const {
    return std::isinf(limit) ? limit : std::max(0.0, limit * volume - dissolved);
  }
};

}  // namespace entail::tailings
