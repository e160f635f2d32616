#include "meshes/versions.hpp"

#include <fmt/format.h>
#include <geos_c.h>
#include <mpi.h>

#include <cstdio>
// After cstdio, which it needs.
#include <ptscotch.h>

namespace entail::meshes {

std::vector<Library> libraries() {
  int version = 0, release = 0, patch = 0;
  SCOTCH_version(&version, &release, &patch);
  return {{"PT-Scotch", fmt::format("{}.{}.{}", version, release, patch)}, {"GEOS", GEOSversion()}};
}

}  // namespace entail::meshes
