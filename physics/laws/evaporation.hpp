/// Evaporation: what the air can take, and what water and soil give.
#pragma once

#include <Kokkos_Macros.hpp>
#include <cmath>

#include "base/constants.hpp"

namespace entail::laws {

/// A factor between 0 and 1 and its derivative [1/m].
struct Factor {
  double value, derivative;
};

/// Root water uptake as a part of its potential, Feddes et al. 1978: 0 above h1 for want of air, rising to 1
/// at h2, 1 down to h3, falling to 0 at h4, the wilting point. Pressure heads [m], h1 > h2 > h3 > h4.
struct FeddesStress {
  double h1, h2, h3, h4;

  KOKKOS_FUNCTION Factor operator()(double h) const {
    if (h >= h1 || h <= h4) return {0.0, 0.0};
    if (h > h2) return {(h1 - h) / (h1 - h2), -1.0 / (h1 - h2)};
    if (h >= h3) return {1.0, 0.0};
    return {(h - h4) / (h3 - h4), 1.0 / (h3 - h4)};
  }
};

/// Evaporation of standing water as a part of its potential: 1 for a depth of at least 1 mm, less below, so
/// that no more evaporates than there is.
struct PondEvaporation {
  static constexpr double full_depth = 1e-3;  ///< [m]

  KOKKOS_FUNCTION Factor operator()(double depth) const {
    if (depth <= 0.0) return {0.0, 0.0};
    if (depth >= full_depth) return {1.0, 0.0};
    return {depth / full_depth, 1.0 / full_depth};
  }
};

/// Radiation at the top of the atmosphere on a day [W/m2]. Allen et al. 1998 (FAO 56), eqs. 21 to 25.
inline double extraterrestrial_radiation(double latitude_degrees, int day_of_year) {
  const double pi = 3.14159265358979323846;
  const double latitude = latitude_degrees * pi / 180.0;
  const double angle = 2.0 * pi * day_of_year / 365.0;
  const double distance = 1.0 + 0.033 * std::cos(angle);
  const double declination = 0.409 * std::sin(angle - 1.39);
  const double cosine = std::fmin(1.0, std::fmax(-1.0, -std::tan(latitude) * std::tan(declination)));
  const double sunset = std::acos(cosine);
  return constants::solar_constant / pi * distance *
         (sunset * std::sin(latitude) * std::sin(declination) +
          std::cos(latitude) * std::cos(declination) * std::sin(sunset));
}

/// Potential evaporation of a day [m/s] by Hargreaves & Samani 1985, doi:10.13031/2013.26773, in the form of
/// FAO 56 eq. 52: ET0 = 0.0023 (Tmean + 17.8) sqrt(Tmax - Tmin) Ra / latent heat. Temperatures [degC]; never
/// negative.
inline double hargreaves_samani(double temperature_min, double temperature_max, double radiation) {
  const double latent_heat = 2.45e6;  // [J/kg], FAO 56, fixed at 20 degC
  const double mean = 0.5 * (temperature_min + temperature_max);
  const double range = std::fmax(0.0, temperature_max - temperature_min);
  return std::fmax(0.0, 0.0023 * (mean + 17.8) * std::sqrt(range) * radiation / latent_heat / 1000.0);
}

}  // namespace entail::laws
