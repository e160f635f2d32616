#include "meshes/storage.hpp"

#include <gmock/gmock.h>

#include <cmath>

#include "base/error.hpp"
#include "meshes/haul.hpp"

namespace entail::meshes {
namespace {

Grid make_grid(std::int64_t nx, std::int64_t ny, double cell,
               const std::function<double(double, double)>& z) {
  Grid grid;
  grid.nx = nx;
  grid.ny = ny;
  grid.cell = cell;
  grid.north = static_cast<double>(ny) * cell;
  for (std::int64_t row = 0; row < ny; ++row)
    for (std::int64_t column = 0; column < nx; ++column)
      grid.values.push_back(z(grid.x(column), grid.y(row)));
  return grid;
}

Region rectangle(double west, double south, double east, double north) {
  Region region;
  region.parts.push_back({{west, south, east, south, east, north, west, north}, {}});
  return region;
}

/// On level ground the dam runs all around, and what it holds is a prism less the dam's body inside.
TEST(SiteGround, RingDamOnLevelGround) {
  const Grid level = make_grid(20, 20, 50.0, [](double, double) { return 100.0; });
  const SiteGround site(level, rectangle(200.0, 200.0, 600.0, 500.0));
  const DamShape dam{10.0, 2.0, 3.0, 0.0};
  const Impoundment pool = site.impound(110.0, dam);
  EXPECT_NEAR(site.area(), 120000.0, 1e-6);
  EXPECT_NEAR(site.slope(), 0.0, 1e-12);
  EXPECT_NEAR(pool.height, 10.0, 1e-12);
  EXPECT_NEAR(pool.dam_length, 1400.0, 1e-9);
  EXPECT_NEAR(pool.dam_volume, 1400.0 * (10.0 * 10.0 + 2.5 * 100.0), 1e-6);
  EXPECT_NEAR(pool.storage, 120000.0 * 10.0 - 1400.0 * 100.0, 1e-6);
  EXPECT_NEAR(pool.flooded_area, 120000.0, 1e-6);
}

/// A V-shaped valley that falls to the south, closed by one dam: storage by integration by hand.
TEST(SiteGround, ValleyClosedByOneDam) {
  // z = |x - 1005| / 2 + y / 10; the site goes from y = 500 up the valley, its other sides are above the
  // crest.
  const Grid valley =
      make_grid(200, 200, 10.0, [](double x, double y) { return std::fabs(x - 1005.0) / 2.0 + y / 10.0; });
  const SiteGround site(valley, rectangle(905.0, 500.0, 1105.0, 1100.0), 400);
  const DamShape wall{4.0, 0.0, 0.0, 0.0};
  const double height = 30.0;
  const Impoundment pool = site.impound(50.0 + height, wall);
  // A wedge of section height^2 / slope over a length height / 0.1: height^3 / (0.5 * 0.1) / 3.
  EXPECT_NEAR(site.lowest(), 50.0, 0.4);
  EXPECT_NEAR(site.toe_x(), 1005.0, 1.0);
  EXPECT_NEAR(site.toe_y(), 500.0, 1e-9);
  EXPECT_NEAR(pool.storage, std::pow(height, 3) / (3.0 * 0.5 * 0.1), 0.01 * pool.storage);
  // A wall of width 4 over the valley's section: 4 height^2 / 0.5.
  EXPECT_NEAR(pool.dam_volume, 4.0 * height * height / 0.5, 0.01 * pool.dam_volume);
  EXPECT_NEAR(pool.dam_length, 2.0 * height / 0.5, 4.0);
}

TEST(SiteGround, VolumeAndCrestAreInverse) {
  const Grid valley =
      make_grid(60, 60, 20.0, [](double x, double y) { return std::fabs(x - 600.0) / 3.0 + y / 8.0; });
  const SiteGround site(valley, rectangle(400.0, 300.0, 800.0, 900.0));
  for (const double height : {5.0, 12.0, 25.0}) {
    const DamShape dam;
    const Impoundment pool = site.impound(site.lowest() + height, dam);
    if (pool.storage <= 0.0) continue;
    const Impoundment back = site.impound_volume(pool.storage, dam);
    EXPECT_NEAR(back.storage, pool.storage, 1e-6 * pool.storage);
    EXPECT_NEAR(back.crest, pool.crest, 1e-6);
  }
}

TEST(SiteGround, SaysThatElevationsDoNotCoverIt) {
  const Grid level = make_grid(10, 10, 10.0, [](double, double) { return 1.0; });
  EXPECT_THROW(SiteGround(level, rectangle(50.0, 50.0, 150.0, 90.0)), DataError);
}

TEST(Regions, OverlapAndDistance) {
  const Region a = rectangle(0.0, 0.0, 10.0, 10.0);
  EXPECT_TRUE(overlap(a, rectangle(5.0, 5.0, 15.0, 15.0)));
  EXPECT_TRUE(overlap(a, rectangle(2.0, 2.0, 3.0, 3.0)));
  EXPECT_FALSE(overlap(a, rectangle(11.0, 0.0, 15.0, 10.0)));
  EXPECT_DOUBLE_EQ(distance(a, 13.0, 14.0), 5.0);
  EXPECT_DOUBLE_EQ(distance(a, 5.0, 5.0), 0.0);
}

TEST(Haul, LevelGroundCostsItsLength) {
  const Grid level = make_grid(11, 11, 10.0, [](double, double) { return 7.0; });
  const HaulWays ways = find_haul_ways(level, 0, {15.0, 5.0, 0.1});
  EXPECT_NEAR(ways.effort[10], 100.0, 1e-9);
  EXPECT_NEAR(ways.effort[10 * 11 + 10], 100.0 * std::sqrt(2.0), 1e-9);
  EXPECT_EQ(ways.way_to(10).size(), 11U);
}

TEST(Haul, GradesCostAndSteepGroundIsClimbedInBends) {
  const HaulCost cost{10.0, 4.0, 0.1};
  const HaulStep up = haul_step(100.0, 5.0, cost), down = haul_step(100.0, -5.0, cost),
                 steep = haul_step(100.0, 30.0, cost);
  EXPECT_NEAR(up.effort, 100.0 * 1.5, 1e-12);
  EXPECT_NEAR(down.effort, 100.0 * 1.2, 1e-12);
  EXPECT_NEAR(steep.length, 300.0, 1e-9);
  EXPECT_NEAR(steep.effort, 300.0 * 2.0, 1e-9);
}

/// A ridge with one gap: the way goes through the gap when the ridge costs more.
TEST(Haul, TakesTheGap) {
  const Grid ridge = make_grid(
      21, 21, 10.0, [](double x, double y) { return std::fabs(x - 105.0) < 5.0 && y < 190.0 ? 50.0 : 0.0; });
  const HaulWays ways = find_haul_ways(ridge, 20 * 21, {10.0, 5.0, 0.1});
  const auto way = ways.way_to(20 * 21 + 20);
  double highest = 0.0;
  for (const auto cell : way) highest = std::max(highest, ridge.values[static_cast<std::size_t>(cell)]);
  EXPECT_EQ(highest, 0.0);
}

TEST(FlowPath, FollowsTheReceivers) {
  const Grid slope = make_grid(5, 1, 10.0, [](double x, double) { return x; });
  const FlowPath path = follow_down(slope, {0, 0, 1, 2, 3}, 4, 25.0);
  EXPECT_THAT(path.cells, testing::ElementsAre(4, 3, 2, 1));
  EXPECT_THAT(path.distance, testing::ElementsAre(0.0, 10.0, 20.0, 30.0));
}

}  // namespace
}  // namespace entail::meshes
