/// The matrix of a system with one unknown per slot of a column: each couples to the slots above and below it
/// and to the same slot of the neighbouring columns.
#pragma once

#include "base/array.hpp"
#include "meshes/column_mesh.hpp"

namespace entail::process {

/// Values in a fixed order. Row (column c, slot s) starts at first(c) + s * width(c), where width(c) is 3
/// plus the number of the column's links, and holds: the diagonal, the slot above, the slot below (0 where
/// there is none), then one entry per link in the column's order. Copies share their arrays.
struct ColumnMatrix {
  int slots = 0;
  Array<Index> first;       ///< per own column and one more
  Array<Index> first_link;  ///< per own column and one more: where its links start
  Array<double> values;

  KOKKOS_FUNCTION Index width(Index column) const { return 3 + first_link(column + 1) - first_link(column); }
  KOKKOS_FUNCTION Index row(Index column, int slot) const { return first(column) + slot * width(column); }

  static constexpr int diagonal = 0, above = 1, below = 2, links = 3;
};

/// A matrix for this rank's own columns, all zero.
ColumnMatrix make_column_matrix(const meshes::ColumnMesh& mesh, int slots);

}  // namespace entail::process
