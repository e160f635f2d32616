/// Exact solves along columns, and sweeps over them: T is a column matrix without its links between columns,
/// M is T and the links to columns that a sweep has gone through before (block Gauss-Seidel).
#pragma once

#include <cstdint>
#include <vector>

#include "base/array.hpp"
#include "base/lanes.hpp"
#include "meshes/column_mesh.hpp"
#include "process/column_matrix.hpp"

namespace entail::solve {

/// Inverse pivots of the tridiagonal systems of all own columns; the rest of their factors is in the matrix:
/// L has above / pivot of the slot above, U has below.
void factor_lines(const process::ColumnMatrix& matrix, const Array<double>& inverse);

/// The same for `lanes` matrices side by side (base/lanes.hpp) that differ in their diagonals alone.
void factor_lines(const process::ColumnMatrix& matrix, int lanes, const Array<double>& diagonals,
                  const Array<double>& inverse);

/// The order of a sweep: colour by colour, where neighbours differ, so that columns of a colour may be gone
/// through at once. On a grid of quadrilaterals it is the same for any number of ranks.
struct ColumnSweep {
  const meshes::Halo* halo = nullptr;
  std::vector<Array<Index>> columns;  ///< own columns, per colour
  Array<std::uint8_t> colour;         ///< per own and ghost column
  Array<double> done;                 ///< values of ghost columns that have been gone through
};

/// The mesh must outlive it. Collective.
ColumnSweep make_column_sweep(const meshes::ColumnMesh& mesh);

/// z = M^-1 r, own slots, of lanes side by side, each with pivots of its own. Returns the sums of z . z per
/// lane on this rank. Collective.
std::vector<double> sweep_columns(const process::ColumnMatrix& a, ColumnSweep& sweep,
                                  const Array<double>& inverse, int lanes, const Array<double>& r,
                                  const Array<double>& z);

/// y = M^-1 A x = x + M^-1 (links to columns gone through later) x, own slots, of lanes side by side, each
/// with pivots of its own; `ghosts` are the values of x in ghost columns. Returns the sums of weight . y per
/// lane on this rank, then those of y . y. Collective.
std::vector<double> multiply_and_sweep_columns(const process::ColumnMatrix& a, ColumnSweep& sweep,
                                               const Array<double>& inverse, int lanes,
                                               const Array<double>& x, const Array<double>& ghosts,
                                               const Array<double>& weight, const Array<double>& y);

/// Solves the systems of a column's line in all lanes; `x` holds the right sides before, the solutions after.
/// `known` is the number of slots, or 0.
template <int known = 0, int width = 1>
KOKKOS_INLINE_FUNCTION void solve_line(const process::ColumnMatrix& a, const Array<double>& inverse,
                                       Index column, double* KOKKOS_RESTRICT x) {
  using Values = Lanes<width>;
  const std::size_t slots = known > 0 ? known : static_cast<std::size_t>(a.slots);
  const double* KOKKOS_RESTRICT above =
      a.values.data() + a.first(column) + process::ColumnMatrix::above * slots;
  const double* KOKKOS_RESTRICT below = above + slots;
  const double* KOKKOS_RESTRICT pivot = inverse.data() + static_cast<std::size_t>(column) * slots * width;
  Values last = Values::load(x, 0);
  for (std::size_t s = 1; s < slots; ++s) {
    last = Values::load(x, s) - above[s] * Values::load(pivot, s - 1) * last;
    last.store(x, s);
  }
  last = last * Values::load(pivot, slots - 1);
  last.store(x, slots - 1);
  for (std::size_t s = slots - 1; s-- > 0;) {
    last = (Values::load(x, s) - below[s] * last) * Values::load(pivot, s);
    last.store(x, s);
  }
}

}  // namespace entail::solve
