/// Meshes in UGRID files: those that entail writes, and those of others.
#pragma once

#include <string>
#include <vector>

#include "io/projection.hpp"
#include "io/ugrid.hpp"
#include "meshes/column_mesh.hpp"

namespace entail::io {

/// A mesh as a file holds it, whole.
struct MeshFile {
  meshes::SurfaceMesh surface;
  int n_layers = 0;                ///< 0: the file has no layers
  std::vector<double> interfaces;  ///< [m], n_layers + 1 per face from the ground down
  std::string crs;                 ///< "EPSG:32616" or WKT; empty when the file has none
};

/// Reads a UGRID file: its first 2-D mesh, with ground elevations at faces (standard_name surface_altitude)
/// or nodes (standard_name altitude). Throws DataError that says what is missing. For one rank.
MeshFile read_mesh(const std::string& path);

/// Writes the mesh with its layers and outlets. Collective.
void write_mesh(const std::string& path, const meshes::ColumnMesh& mesh, const Projection* projection,
                const Provenance& provenance);

}  // namespace entail::io
