/// The matrix of a system with one unknown per slot of a column: each couples to the slots above and below it
/// and to the same slot of the neighbouring columns.
#pragma once

#include "base/array.hpp"
#include "base/lanes.hpp"
#include "meshes/column_mesh.hpp"

namespace entail::process {

/// Values in a fixed order, column by column, and in a column entry by entry: the diagonals of its slots,
/// then their couplings to the slot above, to that below (0 where there is none), and one entry per link in
/// the column's order. So loops over the slots of a column pass through memory. Copies share their arrays.
struct ColumnMatrix {
  int slots = 0;
  Index n_columns = 0;      ///< own columns
  Array<Index> first;       ///< per own column and one more: where its values start
  Array<Index> first_link;  ///< per own column and one more: where its links start
  Array<Index> neighbour;   ///< per link of the own columns in their order: the column behind it
  Array<double> values;

  /// Entries of each slot of a column.
  KOKKOS_FUNCTION int width(Index column) const { return 3 + first_link(column + 1) - first_link(column); }
  /// The place of a slot's entry among the values.
  KOKKOS_FUNCTION Index at(Index column, int slot, int entry) const {
    return first(column) + entry * slots + slot;
  }

  static constexpr int diagonal = 0, above = 1, below = 2, links = 3;
};

/// A matrix for this rank's own columns, all zero.
ColumnMatrix make_column_matrix(const meshes::ColumnMesh& mesh, int slots);

/// The same for own columns with links of their own: `first_link` per own column and one more, `neighbour`
/// per link.
ColumnMatrix make_column_matrix(const std::vector<Index>& first_link, const std::vector<Index>& neighbour,
                                int slots);

/// A value per slot, or several lanes of them side by side; those of ghost columns stand in an array of their
/// own.
struct LinkedValues {
  const double *own, *ghosts;  ///< in the memory of the execution space
  Index n_columns;             ///< own columns

  /// The values of a column, of which each has `size`.
  KOKKOS_FUNCTION const double* column(Index other, int size) const {
    return other < n_columns ? own + static_cast<std::size_t>(other) * size
                             : ghosts + static_cast<std::size_t>(other - n_columns) * size;
  }
};

/// Adds to the sums per slot and lane of a column what its links make of x. `known` is the number of slots,
/// or 0.
template <int known, int width = 1>
KOKKOS_INLINE_FUNCTION void add_links(const ColumnMatrix& matrix, const LinkedValues& x, Index column,
                                      double* KOKKOS_RESTRICT sums) {
  const int slots = known > 0 ? known : matrix.slots;
  const double* KOKKOS_RESTRICT value =
      matrix.values.data() + matrix.first(column) + ColumnMatrix::links * slots;
  for (Index k = matrix.first_link(column); k < matrix.first_link(column + 1); ++k, value += slots) {
    const double* KOKKOS_RESTRICT behind = x.column(matrix.neighbour(k), slots * width);
    for (int s = 0; s < slots; ++s) {
      const auto place = static_cast<std::size_t>(s);
      (Lanes<width>::load(sums, place) + value[s] * Lanes<width>::load(behind, place)).store(sums, place);
    }
  }
}

/// result = matrix * x, for own slots; the values of x in ghost columns stand in an array of their own.
void multiply(const ExecutionSpace& space, const ColumnMatrix& matrix, const ConstArray<double>& x,
              const ConstArray<double>& ghosts, const Array<double>& result);

/// The same for lanes side by side (base/lanes.hpp); x is of own and ghost slots.
void multiply_lanes(const ExecutionSpace& space, const ColumnMatrix& matrix, int lanes,
                    const Array<double>& x, const Array<double>& result);

}  // namespace entail::process
