/// Exact solves along columns: with T, a column matrix without its links between columns.
#pragma once

#include "base/array.hpp"
#include "process/column_matrix.hpp"

namespace entail::solve {

/// Inverse pivots of the tridiagonal systems of all own columns; the rest of their factors is in the matrix:
/// L has above / pivot of the slot above, U has below.
void factor_lines(const process::ColumnMatrix& matrix, const Array<double>& inverse);

/// z = T^-1 r, own slots.
void solve_lines(const process::ColumnMatrix& a, const Array<double>& inverse, const Array<double>& r,
                 const Array<double>& z);

/// y = T^-1 A x = x + T^-1 (links x), own slots; `ghosts` are the values of x in ghost columns.
void multiply_and_solve_lines(const process::ColumnMatrix& a, const Array<double>& inverse,
                              const Array<double>& x, const Array<double>& ghosts, const Array<double>& y);

/// Solves the system of a column's line; `x` holds the right side before, the solution after. `known` is the
/// number of slots, or 0.
template <int known = 0>
KOKKOS_INLINE_FUNCTION void solve_line(const process::ColumnMatrix& a, const Array<double>& inverse,
                                       Index column, double* KOKKOS_RESTRICT x) {
  const int slots = known > 0 ? known : a.slots;
  const double* KOKKOS_RESTRICT above =
      a.values.data() + a.first(column) + process::ColumnMatrix::above * slots;
  const double* KOKKOS_RESTRICT below = above + slots;
  const double* KOKKOS_RESTRICT pivot = inverse.data() + static_cast<std::size_t>(column) * slots;
  for (int s = 1; s < slots; ++s) x[s] -= above[s] * pivot[s - 1] * x[s - 1];
  x[slots - 1] *= pivot[slots - 1];
  for (int s = slots - 2; s >= 0; --s) x[s] = (x[s] - below[s] * x[s + 1]) * pivot[s];
}

}  // namespace entail::solve
