/// How much water a soil holds and how well it conducts it, as functions of pressure head.
#pragma once

#include <Kokkos_Macros.hpp>
#include <cmath>

namespace entail::laws {

/// Effective saturation and relative conductivity at one pressure head, with their derivatives [1/m].
struct Retention {
  double saturation, d_saturation;
  double conductivity, d_conductivity;
};

/// van Genuchten 1980 (doi:10.2136/sssaj1980.03615995004400050002x), eqs. 3 and 8, with the Mualem
/// conductivity:
///
///   Se = (1 + |alpha h|^n)^-m,   kr = Se^1/2 [1 - (1 - Se^(1/m))^m]^2,   m = 1 - 1/n,   h < 0;   Se = kr =
///   1, h >= 0
///
/// For n < 2 the slope of kr is infinite at h = 0. Departure: between h = -1 mm and 0 kr is a straight line,
/// so that the derivative stays finite and belongs to the function.
struct VanGenuchten {
  double alpha;  ///< [1/m]
  double n;

  static constexpr double linear_range = 1e-3;  ///< [m]

  /// The pressure head [m] at an effective saturation between 0 and 1, both excluded.
  KOKKOS_FUNCTION double pressure_head(double saturation) const {
    const double m = 1.0 - 1.0 / n;
    return -std::pow(std::pow(saturation, -1.0 / m) - 1.0, 1.0 / n) / alpha;
  }

  KOKKOS_FUNCTION Retention operator()(double pressure_head) const {
    if (pressure_head >= 0.0) return {1.0, 0.0, 1.0, 0.0};
    if (pressure_head < -linear_range) return curve(pressure_head);
    Retention point = curve(pressure_head);
    const double end = curve(-linear_range).conductivity;
    point.d_conductivity = (1.0 - end) / linear_range;
    point.conductivity = 1.0 + point.d_conductivity * pressure_head;
    return point;
  }

 private:
  KOKKOS_FUNCTION Retention curve(double pressure_head) const {
    const double m = 1.0 - 1.0 / n;
    // t = |alpha h|^n; every power is an exponential of log t and log(1 + t), so that two logarithms serve
    // all.
    const double log_t = n * std::log(-alpha * pressure_head);
    const double t = std::exp(log_t);
    const double log_1t = std::log1p(t);
    const double u = 1.0 / (1.0 + t);                    // Se^(1/m)
    const double saturation = std::exp(-m * log_1t);     // Se
    const double pore = std::exp(m * (log_t - log_1t));  // (1 - Se^(1/m))^m
    const double d_t = n * t / pressure_head;            // dt/dh
    const double d_saturation = -m * saturation * u * d_t;
    // d/dh of pore: m pore (1/t - 1/(1 + t)) dt/dh = m pore u dt/dh / t
    const double d_pore = m * pore * u * n / pressure_head;
    const double mualem = 1.0 - pore;
    const double root = std::sqrt(saturation);
    return {saturation, d_saturation, root * mualem * mualem,
            0.5 / root * d_saturation * mualem * mualem - 2.0 * root * mualem * d_pore};
  }
};

}  // namespace entail::laws
