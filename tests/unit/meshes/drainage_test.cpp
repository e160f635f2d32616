#include "meshes/drainage.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

namespace entail::meshes {
namespace {

using Size = std::size_t;

SurfaceMesh plane(std::array<int, 2> cells, double slope_x, double slope_y) {
  SurfaceMesh mesh = make_box({0, 0}, {10.0 * cells[0], 10.0 * cells[1]}, cells);
  for (Size f = 0; f < mesh.ground.size(); ++f)
    mesh.ground[f] = slope_x * mesh.face_x[f] + slope_y * mesh.face_y[f];
  return mesh;
}

TEST(FaceDrainage, OfAPlaneGoesStraightDown) {
  const SurfaceMesh mesh = plane({5, 3}, 0.05, 0.0);
  const auto d = find_drainage(mesh, {{0, 10.0, 0.05}, {5, 10.0, 0.05}, {10, 10.0, 0.05}});
  for (Size row = 0; row < 3; ++row)
    for (Size column = 0; column < 5; ++column) {
      const Size f = 5 * row + column;
      EXPECT_EQ(d.receiver[f], column == 0 ? FaceDrainage::leaves : static_cast<std::int64_t>(f) - 1);
      EXPECT_DOUBLE_EQ(d.drained_area[f], 100.0 * static_cast<double>(5 - column));
      EXPECT_NEAR(d.slope[f], 0.05, 1e-14);
      EXPECT_NEAR(d.descent[f], 0.05, 1e-14);
      EXPECT_DOUBLE_EQ(d.length[f], 10.0);
    }
}

TEST(FaceDrainage, SlopeIsThatOfTheGroundAndNotThatAlongTheEdges) {
  const auto d = find_drainage(plane({4, 4}, 0.03, 0.04), {});
  for (double slope : d.slope) EXPECT_NEAR(slope, 0.05, 1e-13);
  EXPECT_NEAR(d.descent[15], 0.04, 1e-13);
}

TEST(FaceDrainage, AFaceAloneHasTheSlopeOfItsOutlet) {
  const auto d = find_drainage(plane({1, 1}, 0.0, 0.0), {{0, 10.0, 0.02}});
  EXPECT_EQ(d.receiver[0], FaceDrainage::leaves);
  EXPECT_DOUBLE_EQ(d.slope[0], 0.02);
}

TEST(Route, NothingIsLost) {
  SurfaceMesh mesh = plane({20, 15}, 0.02, 0.01);
  for (Size f = 0; f < mesh.ground.size(); ++f)  // rough, with hollows
    mesh.ground[f] += 0.4 * std::sin(3.7 * static_cast<double>(f));
  const auto d = find_drainage(mesh, {{0, 10.0, 0.02}});
  std::vector<double> sources, passing;
  for (Size f = 0; f < mesh.ground.size(); ++f) {
    sources.push_back(1.0 + std::cos(static_cast<double>(f)));
    passing.push_back(0.8 + 0.2 * std::sin(static_cast<double>(f)));
  }
  const auto routed = route(d, sources, passing);
  auto sum = [](const std::vector<double>& v) { return std::accumulate(v.begin(), v.end(), 0.0); };
  EXPECT_NEAR(sum(routed.deposited) + sum(routed.leaving), sum(sources), 1e-12 * sum(sources));
  for (double amount : routed.deposited) EXPECT_GE(amount, 0.0);
}

TEST(Route, PassesOnWhatItIsTold) {
  const auto d = find_drainage(plane({3, 1}, 0.05, 0.0), {{0, 10.0, 0.05}});
  const auto routed = route(d, {1.0, 2.0, 4.0}, {0.5, 0.25, 0.5});
  // 4 -> 2 goes on; 2 + 2 = 4 -> 1 goes on; 1 + 1 = 2 -> 1 leaves.
  EXPECT_EQ(routed.deposited, (std::vector<double>{1.0, 3.0, 2.0}));
  EXPECT_EQ(routed.leaving, (std::vector<double>{1.0, 0.0, 0.0}));
}

TEST(Route, AHollowKeepsAll) {
  SurfaceMesh mesh = plane({3, 1}, 0.0, 0.0);
  mesh.ground = {1.0, 0.0, 1.0};
  const auto routed = route(find_drainage(mesh, {}), {1.0, 1.0, 1.0}, {1.0, 1.0, 1.0});
  EXPECT_EQ(routed.deposited, (std::vector<double>{0.0, 3.0, 0.0}));
}

}  // namespace
}  // namespace entail::meshes
