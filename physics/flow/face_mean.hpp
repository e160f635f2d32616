/// The relative conductivity of a face between two points at which it is known.
#pragma once

#include <Kokkos_Macros.hpp>
#include <cmath>

namespace entail::flow {

/// One end of a path: its hydraulic head and height [m], relative conductivity and its derivative [1/m].
struct End {
  double head, elevation, kr, d_kr;
};

/// What upstream kr is multiplied with at a face, for flow from its first side to its second and back.
struct UpstreamFactor {
  float forth, back;
};

namespace detail {

/// (1 - e^-y) / y, y >= 0.
KOKKOS_INLINE_FUNCTION double mean_decay(double y) { return y < 1e-8 ? 1.0 - 0.5 * y : -std::expm1(-y) / y; }

/// E(x) / E(y) with E(x) = (e^x - 1) / x, without overflow.
KOKKOS_INLINE_FUNCTION double exponential_ratio(double x, double y) {
  return std::exp((x > 0.0 ? x : 0.0) - (y > 0.0 ? y : 0.0)) * mean_decay(std::fabs(x)) /
         mean_decay(std::fabs(y));
}

}  // namespace detail

/// The kr with which Darcy's law between two points gives the flux that passes the whole way between them,
/// kr an exponential of the pressure head h on that way (as in Gardner's law, for which it is exact). With r
/// = ln(kr_a / kr_b), the slope alpha = r / (h_a - h_b) of ln kr and g = alpha (z_a - z_b),
///
///   kr = kr_b E(g + r) / E(g),   E(x) = (e^x - 1) / x
///
/// Between points of one height it is the logarithmic mean, which is Kirchhoff's integral mean; far apart
/// above each other it is that of the upper point. This is the exponential fitting of Scharfetter & Gummel
/// 1969 (doi:10.1109/T-ED.1969.16566), a Darcian mean in the words of soil physics (Szymkiewicz 2009,
/// doi:10.1029/2008WR007654).
KOKKOS_INLINE_FUNCTION double mean_kr(const End& a, const End& b) {
  constexpr double least_kr = 1e-100, same_pressure = 1e-7;  // [-], [m]
  const double kr_a = a.kr > least_kr ? a.kr : least_kr, kr_b = b.kr > least_kr ? b.kr : least_kr;
  const double rise = a.elevation - b.elevation, difference = a.head - b.head - rise;
  const double r = std::log(kr_a / kr_b);
  const double alpha =
      std::fabs(difference) > same_pressure ? r / difference : 0.5 * (a.d_kr / kr_a + b.d_kr / kr_b);
  const double g = alpha * rise;
  return kr_b * detail::exponential_ratio(g + r, g);
}

/// The mean of a face over the kr of each side, within bounds.
KOKKOS_INLINE_FUNCTION UpstreamFactor factor_to(double mean, const End& a, const End& b) {
  auto limited = [](double ratio) {
    return static_cast<float>(ratio < 0.25 ? 0.25 : ratio < 1.5 ? ratio : 1.5);
  };
  return {limited(mean / a.kr), limited(mean / b.kr)};
}

KOKKOS_INLINE_FUNCTION UpstreamFactor factor_of(const End& a, const End& b) {
  return factor_to(mean_kr(a, b), a, b);
}

/// The same for horizontal flow in an aquifer, where kr is the wet part of the height: its mean over the
/// heads between both sides, by Simpson's rule with `middle`, kr halfway; exact for Dupuit's flow.
KOKKOS_INLINE_FUNCTION UpstreamFactor factor_of(const End& a, const End& b, double middle) {
  return factor_to((a.kr + 4.0 * middle + b.kr) / 6.0, a, b);
}

}  // namespace entail::flow
