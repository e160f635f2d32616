#include "commands/versions.hpp"

#include <fmt/format.h>
#include <geos_c.h>
#include <mpi.h>
#include <muParser.h>
#include <netcdf.h>
#include <netcdf_meta.h>
#include <petscsys.h>
#include <proj.h>
#include <scotch.h>

#include <CLI/Version.hpp>
#include <Eigen/Core>
#include <nlohmann/json.hpp>

#include "base/array.hpp"
#include "base/version.hpp"

#ifdef ENTAIL_HAS_GDAL
#include <gdal.h>
#endif

namespace entail::commands {

namespace {

std::string mpi() {
  char text[MPI_MAX_LIBRARY_VERSION_STRING];
  int length = 0;
  MPI_Get_library_version(text, &length);
  const std::string all(text, static_cast<std::size_t>(length));
  return all.substr(0, all.find(','));
}

std::string petsc() {
  PetscInt major = 0, minor = 0, subminor = 0;
  PetscGetVersionNumber(&major, &minor, &subminor, nullptr);
  return fmt::format("{}.{}.{}", major, minor, subminor);
}

std::string kokkos() {
  return fmt::format("{}.{}.{} ({})", KOKKOS_VERSION / 10000, KOKKOS_VERSION / 100 % 100,
                     KOKKOS_VERSION % 100, ExecutionSpace::name());
}

std::string netcdf() {
  const std::string all = nc_inq_libvers();
  return all.substr(0, all.find(' ')) + (NC_HAS_PARALLEL4 ? " (parallel)" : "");
}

std::string scotch() {
  int version = 0, release = 0, patch = 0;
  SCOTCH_version(&version, &release, &patch);
  return fmt::format("{}.{}.{}", version, release, patch);
}

std::string gdal() {
#ifdef ENTAIL_HAS_GDAL
  return GDALVersionInfo("RELEASE_NAME");
#else
  return "not built in: runs start from mesh files";
#endif
}

}  // namespace

std::string versions() {
  std::string text = version_line() + "\n";
  auto add = [&](const char* name, const std::string& version) {
    text += fmt::format("  {:14} {}\n", name, version);
  };
  add("compiler", __VERSION__);
  add("MPI", mpi());
  add("PETSc", petsc());
  add("Kokkos", kokkos());
  add("NetCDF-C", netcdf());
  add("PT-Scotch", scotch());
  add("GDAL", gdal());
  add("PROJ", proj_info().version);
  add("GEOS", GEOSversion());
  add("Eigen", fmt::format("{}.{}.{}", EIGEN_WORLD_VERSION, EIGEN_MAJOR_VERSION, EIGEN_MINOR_VERSION));
  add("muParser", mu::Parser().GetVersion(mu::pviBRIEF));
  add("CLI11", CLI11_VERSION);
  add("nlohmann-json", fmt::format("{}.{}.{}", NLOHMANN_JSON_VERSION_MAJOR, NLOHMANN_JSON_VERSION_MINOR,
                                   NLOHMANN_JSON_VERSION_PATCH));
  add("fmt", fmt::format("{}.{}.{}", FMT_VERSION / 10000, FMT_VERSION / 100 % 100, FMT_VERSION % 100));
  text.pop_back();
  return text;
}

}  // namespace entail::commands
