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

/// Solves the system of a column's line; `x` holds the right side before, the solution after.
KOKKOS_INLINE_FUNCTION void solve_line(const process::ColumnMatrix& a, const Array<double>& inverse,
                                       Index column, double* x) {
  const int slots = a.slots;
  const double* const above = a.values.data() + a.at(column, 0, process::ColumnMatrix::above);
  const double* const below = a.values.data() + a.at(column, 0, process::ColumnMatrix::below);
  const double* const pivot = inverse.data() + static_cast<std::size_t>(column) * slots;
  for (int s = 1; s < slots; ++s) x[s] -= above[s] * pivot[s - 1] * x[s - 1];
  x[slots - 1] *= pivot[slots - 1];
  for (int s = slots - 2; s >= 0; --s) x[s] = (x[s] - below[s] * x[s + 1]) * pivot[s];
}

}  // namespace entail::solve
