/// Aquifers as groundwater models see them: without capillarity.
#pragma once

#include <Kokkos_Macros.hpp>
#include <cmath>

#include "physics/laws/retention.hpp"

namespace entail::laws {

/// Full of water at any head: the equations are linear.
struct Confined {
  KOKKOS_FUNCTION Retention operator()(double) const { return {1.0, 0.0, 1.0, 0.0}; }
};

/// A cell that the water table can pass through: saturation and horizontal conductivity are the part of its
/// height below the water table,
///
///   Se = kr = clamp(s),   s = 1/2 + h / height,   h the pressure head at its centre,
///
/// as in Niswonger et al. 2011 (MODFLOW-NWT, doi:10.3133/tm6A37, eq. 5), with the corners rounded so that a
/// cell never falls dry for good:
///
///   clamp(s) = (1 + sqrt(s^2 + e^2) - sqrt((s - 1)^2 + e^2)) / 2,   e = 0.005
struct Unconfined {
  static constexpr double rounding = 0.005;

  KOKKOS_FUNCTION double pressure_head(double saturation, double height) const {
    // With u = s - 1/2 and v = 2 Se - 1 the two roots can be eliminated: u = v sqrt((1/4 (1 - v^2) + e^2) /
    // (1 - v^2)).
    const double v = 2.0 * saturation - 1.0, rest = 1.0 - v * v;
    return height * v * std::sqrt(0.25 + rounding * rounding / rest);
  }

  KOKKOS_FUNCTION Retention operator()(double pressure_head, double height) const {
    const double s = 0.5 + pressure_head / height;
    const double below = std::sqrt(s * s + rounding * rounding),
                 above = std::sqrt((s - 1.0) * (s - 1.0) + rounding * rounding);
    // The difference of the roots without cancellation.
    const double value = 0.5 * (1.0 + (2.0 * s - 1.0) / (below + above));
    const double derivative = 0.5 * (s / below - (s - 1.0) / above) / height;
    return {value, derivative, value, derivative};
  }
};

}  // namespace entail::laws
