#include "meshes/terrain.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <queue>

#include "base/error.hpp"

namespace entail::meshes {

namespace {

using Cell = std::int64_t;
using Size = std::size_t;

struct Step {
  int column, row;
};
// The four neighbours across an edge come first.
constexpr Step steps[8] = {{1, 0}, {0, 1}, {-1, 0}, {0, -1}, {1, 1}, {-1, 1}, {-1, -1}, {1, -1}};

template <class Visit>
void for_neighbours(const Grid& grid, Cell cell, int count, Visit visit) {
  const Cell column = cell % grid.nx, row = cell / grid.nx;
  for (int i = 0; i < count; ++i) {
    const Cell c = column + steps[i].column, r = row + steps[i].row;
    if (grid.contains(c, r)) visit(r * grid.nx + c, i);
  }
}

bool has_data(const Grid& grid, Cell cell) { return !std::isnan(grid.values[static_cast<Size>(cell)]); }

/// At the rim of the raster or beside a cell without data.
bool at_rim(const Grid& grid, Cell cell) {
  int neighbours = 0;
  for_neighbours(grid, cell, 8, [&](Cell other, int) { neighbours += has_data(grid, other); });
  return neighbours < 8;
}

}  // namespace

std::int64_t fill_pits(Grid& grid, double step) {
  const auto n = static_cast<Size>(grid.nx * grid.ny);
  using Entry = std::pair<double, Cell>;
  std::priority_queue<Entry, std::vector<Entry>, std::greater<>> queue;
  std::vector<char> reached(n, 0);
  for (Cell cell = 0; cell < static_cast<Cell>(n); ++cell)
    if (has_data(grid, cell) && at_rim(grid, cell)) {
      queue.emplace(grid.values[static_cast<Size>(cell)], cell);
      reached[static_cast<Size>(cell)] = 1;
    }
  std::int64_t raised = 0;
  while (!queue.empty()) {
    const auto [level, cell] = queue.top();
    queue.pop();
    for_neighbours(grid, cell, 8, [&, level = level](Cell other, int) {
      const auto o = static_cast<Size>(other);
      if (reached[o] || !has_data(grid, other)) return;
      reached[o] = 1;
      if (grid.values[o] < level + step) {
        raised += grid.values[o] < level;
        grid.values[o] = level + step;
      }
      queue.emplace(grid.values[o], other);
    });
  }
  return raised;
}

Drainage find_drainage(const Grid& grid) {
  const auto n = static_cast<Size>(grid.nx * grid.ny);
  Drainage drainage{std::vector<Cell>(n), std::vector<Cell>(n, 0)};
  std::vector<Cell> order;
  for (Cell cell = 0; cell < static_cast<Cell>(n); ++cell) {
    drainage.receiver[static_cast<Size>(cell)] = cell;
    if (!has_data(grid, cell)) continue;
    order.push_back(cell);
    double steepest = 0.0;
    for_neighbours(grid, cell, 8, [&](Cell other, int i) {
      if (!has_data(grid, other)) return;
      const double fall = grid.values[static_cast<Size>(cell)] - grid.values[static_cast<Size>(other)];
      const double slope = i < 4 ? fall : fall / std::sqrt(2.0);
      if (slope > steepest) {
        steepest = slope;
        drainage.receiver[static_cast<Size>(cell)] = other;
      }
    });
  }
  // From the highest cell down, each hands what it gathered to its receiver.
  std::stable_sort(order.begin(), order.end(), [&](Cell a, Cell b) {
    return grid.values[static_cast<Size>(a)] > grid.values[static_cast<Size>(b)];
  });
  for (Cell cell : order) {
    auto& own = drainage.cells[static_cast<Size>(cell)];
    ++own;
    const Cell receiver = drainage.receiver[static_cast<Size>(cell)];
    if (receiver != cell) drainage.cells[static_cast<Size>(receiver)] += own;
  }
  return drainage;
}

namespace {

double distance(const Grid& grid, Cell cell, double x, double y) {
  return std::hypot(grid.x(cell % grid.nx) - x, grid.y(cell / grid.nx) - y);
}

/// The nearest cell that drains at least `least` cells, or -1.
Cell nearest_stream(const Grid& grid, const Drainage& drainage, double x, double y, Cell least) {
  Cell best = -1;
  for (Cell cell = 0; cell < grid.nx * grid.ny; ++cell)
    if (drainage.cells[static_cast<Size>(cell)] >= least &&
        (best < 0 || distance(grid, cell, x, y) < distance(grid, best, x, y)))
      best = cell;
  return best;
}

/// The nearest cell within the snap distance that drains at least half of the most any cell there drains: on
/// the stream, but not farther along it than needed.
Cell snap_outlet(const Grid& grid, const Drainage& drainage, const TerrainOptions& options) {
  const Cell column = grid.column_of(options.outlet_x), row = grid.row_of(options.outlet_y);
  if (!grid.contains(column, row))
    throw OutletError(fmt::format(
        "the outlet {}, {} lies outside the elevation raster, which spans x {} to {} and y {} to {}",
        options.outlet_x, options.outlet_y, grid.west, grid.west + grid.cell * static_cast<double>(grid.nx),
        grid.north - grid.cell * static_cast<double>(grid.ny), grid.north));
  const Cell given = row * grid.nx + column;
  if (!has_data(grid, given))
    throw OutletError(fmt::format("the elevation raster has no data at the outlet {}, {}", options.outlet_x,
                                  options.outlet_y));
  std::vector<Cell> near{given};
  for (Cell cell = 0; cell < grid.nx * grid.ny; ++cell)
    if (has_data(grid, cell) && distance(grid, cell, options.outlet_x, options.outlet_y) <= options.snap)
      near.push_back(cell);
  Cell most = 0;
  for (Cell cell : near) most = std::max(most, drainage.cells[static_cast<Size>(cell)]);
  if (most < options.least_cells) {
    const double km2 = grid.cell * grid.cell / 1e6;
    std::string advice;
    if (const Cell stream =
            nearest_stream(grid, drainage, options.outlet_x, options.outlet_y, options.least_cells);
        stream >= 0)
      advice = fmt::format(
          "; the nearest stream passes {:.0f}, {:.0f}, {:.0f} m away, and drains {:.2f} km2 there",
          grid.x(stream % grid.nx), grid.y(stream / grid.nx),
          distance(grid, stream, options.outlet_x, options.outlet_y),
          static_cast<double>(drainage.cells[static_cast<Size>(stream)]) * km2);
    throw OutletError(
        fmt::format("the outlet {}, {} is off the drainage: within {:.0f} m of it no cell drains more than "
                    "{:.3f} km2 ({} cells; {} are needed){}",
                    options.outlet_x, options.outlet_y, options.snap, static_cast<double>(most) * km2, most,
                    options.least_cells, advice));
  }
  Cell best = -1;
  for (Cell cell : near)
    if (2 * drainage.cells[static_cast<Size>(cell)] >= most &&
        (best < 0 || distance(grid, cell, options.outlet_x, options.outlet_y) <
                         distance(grid, best, options.outlet_x, options.outlet_y)))
      best = cell;
  return best;
}

/// Marks every cell that drains to the outlet.
std::vector<char> watershed_of(const Grid& grid, const Drainage& drainage, Cell outlet) {
  const auto n = static_cast<Size>(grid.nx * grid.ny);
  std::vector<char> inside(n, 0);
  std::vector<Cell> stack{outlet};
  inside[static_cast<Size>(outlet)] = 1;
  while (!stack.empty()) {
    const Cell cell = stack.back();
    stack.pop_back();
    for_neighbours(grid, cell, 8, [&](Cell other, int) {
      if (!inside[static_cast<Size>(other)] && other != cell &&
          drainage.receiver[static_cast<Size>(other)] == cell) {
        inside[static_cast<Size>(other)] = 1;
        stack.push_back(other);
      }
    });
  }
  return inside;
}

/// Water moves across edges, D8 also across corners. Where a cell's only way down is a corner, the lower of
/// the two cells beside that corner is lowered to halfway between, and added to the watershed when it is
/// outside.
void open_corners(Grid& grid, const Drainage& drainage, Cell outlet, std::vector<char>& inside,
                  TerrainReport& report) {
  std::vector<Cell> order;
  for (Cell cell = 0; cell < grid.nx * grid.ny; ++cell)
    if (inside[static_cast<Size>(cell)] && cell != outlet) order.push_back(cell);
  auto level = [&](Cell cell) -> double& { return grid.values[static_cast<Size>(cell)]; };
  std::stable_sort(order.begin(), order.end(), [&](Cell a, Cell b) { return level(a) < level(b); });
  for (Cell cell : order) {
    bool has_way = false;
    for_neighbours(grid, cell, 4, [&](Cell other, int) {
      has_way |= inside[static_cast<Size>(other)] && level(other) < level(cell);
    });
    if (has_way) continue;
    const Cell receiver = drainage.receiver[static_cast<Size>(cell)];
    const Cell beside_a = receiver / grid.nx * grid.nx + cell % grid.nx,
               beside_b = cell / grid.nx * grid.nx + receiver % grid.nx;
    Cell pass = level(beside_a) <= level(beside_b) ? beside_a : beside_b;
    if (!has_data(grid, pass)) pass = pass == beside_a ? beside_b : beside_a;
    const double bed = (level(cell) + level(receiver)) / 2.0;
    report.deepest_carve = std::max(report.deepest_carve, level(pass) - bed);
    ++report.cells_carved;
    level(pass) = bed;
    inside[static_cast<Size>(pass)] = 1;
  }
}

SurfaceMesh mesh_of(const Grid& grid, const Drainage& drainage, const std::vector<char>& inside,
                    Cell outlet) {
  SurfaceMesh mesh;
  std::vector<std::int32_t> node_of(static_cast<Size>((grid.nx + 1) * (grid.ny + 1)), -1);
  auto node = [&](Cell column, Cell row) {
    auto& number = node_of[static_cast<Size>(row * (grid.nx + 1) + column)];
    if (number < 0) {
      number = static_cast<std::int32_t>(mesh.node_x.size());
      mesh.node_x.push_back(grid.west + static_cast<double>(column) * grid.cell);
      mesh.node_y.push_back(grid.north - static_cast<double>(row) * grid.cell);
    }
    return number;
  };
  mesh.face_first.push_back(0);
  for (Cell row = 0; row < grid.ny; ++row)
    for (Cell column = 0; column < grid.nx; ++column) {
      const Cell cell = row * grid.nx + column;
      if (!inside[static_cast<Size>(cell)]) continue;
      if (cell == outlet) mesh.outlets.push_back({mesh.n_faces(), grid.cell, 0.0});
      for (std::int32_t corner :
           {node(column, row + 1), node(column + 1, row + 1), node(column + 1, row), node(column, row)})
        mesh.face_nodes.push_back(corner);
      mesh.face_first.push_back(static_cast<std::int64_t>(mesh.face_nodes.size()));
      mesh.ground.push_back(grid.values[static_cast<Size>(cell)]);
      mesh.drained_area.push_back(static_cast<double>(drainage.cells[static_cast<Size>(cell)]) * grid.cell *
                                  grid.cell);
    }
  mesh.measure_faces();
  return mesh;
}

/// The fall of the stream bed beyond the outlet, along the drainage for a few cells; never flat.
double slope_below(const Grid& grid, const Drainage& drainage, Cell outlet) {
  Cell cell = outlet;
  double run = 0.0;
  for (int i = 0; i < 5 && drainage.receiver[static_cast<Size>(cell)] != cell; ++i) {
    const Cell next = drainage.receiver[static_cast<Size>(cell)];
    run += grid.cell *
           (cell % grid.nx != next % grid.nx && cell / grid.nx != next / grid.nx ? std::sqrt(2.0) : 1.0);
    cell = next;
  }
  const double fall = grid.values[static_cast<Size>(outlet)] - grid.values[static_cast<Size>(cell)];
  return run > 0.0 ? std::max(1e-3, fall / run) : 1e-2;
}

}  // namespace

SurfaceMesh make_watershed(Grid grid, const TerrainOptions& options, TerrainReport& report) {
  if (std::none_of(grid.values.begin(), grid.values.end(), [](double z) { return !std::isnan(z); }))
    throw DataError("the elevation raster holds no data at all");
  const std::vector<double> original = grid.values;
  fill_pits(grid);
  const Drainage drainage = find_drainage(grid);
  const Cell outlet = snap_outlet(grid, drainage, options);
  std::vector<char> inside = watershed_of(grid, drainage, outlet);
  for (Size i = 0; i < inside.size(); ++i) {
    if (!inside[i]) continue;
    const double fill = grid.values[i] - original[i];
    report.cells_filled += fill > 0.0;
    report.deepest_fill = std::max(report.deepest_fill, fill);
    report.touches_rim |= static_cast<Cell>(i) != outlet && at_rim(grid, static_cast<Cell>(i));
  }
  const double slope = slope_below(grid, drainage, outlet);
  open_corners(grid, drainage, outlet, inside, report);
  SurfaceMesh mesh = mesh_of(grid, drainage, inside, outlet);
  mesh.outlets.front().slope = slope;
  report.outlet_x = grid.x(outlet % grid.nx);
  report.outlet_y = grid.y(outlet / grid.nx);
  report.area = std::accumulate(mesh.face_area.begin(), mesh.face_area.end(), 0.0);
  return mesh;
}

}  // namespace entail::meshes
