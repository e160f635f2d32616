/// Where the model lies: the surface mesh that a deck describes, and its sites found on it.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "meshes/overlay.hpp"
#include "meshes/surface_mesh.hpp"
#include "meshes/terrain.hpp"
#include "study/inputs.hpp"

namespace entail::study {

/// A facility or receptor on the mesh.
struct Site {
  std::string name, kind;
  double x = 0.0, y = 0.0;            ///< [m], a point in it
  std::vector<meshes::Share> shares;  ///< faces and the area [m2] or length [m] in each; 1 for a point
  std::vector<double> screen;         ///< [m], depths
  double ground = 0.0;                ///< [m], of a facility: mean elevation of the ground below it
  std::int64_t overflow_face = -1;    ///< of a facility
};

/// A selection on the mesh.
struct Footprint {
  std::vector<meshes::Share> shares;  ///< faces and the area [m2] or length [m] in each
  bool is_line = false;
};

/// The surface mesh, whole on the root, and the sites, the same on all ranks.
struct Domain {
  std::shared_ptr<meshes::SurfaceMesh> surface;  ///< on the root; null elsewhere
  int file_layers = 0;                           ///< layers that a mesh file brings
  std::vector<double> file_interfaces;           ///< on the root
  std::vector<Site> facilities, receptors;
  std::vector<Site> candidates;  ///< sites where tailings could go; ground and overflow as of facilities
  std::vector<double> middle;    ///< x, y [m]: the mean of all faces; empty without a mesh
  std::string extent;            ///< where the model lies, in words
  std::map<std::string, Footprint> selections;  ///< by the key of the zone or boundary
};

/// Builds the surface mesh on the root and finds the sites on it. Errors go to the root's `diagnostics`.
/// Collective. `surface` stays null on the root when it could not be built.
Domain make_domain(const Comm& comm, Inputs& inputs, Diagnostics& diagnostics);

}  // namespace entail::study
