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
std::vector<double> solve_known(const ColumnMatrix& a, const Array<double>& inverse, int n_lanes,
                                const Lanes& r, const Lanes& z) {
  return sum_per_lane(
      "entail::solve::solve_lines", a.n_columns, n_lanes, KOKKOS_LAMBDA(Index column, double* sums) {
        const int slots = known > 0 ? known : a.slots;
        const std::size_t first = static_cast<std::size_t>(column) * slots;
        for (int l = 0; l < n_lanes; ++l) {
          const double* KOKKOS_RESTRICT from = r.at[l] + first;
          double* KOKKOS_RESTRICT x = z.at[l] + first;
          for (int s = 0; s < slots; ++s) x[s] = from[s];
          solve_line<known>(a, inverse, column, x);
          for (int s = 0; s < slots; ++s) sums[l] += x[s] * x[s];
        }
      });
}

template <int known>
std::vector<double> multiply_and_solve_known(const ColumnMatrix& a, const Array<double>& inverse, int n_lanes,
                                             const Lanes& x, const Lanes& ghosts, const Lanes& weight,
                                             const Lanes& y) {
  return sum_per_lane(
      "entail::solve::multiply_and_solve_lines", a.n_columns, 2 * n_lanes,
      KOKKOS_LAMBDA(Index column, double* sums) {
        const int slots = known > 0 ? known : a.slots;
        const std::size_t first = static_cast<std::size_t>(column) * slots;
        for (int l = 0; l < n_lanes; ++l) {
          const double* KOKKOS_RESTRICT own = x.at[l] + first;
          double* KOKKOS_RESTRICT sum = y.at[l] + first;
          for (int s = 0; s < slots; ++s) sum[s] = 0.0;
          process::add_links<known>(a, {x.at[l], ghosts.at[l], a.n_columns}, column, sum);
          solve_line<known>(a, inverse, column, sum);
          const double* w = weight.at[l] + first;
          double weighted = 0.0, square = 0.0;
          for (int s = 0; s < slots; ++s) {
            sum[s] += own[s];
            weighted += w[s] * sum[s];
            square += sum[s] * sum[s];
          }
          sums[l] += weighted;
          sums[n_lanes + l] += square;
        }
      });
}

}  // namespace

std::vector<double> solve_lines(const ColumnMatrix& a, const Array<double>& inverse, int n_lanes,
                                const Lanes& r, const Lanes& z) {
  std::vector<double> sums;
  process::with_known_slots(a.slots,
                            [&](auto known) { sums = solve_known<known()>(a, inverse, n_lanes, r, z); });
  return sums;
}

std::vector<double> multiply_and_solve_lines(const ColumnMatrix& a, const Array<double>& inverse, int n_lanes,
                                             const Lanes& x, const Lanes& ghosts, const Lanes& weight,
                                             const Lanes& y) {
  std::vector<double> sums;
  process::with_known_slots(a.slots, [&](auto known) {
    sums = multiply_and_solve_known<known()>(a, inverse, n_lanes, x, ghosts, weight, y);
  });
  return sums;
}

}  // namespace entail::solve
