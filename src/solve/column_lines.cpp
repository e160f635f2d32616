#include "solve/column_lines.hpp"

namespace entail::solve {

using process::ColumnMatrix;

void factor_lines(const ColumnMatrix& matrix, const Array<double>& inverse) {
  const int slots = matrix.slots;
  Kokkos::parallel_for(
      "entail::solve::factor_lines", range(matrix.n_columns), KOKKOS_LAMBDA(Index column) {
        double correction = 0.0;
        for (int s = 0; s < slots; ++s) {
          const std::size_t i = static_cast<std::size_t>(column) * slots + s;
          inverse(i) = 1.0 / (matrix.values(matrix.at(column, s, ColumnMatrix::diagonal)) - correction);
          if (s + 1 < slots)
            correction = matrix.values(matrix.at(column, s, ColumnMatrix::below)) * inverse(i) *
                         matrix.values(matrix.at(column, s + 1, ColumnMatrix::above));
        }
      });
}

void solve_lines(const ColumnMatrix& a, const Array<double>& inverse, const Array<double>& r,
                 const Array<double>& z) {
  const int slots = a.slots;
  Kokkos::parallel_for(
      "entail::solve::solve_lines", range(a.n_columns), KOKKOS_LAMBDA(Index column) {
        const std::size_t first = static_cast<std::size_t>(column) * slots;
        for (int s = 0; s < slots; ++s) z(first + s) = r(first + s);
        solve_line(a, inverse, column, z.data() + first);
      });
}

}  // namespace entail::solve
