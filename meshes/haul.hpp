/// Roads and pipes over terrain: the cheapest way from a place to all others.
#pragma once

#include <cstdint>
#include <vector>

#include "meshes/grid.hpp"

namespace entail::meshes {

/// What it costs to move along a way, relative to level ground: 1 + rise g going up and 1 + fall |g| going
/// down a grade g. Ground steeper than `steepest` is climbed in bends: the way is longer, at that grade.
struct HaulCost {
  double rise = 0.0, fall = 0.0;
  double steepest = 0.1;
};

/// Length of a way and what it costs, counted in metres of level ground.
struct HaulStep {
  double length = 0.0, effort = 0.0;
};

/// From one point to another `run` metres away on the map, `climb` metres higher.
HaulStep haul_step(double run, double climb, const HaulCost& cost);

/// The cheapest ways from one cell of a raster to all others, between the centres of the eight neighbours
/// (Dijkstra 1959). `effort` is infinite where no way leads.
struct HaulWays {
  std::vector<double> length, effort;  ///< [m], per cell
  std::vector<std::int64_t> previous;  ///< per cell, -1 at the start and where no way leads

  std::vector<std::int64_t> way_to(std::int64_t cell) const;  ///< cells from the start to `cell`
};

HaulWays find_haul_ways(const Grid& elevation, std::int64_t start, const HaulCost& cost);

/// The way water takes: cells from `cell` down, by `receiver`, until it ends or is `longest` [m] long.
struct FlowPath {
  std::vector<std::int64_t> cells;
  std::vector<double> distance;  ///< [m], of each cell from the first
};

FlowPath follow_down(const Grid& elevation, const std::vector<std::int64_t>& receiver, std::int64_t cell,
                     double longest);

}  // namespace entail::meshes
