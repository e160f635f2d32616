#include "io/versions.hpp"

#include <fmt/format.h>
#include <netcdf.h>
#include <netcdf_meta.h>
#include <proj.h>

#include <nlohmann/json.hpp>

#ifdef ENTAIL_HAS_GDAL
#include <gdal.h>
#endif

namespace entail::io {

std::vector<Library> libraries() {
  const std::string netcdf = nc_inq_libvers();
#ifdef ENTAIL_HAS_GDAL
  const std::string gdal = GDALVersionInfo("RELEASE_NAME");
#else
  const std::string gdal = "not built in: runs start from mesh files";
#endif
  return {{"NetCDF-C", netcdf.substr(0, netcdf.find(' ')) + (NC_HAS_PARALLEL4 ? " (parallel)" : "")},
          {"GDAL", gdal},
          {"PROJ", proj_info().version},
          {"nlohmann-json", fmt::format("{}.{}.{}", NLOHMANN_JSON_VERSION_MAJOR, NLOHMANN_JSON_VERSION_MINOR,
                                        NLOHMANN_JSON_VERSION_PATCH)}};
}

}  // namespace entail::io
