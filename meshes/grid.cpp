#include "meshes/grid.hpp"

#include <algorithm>

namespace entail::meshes {

double sample(const Grid& grid, double x, double y) {
  if (!grid.contains(grid.column_of(x), grid.row_of(y))) return std::numeric_limits<double>::quiet_NaN();
  const double u = std::clamp((x - grid.west) / grid.cell - 0.5, 0.0, static_cast<double>(grid.nx - 1));
  const double v = std::clamp((grid.north - y) / grid.cell - 0.5, 0.0, static_cast<double>(grid.ny - 1));
  const auto i = std::min(static_cast<std::int64_t>(u), std::max<std::int64_t>(0, grid.nx - 2));
  const auto j = std::min(static_cast<std::int64_t>(v), std::max<std::int64_t>(0, grid.ny - 2));
  const double fu = u - static_cast<double>(i), fv = v - static_cast<double>(j);
  double value = 0.0;
  for (int dj = 0; dj < 2; ++dj)
    for (int di = 0; di < 2; ++di) {
      const double weight = (di ? fu : 1.0 - fu) * (dj ? fv : 1.0 - fv);
      // A neighbour without weight may lie outside or hold no data.
      if (weight > 0.0) value += weight * grid.at(i + di, j + dj);
    }
  return value;
}

}  // namespace entail::meshes
