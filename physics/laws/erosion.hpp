/// Soil loss by water and its way downhill: the factors of the Universal Soil Loss Equation, MUSLE, delivery.
///
/// Slopes are rise over run; `sine` is the sine of the slope's angle.
#pragma once

#include <Kokkos_Macros.hpp>
#include <cmath>

namespace entail::laws {

inline constexpr double unit_plot_length = 22.13;  ///< [m], of the plots that the USLE was made from: 72.6 ft

KOKKOS_INLINE_FUNCTION double sine_of_slope(double slope) { return slope / std::sqrt(1.0 + slope * slope); }

/// Steepness and length of a slope as the USLE has them, Wischmeier & Smith 1978 (USDA Handbook 537), p. 12
/// to 15: LS = (l / 22.13)^m (65.41 sin^2 + 4.56 sin + 0.065).
struct UsleSlope {
  KOKKOS_FUNCTION static double steepness(double slope) {
    const double sine = sine_of_slope(slope);
    return 65.41 * sine * sine + 4.56 * sine + 0.065;
  }
  KOKKOS_FUNCTION static double exponent(double slope) {
    return slope < 0.01 ? 0.2 : slope < 0.03 ? 0.3 : slope < 0.05 ? 0.4 : 0.5;
  }
};

/// The same as RUSLE has it: S of McCool et al. 1987, doi:10.13031/2013.30576, m of McCool et al. 1989,
/// doi:10.13031/2013.31192, for moderate ratios of rill to interrill erosion (USDA Handbook 703, eqs. 4-1 to
/// 4-5).
struct RusleSlope {
  KOKKOS_FUNCTION static double steepness(double slope) {
    const double sine = sine_of_slope(slope);
    return slope < 0.09 ? 10.8 * sine + 0.03 : 16.8 * sine - 0.50;
  }
  KOKKOS_FUNCTION static double exponent(double slope) {
    const double sine = sine_of_slope(slope);
    const double ratio = (sine / 0.0896) / (3.0 * std::pow(sine, 0.8) + 0.56);
    return ratio / (1.0 + ratio);
  }
};

/// LS of a uniform slope of a length [m].
template <class Slope>
KOKKOS_INLINE_FUNCTION double slope_factor(double length, double slope) {
  return std::pow(length / unit_plot_length, Slope::exponent(slope)) * Slope::steepness(slope);
}

/// LS of a piece of a slope that begins `above` [m] from its top and is `length` [m] long (Foster &
/// Wischmeier 1974, Trans. ASAE 17(2), 305-309; on a raster, with areas per width for lengths, Desmet &
/// Govers 1996, J. Soil Water Conserv. 51(5), eq. 8).
template <class Slope>
KOKKOS_INLINE_FUNCTION double slope_factor_of_piece(double above, double length, double slope) {
  const double m = Slope::exponent(slope);
  return (std::pow(above + length, m + 1.0) - std::pow(above, m + 1.0)) /
         (length * std::pow(unit_plot_length, m)) * Slope::steepness(slope);
}

/// What rock in the top soil leaves of erosion, SWAT+ theory 4:1.1.15: exp(-0.053 percent).
KOKKOS_INLINE_FUNCTION double coarse_fragment_factor(double share) { return std::exp(-5.3 * share); }

/// The runoff term of MUSLE, Williams 1975 (USDA ARS-S-40, p. 244): 11.8 (V q)^0.56 [t] for a volume V [m3]
/// and a peak rate q [m3/s] of runoff; times K (US customary units), C, P and LS it is the sediment yield of
/// a storm. 11.8 belongs to cubic metres: so Smith, Williams, Menzel & Coleman 1984 (doi:10.2307/3898697),
/// and so converts the original's 95 short tons for acre-feet and cubic feet per second. SWAT+ theory 4:1.1.1
/// prints a depth in mm and an area in ha, whose product is 10 m3; the codes of SWAT and SWAT+ convert it.
KOKKOS_INLINE_FUNCTION double musle_runoff_term(double volume, double peak) {
  return volume > 0.0 && peak > 0.0 ? 11.8 * std::pow(volume * peak, 0.56) : 0.0;
}

/// Time [h] in which runoff crosses a slope of a length [m], SWAT+ theory 2:1.3.7: L^0.6 n^0.6 / (18 s^0.3).
KOKKOS_INLINE_FUNCTION double overland_time(double length, double manning, double slope) {
  return std::pow(length * manning, 0.6) / (18.0 * std::pow(slope, 0.3));
}

/// Peak rate [m3/s] of a day's runoff of a volume [m3] by the modified rational formula, SWAT+ theory
/// 2:1.3.19 and 2:1.3.20: the share of the day's rain within the time of concentration [h], over that time.
/// `half_hour` is the share in the heaviest half hour.
KOKKOS_INLINE_FUNCTION double rational_peak(double volume, double concentration_time, double half_hour) {
  const double share = 1.0 - std::exp(2.0 * concentration_time * std::log(1.0 - half_hour));
  return share * volume / (3600.0 * concentration_time);
}

/// What passes a stretch of the way to the stream, Ferro & Minacapilli 1995, doi:10.1080/02626669509491460:
/// exp(-beta length / sqrt(slope)), length [m], beta [1/m].
KOKKOS_INLINE_FUNCTION double sediment_delivery(double beta, double length, double slope) {
  return slope > 0.0 ? std::exp(-beta * length / std::sqrt(slope)) : (beta > 0.0 ? 0.0 : 1.0);
}

}  // namespace entail::laws
