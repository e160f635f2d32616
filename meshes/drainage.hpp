/// Where the faces of a surface mesh drain to, and what comes down on the way.
#pragma once

#include <cstdint>
#include <vector>

#include "meshes/surface_mesh.hpp"

namespace entail::meshes {

/// A tree of steepest descent over the edges of faces. Rank-independent, because it is made of the whole
/// mesh.
struct FaceDrainage {
  static constexpr std::int64_t leaves = -1;  ///< as a receiver: out of the mesh over an outlet
  static constexpr std::int64_t stays = -2;   ///< a hollow, from which nothing flows on

  std::vector<std::int64_t> receiver;
  std::vector<double> length;          ///< [m], from centre to centre; to the outlet: the side of the face
  std::vector<double> descent;         ///< slope to the receiver; of outlets that of the bed, of hollows 0
  std::vector<double> slope;           ///< steepness of the ground, from least squares over all neighbours
  std::vector<double> drained_area;    ///< [m2], that of the face included
  std::vector<std::int64_t> downhill;  ///< all faces, each before its receiver
};

/// The drainage of a mesh whose surface water leaves at `outlets`.
FaceDrainage find_drainage(const SurfaceMesh& mesh, const std::vector<Outlet>& outlets);

/// What becomes of amounts that start on faces and move downhill.
struct RoutedAmounts {
  std::vector<double> deposited;  ///< per face
  std::vector<double> leaving;    ///< per face, over its outlet
};

/// Sends `sources` down: of what enters a face and starts there the part `passing` goes on, the rest stays.
RoutedAmounts route(const FaceDrainage& drainage, const std::vector<double>& sources,
                    const std::vector<double>& passing);

}  // namespace entail::meshes
