/// Leakage through the liner below a tailings facility, per area of its floor, by the head of water on it.
///
/// Key: h head on the liner [m], t thickness [m] and k conductivity [m/s] of its clay, a area of one defect
/// of the geomembrane [m2], N defects per area [1/m2].
#pragma once

#include <cmath>

#include "base/constants.hpp"

namespace entail::tailings {

/// Leakage [m/s] and its derivative by the head [1/s].
struct Leakage {
  double value = 0.0, derivative = 0.0;
};

/// Compacted clay with free drainage below: q = k (h + t) / t, Darcy 1856.
struct ClayLiner {
  double thickness, conductivity;  ///< [m], [m/s]

  Leakage operator()(double head) const {
    return {conductivity * (head + thickness) / thickness, conductivity / thickness};
  }
};

/// A geomembrane on ground that drains freely: every defect is an orifice, Q = 0.6 a sqrt(2 g h), Bernoulli's
/// equation as in Giroud & Bonaparte 1989, Geotextiles and Geomembranes 8 (1), 27-67 (coefficient unchecked).
struct GeomembraneLiner {
  double defects, defect_area;  ///< [1/m2], [m2]
  static constexpr double orifice = 0.6;

  Leakage operator()(double head) const {
    if (head <= 0.0) return {};
    const double value = defects * orifice * defect_area * std::sqrt(2.0 * constants::gravity * head);
    return {value, 0.5 * value / head};
  }
};

/// A geomembrane in contact with clay, per circular defect Q = C [1 + 0.1 (h/t)^0.95] a^0.1 h^0.9 k^0.74, SI
/// throughout, with C = 0.21 for good and 1.15 for poor contact: Giroud 1997, Geosynthetics International 4
/// (3-4) 335-348, doi:10.1680/gein.4.0097; constants and exponents unchecked. In that paper's form with the
/// defect's diameter d, 0.976 C [...] d^0.2 ..., 0.976 (4/pi)^0.1 = 1.
struct CompositeLiner {
  double thickness, conductivity;  ///< [m], [m/s]
  double defects, defect_area;     ///< [1/m2], [m2]
  double contact;                  ///< C
  static constexpr double good_contact = 0.21, poor_contact = 1.15;

  Leakage operator()(double head) const {
    if (head <= 0.0) return {};
    const double per_head = contact * std::pow(defect_area, 0.1) * std::pow(conductivity, 0.74) * defects;
    const double gradient = 1.0 + 0.1 * std::pow(head / thickness, 0.95),
                 d_gradient = 0.095 * std::pow(head / thickness, -0.05) / thickness;
    const double power = std::pow(head, 0.9), d_power = 0.9 * std::pow(head, -0.1);
    return {per_head * gradient * power, per_head * (d_gradient * power + gradient * d_power)};
  }
};

/// Any of the liners above, or none.
struct Liner {
  enum class Kind { none, clay, geomembrane, composite };
  Kind kind = Kind::none;
  double thickness = 0.0, conductivity = 0.0;  ///< [m], [m/s]
  double defects = 0.0, defect_area = 0.0;     ///< [1/m2], [m2]
  double contact = CompositeLiner::good_contact;

  /// For kinds other than none, which lets everything through.
  Leakage operator()(double head) const {
    switch (kind) {
      case Kind::clay:
        return ClayLiner{thickness, conductivity}(head);
      case Kind::geomembrane:
        return GeomembraneLiner{defects, defect_area}(head);
      case Kind::composite:
        return CompositeLiner{thickness, conductivity, defects, defect_area, contact}(head);
      case Kind::none:
        break;
    }
    return {};
  }
};

}  // namespace entail::tailings
