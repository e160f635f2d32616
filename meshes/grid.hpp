/// A regular grid of numbers on the map, as rasters are after reading.
#pragma once

#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

namespace entail::meshes {

/// Square cells, row 0 in the north. Cells without data hold NaN.
struct Grid {
  std::int64_t nx = 0, ny = 0;
  double west = 0.0, north = 0.0;  ///< [m], outer corner
  double cell = 0.0;               ///< [m]
  std::vector<double> values;      ///< row by row

  double& at(std::int64_t column, std::int64_t row) {
    return values[static_cast<std::size_t>(row * nx + column)];
  }
  double at(std::int64_t column, std::int64_t row) const {
    return values[static_cast<std::size_t>(row * nx + column)];
  }
  bool contains(std::int64_t column, std::int64_t row) const {
    return column >= 0 && row >= 0 && column < nx && row < ny;
  }
  double x(std::int64_t column) const { return west + (static_cast<double>(column) + 0.5) * cell; }
  double y(std::int64_t row) const { return north - (static_cast<double>(row) + 0.5) * cell; }
  std::int64_t column_of(double px) const {
    return static_cast<std::int64_t>(std::floor((px - west) / cell));
  }
  std::int64_t row_of(double py) const { return static_cast<std::int64_t>(std::floor((north - py) / cell)); }
};

/// The value at a point by bilinear interpolation between cell centres, the nearest value at the rim; NaN
/// outside the grid or where a cell needed has no data.
double sample(const Grid& grid, double x, double y);

}  // namespace entail::meshes
