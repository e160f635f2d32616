#include "solve/column_lines.hpp"

#include <algorithm>

#include "process/known_slots.hpp"
#include "solve/column_graph.hpp"

namespace entail::solve {

using process::ColumnMatrix;

namespace {

/// Inverse pivots of one lane of a column, with a diagonal per place among slots and lanes.
template <class Diagonal>
KOKKOS_INLINE_FUNCTION void factor_line(const ColumnMatrix& matrix, Index column, int lanes, int lane,
                                        const Diagonal& diagonal, const Array<double>& inverse) {
  double correction = 0.0;
  for (int s = 0; s < matrix.slots; ++s) {
    const std::size_t i = (static_cast<std::size_t>(column) * matrix.slots + s) * lanes + lane;
    inverse(i) = 1.0 / (diagonal(s, i) - correction);
    if (s + 1 < matrix.slots)
      correction = matrix.values(matrix.at(column, s, ColumnMatrix::below)) * inverse(i) *
                   matrix.values(matrix.at(column, s + 1, ColumnMatrix::above));
  }
}

}  // namespace

void factor_lines(const ColumnMatrix& matrix, const Array<double>& inverse) {
  Kokkos::parallel_for(
      "entail::solve::factor_lines", range(matrix.n_columns), KOKKOS_LAMBDA(Index column) {
        const auto diagonal = [&](int s, std::size_t) {
          return matrix.values(matrix.at(column, s, ColumnMatrix::diagonal));
        };
        factor_line(matrix, column, 1, 0, diagonal, inverse);
      });
}

void factor_lines(const ColumnMatrix& matrix, int lanes, const Array<double>& diagonals,
                  const Array<double>& inverse) {
  Kokkos::parallel_for(
      "entail::solve::factor_lanes", range(matrix.n_columns * lanes), KOKKOS_LAMBDA(Index k) {
        const auto diagonal = [&](int, std::size_t i) { return diagonals(i); };
        factor_line(matrix, k / lanes, lanes, k % lanes, diagonal, inverse);
      });
}

namespace {

/// Of two colours, the first is that of the first column of the model.
void order(const meshes::ColumnMesh& mesh, std::vector<Index>& colours) {
  const auto& global = mesh.global();
  const auto first = std::find(global.begin(), global.begin() + mesh.n_owned(), 0);
  const bool is_here = first != global.begin() + mesh.n_owned();
  const double its = is_here ? colours[static_cast<std::size_t>(first - global.begin())] : -1.0;
  if (mesh.comm().max(its) == 0.0) return;
  for (Index& k : colours) k = k == 0 ? 1 : (k == 1 ? 0 : k);
}

}  // namespace

ColumnSweep make_column_sweep(const meshes::ColumnMesh& mesh) {
  std::vector<Index> colours = colour(graph_of(mesh));
  order(mesh, colours);
  const Index highest = colours.empty() ? 0 : *std::max_element(colours.begin(), colours.end());
  std::vector<std::vector<Index>> columns(
      1 + static_cast<std::size_t>(mesh.comm().max(static_cast<std::int64_t>(highest))));
  for (Index c = 0; c < mesh.n_owned(); ++c)
    columns[static_cast<std::size_t>(colours[static_cast<std::size_t>(c)])].push_back(c);
  ColumnSweep sweep;
  sweep.halo = &mesh.halo();
  for (const auto& some : columns) sweep.columns.push_back(to_device("columns of a colour", some));
  sweep.colour = to_device("colours of columns", std::vector<std::uint8_t>(colours.begin(), colours.end()));
  return sweep;
}

namespace {

/// What a kernel works on.
struct Work {
  ColumnMatrix a;
  Array<std::uint8_t> colour;
  Array<double> inverse;
  const double *x, *ghosts, *weight;
  double* y;
  const double* done;

