/// Water that moves down from a pond through tailings, an underdrain and a liner in series.
#pragma once

#include <algorithm>
#include <cmath>

#include "physics/tailings/liner.hpp"

namespace entail::tailings {

/// Saturated tailings of conductivity k [m/s] and thickness T [m] under a pond of depth d [m]. Darcy's law
/// takes q = k (d + T - h) / T to their base, where h is the head on the liner; an underdrain above the liner
/// takes the share f of q, and the liner lets (1 - f) q = L(h) through. h is 0 where the liner could take
/// more.
struct PondedPercolation {
  double conductivity, thickness;  ///< k, T
  double recovery;                 ///< f, below 1
  Liner liner;
  /// Thinner tailings count as this thick [m]: the pond's first water does not fall through in no time.
  static constexpr double least_thickness = 0.1;

  double through_tailings(double depth, double head) const {
    const double t = std::max(thickness, least_thickness);
    return conductivity * (depth + t - head) / t;
  }

  /// The head on the liner [m]: Newton's method kept inside the interval that holds the root. The difference
  /// of the two fluxes falls with h, so there is one.
  double head_on_liner(double depth) const {
    auto excess = [&](double h) { return (1.0 - recovery) * through_tailings(depth, h) - liner(h).value; };
    if (liner.kind == Liner::Kind::none || excess(0.0) <= 0.0) return 0.0;
    const double t = std::max(thickness, least_thickness);
    double low = 0.0, high = depth + t, head = 0.5 * high;
    for (int i = 0; i < 100 && high - low > 1e-13 * (depth + t); ++i) {
      const double f = excess(head), slope = (1.0 - recovery) * conductivity / t + liner(head).derivative;
      (f > 0.0 ? low : high) = head;
      const double next = head + f / slope;
      if (std::fabs(next - head) <= 1e-14 * (depth + t)) return next;
      head = next > low && next < high ? next : 0.5 * (low + high);
    }
    return head;
  }

  /// Down through the base of the tailings [m/s].
  double operator()(double depth) const { return through_tailings(depth, head_on_liner(depth)); }
};

}  // namespace entail::tailings
