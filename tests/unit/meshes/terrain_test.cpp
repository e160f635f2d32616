#include "meshes/terrain.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <limits>

#include "base/error.hpp"

namespace entail::meshes {
namespace {

using testing::HasSubstr;

Grid grid_of(std::int64_t nx, std::int64_t ny, double (*z)(double, double)) {
  Grid grid{nx, ny, 0.0, static_cast<double>(ny), 1.0, {}};
  for (std::int64_t row = 0; row < ny; ++row)
    for (std::int64_t column = 0; column < nx; ++column)
      grid.values.push_back(z(grid.x(column), grid.y(row)));
  return grid;
}

/// A valley along y that falls to the south.
double valley(double x, double y) { return 0.1 * std::fabs(x - 10.5) + 0.02 * y; }

bool every_face_has_a_lower_neighbour(const SurfaceMesh& mesh) {
  std::vector<double> lowest(mesh.ground.size(), std::numeric_limits<double>::max());
  for (const auto& edge : find_edges(mesh))
    if (edge.right >= 0) {
      auto left = static_cast<std::size_t>(edge.left), right = static_cast<std::size_t>(edge.right);
      lowest[left] = std::min(lowest[left], mesh.ground[right]);
      lowest[right] = std::min(lowest[right], mesh.ground[left]);
    }
  for (std::size_t f = 0; f < lowest.size(); ++f)
    if (static_cast<std::int64_t>(f) != mesh.outlets.at(0).face && lowest[f] >= mesh.ground[f]) return false;
  return true;
}

TEST(Terrain, FillsAPitToItsSpillLevel) {
  Grid grid = grid_of(7, 7, [](double x, double) { return 10.0 + x; });
  grid.at(3, 3) = 2.0;
  EXPECT_EQ(fill_pits(grid), 1);
  EXPECT_NEAR(grid.at(3, 3), 12.5, 0.01);  // its lowest neighbours lie at 12.5
}

TEST(Terrain, AllCellsOfAValleyReachItsOutlet) {
  TerrainReport report;
  const SurfaceMesh mesh = make_watershed(grid_of(21, 40, valley), {10.5, 0.5, 0.0, 50}, report);
  EXPECT_GT(mesh.n_faces(), 700);
  EXPECT_DOUBLE_EQ(report.area, static_cast<double>(mesh.n_faces()));
  EXPECT_TRUE(every_face_has_a_lower_neighbour(mesh));
}

TEST(Terrain, AStreamThatRunsAcrossCornersStaysOpen) {
  // A narrow valley along the diagonal: by D8 it drains from corner to corner.
  Grid grid = grid_of(40, 40, [](double x, double y) { return 0.5 * std::fabs(x - y) + 0.01 * (x + y); });
  TerrainReport report;
  const SurfaceMesh mesh = make_watershed(grid, {0.5, 0.5, 0.0, 50}, report);
  EXPECT_GT(report.cells_carved, 10);
  EXPECT_TRUE(every_face_has_a_lower_neighbour(mesh));
}

TEST(Terrain, SnapsTheOutletToTheStreamButNotFartherThanNeeded) {
  TerrainReport report;
  make_watershed(grid_of(21, 40, valley), {12.5, 5.5, 3.0, 50}, report);
  EXPECT_DOUBLE_EQ(report.outlet_x, 10.5);
  EXPECT_DOUBLE_EQ(report.outlet_y, 5.5);
}

std::string failure(const Grid& grid, double x, double y) {
  TerrainReport report;
  try {
    make_watershed(grid, {x, y, 1.0, 50}, report);
  } catch (const DataError& error) {
    return error.what();
  }
  return "";
}

TEST(Terrain, SaysWhatIsWrongWithAnOutlet) {
  Grid grid = grid_of(21, 40, valley);
  EXPECT_THAT(failure(grid, 2.5, 35.5), HasSubstr("off the drainage"));
  EXPECT_THAT(failure(grid, 2.5, 35.5), HasSubstr("the nearest stream passes 10"));
  EXPECT_THAT(failure(grid, 100, 5), HasSubstr("outside the elevation raster"));
  grid.at(10, 35) = std::numeric_limits<double>::quiet_NaN();
  EXPECT_THAT(failure(grid, 10.5, 4.5), HasSubstr("no data at the outlet"));
  for (double& z : grid.values) z = std::numeric_limits<double>::quiet_NaN();
  EXPECT_THAT(failure(grid, 10.5, 4.5), HasSubstr("no data at all"));
}

TEST(Grid, SamplesBilinearlyAndNotOutside) {
  const Grid grid = grid_of(4, 4, [](double x, double y) { return 2 * x + 3 * y; });
  EXPECT_DOUBLE_EQ(sample(grid, 1.7, 2.2), 2 * 1.7 + 3 * 2.2);
  EXPECT_TRUE(std::isnan(sample(grid, 4.5, 1)));
}

}  // namespace
}  // namespace entail::meshes
