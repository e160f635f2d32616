/// Rasters, by GDAL. Without GDAL at build time these throw UsageError and say how to go on.
#pragma once

#include <string>

#include "io/projection.hpp"
#include "meshes/grid.hpp"

namespace entail::io {

/// True when entail was built with GDAL.
bool can_read_rasters();
std::string gdal_version();

/// Reads the first band of a raster on square cells of `cell_size` metres (averaged when the raster is finer,
/// interpolated when it is coarser; as it is when it fits). Cells without data are NaN. Throws DataError when
/// the file cannot be read, has no coordinate reference system or another than `projection`, is turned, or
/// holds no data.
meshes::Grid read_raster(const std::string& path, const Projection& projection, double cell_size);

/// The same on the raster's own cells, which must be square.
meshes::Grid read_raster(const std::string& path, const Projection& projection);

}  // namespace entail::io
