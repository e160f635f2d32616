/// Measured retention and conductivity, interpolated between rows.
#pragma once

#include <Kokkos_Macros.hpp>
#include <cmath>
#include <vector>

#include "physics/laws/retention.hpp"

namespace entail::laws {

/// One row and the slopes of the curves there.
struct RetentionRow {
  double pressure_head;                         ///< [m]
  double saturation, d_saturation;              ///< [-], [1/m]
  double log_conductivity, d_log_conductivity;  ///< natural logarithm of kr; [1/m]
};

/// Monotone piecewise cubic curves through rows of rising pressure head: of Se, and of ln kr. Above the last
/// row both are constant, below the first both fall exponentially with the slope there. `rows` is memory of
/// the device that evaluates.
struct RetentionTable {
  const RetentionRow* rows;
  int n_rows;

  KOKKOS_FUNCTION Retention operator()(double h) const {
    const RetentionRow& first = rows[0];
    const RetentionRow& last = rows[n_rows - 1];
    if (h >= last.pressure_head) return {last.saturation, 0.0, std::exp(last.log_conductivity), 0.0};
    if (h <= first.pressure_head) {
      const double rate = first.d_saturation / first.saturation, way = h - first.pressure_head;
      const double s = first.saturation * std::exp(rate * way);
      const double k = std::exp(first.log_conductivity + first.d_log_conductivity * way);
      return {s, rate * s, k, first.d_log_conductivity * k};
    }
    int low = 0, high = n_rows - 1;
    while (high - low > 1) {
      const int middle = (low + high) / 2;
      (rows[middle].pressure_head <= h ? low : high) = middle;
    }
    const RetentionRow &a = rows[low], &b = rows[high];
    const double width = b.pressure_head - a.pressure_head, t = (h - a.pressure_head) / width;
    double s, ds, k, dk;
    hermite(t, width, a.saturation, a.d_saturation, b.saturation, b.d_saturation, s, ds);
    hermite(t, width, a.log_conductivity, a.d_log_conductivity, b.log_conductivity, b.d_log_conductivity, k,
            dk);
    k = std::exp(k);
    return {s, ds, k, dk * k};
  }

  /// The pressure head [m] at a saturation below the last row's, by bisection.
  KOKKOS_FUNCTION double pressure_head(double saturation) const {
    const RetentionRow& first = rows[0];
    if (saturation <= first.saturation)
      return first.pressure_head +
             std::log(saturation / first.saturation) * first.saturation / first.d_saturation;
    double low = first.pressure_head, high = rows[n_rows - 1].pressure_head;
    for (int i = 0; i < 60; ++i) {
      const double middle = 0.5 * (low + high);
      ((*this)(middle).saturation <= saturation ? low : high) = middle;
    }
    return 0.5 * (low + high);
  }

  /// The pressure head [m] from which on the soil is saturated.
  KOKKOS_FUNCTION double entry() const { return rows[n_rows - 1].pressure_head; }

 private:
  /// A cubic with given values and slopes at t = 0 and 1, and its slope.
  KOKKOS_FUNCTION static void hermite(double t, double width, double a, double da, double b, double db,
                                      double& value, double& slope) {
    const double difference = (b - a) / width;
    const double c = 3.0 * difference - 2.0 * da - db, d = da + db - 2.0 * difference;
    const double x = t * width;
    value = a + x * (da + t * (c + t * d));
    slope = da + t * (2.0 * c + 3.0 * t * d);
  }
};

/// Rows with slopes that keep the curves monotone (Fritsch & Butland 1984, doi:10.1137/0905021): rising
/// pressure heads, rising saturations above 0, rising conductivities above 0; at least two rows.
std::vector<RetentionRow> make_retention_rows(const std::vector<double>& pressure_head,
                                              const std::vector<double>& saturation,
                                              const std::vector<double>& conductivity);

}  // namespace entail::laws
