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

void factor_lines(const ColumnMatrix& matrix, int lanes, const Array<double>& diagonals,
                  const Array<double>& inverse) {
  const int slots = matrix.slots;
  Kokkos::parallel_for(
      "entail::solve::factor_lanes", range(matrix.n_columns * lanes), KOKKOS_LAMBDA(Index k) {
        const Index column = k / lanes;
        double correction = 0.0;
        for (int s = 0; s < slots; ++s) {
          const std::size_t i = (static_cast<std::size_t>(column) * slots + s) * lanes + k % lanes;
          inverse(i) = 1.0 / (diagonals(i) - correction);
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
  const double *x, *ghosts, *weight;
  double* y;
};

/// Where a column's values are worked out: at the side, where the compiler knows their number and nothing
/// else can point, or else where they belong.
template <int known, int width = 1>
struct Column {
  double at_side[known > 0 ? known* width : 1];

  KOKKOS_FUNCTION double* values(double* result) { return known > 0 ? at_side : result; }
};

/// y = T^-1 x in a column; sums += y . y.
template <int known, int width>
KOKKOS_INLINE_FUNCTION void solve_column(const Work& w, Index column, double* sums) {
  using Values = Lanes<width>;
  const std::size_t slots = known > 0 ? known : static_cast<std::size_t>(w.a.slots),
                    at = static_cast<std::size_t>(column) * slots * width;
  Column<known, width> side;
  double* y = side.values(w.y + at);
  for (std::size_t s = 0; s < slots; ++s) Values::load(w.x + at, s).store(y, s);
  solve_line<known, width>(w.a, w.inverse, column, y);
  Values square = Values::all(0.0);
  for (std::size_t s = 0; s < slots; ++s) {
    const Values value = Values::load(y, s);
    value.store(w.y + at, s);
    square += value * value;
  }
  square.add_to(sums);
}

/// y = T^-1 A x in a column; sums += weight . y, then y . y.
template <int known>
KOKKOS_INLINE_FUNCTION void multiply_and_solve_column(const Work& w, Index column, double* sums) {
  const int slots = known > 0 ? known : w.a.slots;
  const std::size_t at = static_cast<std::size_t>(column) * slots;
  Column<known> side;
  double* y = side.values(w.y + at);
  for (int s = 0; s < slots; ++s) y[s] = 0.0;
  process::add_links<known>(w.a, {w.x, w.ghosts, w.a.n_columns}, column, y);
  solve_line<known>(w.a, w.inverse, column, y);
  double weighted = 0.0, square = 0.0;
  for (int s = 0; s < slots; ++s) {
    const double value = y[s] + w.x[at + s];
    weighted += w.weight[at + s] * value;
    square += value * value;
    w.y[at + s] = value;
  }
  sums[0] += weighted;
  sums[1] += square;
}

/// The same for several lanes, slot by slot: their values fill the processor's registers.
template <int width>
KOKKOS_INLINE_FUNCTION void multiply_and_solve_lanes(const Work& w, Index column, double* sums) {
  using Values = Lanes<width>;
  const auto slots = static_cast<std::size_t>(w.a.slots), at = static_cast<std::size_t>(column) * slots;
  const double* KOKKOS_RESTRICT above = w.a.values.data() + w.a.first(column) + ColumnMatrix::above * slots;
  const double *KOKKOS_RESTRICT below = above + slots, *KOKKOS_RESTRICT links = below + slots;
  const process::LinkedValues x{w.x, w.ghosts, w.a.n_columns};
  const Index first = w.a.first_link(column), end = w.a.first_link(column + 1);
  Values last = Values::all(0.0);
  for (std::size_t s = 0; s < slots; ++s) {
    Values sum = s > 0 ? (-above[s]) * (Values::load(w.inverse, at + s - 1) * last) : last;
    for (Index k = first; k < end; ++k)
      sum += links[static_cast<std::size_t>(k - first) * slots + s] *
             Values::load(x.column(w.a.neighbour(k), w.a.slots * width), s);
    last = sum;
    last.store(w.y, at + s);
  }
  Values weighted = Values::all(0.0), square = weighted;
  for (std::size_t s = slots; s-- > 0;) {
    if (s + 1 < slots) last = Values::load(w.y, at + s) - below[s] * last;
    last = last * Values::load(w.inverse, at + s);
    const Values value = last + Values::load(w.x, at + s);
    weighted += Values::load(w.weight, at + s) * value;
    square += value * value;
    value.store(w.y, at + s);
  }
  weighted.add_to(sums);
  square.add_to(sums + width);
}

/// Calls run(number of slots or 0, number of lanes), both known to the compiler: one lane needs to know how
/// many slots there are, for several the loops over lanes are enough.
template <class Run>
void with_known(int slots, int lanes, const Run& run) {
  if (lanes == 1)
    return process::with_known_slots(slots, [&](auto n) { run(n, std::integral_constant<int, 1>()); });
  with_lanes(lanes, [&](auto width) { run(std::integral_constant<int, 0>(), width); });
}

template <int known, int width>
std::vector<double> solve_columns(const Work& work) {
  return reduce_lanes(
      "entail::solve::solve_lines", ExecutionSpace(), work.a.n_columns, width,
      KOKKOS_LAMBDA(Index column, double* sums) { solve_column<known, width>(work, column, sums); });
}

template <int known, int width>
std::vector<double> multiply_and_solve_columns(const Work& work) {
  return reduce_lanes(
      "entail::solve::multiply_and_solve_lines", ExecutionSpace(), work.a.n_columns, 2 * width,
      KOKKOS_LAMBDA(Index column, double* sums) {
        if constexpr (width == 1)
          multiply_and_solve_column<known>(work, column, sums);
        else
          multiply_and_solve_lanes<width>(work, column, sums);
      });
}

}  // namespace

std::vector<double> solve_lines(const ColumnMatrix& a, const Array<double>& inverse, int lanes,
                                const double* r, double* z) {
  std::vector<double> sums;
  with_known(a.slots, lanes, [&](auto known, auto width) {
    sums = solve_columns<known(), width()>({a, inverse, r, nullptr, nullptr, z});
  });
  return sums;
}

std::vector<double> multiply_and_solve_lines(const ColumnMatrix& a, const Array<double>& inverse, int lanes,
                                             const double* x, const double* ghosts, const double* weight,
                                             double* y) {
  std::vector<double> sums;
  with_known(a.slots, lanes, [&](auto known, auto width) {
    sums = multiply_and_solve_columns<known(), width()>({a, inverse, x, ghosts, weight, y});
  });
  return sums;
}

}  // namespace entail::solve
