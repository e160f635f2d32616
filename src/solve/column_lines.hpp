/// Exact solves along columns: with T, a column matrix without its links between columns.
#pragma once

#include "base/array.hpp"
#include "process/column_matrix.hpp"
#include "solve/lanes.hpp"

namespace entail::solve {

/// Inverse pivots of the tridiagonal systems of all own columns; the rest of their factors is in the matrix:
/// L has above / pivot of the slot above, U has below.
void factor_lines(const process::ColumnMatrix& matrix, const Array<double>& inverse);

/// z = T^-1 r, own slots, of each lane. Returns the sums of z . z per lane on this rank.
std::vector<double> solve_lines(const process::ColumnMatrix& a, const Array<double>& inverse, int n_lanes,
                                const Lanes& r, const Lanes& z);

/// y = T^-1 A x = x + T^-1 (links x), own slots, of each lane; `ghosts` are the values of x in ghost columns.
/// Returns the sums of weight . y per lane on this rank, then those of y . y. What a column has in the matrix
/// is read from memory once for all lanes.
std::vector<double> multiply_and_solve_lines(const process::ColumnMatrix& a, const Array<double>& inverse,
                                             int n_lanes, const Lanes& x, const Lanes& ghosts,
                                             const Lanes& weight, const Lanes& y);

/// Solves the systems of a column's line; `x` holds the right sides before, the solutions after. `known` is
/// the number of slots, or 0. The recurrence along the line leaves a processor waiting, unless it has
/// several.
template <int known, int width>
KOKKOS_INLINE_FUNCTION void solve_lines_of_column(const process::ColumnMatrix& a,
                                                  const Array<double>& inverse, Index column,
                                                  double* const (&x)[width]) {
  const int slots = known > 0 ? known : a.slots;
  const double* KOKKOS_RESTRICT above =
      a.values.data() + a.first(column) + process::ColumnMatrix::above * slots;
  const double* KOKKOS_RESTRICT below = above + slots;
  const double* KOKKOS_RESTRICT pivot = inverse.data() + static_cast<std::size_t>(column) * slots;
  double last[width];
  for (int l = 0; l < width; ++l) last[l] = x[l][0];
  for (int s = 1; s < slots; ++s) {
    const double factor = above[s] * pivot[s - 1];
    for (int l = 0; l < width; ++l) x[l][s] = last[l] = x[l][s] - factor * last[l];
  }
  for (int l = 0; l < width; ++l) x[l][slots - 1] = last[l] = last[l] * pivot[slots - 1];
  for (int s = slots - 2; s >= 0; --s)
    for (int l = 0; l < width; ++l) x[l][s] = last[l] = (x[l][s] - below[s] * last[l]) * pivot[s];
}

/// The same for one right side.
template <int known = 0>
KOKKOS_INLINE_FUNCTION void solve_line(const process::ColumnMatrix& a, const Array<double>& inverse,
                                       Index column, double* KOKKOS_RESTRICT x) {
  solve_lines_of_column<known, 1>(a, inverse, column, {x});
}

}  // namespace entail::solve
