#include "physics/laws/retention_table.hpp"

namespace entail::laws {

namespace {

/// Slopes at the rows that keep a piecewise cubic monotone: the harmonic mean of the neighbouring differences
/// (Fritsch & Butland 1984, doi:10.1137/0905021), one-sided at the ends.
std::vector<double> monotone_slopes(const std::vector<double>& x, const std::vector<double>& y) {
  const std::size_t n = x.size();
  std::vector<double> difference;
  for (std::size_t i = 0; i + 1 < n; ++i) difference.push_back((y[i + 1] - y[i]) / (x[i + 1] - x[i]));
  std::vector<double> slope(n, 0.0);
  slope.front() = difference.front();
  slope.back() = difference.back();
  for (std::size_t i = 1; i + 1 < n; ++i) {
    const double left = x[i] - x[i - 1], right = x[i + 1] - x[i];
    const double a = difference[i - 1], b = difference[i];
    if (a * b > 0.0) slope[i] = 3.0 * (left + right) / ((2.0 * right + left) / a + (right + 2.0 * left) / b);
  }
  return slope;
}

}  // namespace

std::vector<RetentionRow> make_retention_rows(const std::vector<double>& pressure_head,
                                              const std::vector<double>& saturation,
                                              const std::vector<double>& conductivity) {
  std::vector<double> log_conductivity;
  for (double k : conductivity) log_conductivity.push_back(std::log(k));
  const auto d_saturation = monotone_slopes(pressure_head, saturation);
  const auto d_log = monotone_slopes(pressure_head, log_conductivity);
  std::vector<RetentionRow> rows;
  for (std::size_t i = 0; i < pressure_head.size(); ++i)
    rows.push_back({pressure_head[i], saturation[i], d_saturation[i], log_conductivity[i], d_log[i]});
  return rows;
}

}  // namespace entail::laws
