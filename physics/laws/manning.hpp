/// Overland flow by Manning's formula in the diffusive-wave form.
#pragma once

#include <Kokkos_Macros.hpp>
#include <cmath>

#include "base/constants.hpp"

namespace entail::laws {

/// A value and its derivatives with respect to the depth and the slope that it was computed from.
struct OverlandFlux {
  double value, d_depth, d_slope;
};

/// Discharge per width [m2/s] at a depth [m] under the slope of the water surface across an edge:
///
///   q = d^(5/3) s / (n (s^2 + t^2 + e^2)^(1/4))
///
/// with s the slope across and t the slope along the edge, so that |grad eta| is that of the plane and not of
/// the grid's direction; e = 1e-5 keeps the derivative finite where the water is level. Gottardi & Venutelli
/// 1993, Advances in Water Resources 16, 277-284.
struct DiffusiveWave {
  double manning;  ///< n [s m^-1/3]

  static constexpr double level_slope = 1e-5;

  KOKKOS_FUNCTION OverlandFlux operator()(double depth, double slope, double slope_along) const {
    if (depth <= 0.0) return {0.0, 0.0, 0.0};
    const double two_thirds = std::cbrt(depth * depth);
    const double square = slope * slope + slope_along * slope_along + level_slope * level_slope;
    const double root = std::sqrt(std::sqrt(square));
    const double conveyance = depth * two_thirds / (manning * root);
    return {conveyance * slope, 5.0 / 3.0 * two_thirds * slope / (manning * root),
            conveyance * (1.0 - 0.5 * slope * slope / square)};
  }
};

/// Discharge per width [m2/s] at normal depth, q = d^(5/3) sqrt(S) / n; d_slope is not used and 0.
struct NormalDepth {
  double manning;
  double slope;

  KOKKOS_FUNCTION OverlandFlux operator()(double depth) const {
    if (depth <= 0.0) return {0.0, 0.0, 0.0};
    const double two_thirds = std::cbrt(depth * depth);
    const double factor = std::sqrt(slope) / manning;
    return {factor * depth * two_thirds, factor * 5.0 / 3.0 * two_thirds, 0.0};
  }
};

/// Discharge per width [m2/s] at critical depth, q = sqrt(g) d^(3/2), as over a free fall (Chow 1959, Open
/// channel hydraulics, eq. 4-6); d_slope is not used and 0.
struct CriticalDepth {
  KOKKOS_FUNCTION OverlandFlux operator()(double depth) const {
    if (depth <= 0.0) return {0.0, 0.0, 0.0};
    const double root = std::sqrt(constants::gravity * depth);
    return {root * depth, 1.5 * root, 0.0};
  }
};

}  // namespace entail::laws
