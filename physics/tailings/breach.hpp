/// How much tailings leave through a broken dam and how far they run.
///
///     V_F = 0.332 V_T^0.95,   H_f = H (V_F / V_T) V_F,   D_max = 3.04 H_f^0.545
///
/// Concha Larrauri & Lall 2018, Environments 5(2) 28, doi:10.3390/environments5020028; constants unchecked.
/// Key: V_T tailings stored and V_F released [millions of m3], H height of the dam [m], H_f energy factor,
/// D_max distance [km]. Both are regressions of decimal logarithms over past failures; their residuals
/// scatter with the standard errors 0.315 and 0.658 (unchecked), here taken as normal and as all the
/// uncertainty there is: that of the coefficients is left out.
#pragma once

#include <algorithm>
#include <cmath>

namespace entail::tailings {

struct Breach {
  double stored;  ///< [m3]
  double height;  ///< [m], of the dam

  static constexpr double volume_error = 0.315, distance_error = 0.658;  ///< of decimal logarithms

  /// What leaves [m3] in the median; never more than is stored.
  double released() const {
    return stored > 0.0 ? std::min(stored, 1e6 * 0.332 * std::pow(stored / 1e6, 0.95)) : 0.0;
  }

  /// How far it runs [m] in the median.
  double distance() const {
    if (stored <= 0.0 || height <= 0.0) return 0.0;
    const double factor = height * (released() / stored) * (released() / 1e6);
    return 1e3 * 3.04 * std::pow(factor, 0.545);
  }

  /// How far it runs [m] in the share `quantile` of breaches at most.
  double distance_quantile(double standard_normal) const {
    return distance() * std::pow(10.0, distance_error * standard_normal);
  }

  /// The probability that a breach runs at least `length` [m].
  double reaches(double length) const {
    const double median = distance();
    if (median <= 0.0) return 0.0;
    if (length <= 0.0) return 1.0;
    return 0.5 * std::erfc(std::log10(length / median) / distance_error / std::sqrt(2.0));
  }
};

}  // namespace entail::tailings
