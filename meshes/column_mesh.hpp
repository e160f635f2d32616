/// The distributed mesh: columns of cells below the faces of a surface mesh.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "base/array.hpp"
#include "base/parallel.hpp"
#include "meshes/bins.hpp"
#include "meshes/halo.hpp"
#include "meshes/surface_mesh.hpp"

namespace entail::meshes {

/// An outer edge of an own column.
struct BoundaryEdge {
  Index column;
  double length;    ///< [m]
  double distance;  ///< [m], from the column's centre to the edge
  double x, y;      ///< [m], middle of the edge
  double normal_x, normal_y;
};

/// The own and ghost columns of one rank. Own columns come first, in the order of their global numbers (the
/// faces of the surface mesh); ghosts follow. Cell k of column c has the local number c * n_layers + k, layer
/// 0 on top.
///
/// A link is an edge shared by two columns of which at least one is own. It points from the column with the
/// smaller global number, a, to the other, b, so that all ranks see it alike; the links of a column are
/// ordered by the global number of the neighbour, so that sums over them do not depend on the partition.
class ColumnMesh {
 public:
  /// Shares the root's mesh out among all ranks. Collective; ranks other than the root pass nullptr.
  ColumnMesh(const Comm& comm, std::shared_ptr<const SurfaceMesh> surface_on_root);

  /// Gives every column its cells: `interfaces` holds n_layers + 1 elevations per own column, from the ground
  /// down. Collective, for the ghosts.
  void set_layers(int n_layers, const std::vector<double>& interfaces);

  const Comm& comm() const { return comm_; }
  const Halo& halo() const { return *halo_; }
  /// Bins that hold about two by two columns. What merges twice by them is on one rank, where ranks have
  /// enough columns.
  const Bins& bins() const { return bins_; }
  /// The whole surface mesh on the root, null elsewhere.
  const SurfaceMesh* surface() const { return surface_.get(); }

  std::int64_t n_global() const { return n_global_; }  ///< columns of all ranks
  Index n_owned() const { return n_owned_; }
  Index n_columns() const { return static_cast<Index>(global_.size()); }  ///< own and ghost
  int n_layers() const { return n_layers_; }
  Index n_owned_cells() const { return n_owned_ * n_layers_; }
  Index n_links() const { return static_cast<Index>(link_a_.size()); }

  // On the host, by column (own and ghost).
  const std::vector<std::int64_t>& global() const { return global_; }
  const std::vector<double>& x() const { return x_; }
  const std::vector<double>& y() const { return y_; }
  const std::vector<double>& area() const { return area_; }      ///< [m2]
  const std::vector<double>& ground() const { return ground_; }  ///< [m]
  /// [m], n_layers + 1 elevations per column from the ground down; the ground alone without layers.
  const std::vector<double>& interfaces() const { return interfaces_; }
  double cell_top(Index column, int layer) const { return interfaces_[interface_index(column, layer)]; }
  double cell_bottom(Index column, int layer) const {
    return interfaces_[interface_index(column, layer + 1)];
  }
  double cell_centre(Index column, int layer) const {
    return 0.5 * (cell_top(column, layer) + cell_bottom(column, layer));
  }

  // On the host, by link.
  const std::vector<Index>& link_a() const { return link_a_; }
  const std::vector<Index>& link_b() const { return link_b_; }
  const std::vector<double>& link_length() const { return link_length_; }  ///< [m], of the shared edge
  const std::vector<double>& link_distance_a() const {
    return link_distance_a_;
  }  ///< [m], from a's centre to the edge
  const std::vector<double>& link_distance_b() const { return link_distance_b_; }
  const std::vector<double>& link_normal_x() const { return link_normal_x_; }  ///< unit vector from a to b
  const std::vector<double>& link_normal_y() const { return link_normal_y_; }
  /// Per own column and one more: where its links start in column_links(). An entry is 2 * link + (1 if it is
  /// b).
  const std::vector<Index>& first_link() const { return first_link_; }
  const std::vector<Index>& column_links() const { return column_links_; }

  const std::vector<BoundaryEdge>& boundary_edges() const { return boundary_edges_; }
  const std::vector<Outlet>& outlets() const {
    return outlets_;
  }  ///< of all ranks; `face` is a global number

  /// The local number of an own column, or -1.
  Index find_owned(std::int64_t global) const;

  /// Hands values by global column number from the root to all own columns. Collective.
  std::vector<double> scatter(const std::vector<double>& on_root) const;

  /// Gathers values by own column to the root, ordered by global number. Collective; empty elsewhere.
  std::vector<double> gather(const std::vector<double>& own) const;

  /// Bytes of this rank's part, the root's surface mesh included.
  std::size_t bytes() const;

 private:
  struct Piece;
  void take(Piece&& piece);
  std::size_t interface_index(Index column, int layer) const {
    return static_cast<std::size_t>(column) * static_cast<std::size_t>(n_layers_ + 1) +
           static_cast<std::size_t>(layer);
  }

  Comm comm_;
  std::shared_ptr<const SurfaceMesh> surface_;
  std::unique_ptr<Halo> halo_;
  Bins bins_;
  std::int64_t n_global_ = 0;
  Index n_owned_ = 0;
  int n_layers_ = 0;
  std::vector<std::int64_t> global_;
  std::vector<double> x_, y_, area_, ground_, interfaces_;
  std::vector<Index> link_a_, link_b_, first_link_, column_links_;
  std::vector<double> link_length_, link_distance_a_, link_distance_b_, link_normal_x_, link_normal_y_;
  std::vector<BoundaryEdge> boundary_edges_;
  std::vector<Outlet> outlets_;
};

}  // namespace entail::meshes
