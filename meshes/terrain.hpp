/// From an elevation raster to the mesh of a watershed: pits filled, drainage found, streams kept open.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "meshes/grid.hpp"
#include "meshes/surface_mesh.hpp"

namespace entail::meshes {

/// Where each cell of a raster drains to by D8 (O'Callaghan & Mark 1984): the neighbour of steepest descent.
struct Drainage {
  std::vector<std::int64_t> receiver;  ///< cell it drains to; itself at the rim and where there is no data
  std::vector<std::int64_t> cells;     ///< how many cells drain through each, itself included
};

/// Raises pits to their spill level by priority flood (Barnes et al. 2014, doi:10.1016/j.cageo.2013.04.024).
/// Flats get `step` metres of fall from cell to cell, so that every cell has a lower neighbour. Returns the
/// cells raised.
std::int64_t fill_pits(Grid& elevation, double step = 1e-3);

/// The drainage of a raster without pits.
Drainage find_drainage(const Grid& filled);

struct TerrainOptions {
  double outlet_x = 0.0, outlet_y = 0.0;
  double snap = 0.0;              ///< [m], how far the outlet may move to the stream
  std::int64_t least_cells = 50;  ///< a smaller watershed means that the outlet is not on a stream
};

/// What was done to the terrain, for the user to read.
struct TerrainReport {
  std::int64_t cells_filled = 0, cells_carved = 0;
  double deepest_fill = 0.0, deepest_carve = 0.0;  ///< [m]
  double outlet_x = 0.0, outlet_y = 0.0;           ///< where the outlet came to lie
  double area = 0.0;                               ///< [m2]
  bool touches_rim = false;                        ///< the watershed may go on beyond the raster
};

/// An outlet that no watershed can be made for.
struct OutletError : DataError {
  using DataError::DataError;
};

/// The watershed above the outlet as quadrilaterals, numbered row by row from the north-west, with elevations
/// that drain from edge to edge to its outlet. Throws OutletError when the outlet is outside, without data,
/// or off the drainage; the message names the nearest stream. Throws DataError when there is no data at all.
SurfaceMesh make_watershed(Grid elevation, const TerrainOptions& options, TerrainReport& report);

}  // namespace entail::meshes
