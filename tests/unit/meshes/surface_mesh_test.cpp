#include "meshes/surface_mesh.hpp"

#include <gtest/gtest.h>

#include <numeric>

#include "base/error.hpp"

namespace entail::meshes {
namespace {

TEST(SurfaceMesh, ABoxHasItsAreaAndEdges) {
  const SurfaceMesh box = make_box({10, 20}, {6, 4}, {3, 2});
  EXPECT_EQ(box.n_faces(), 6);
  EXPECT_DOUBLE_EQ(std::accumulate(box.face_area.begin(), box.face_area.end(), 0.0), 24.0);
  EXPECT_DOUBLE_EQ(box.face_x[0], 11.0);
  EXPECT_DOUBLE_EQ(box.face_y[5], 23.0);
  const auto edges = find_edges(box);
  EXPECT_EQ(edges.size(), 17u);
  EXPECT_EQ(std::count_if(edges.begin(), edges.end(), [](const Edge& e) { return e.right < 0; }), 10);
}

TEST(SurfaceMesh, TurnsClockwiseFacesRoundAndRefusesFlatOnes) {
  SurfaceMesh mesh;
  mesh.node_x = {0, 2, 0};
  mesh.node_y = {0, 0, 2};
  mesh.face_first = {0, 3};
  mesh.face_nodes = {0, 2, 1};
  mesh.measure_faces();
  EXPECT_DOUBLE_EQ(mesh.face_area[0], 2.0);
  EXPECT_EQ(mesh.face_nodes, (std::vector<std::int32_t>{1, 2, 0}));
  mesh.node_y[2] = 0;
  EXPECT_THROW(mesh.measure_faces(), DataError);
}

TEST(SurfaceMesh, CentroidsKeepTheirDigitsFarFromTheOrigin) {
  const SurfaceMesh box = make_box({700000, 4000000}, {1, 1}, {10, 10});
  // Coordinates of 4e6 m are known to 1e-9 m, so sides of 0.1 m give the area to 2e-10 m2.
  EXPECT_NEAR(box.face_area[37], 0.01, 2e-10);
}

TEST(SurfaceMesh, FindsFacesOfPoints) {
  const SurfaceMesh box = make_box({0, 0}, {3, 2}, {3, 2});
  EXPECT_EQ(find_face(box, 2.5, 1.5), 5);
  EXPECT_EQ(find_face(box, 1.0, 0.5), 0);
  EXPECT_EQ(find_face(box, 3.5, 0.5), -1);
}

}  // namespace
}  // namespace entail::meshes
