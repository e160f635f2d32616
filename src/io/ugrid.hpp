/// The surface mesh in a NetCDF file by the UGRID conventions, laid out so that QGIS, CDO, xarray and
/// ParaView read it.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "io/global_order.hpp"
#include "io/netcdf_file.hpp"
#include "io/projection.hpp"
#include "meshes/column_mesh.hpp"

namespace entail::io {

/// What every file says of its run.
struct Provenance {
  std::string title, summary, command;
  std::string deck;                 ///< resolved, SI
  std::vector<std::string> inputs;  ///< "path sha256"
  std::string date;                 ///< of the run, ISO 8601, UTC
  std::string start_date;           ///< "2025-01-01 00:00:00", zero of the time axis
  std::string start, end;           ///< ISO 8601, of the simulated time
};

/// Writes the global attributes; `what` says what this file holds. Collective.
void write_provenance(NcWriter& file, const Provenance& provenance, const std::string& what);

/// Dimensions of a file with a mesh.
struct MeshDimensions {
  int node = 0, face = 0, max_face_nodes = 0, bounds = 0, time = -1, layer = -1;
};

/// Defines mesh topology, coordinates and reference system, and later writes them. Collective.
class UgridMesh {
 public:
  UgridMesh(const meshes::ColumnMesh& mesh, const Projection* projection);

  /// Defines everything that does not depend on time.
  MeshDimensions define(NcWriter& file);
  void write(NcWriter& file, const GlobalOrder& order);

  /// A variable on faces, (time,) (layer,) faces, with what readers need to place it; in double precision in
  /// a file with a layer dimension.
  struct FaceVariable {
    std::string name, long_name, unit, standard_name, cell_methods;
    int layer = 0;  ///< 1-based; 0: none
    bool in_time = true;
    std::vector<std::pair<std::string, double>> numbers = {};  ///< further attributes, such as a limit
    std::vector<std::pair<std::string, std::string>> texts = {};
    bool in_layers = false;
  };
  int define(NcWriter& file, const MeshDimensions& dimensions, const FaceVariable& variable);

  std::size_t n_faces() const { return n_faces_; }  ///< of all ranks

  /// Chunks for a variable of faces: one instant, at most 2^18 faces.
  std::vector<std::size_t> chunks(bool in_time) const;

 private:
  const meshes::ColumnMesh& mesh_;
  const Projection* projection_;
  std::size_t n_nodes_ = 0, n_faces_ = 0, max_face_nodes_ = 0;
  struct Ids {
    int node_x, node_y, node_z, face_nodes, face_x, face_y, face_lon, face_lat, face_lon_bounds,
        face_lat_bounds, area, ground;
  } id_{};
};

/// The variables of a time axis.
struct TimeAxis {
  int time = 0;
  int bounds = -1;  ///< none in files of instants
};

/// Defines the time axis: days since the start; with a dimension for bounds also the spans that outputs stand
/// for.
TimeAxis define_time(NcWriter& file, int time_dimension, const std::string& start_date,
                     int bounds_dimension = -1);

}  // namespace entail::io
