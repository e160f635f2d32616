// The distributed mesh on any number of ranks: every column once, ghosts right, geometry alike on both sides.
#include "meshes/column_mesh.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "base/error.hpp"
#include "meshes/partition.hpp"

namespace entail::meshes {
namespace {

ColumnMesh box(const Comm& comm, int nx, int ny) {
  auto surface = comm.is_root()
                     ? std::make_shared<SurfaceMesh>(make_box({0, 0}, {2.0 * nx, 1.0 * ny}, {nx, ny}))
                     : nullptr;
  return ColumnMesh(comm, surface);
}

TEST(ColumnMesh, EveryColumnIsOwnedOnce) {
  const Comm comm;
  const ColumnMesh mesh = box(comm, 13, 7);
  EXPECT_EQ(mesh.n_global(), 91);
  EXPECT_EQ(comm.sum(std::int64_t{mesh.n_owned()}), 91);
  double numbers = 0.0;
  for (Index c = 0; c < mesh.n_owned(); ++c)
    numbers += static_cast<double>(mesh.global()[static_cast<std::size_t>(c)]);
  EXPECT_DOUBLE_EQ(comm.sum(numbers), 90 * 91 / 2.0);
}

TEST(ColumnMesh, EachOwnColumnSeesAllItsNeighbours) {
  const Comm comm;
  const ColumnMesh mesh = box(comm, 13, 7);
  for (Index c = 0; c < mesh.n_owned(); ++c) {
    const auto number = mesh.global()[static_cast<std::size_t>(c)];
    const auto i = number % 13, j = number / 13;
    const int expected = (i > 0) + (i < 12) + (j > 0) + (j < 6);
    EXPECT_EQ(
        mesh.first_link()[static_cast<std::size_t>(c) + 1] - mesh.first_link()[static_cast<std::size_t>(c)],
        expected);
  }
  for (Index link = 0; link < mesh.n_links(); ++link) {
    const auto k = static_cast<std::size_t>(link);
    const auto a = static_cast<std::size_t>(mesh.link_a()[k]), b = static_cast<std::size_t>(mesh.link_b()[k]);
    EXPECT_LT(mesh.global()[a], mesh.global()[b]);
    const bool along_x = mesh.global()[b] - mesh.global()[a] == 1;
    EXPECT_DOUBLE_EQ(mesh.link_length()[k], along_x ? 1.0 : 2.0);
    EXPECT_DOUBLE_EQ(mesh.link_distance_a()[k] + mesh.link_distance_b()[k], along_x ? 2.0 : 1.0);
    EXPECT_NEAR(mesh.link_normal_x()[k], along_x ? 1.0 : 0.0, 1e-14);
    EXPECT_NEAR(mesh.x()[b] - mesh.x()[a], along_x ? 2.0 : 0.0, 1e-12);
  }
}

TEST(Halo, GhostsHoldTheirOwnersValues) {
  const Comm comm;
  const ColumnMesh mesh = box(comm, 13, 7);
  constexpr int block = 3;
  std::vector<double> values(static_cast<std::size_t>(mesh.n_columns()) * block, -1.0);
  for (Index c = 0; c < mesh.n_owned(); ++c)
    for (int k = 0; k < block; ++k)
      values[static_cast<std::size_t>(c * block + k)] =
          10.0 * static_cast<double>(mesh.global()[static_cast<std::size_t>(c)]) + k;
  auto device = to_device("values", values);
  mesh.halo().exchange(device, block);
  values = to_host(device);
  for (Index c = 0; c < mesh.n_columns(); ++c)
    for (int k = 0; k < block; ++k)
      EXPECT_EQ(values[static_cast<std::size_t>(c * block + k)],
                10.0 * static_cast<double>(mesh.global()[static_cast<std::size_t>(c)]) + k);
}

TEST(ColumnMesh, LayersReachTheGhosts) {
  const Comm comm;
  ColumnMesh mesh = box(comm, 5, 4);
  std::vector<double> interfaces;
  for (Index c = 0; c < mesh.n_owned(); ++c)
    for (int k = 0; k <= 2; ++k) interfaces.push_back(mesh.x()[static_cast<std::size_t>(c)] - k);
  mesh.set_layers(2, interfaces);
  for (Index c = 0; c < mesh.n_columns(); ++c)
    EXPECT_DOUBLE_EQ(mesh.cell_centre(c, 1), mesh.x()[static_cast<std::size_t>(c)] - 1.5);
}

TEST(ColumnMesh, ScattersAndGathersByGlobalNumber) {
  const Comm comm;
  const ColumnMesh mesh = box(comm, 6, 5);
  std::vector<double> all(30);
  std::iota(all.begin(), all.end(), 0.0);
  const auto own = mesh.scatter(comm.is_root() ? all : std::vector<double>{});
  for (Index c = 0; c < mesh.n_owned(); ++c)
    EXPECT_EQ(own[static_cast<std::size_t>(c)],
              static_cast<double>(mesh.global()[static_cast<std::size_t>(c)]));
  const auto back = mesh.gather(own);
  if (comm.is_root()) {
    EXPECT_EQ(back, all);
  }
}

TEST(Partition, IsBalancedAndShort) {
  const Comm comm;
  const ColumnMesh mesh = box(comm, 40, 40);
  EXPECT_LE(comm.max(static_cast<double>(mesh.n_owned())), 1.1 * 1600 / comm.size() + 1);
  EXPECT_LE(comm.max(static_cast<double>(mesh.n_columns() - mesh.n_owned())), 120);
}

TEST(Partition, KeepsBlocksOfFourByFourWhole) {
  const Comm comm;
  const ColumnMesh mesh = box(comm, 82, 54);
  const auto rank = mesh.gather(std::vector<double>(static_cast<std::size_t>(mesh.n_owned()), comm.rank()));
  for (std::size_t i = 0; i < rank.size(); ++i) {
    const std::size_t row = i / 82, column = i % 82;
    EXPECT_EQ(rank[i], rank[row / 4 * 4 * 82 + column / 4 * 4]);
  }
  EXPECT_LE(comm.max(static_cast<double>(mesh.n_owned())), 1.1 * 82 * 54 / comm.size() + 1);
  EXPECT_LE(comm.max(static_cast<double>(mesh.n_columns() - mesh.n_owned())), 200);
}

TEST(ColumnMesh, MoreRanksThanColumnsIsFine) {
  const Comm comm;
  const ColumnMesh mesh = box(comm, 1, 1);
  EXPECT_EQ(comm.sum(std::int64_t{mesh.n_owned()}), 1);
}

TEST(Comm, AllRanksThrowTheErrorOfTheLowest) {
  const Comm comm;
  try {
    comm.agree([&] {
      if (comm.rank() == comm.size() - 1) throw DataError("a file is bad");
    });
    FAIL();
  } catch (const std::exception& error) {
    EXPECT_STREQ(error.what(), "a file is bad");
  }
}

}  // namespace
}  // namespace entail::meshes
