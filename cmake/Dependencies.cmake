# Every third-party library, found once. Their headers are SYSTEM: our warnings are for our code.

find_package(MPI REQUIRED COMPONENTS C CXX)
include(FindParallelKokkos)
if(NOT PARALLEL_KOKKOS_FOUND)
  message(FATAL_ERROR "No Kokkos with a parallel backend found: run scripts/setup, or set Kokkos_ROOT to yours.")
endif()
find_package(Eigen3 REQUIRED NO_MODULE)
find_package(CLI11 REQUIRED)
find_package(fmt REQUIRED)
find_package(yaml-cpp REQUIRED)
find_package(muparser REQUIRED)
find_package(PROJ REQUIRED)
find_package(OpenSSL REQUIRED COMPONENTS Crypto)
find_package(nlohmann_json REQUIRED)
find_package(PkgConfig REQUIRED)
pkg_check_modules(PETSC REQUIRED IMPORTED_TARGET PETSc)
find_package(NLopt REQUIRED)
pkg_check_modules(CBC REQUIRED IMPORTED_TARGET cbc)
pkg_check_modules(UDUNITS REQUIRED IMPORTED_TARGET udunits)
pkg_check_modules(NETCDF REQUIRED IMPORTED_TARGET netcdf-mpi)

# The GEOS C interface is the stable one; its CMake target is GEOS::geos_c.
find_package(GEOS REQUIRED)

# pkg-config leaves out the folder that holds netcdf_par.h.
find_path(NETCDF_MPI_INCLUDE netcdf_par.h REQUIRED
  PATH_SUFFIXES netcdf/mpi/include HINTS /usr/lib/${CMAKE_LIBRARY_ARCHITECTURE} ${NETCDF_INCLUDE_DIRS})
add_library(netcdf_mpi INTERFACE)
target_include_directories(netcdf_mpi SYSTEM INTERFACE ${NETCDF_MPI_INCLUDE})
target_link_libraries(netcdf_mpi INTERFACE PkgConfig::NETCDF MPI::MPI_C)

find_path(PTSCOTCH_INCLUDE ptscotch.h REQUIRED PATH_SUFFIXES scotch)
find_library(PTSCOTCH_LIBRARY ptscotch REQUIRED)
find_library(SCOTCH_LIBRARY scotch REQUIRED)
find_library(PTSCOTCH_ERROR_LIBRARY ptscotcherr REQUIRED)
add_library(ptscotch INTERFACE)
target_include_directories(ptscotch SYSTEM INTERFACE ${PTSCOTCH_INCLUDE})
target_link_libraries(ptscotch INTERFACE ${PTSCOTCH_LIBRARY} ${SCOTCH_LIBRARY} ${PTSCOTCH_ERROR_LIBRARY} MPI::MPI_C)

if(ENTAIL_GDAL)
  find_package(GDAL)
  if(NOT GDAL_FOUND)
    message(STATUS "GDAL not found: rasters cannot be read, runs start from mesh files")
  endif()
endif()

find_program(CCACHE ccache)
if(CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE})
endif()
