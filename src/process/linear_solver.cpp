#include "process/linear_solver.hpp"

#include "base/lanes.hpp"

namespace entail::process {

namespace {

void set_diagonal(const ColumnMatrix& matrix, const Array<double>& diagonal) {
  Kokkos::parallel_for(
      "entail::process::set_diagonal", range(static_cast<Index>(diagonal.extent(0))), KOKKOS_LAMBDA(Index i) {
        matrix.values(matrix.at(i / matrix.slots, i % matrix.slots, ColumnMatrix::diagonal)) = diagonal(i);
      });
}

}  // namespace

void LinearSolver::load_lanes(const ColumnMatrix& matrix, int lanes, const Array<double>& diagonals) {
  lanes_ = {matrix, lanes, diagonals};
  lanes_.matrix.values = Array<double>("matrix values of a lane", matrix.values.extent(0));
  Kokkos::deep_copy(lanes_.matrix.values, matrix.values);
}

std::vector<LinearReport> LinearSolver::solve_lanes(const Array<double>& right_sides,
                                                    const Array<double>& unknowns,
                                                    const std::vector<bool>& wanted) {
  const ExecutionSpace space;
  const int width = lanes_.count;
  const auto lanes = static_cast<std::size_t>(width);
  const std::size_t own = right_sides.extent(0) / lanes, all = unknowns.extent(0) / lanes;
  Array<double> diagonal("diagonal", own), right_side("right side", own), unknown("unknowns", all);
  std::vector<LinearReport> reports(lanes);
  for (int l = 0; l < width; ++l) {
    if (!wanted[static_cast<std::size_t>(l)]) continue;
    take_lane(space, static_cast<Index>(own), width, l, lanes_.diagonals, diagonal);
    take_lane(space, static_cast<Index>(own), width, l, right_sides, right_side);
    take_lane(space, static_cast<Index>(all), width, l, unknowns, unknown);
    set_diagonal(lanes_.matrix, diagonal);
    load(lanes_.matrix);
    reports[static_cast<std::size_t>(l)] = solve(right_side, unknown);
    put_lane(space, static_cast<Index>(all), width, l, unknown, unknowns);
  }
  return reports;
}

}  // namespace entail::process
