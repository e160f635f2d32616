/// The mesh as kernels see it: slots of columns and the links between them, in device memory.
#pragma once

#include <string>
#include <vector>

#include "base/array.hpp"
#include "field/fields.hpp"

namespace entail::process {

/// Slots of a column: the surface first when there is one, then the cells from the top down. Indices of slots
/// are column * slots + slot, of cells column * n_layers + layer.
struct ColumnGeometry {
  int slots = 0;
  int first_cell = 0;  ///< slot of the top cell: 1 with a surface, else 0
  int n_layers = 0;
  Index n_owned = 0, n_columns = 0, n_links = 0;
  Array<double> area;        ///< [m2] per column
  Array<double> interfaces;  ///< [m] n_layers + 1 per column
  Array<double> elevation;   ///< [m] per slot: the ground for the surface, the centre for a cell
  Array<Index> link_a, link_b;
  Array<double> link_length, link_distance_a, link_distance_b;  ///< [m]
  Array<double> normal_x, normal_y;                             ///< unit vector from a to b
  Array<Index> first_link, column_links;                        ///< as in meshes::ColumnMesh

  KOKKOS_FUNCTION bool has_surface() const { return first_cell == 1; }
  KOKKOS_FUNCTION double thickness(Index column, int layer) const {
    const std::size_t i = static_cast<std::size_t>(column) * (n_layers + 1) + layer;
    return interfaces(i) - interfaces(i + 1);
  }
  KOKKOS_FUNCTION double link_distance(Index link) const {
    return link_distance_a(link) + link_distance_b(link);
  }
  std::size_t own_slots() const {
    return static_cast<std::size_t>(n_owned) * static_cast<std::size_t>(slots);
  }
  std::size_t own_cells() const {
    return static_cast<std::size_t>(n_owned) * static_cast<std::size_t>(n_layers);
  }
};

/// The mesh must outlive it and keep its layers: on a host they share arrays, which are read only.
ColumnGeometry make_geometry(const field::Fields& fields);

/// Values per own cell with those of the ghost columns behind them. Collective.
Array<double> with_ghosts(const meshes::ColumnMesh& mesh, const std::string& label,
                          const std::vector<double>& own_cells);

/// For least-squares gradients over a column's links: the inverse of the 2 x 2 matrix of squared distances to
/// its neighbours (xx, xy, yy) per own column; where they lie on one line the pseudo-inverse, so that there
/// is no gradient across it.
std::vector<double> inverse_moments(const meshes::ColumnMesh& mesh);

/// The sum of a value per own slot on this rank.
double sum_own(const ColumnGeometry& geometry, const Array<double>& slots);

}  // namespace entail::process
