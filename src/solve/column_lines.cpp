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

/// What a kernel works on.
struct Work {
  ColumnMatrix a;
  Array<double> inverse;
  int n_lanes;
  Lanes x, ghosts, weight, y;
};

/// Where a column's values of a lane are worked out: at the side, where the compiler knows their number and
/// nothing else can point, or else where they belong.
template <int known>
struct Column {
  double at_side[known > 0 ? known : 1];

  KOKKOS_FUNCTION double* values(double* result) { return known > 0 ? at_side : result; }
};

/// y = T^-1 x of `width` lanes from `first` on in a column; sums[lane] += y . y.
template <int known, int width>
KOKKOS_INLINE_FUNCTION void solve_column(const Work& w, int first, Index column, double* sums) {
  const int slots = known > 0 ? known : w.a.slots;
  const std::size_t at = static_cast<std::size_t>(column) * slots;
  Column<known> columns[width];
  double* y[width];
  for (int l = 0; l < width; ++l) {
    y[l] = columns[l].values(w.y.at[first + l] + at);
    for (int s = 0; s < slots; ++s) y[l][s] = w.x.at[first + l][at + s];
  }
  solve_lines_of_column<known, width>(w.a, w.inverse, column, y);
  for (int l = 0; l < width; ++l) {
    double* result = w.y.at[first + l] + at;
    double square = 0.0;
    for (int s = 0; s < slots; ++s) {
      result[s] = y[l][s];
      square += y[l][s] * y[l][s];
    }
    sums[first + l] += square;
  }
}

/// y = T^-1 A x of `width` lanes from `first` on in a column; sums[lane] += weight . y and
/// sums[n_lanes + lane] += y . y.
template <int known, int width>
KOKKOS_INLINE_FUNCTION void multiply_and_solve_column(const Work& w, int first, Index column, double* sums) {
  const int slots = known > 0 ? known : w.a.slots;
  const std::size_t at = static_cast<std::size_t>(column) * slots;
  Column<known> columns[width];
  double* y[width];
  for (int l = 0; l < width; ++l) {
    y[l] = columns[l].values(w.y.at[first + l] + at);
    for (int s = 0; s < slots; ++s) y[l][s] = 0.0;
    process::add_links<known>(w.a, {w.x.at[first + l], w.ghosts.at[first + l], w.a.n_columns}, column, y[l]);
  }
  solve_lines_of_column<known, width>(w.a, w.inverse, column, y);
  for (int l = 0; l < width; ++l) {
    const double *own = w.x.at[first + l] + at, *weight = w.weight.at[first + l] + at;
    double* result = w.y.at[first + l] + at;
    double weighted = 0.0, square = 0.0;
    for (int s = 0; s < slots; ++s) {
      const double value = y[l][s] + own[s];
      weighted += weight[s] * value;
      square += value * value;
      result[s] = value;
    }
    sums[first + l] += weighted;
    sums[w.n_lanes + first + l] += square;
  }
}

template <int known>
std::vector<double> solve_known(const Work& work) {
  return sum_per_lane(
      "entail::solve::solve_lines", work.a.n_columns, work.n_lanes,
      KOKKOS_LAMBDA(Index column, double* sums) {
        int lane = 0;
        for (; lane + 4 <= work.n_lanes; lane += 4) solve_column<known, 4>(work, lane, column, sums);
        for (; lane < work.n_lanes; ++lane) solve_column<known, 1>(work, lane, column, sums);
      });
}

template <int known>
std::vector<double> multiply_and_solve_known(const Work& work) {
  return sum_per_lane(
      "entail::solve::multiply_and_solve_lines", work.a.n_columns, 2 * work.n_lanes,
      KOKKOS_LAMBDA(Index column, double* sums) {
        int lane = 0;
        for (; lane + 4 <= work.n_lanes; lane += 4)
          multiply_and_solve_column<known, 4>(work, lane, column, sums);
        for (; lane < work.n_lanes; ++lane) multiply_and_solve_column<known, 1>(work, lane, column, sums);
      });
}

}  // namespace

std::vector<double> solve_lines(const ColumnMatrix& a, const Array<double>& inverse, int n_lanes,
                                const Lanes& r, const Lanes& z) {
  std::vector<double> sums;
  process::with_known_slots(a.slots, [&](auto known) {
    sums = solve_known<known()>({a, inverse, n_lanes, r, {}, {}, z});
  });
  return sums;
}

std::vector<double> multiply_and_solve_lines(const ColumnMatrix& a, const Array<double>& inverse, int n_lanes,
                                             const Lanes& x, const Lanes& ghosts, const Lanes& weight,
                                             const Lanes& y) {
  std::vector<double> sums;
  process::with_known_slots(a.slots, [&](auto known) {
    sums = multiply_and_solve_known<known()>({a, inverse, n_lanes, x, ghosts, weight, y});
  });
  return sums;
}

}  // namespace entail::solve
