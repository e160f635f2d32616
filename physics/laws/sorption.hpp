/// Sorption isotherms: how much of a solute the grains hold at a concentration of the water.
#pragma once

#include <Kokkos_Macros.hpp>
#include <cmath>

namespace entail::laws {

/// The sorbed mass per mass of grains [kg/kg] is capacity * shape(C), with the concentration C [kg/m3] and
///
///     linear      shape = C                      capacity = Kd [m3/kg]
///     Freundlich  shape = C^a                    capacity = Kf [(m3/kg)^a], 0 < a <= 1
///     Langmuir    shape = C / (1 + K C)          capacity = K S_max, K [m3/kg], S_max [kg/kg]
///
/// Freundlich 1907; Langmuir 1918, doi:10.1021/ja02242a004. Departure: below 1e-12 kg/m3 Freundlich's is
/// linear, because its slope has no bound at 0. The shapes are concave, so that their secants are steeper
/// than their tangents.
struct Isotherm {
  enum class Kind { linear, freundlich, langmuir };
  Kind kind = Kind::linear;
  double parameter = 1.0;  ///< a of Freundlich, K of Langmuir [m3/kg]

  static constexpr double smallest = 1e-12;  ///< [kg/m3]

  KOKKOS_INLINE_FUNCTION double shape(double c) const {
    if (kind == Kind::langmuir) return c / (1.0 + parameter * c);
    if (kind == Kind::linear) return c;
    return c > smallest ? std::pow(c, parameter) : c * std::pow(smallest, parameter - 1.0);
  }

  KOKKOS_INLINE_FUNCTION double d_shape(double c) const {
    if (kind == Kind::langmuir) return 1.0 / ((1.0 + parameter * c) * (1.0 + parameter * c));
    if (kind == Kind::linear) return 1.0;
    return c > smallest ? parameter * std::pow(c, parameter - 1.0) : std::pow(smallest, parameter - 1.0);
  }

  /// The concentration at which `water` [m3] of water and grains that hold `grains` * shape(C) together hold
  /// `mass` [kg]; the inverse of water C + grains shape(C).
  KOKKOS_INLINE_FUNCTION double concentration(double mass, double water, double grains) const {
    if (mass <= 0.0) return 0.0;
    if (kind == Kind::linear || grains <= 0.0) return mass / (water + grains);
    if (kind == Kind::langmuir) {
      // water K C^2 + (water + grains - mass K) C - mass = 0
      const double a = water * parameter, b = water + grains - mass * parameter;
      const double root = std::sqrt(b * b + 4.0 * a * mass);
      return b > 0.0 ? 2.0 * mass / (b + root) : (root - b) / (2.0 * a);
    }
    // From the left Newton's method rises to the root of a concave function without passing it.
    const double by_water = 0.5 * mass / water, by_grains = std::pow(0.5 * mass / grains, 1.0 / parameter);
    double c = by_water < by_grains ? by_water : by_grains;
    for (int i = 0; i < 50; ++i) {
      const double step = (mass - water * c - grains * shape(c)) / (water + grains * d_shape(c));
      c += step;
      if (std::fabs(step) <= 1e-15 * c) break;
    }
    return c;
  }
};

}  // namespace entail::laws
