/// How the pore water of tailings that are no longer ponded drains down.
#pragma once

#include <cmath>

namespace entail::tailings {

/// Drainable water w [m] falls as dw/dt = -w / time (a linear reservoir, Maillet 1905).
struct ExponentialDrainage {
  double time;  ///< [s]

  double rate(double water) const { return water / time; }
  double d_rate() const { return 1.0 / time; }
  double remaining(double water, double length) const { return water * std::exp(-length / time); }
};

/// Drainage by gravity at unit gradient, dw/dt = -k S^eta with S = w / capacity and eta = 3 + 2/lambda
/// (Brooks & Corey 1964, Hydrology Paper 3, with Burdine's conductivity; the profile drains as one).
struct BrooksCoreyDrainage {
  double conductivity, lambda;  ///< [m/s], pore-size index
  double capacity;              ///< [m], drainable water when full

  double exponent() const { return 3.0 + 2.0 / lambda; }
  double rate(double water) const {
    return water > 0.0 ? conductivity * std::pow(water / capacity, exponent()) : 0.0;
  }
  double d_rate(double water) const {
    return water > 0.0 ? conductivity * exponent() * std::pow(water / capacity, exponent() - 1.0) / capacity
                       : 0.0;
  }
  /// The exact solution: S^(1 - eta) grows by (eta - 1) k / capacity per second.
  double remaining(double water, double length) const {
    if (water <= 0.0 || capacity <= 0.0) return water;
    const double eta = exponent();
    const double grown =
        1.0 + (eta - 1.0) * conductivity / capacity * length * std::pow(water / capacity, eta - 1.0);
    return water * std::pow(grown, -1.0 / (eta - 1.0));
  }
};

}  // namespace entail::tailings
