#include "solve/column_lines.hpp"

#include "process/known_slots.hpp"

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

namespace {

template <int known>
void solve_known(const ColumnMatrix& a, const Array<double>& inverse, const Array<double>& r,
                 const Array<double>& z) {
  Kokkos::parallel_for(
      "entail::solve::solve_lines", range(a.n_columns), KOKKOS_LAMBDA(Index column) {
        const int slots = known > 0 ? known : a.slots;
        const std::size_t first = static_cast<std::size_t>(column) * slots;
        const double* KOKKOS_RESTRICT from = r.data() + first;
        double* KOKKOS_RESTRICT x = z.data() + first;
        for (int s = 0; s < slots; ++s) x[s] = from[s];
        solve_line<known>(a, inverse, column, x);
      });
}

template <int known>
void multiply_and_solve_known(const ColumnMatrix& a, const Array<double>& inverse, const Array<double>& x,
                              const Array<double>& ghosts, const Array<double>& y) {
  const process::LinkedValues linked{x, ghosts, a.n_columns};
  Kokkos::parallel_for(
      "entail::solve::multiply_and_solve_lines", range(a.n_columns), KOKKOS_LAMBDA(Index column) {
        const int slots = known > 0 ? known : a.slots;
        const std::size_t first = static_cast<std::size_t>(column) * slots;
        const double* KOKKOS_RESTRICT own = x.data() + first;
        double* KOKKOS_RESTRICT sum = y.data() + first;
        for (int s = 0; s < slots; ++s) sum[s] = 0.0;
        process::add_links<known>(a, linked, column, sum);
        solve_line<known>(a, inverse, column, sum);
        for (int s = 0; s < slots; ++s) sum[s] += own[s];
      });
}

}  // namespace

void solve_lines(const ColumnMatrix& a, const Array<double>& inverse, const Array<double>& r,
                 const Array<double>& z) {
  process::with_known_slots(a.slots, [&](auto known) { solve_known<known()>(a, inverse, r, z); });
}

void multiply_and_solve_lines(const ColumnMatrix& a, const Array<double>& inverse, const Array<double>& x,
                              const Array<double>& ghosts, const Array<double>& y) {
  process::with_known_slots(a.slots,
                            [&](auto known) { multiply_and_solve_known<known()>(a, inverse, x, ghosts, y); });
}

}  // namespace entail::solve
