#include "meshes/overlay.hpp"

#include <gtest/gtest.h>

#include "base/error.hpp"

namespace entail::meshes {
namespace {

TEST(Overlay, SharesARegionAmongItsFaces) {
  const SurfaceMesh box = make_box({0, 0}, {4, 2}, {4, 2});
  const Region region{{{{0.5, 0.5, 2.5, 0.5, 2.5, 1.5, 0.5, 1.5}, {}}}};
  const auto shares = overlay(box, region);
  double total = 0.0;
  for (const auto& share : shares) total += share.amount;
  EXPECT_EQ(shares.size(), 6u);
  EXPECT_NEAR(total, 2.0, 1e-12);
  EXPECT_NEAR(area(region), 2.0, 1e-12);
}

TEST(Overlay, LeavesHolesOut) {
  const SurfaceMesh box = make_box({0, 0}, {4, 4}, {1, 1});
  const Region region{{{{0, 0, 4, 0, 4, 4, 0, 4}, {{1, 1, 3, 1, 3, 3, 1, 3}}}}};
  EXPECT_NEAR(overlay(box, region).at(0).amount, 12.0, 1e-12);
}

TEST(Overlay, MeasuresALineInEachFace) {
  const SurfaceMesh box = make_box({0, 0}, {4, 2}, {4, 2});
  const auto shares = overlay(box, Path{0.5, 0.5, 3.5, 0.5});
  ASSERT_EQ(shares.size(), 4u);
  EXPECT_NEAR(shares[0].amount, 0.5, 1e-12);
  EXPECT_NEAR(shares[1].amount, 1.0, 1e-12);
}

TEST(Overlay, RefusesAPolygonThatCrossesItself) {
  const SurfaceMesh box = make_box({0, 0}, {4, 2}, {4, 2});
  EXPECT_THROW(overlay(box, Region{{{{0, 0, 2, 2, 2, 0, 0, 2}, {}}}}), DataError);
}

}  // namespace
}  // namespace entail::meshes
