#include "meshes/haul.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <queue>

namespace entail::meshes {

namespace {

using Cell = std::int64_t;
using Size = std::size_t;

}  // namespace

HaulStep haul_step(double run, double climb, const HaulCost& cost) {
  const double length = std::max(run, std::fabs(climb) / cost.steepest);
  const double grade = length > 0.0 ? climb / length : 0.0;
  return {length, length * (1.0 + (grade > 0.0 ? cost.rise * grade : -cost.fall * grade))};
}

HaulWays find_haul_ways(const Grid& grid, Cell start, const HaulCost& cost) {
  const auto n = static_cast<Size>(grid.nx * grid.ny);
  HaulWays ways{std::vector<double>(n, 0.0), std::vector<double>(n, std::numeric_limits<double>::infinity()),
                std::vector<Cell>(n, -1)};
  using Entry = std::pair<double, Cell>;
  std::priority_queue<Entry, std::vector<Entry>, std::greater<>> queue;
  ways.effort[static_cast<Size>(start)] = 0.0;
  queue.emplace(0.0, start);
  while (!queue.empty()) {
    const auto [effort, cell] = queue.top();
    queue.pop();
    if (effort > ways.effort[static_cast<Size>(cell)]) continue;
    const Cell column = cell % grid.nx, row = cell / grid.nx;
    for (Cell dr = -1; dr <= 1; ++dr)
      for (Cell dc = -1; dc <= 1; ++dc) {
        if ((dr == 0 && dc == 0) || !grid.contains(column + dc, row + dr)) continue;
        const Cell other = (row + dr) * grid.nx + column + dc;
        const double climb = grid.values[static_cast<Size>(other)] - grid.values[static_cast<Size>(cell)];
        if (std::isnan(climb)) continue;
        const HaulStep step = haul_step(grid.cell * (dr != 0 && dc != 0 ? std::sqrt(2.0) : 1.0), climb, cost);
        const auto o = static_cast<Size>(other);
        if (effort + step.effort >= ways.effort[o]) continue;
        ways.effort[o] = effort + step.effort;
        ways.length[o] = ways.length[static_cast<Size>(cell)] + step.length;
        ways.previous[o] = cell;
        queue.emplace(ways.effort[o], other);
      }
  }
  return ways;
}

std::vector<Cell> HaulWays::way_to(Cell cell) const {
  std::vector<Cell> cells;
  if (std::isinf(effort[static_cast<Size>(cell)])) return cells;
  for (Cell c = cell; c >= 0; c = previous[static_cast<Size>(c)]) cells.push_back(c);
  std::reverse(cells.begin(), cells.end());
  return cells;
}

FlowPath follow_down(const Grid& grid, const std::vector<Cell>& receiver, Cell cell, double longest) {
  FlowPath path{{cell}, {0.0}};
  while (path.distance.back() < longest) {
    const Cell next = receiver[static_cast<Size>(cell)];
    if (next == cell) break;
    const bool diagonal = cell % grid.nx != next % grid.nx && cell / grid.nx != next / grid.nx;
    path.cells.push_back(next);
    path.distance.push_back(path.distance.back() + grid.cell * (diagonal ? std::sqrt(2.0) : 1.0));
    cell = next;
  }
  return path;
}

}  // namespace entail::meshes
