/// Polygons and lines of the map laid over the faces of a surface mesh, by GEOS.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <vector>

#include "meshes/surface_mesh.hpp"

namespace entail::meshes {

/// A closed ring or an open line of x, y pairs.
using Path = std::vector<double>;

/// The rectangle around points; empty without any.
struct Extent {
  double west = std::numeric_limits<double>::max(), east = -west, south = west, north = -west;
  void add(double x, double y) {
    west = std::min(west, x);
    east = std::max(east, x);
    south = std::min(south, y);
    north = std::max(north, y);
  }
  bool meets(const Extent& other) const {
    return west <= other.east && other.west <= east && south <= other.north && other.south <= north;
  }
};

/// A polygon with holes, or several of them.
struct Region {
  struct Part {
    Path shell;
    std::vector<Path> holes;
  };
  std::vector<Part> parts;
};

struct Share {
  std::int64_t face;
  double amount;  ///< [m2] of a region, [m] of a line
};

/// The faces that a region touches and the area of each inside it. Throws DataError when the region crosses
/// itself.
std::vector<Share> overlay(const SurfaceMesh& mesh, const Region& region);

/// The faces that a line crosses and its length in each.
std::vector<Share> overlay(const SurfaceMesh& mesh, const Path& line);

/// [m2]
double area(const Region& region);

}  // namespace entail::meshes
