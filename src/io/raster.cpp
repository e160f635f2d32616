#include "io/raster.hpp"

#include <fmt/format.h>

#include <cmath>
#include <filesystem>
#include <limits>
#include <memory>

#include "base/error.hpp"

#ifdef ENTAIL_HAS_GDAL
#include <cpl_conv.h>
#include <cpl_error.h>
#include <gdal.h>
#include <gdal_utils.h>
#include <ogr_srs_api.h>
#endif

namespace entail::io {

#ifdef ENTAIL_HAS_GDAL

namespace {

using Dataset = std::unique_ptr<void, void (*)(void*)>;

Dataset own(GDALDatasetH dataset) {
  return {dataset, [](void* d) { GDALClose(d); }};
}

Dataset open(const std::string& path) {
  GDALAllRegister();
  CPLPushErrorHandler(CPLQuietErrorHandler);
  Dataset dataset =
      own(GDALOpenEx(path.c_str(), GDAL_OF_RASTER | GDAL_OF_READONLY, nullptr, nullptr, nullptr));
  const std::string reason = CPLGetLastErrorMsg();
  CPLPopErrorHandler();
  std::error_code ignored;
  if (std::filesystem::file_size(path, ignored) == 0 && !ignored)
    throw DataError(fmt::format("{} is empty", path));
  if (!dataset)
    throw DataError(fmt::format("{} cannot be read as a raster: {}", path,
                                reason.empty() ? "GDAL does not know its format" : reason));
  if (GDALGetRasterCount(dataset.get()) < 1) throw DataError(fmt::format("{} holds no raster band", path));
  return dataset;
}

void require_crs(const std::string& path, GDALDatasetH dataset, const Projection& projection) {
  OGRSpatialReferenceH system = GDALGetSpatialRef(dataset);
  if (!system)
    throw DataError(
        fmt::format("{} has no coordinate reference system; give it the one it was made in, for example: "
                    "gdal_edit.py -a_srs {} {}",
                    path, projection.definition(), path));
  char* text = nullptr;
  OSRExportToWkt(system, &text);
  const std::string wkt = text ? text : "";
  CPLFree(text);
  const char* name = OSRGetName(system);
  if (!projection.same_as(wkt))
    throw DataError(fmt::format(
        "{} is in {}, not in the deck's crs {}; reproject it, for example: gdalwarp -t_srs {} -r bilinear {} "
        "reprojected.tif",
        path, name ? name : "another system", projection.definition(), projection.definition(), path));
}

struct Placement {
  double west, north, width, height;
};

Placement placement_of(const std::string& path, GDALDatasetH dataset) {
  double t[6];
  if (GDALGetGeoTransform(dataset, t) != CE_None)
    throw DataError(fmt::format("{} does not say where it lies", path));
  if (t[2] != 0.0 || t[4] != 0.0 || t[5] >= 0.0)
    throw DataError(
        fmt::format("{} is turned or upside down; warp it to a north-up raster with gdalwarp", path));
  return {t[0], t[3], t[1], -t[5]};
}

Dataset resample(const std::string& path, GDALDatasetH dataset, const Placement& from, double cell_size) {
  const char* method = cell_size > from.width * 1.0001 ? "average" : "bilinear";
  const std::string size = fmt::format("{}", cell_size);
  const std::string west = fmt::format("{}", from.west), north = fmt::format("{}", from.north);
  const double columns = std::ceil(GDALGetRasterXSize(dataset) * from.width / cell_size - 1e-9),
               rows = std::ceil(GDALGetRasterYSize(dataset) * from.height / cell_size - 1e-9);
  const std::string east = fmt::format("{}", from.west + columns * cell_size),
                    south = fmt::format("{}", from.north - rows * cell_size);
  const char* arguments[] = {"-of",         "MEM",        "-r",          method, "-te",        west.c_str(),
                             south.c_str(), east.c_str(), north.c_str(), "-tr",  size.c_str(), size.c_str(),
                             "-ot",         "Float64",    "-dstnodata",  "nan",  nullptr};
  std::unique_ptr<GDALWarpAppOptions, decltype(&GDALWarpAppOptionsFree)> options(
      GDALWarpAppOptionsNew(const_cast<char**>(arguments), nullptr), &GDALWarpAppOptionsFree);
  GDALDatasetH source = dataset;
  int misuse = 0;
  Dataset warped = own(GDALWarp("", nullptr, 1, &source, options.get(), &misuse));
  if (!warped || misuse)
    throw DataError(fmt::format("{} cannot be resampled to {} m: {}", path, cell_size, CPLGetLastErrorMsg()));
  return warped;
}

meshes::Grid to_grid(const std::string& path, GDALDatasetH dataset) {
  const Placement place = placement_of(path, dataset);
  if (std::fabs(place.width - place.height) > 1e-6 * place.width)
    throw DataError(
        fmt::format("{} has cells of {} by {} m; square ones are wanted", path, place.width, place.height));
  meshes::Grid grid{
      GDALGetRasterXSize(dataset), GDALGetRasterYSize(dataset), place.west, place.north, place.width, {}};
  grid.values.resize(static_cast<std::size_t>(grid.nx * grid.ny));
  GDALRasterBandH band = GDALGetRasterBand(dataset, 1);
  if (GDALRasterIO(band, GF_Read, 0, 0, static_cast<int>(grid.nx), static_cast<int>(grid.ny),
                   grid.values.data(), static_cast<int>(grid.nx), static_cast<int>(grid.ny), GDT_Float64, 0,
                   0) != CE_None)
    throw DataError(fmt::format("{} cannot be read: {}", path, CPLGetLastErrorMsg()));
  int has_nodata = 0;
  const double nodata = GDALGetRasterNoDataValue(band, &has_nodata);
  bool any = false;
  for (double& value : grid.values) {
    if ((has_nodata && value == nodata) || !std::isfinite(value))
      value = std::numeric_limits<double>::quiet_NaN();
    any = any || !std::isnan(value);
  }
  if (!any) throw DataError(fmt::format("{} holds no data at all", path));
  return grid;
}

}  // namespace

bool can_read_rasters() { return true; }
std::string gdal_version() { return GDALVersionInfo("RELEASE_NAME"); }

meshes::Grid read_raster(const std::string& path, const Projection& projection, double cell_size) {
  Dataset dataset = open(path);
  require_crs(path, dataset.get(), projection);
  const Placement place = placement_of(path, dataset.get());
  const bool fits = std::fabs(place.width - cell_size) < 1e-6 * cell_size &&
                    std::fabs(place.height - cell_size) < 1e-6 * cell_size;
  if (!fits) dataset = resample(path, dataset.get(), place, cell_size);
  return to_grid(path, dataset.get());
}

meshes::Grid read_raster(const std::string& path, const Projection& projection) {
  Dataset dataset = open(path);
  require_crs(path, dataset.get(), projection);
  return to_grid(path, dataset.get());
}

#else

namespace {
[[noreturn]] void refuse(const std::string& path) {
  throw UsageError(
      fmt::format("{} cannot be read: this entail was built without GDAL; make the mesh with `entail mesh` "
                  "on a machine with GDAL and start from its file",
                  path));
}
}  // namespace

bool can_read_rasters() { return false; }
std::string gdal_version() { return "none"; }
meshes::Grid read_raster(const std::string& path, const Projection&, double) { refuse(path); }
meshes::Grid read_raster(const std::string& path, const Projection&) { refuse(path); }

#endif

}  // namespace entail::io
