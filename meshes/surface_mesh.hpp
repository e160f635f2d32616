/// A mesh of polygons in the plane: the map view of the model, whole, on one rank.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

namespace entail::meshes {

/// Where surface water leaves the model over an edge of a face.
struct Outlet {
  std::int64_t face = 0;
  double width = 0.0;  ///< [m]
  double slope = 0.0;  ///< of the bed beyond, for outflow at normal depth
};

/// Faces are polygons of at least three nodes, anticlockwise. All coordinates are projected, in metres.
struct SurfaceMesh {
  std::vector<double> node_x, node_y;
  std::vector<std::int64_t> face_first;  ///< per face and one more: where its nodes start in face_nodes
  std::vector<std::int32_t> face_nodes;
  std::vector<double> face_x, face_y;  ///< centroids
  std::vector<double> face_area;       ///< [m2]
  std::vector<double> ground;          ///< [m], elevation of the ground at each face
  std::vector<double> drained_area;    ///< [m2], that drains through each face by D8; empty when not known
  std::vector<Outlet> outlets;

  std::int64_t n_faces() const { return static_cast<std::int64_t>(face_first.size()) - 1; }
  std::int64_t n_nodes() const { return static_cast<std::int64_t>(node_x.size()); }
  int n_face_nodes(std::int64_t face) const {
    return static_cast<int>(face_first[static_cast<std::size_t>(face) + 1] -
                            face_first[static_cast<std::size_t>(face)]);
  }
  int max_face_nodes() const;

  /// Fills centroids and areas from the nodes, turns clockwise faces round. Throws DataError for a face
  /// without area.
  void measure_faces();
};

/// An edge and the faces at its sides; `right` is -1 on the outside of the mesh.
struct Edge {
  std::int32_t node_a, node_b;
  std::int64_t left, right;
};

/// All edges, inner ones first in the order of their faces. Throws DataError when more than two faces share
/// an edge.
std::vector<Edge> find_edges(const SurfaceMesh& mesh);

/// A rectangle of nx times ny equal quadrilaterals, numbered row by row from the south-west.
SurfaceMesh make_box(std::array<double, 2> origin, std::array<double, 2> size, std::array<int, 2> cells);

/// A rectangle of columns between given edges, numbered row by row from the south-west.
SurfaceMesh make_box(const std::vector<double>& edges_x, const std::vector<double>& edges_y);

/// One row of columns between given radii around x = 0, each as wide as `angle` [rad] times its x and centred
/// on y = 0: a sector of rings.
SurfaceMesh make_wedge(const std::vector<double>& radii, double angle);

/// The face that holds a point, or -1. A point on an edge belongs to the face with the smaller number.
std::int64_t find_face(const SurfaceMesh& mesh, double x, double y);

}  // namespace entail::meshes