  /// Whether a sweep that has come to a column has gone through a neighbour.
  KOKKOS_FUNCTION bool is_before(Index neighbour, Index column) const {
    return colour(neighbour) < colour(column);
  }
  /// What a sweep has made of such a column's `size` values.
  KOKKOS_FUNCTION const double* done_at(Index column, int size) const {
    return process::LinkedValues{y, done, a.n_columns}.column(column, size);
  }
};

/// y = M^-1 x in a column; sums += y . y.
template <int width>
KOKKOS_INLINE_FUNCTION void sweep_column(const Work& w, Index column, double* sums) {
  using Values = Lanes<width>;
  const auto slots = static_cast<std::size_t>(w.a.slots);
  const std::size_t at = static_cast<std::size_t>(column) * slots;
  double* y = w.y + at * width;
  for (std::size_t s = 0; s < slots; ++s) Values::load(w.x, at + s).store(y, s);
  const double* value = w.a.values.data() + w.a.first(column) + ColumnMatrix::links * slots;
  for (Index k = w.a.first_link(column); k < w.a.first_link(column + 1); ++k, value += slots) {
    const Index other = w.a.neighbour(k);
    if (!w.is_before(other, column)) continue;
    const double* done = w.done_at(other, w.a.slots * width);
    for (std::size_t s = 0; s < slots; ++s)
      (Values::load(y, s) - value[s] * Values::load(done, s)).store(y, s);
  }
  solve_line<0, width>(w.a, w.inverse, column, y);
  Values square = Values::all(0.0);
  for (std::size_t s = 0; s < slots; ++s) square += Values::load(y, s) * Values::load(y, s);
  square.add_to(sums);
}

/// y = M^-1 A x in a column; sums += weight . y, then y . y. With a number of slots that the compiler knows,
/// values are worked out at the side, where nothing else can point.
template <int known>
KOKKOS_INLINE_FUNCTION void multiply_and_sweep_column(const Work& w, Index column, double* sums) {
  const int slots = known > 0 ? known : w.a.slots;
  const std::size_t at = static_cast<std::size_t>(column) * slots;
  double at_side[known > 0 ? known : 1];
  double* KOKKOS_RESTRICT y = known > 0 ? at_side : w.y + at;
  for (int s = 0; s < slots; ++s) y[s] = 0.0;
  const process::LinkedValues x{w.x, w.ghosts, w.a.n_columns};
  const double* KOKKOS_RESTRICT value = w.a.values.data() + w.a.first(column) + ColumnMatrix::links * slots;
  for (Index k = w.a.first_link(column); k < w.a.first_link(column + 1); ++k, value += slots) {
    const Index other = w.a.neighbour(k);
    const double* there = x.column(other, slots);
    if (w.is_before(other, column)) {
      const double* done = w.done_at(other, slots);
      for (int s = 0; s < slots; ++s) y[s] -= value[s] * (done[s] - there[s]);
    } else {
      for (int s = 0; s < slots; ++s) y[s] += value[s] * there[s];
    }
  }
  solve_line<known>(w.a, w.inverse, column, y);
  double weighted = 0.0, square = 0.0;
  for (int s = 0; s < slots; ++s) {
    const double result = y[s] + w.x[at + s];
    weighted += w.weight[at + s] * result;
    square += result * result;
    w.y[at + s] = result;
  }
  sums[0] += weighted;
  sums[1] += square;
}

/// The same for several lanes, slot by slot: their values fill the processor's registers.
template <int width>
KOKKOS_INLINE_FUNCTION void multiply_and_sweep_lanes(const Work& w, Index column, double* sums) {
  using Values = Lanes<width>;
  const auto slots = static_cast<std::size_t>(w.a.slots), at = static_cast<std::size_t>(column) * slots;
  const double* KOKKOS_RESTRICT above = w.a.values.data() + w.a.first(column) + ColumnMatrix::above * slots;
  const double *KOKKOS_RESTRICT below = above + slots, *KOKKOS_RESTRICT links = below + slots;
  const process::LinkedValues x{w.x, w.ghosts, w.a.n_columns};
  const Index first = w.a.first_link(column), end = w.a.first_link(column + 1);
  Values last = Values::all(0.0);
  for (std::size_t s = 0; s < slots; ++s) {
    Values sum = s > 0 ? (-above[s]) * (Values::load(w.inverse, at + s - 1) * last) : last;
    for (Index k = first; k < end; ++k) {
      const Index other = w.a.neighbour(k);
      const double value = links[static_cast<std::size_t>(k - first) * slots + s];
      const Values there = Values::load(x.column(other, w.a.slots * width), s);
      sum +=
          value *
          (w.is_before(other, column) ? there - Values::load(w.done_at(other, w.a.slots * width), s) : there);
    }
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

template <int width>
std::vector<double> sweep_colour(const Work& work, const Array<Index>& columns) {
  return reduce_lanes(
      "entail::solve::sweep_columns", ExecutionSpace(), static_cast<Index>(columns.extent(0)), width,
      KOKKOS_LAMBDA(Index k, double* sums) { sweep_column<width>(work, columns(k), sums); });
}

template <int known, int width>
std::vector<double> multiply_and_sweep_colour(const Work& work, const Array<Index>& columns) {
  return reduce_lanes(
      "entail::solve::multiply_and_sweep_columns", ExecutionSpace(), static_cast<Index>(columns.extent(0)),
      2 * width, KOKKOS_LAMBDA(Index k, double* sums) {
        if constexpr (width == 1)
          multiply_and_sweep_column<known>(work, columns(k), sums);
        else
          multiply_and_sweep_lanes<width>(work, columns(k), sums);
      });
}

/// The sums over all colours of what run(columns of a colour) returns. Between them the values of columns
/// gone through go to ranks that have them as ghosts.
template <class Run>
std::vector<double> sum_colours(const ColumnSweep& sweep, int block, const Array<double>& y, int n,
                                const Run& run) {
  std::vector<double> sums(static_cast<std::size_t>(n), 0.0);
  for (std::size_t c = 0; c < sweep.columns.size(); ++c) {
    if (c > 0) sweep.halo->exchange(y, sweep.done, block);
    const std::vector<double> some = run(sweep.columns[c]);
    for (std::size_t k = 0; k < sums.size(); ++k) sums[k] += some[k];
  }
  return sums;
}

/// Makes room for the values of ghost columns.
void make_room(ColumnSweep& sweep, int block) {
  const auto size = static_cast<std::size_t>(sweep.halo->n_ghosts() * block);
  if (sweep.done.extent(0) < size) sweep.done = Array<double>("swept ghosts", size);
}

/// Calls run(number of slots or 0, number of lanes), both known to the compiler: one lane needs to know how
/// many slots there are, for several the loops over lanes are enough.
template <class Run>
void with_known(int slots, int lanes, const Run& run) {
  if (lanes == 1)
    return process::with_known_slots(slots, [&](auto n) { run(n, std::integral_constant<int, 1>()); });
  with_lanes(lanes, [&](auto width) { run(std::integral_constant<int, 0>(), width); });
}

}  // namespace

std::vector<double> sweep_columns(const ColumnMatrix& a, ColumnSweep& sweep, const Array<double>& inverse,
                                  int lanes, const Array<double>& r, const Array<double>& z) {
  make_room(sweep, a.slots * lanes);
  const Work work{a, sweep.colour, inverse, r.data(), nullptr, nullptr, z.data(), sweep.done.data()};
  std::vector<double> sums;
  with_lanes(lanes, [&](auto width) {
    sums = sum_colours(sweep, a.slots * lanes, z, lanes,
                       [&](const auto& columns) { return sweep_colour<width()>(work, columns); });
  });
  return sums;
}

std::vector<double> multiply_and_sweep_columns(const ColumnMatrix& a, ColumnSweep& sweep,
                                               const Array<double>& inverse, int lanes,
                                               const Array<double>& x, const Array<double>& ghosts,
                                               const Array<double>& weight, const Array<double>& y) {
  make_room(sweep, a.slots * lanes);
  const Work work{a,        sweep.colour,     inverse, x.data(), ghosts.data(), weight.data(),
                  y.data(), sweep.done.data()};
  std::vector<double> sums;
  with_known(a.slots, lanes, [&](auto known, auto width) {
    sums = sum_colours(sweep, a.slots * lanes, y, 2 * lanes, [&](const auto& columns) {
      return multiply_and_sweep_colour<known(), width()>(work, columns);
    });
  });
  return sums;
}

}  // namespace entail::solve
