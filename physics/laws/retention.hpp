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

/// van Genuchten 1980 (doi:10.2136/sssaj1980.03615995004400050002x), eqs. 3 and 8, with the conductivity of
/// Mualem 1976 (doi:10.1029/WR012i003p00513):
///
///   Se = (1 + |alpha h|^n)^-m,   kr = Se^l [1 - (1 - Se^(1/m))^m]^2,   m = 1 - 1/n,   h < 0;   Se = kr =
///   1, h >= 0
///
/// For n < 2 the slope of kr is infinite at h = 0. Departure: between h = -1 mm and 0 kr is a straight line,
/// so that the derivative stays finite and belongs to the function.
struct VanGenuchten {
  double alpha;  ///< [1/m]
  double n;
  double pore_connectivity = 0.5;  ///< l

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
    const double factor =
        pore_connectivity == 0.5 ? std::sqrt(saturation) : std::exp(-pore_connectivity * m * log_1t);  // Se^l
    return {saturation, d_saturation, factor * mualem * mualem,
            factor * mualem * (pore_connectivity / saturation * d_saturation * mualem - 2.0 * d_pore)};
  }
};

/// Brooks & Corey 1964 (Hydraulic properties of porous media, Colorado State University), eqs. 15 and 24:
///
///   Se = (hb / |h|)^lambda,   kr = Se^eta,   h < -hb;   Se = kr = 1 above
///
/// with eta = 3 + 2 / lambda after Burdine 1953 unless it is given.
struct BrooksCorey {
  double entry_head;  ///< hb [m], above 0
  double lambda;
  double exponent;  ///< eta

  static constexpr double burdine(double lambda) { return 3.0 + 2.0 / lambda; }

  KOKKOS_FUNCTION double pressure_head(double saturation) const {
    return -entry_head * std::pow(saturation, -1.0 / lambda);
  }

  KOKKOS_FUNCTION Retention operator()(double pressure_head) const {
    if (pressure_head >= -entry_head) return {1.0, 0.0, 1.0, 0.0};
    const double log_ratio = std::log(-entry_head / pressure_head);
    const double saturation = std::exp(lambda * log_ratio);
    const double conductivity = std::exp(lambda * exponent * log_ratio);
    return {saturation, -lambda * saturation / pressure_head, conductivity,
            -lambda * exponent * conductivity / pressure_head};
  }
};

/// Gardner 1958 (doi:10.1097/00010694-195804000-00006), eq. 11, with a water content of the same form (as in
/// Tracy 2006, doi:10.1029/2005WR004638, eqs. 3 and 4), for which Richards' equation is linear:
///
///   Se = kr = e^(alpha h),   h < 0
struct Gardner {
  double alpha;  ///< [1/m]

  KOKKOS_FUNCTION double pressure_head(double saturation) const { return std::log(saturation) / alpha; }

  KOKKOS_FUNCTION Retention operator()(double pressure_head) const {
    if (pressure_head >= 0.0) return {1.0, 0.0, 1.0, 0.0};
    const double value = std::exp(alpha * pressure_head);
    return {value, alpha * value, value, alpha * value};
  }
};

/// Haverkamp et al. 1977 (doi:10.2136/sssaj1977.03615995004100020024x), eqs. 8 and 9:
///
///   Se = A / (A + |h|^beta),   kr = B / (B + |h|^gamma),   h < 0
///
/// A and B depend on the unit of h; here they are kept as the heads a = A^(1/beta) and b = B^(1/gamma) at
/// which Se and kr are one half.
struct Haverkamp {
  double a, beta;   ///< [m], [-]
  double b, gamma;  ///< [m], [-]

  KOKKOS_FUNCTION double pressure_head(double saturation) const {
    return -a * std::pow(1.0 / saturation - 1.0, 1.0 / beta);
  }

  KOKKOS_FUNCTION Retention operator()(double pressure_head) const {
    if (pressure_head >= 0.0) return {1.0, 0.0, 1.0, 0.0};
    const double s = std::pow(-pressure_head / a, beta), k = std::pow(-pressure_head / b, gamma);
    const double saturation = 1.0 / (1.0 + s), conductivity = 1.0 / (1.0 + k);
    return {saturation, -saturation * saturation * beta * s / pressure_head, conductivity,
            -conductivity * conductivity * gamma * k / pressure_head};
  }
};

}  // namespace entail::laws
