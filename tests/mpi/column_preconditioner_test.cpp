// The hierarchy of columns on any number of ranks: how columns merge, what their matrices keep, and that the
// preconditioner is symmetric and makes errors small.
#include "solve/column_preconditioner.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "solve/column_graph.hpp"
#include "solve/column_transfer.hpp"
#include "solve/petsc.hpp"

namespace entail::solve {
namespace {

using process::ColumnMatrix;

meshes::ColumnMesh box(const Comm& comm, int nx, int ny) {
  auto surface =
      comm.is_root()
          ? std::make_shared<meshes::SurfaceMesh>(meshes::make_box({0, 0}, {20.0 * nx, 10.0 * ny}, {nx, ny}))
          : nullptr;
  return meshes::ColumnMesh(comm, surface);
}

/// A number from 0 to 1 that looks random, the same on all ranks.
double noise(double a, double b) {
  const double x = std::sin(12.9898 * a + 78.233 * b) * 43758.5453;
  return x - std::floor(x);
}

/// A symmetric M-matrix: conductances over two orders of magnitude, ten times larger along the columns, and a
/// little that drains in the first global column.
ColumnMatrix aquifer(const meshes::ColumnMesh& mesh, int slots) {
  const ColumnGraph graph = graph_of(mesh);
  const ColumnMatrix matrix = process::make_column_matrix(mesh, slots);
  auto values = Kokkos::create_mirror_view(matrix.values);
  auto number = [&](Index c) { return static_cast<double>(mesh.global()[static_cast<std::size_t>(c)]); };
  Index first = 0;
  for (Index c = 0; c < mesh.n_owned(); ++c) {
    const auto i = static_cast<std::size_t>(c);
    auto entry = [&](int e, int s) -> double& {
      return values(static_cast<std::size_t>(first + e * slots + s));
    };
    for (int s = 0; s < slots; ++s) entry(0, s) = number(c) == 0.0 ? 1.0 : 0.0;
    for (int s = 0; s + 1 < slots; ++s) {
      const double k = 10.0 * std::pow(10.0, 2.0 * noise(number(c), s));
      entry(0, s) += k;
      entry(0, s + 1) += k;
      entry(ColumnMatrix::below, s) = entry(ColumnMatrix::above, s + 1) = -k;
    }
    for (Index l = graph.first_link[i]; l < graph.first_link[i + 1]; ++l) {
      const double other = number(graph.neighbour[static_cast<std::size_t>(l)]);
      for (int s = 0; s < slots; ++s) {
        const double k = std::pow(10.0, 2.0 * noise(number(c) + other, s + 0.5));
        entry(0, s) += k;
        entry(ColumnMatrix::links + l - graph.first_link[i], s) = -k;
      }
    }
    first += slots * (3 + graph.first_link[i + 1] - graph.first_link[i]);
  }
  Kokkos::deep_copy(matrix.values, values);
  return matrix;
}

Array<double> random_vector(const meshes::ColumnMesh& mesh, int slots, double seed) {
  std::vector<double> values;
  for (Index c = 0; c < mesh.n_owned(); ++c)
    for (int s = 0; s < slots; ++s)
      values.push_back(noise(static_cast<double>(mesh.global()[static_cast<std::size_t>(c)]) + seed, s) -
                       0.5);
  return to_device("random", values);
}

double dot(const Comm& comm, const Array<double>& a, const Array<double>& b) {
  double sum = 0.0;
  Kokkos::parallel_reduce(
      "dot", range(static_cast<Index>(a.extent(0))),
      KOKKOS_LAMBDA(Index i, double& partial) { partial += a(i) * b(i); }, sum);
  return comm.sum(sum);
}

TEST(ColumnGraph, BinsMergeAGridTwoByTwo) {
  const Comm comm;
  const auto mesh = box(comm, 12, 8);
  const ColumnGraph fine = graph_of(mesh);
  const meshes::Bins bins = mesh.bins();
  EXPECT_DOUBLE_EQ(bins.width, 40.0);
  EXPECT_DOUBLE_EQ(bins.height, 20.0);
  const Aggregation first = aggregate(fine, bins), second = aggregate(first.coarse, bins.merged());
  double area = 0.0;
  for (Index c = 0; c < second.coarse.n_owned; ++c) area += second.coarse.area[static_cast<std::size_t>(c)];
  EXPECT_DOUBLE_EQ(comm.sum(area), 12 * 8 * 200.0);
  if (comm.size() > 1) return;  // partitions of so few columns cut bins
  EXPECT_EQ(first.coarse.n_owned, 24);
  EXPECT_EQ(second.coarse.n_owned, 6);
  for (double a : first.coarse.area) EXPECT_DOUBLE_EQ(a, 800.0);
  for (double s : first.shortening) EXPECT_NEAR(s, 0.5, 1e-12);
  for (double s : second.shortening) EXPECT_NEAR(s, 0.5, 1e-12);
}

TEST(ColumnGraph, MergesAlikeOnAnyNumberOfRanks) {
  const Comm comm;
  const auto mesh = box(comm, 80, 40);
  const Aggregation first = aggregate(graph_of(mesh), mesh.bins()),
                    second = aggregate(first.coarse, mesh.bins().merged());
  EXPECT_EQ(comm.sum(std::int64_t{first.coarse.n_owned}), 800);
  EXPECT_EQ(comm.sum(std::int64_t{second.coarse.n_owned}), 200);
  for (Index c = 0; c < second.coarse.n_owned; ++c)
    EXPECT_DOUBLE_EQ(second.coarse.area[static_cast<std::size_t>(c)], 16 * 200.0);
}

TEST(ColumnGraph, NeighboursDifferInColourAndTwoColoursDoOnAGrid) {
  const Comm comm;
  const auto mesh = box(comm, 13, 7);
  const ColumnGraph graph = graph_of(mesh);
  const auto colours = colour(graph);
  for (Index c = 0; c < graph.n_owned; ++c) {
    const auto i = static_cast<std::size_t>(c);
    EXPECT_LT(colours[i], 2);
    for (Index k = graph.first_link[i]; k < graph.first_link[i + 1]; ++k)
      EXPECT_NE(colours[i], colours[static_cast<std::size_t>(graph.neighbour[static_cast<std::size_t>(k)])]);
  }
}

TEST(ColumnTransfer, SumsOverAllOfTheMatrixStay) {
  const Comm comm;
  const auto mesh = box(comm, 13, 7);
  constexpr int slots = 3;
  const ColumnGraph fine = graph_of(mesh);
  const Aggregation merged = aggregate(fine, mesh.bins());
  const ColumnMatrix a = aquifer(mesh, slots), b = process::make_column_matrix(
                                                   merged.coarse.first_link, merged.coarse.neighbour, slots);
  ColumnTransfer(merged).coarsen(a, b);
  auto total = [&](const ColumnMatrix& matrix) {
    double sum = 0.0;
    for (double value : to_host(matrix.values)) sum += value;
    return comm.sum(sum);
  };
  // Constant heads lose only what drains.
  EXPECT_NEAR(total(a), slots * 1.0, 1e-9);
  EXPECT_NEAR(total(b), slots * 1.0, 1e-9);
}

TEST(ColumnPreconditioner, IsSymmetric) {
  const Comm comm;
  const PetscSession petsc("");
  const auto mesh = box(comm, 21, 17);
  constexpr int slots = 4;
  ColumnPreconditioner preconditioner(mesh, slots, "symmetric_", true);
  preconditioner.load(aquifer(mesh, slots));
  const auto x = random_vector(mesh, slots, 0.1), y = random_vector(mesh, slots, 0.7);
  const Array<double> mx("mx", x.extent(0)), my("my", x.extent(0));
  preconditioner.apply(x, mx);
  preconditioner.apply(y, my);
  const double size = std::sqrt(dot(comm, mx, mx) * dot(comm, y, y));
  EXPECT_NEAR(dot(comm, mx, y), dot(comm, x, my), 1e-12 * size);
  EXPECT_GT(dot(comm, mx, x), 0.0);
}

/// What the last of twenty V-cycles leaves of an error, in the norm whose square is square(error, a error).
template <class Square>
double left_by_cycle(const meshes::ColumnMesh& mesh, int slots, const ColumnMatrix& a, bool is_diffusive,
                     const Square& square) {
  ColumnPreconditioner preconditioner(mesh, slots, "contraction_", is_diffusive);
  preconditioner.load(a);
  const auto error = random_vector(mesh, slots, 0.3);
  const auto n = error.extent(0);
  const Array<double> ae("ae", n), z("z", n),
      ghosts("ghosts", static_cast<std::size_t>(mesh.halo().n_ghosts() * slots));
  double norm = 0.0, before = 0.0;
  for (int i = 0; i < 20; ++i) {
    mesh.halo().exchange(error, ghosts, slots);
    process::multiply(ExecutionSpace(), a, error, ghosts, ae);
    before = norm;
    norm = std::sqrt(square(error, ae));
    preconditioner.apply(ae, z);
    Kokkos::parallel_for(
        "subtract", range(static_cast<Index>(n)), KOKKOS_LAMBDA(Index k) { error(k) -= z(k); });
  }
  return norm / before;
}

TEST(ColumnPreconditioner, MakesErrorsSmallerByItself) {
  const Comm comm;
  const PetscSession petsc("");
  const auto mesh = box(comm, 60, 50);
  constexpr int slots = 5;
  const auto energy = [&](const auto& error, const auto& ae) { return dot(comm, error, ae); };
  const double left = left_by_cycle(mesh, slots, aquifer(mesh, slots), true, energy);
  if (comm.is_root())
    std::printf("a V-cycle leaves %.3f of the error, in the energy norm, on %d ranks\n", left, comm.size());
  EXPECT_LT(left, 0.7);
}

/// Adds water that runs west on the first slots, one to ten thousand times what a head moves.
void run_west(const meshes::ColumnMesh& mesh, const ColumnMatrix& matrix) {
  const ColumnGraph graph = graph_of(mesh);
  const auto values = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), matrix.values);
  auto rate = [&](std::size_t c) {
    return 1e3 * std::pow(10.0, noise(static_cast<double>(mesh.global()[c]), 0.2));
  };
  Index first = 0;
  for (Index c = 0; c < mesh.n_owned(); ++c) {
    const auto i = static_cast<std::size_t>(c);
    values(static_cast<std::size_t>(first)) += rate(i);
    for (Index l = graph.first_link[i]; l < graph.first_link[i + 1]; ++l) {
      const auto other = static_cast<std::size_t>(graph.neighbour[static_cast<std::size_t>(l)]);
      if (graph.x[other] > graph.x[i] + 1.0)
        values(static_cast<std::size_t>(first + (3 + l - graph.first_link[i]) * matrix.slots)) -= rate(other);
    }
    first += matrix.slots * (3 + graph.first_link[i + 1] - graph.first_link[i]);
  }
  Kokkos::deep_copy(matrix.values, values);
}

TEST(ColumnPreconditioner, MakesErrorsSmallerWhereWaterRunsDownASlope) {
  const Comm comm;
  const PetscSession petsc("");
  const auto mesh = box(comm, 60, 50);
  constexpr int slots = 5;
  const ColumnMatrix a = aquifer(mesh, slots);
  run_west(mesh, a);
  const auto square = [&](const auto& error, const auto&) { return dot(comm, error, error); };
  const double whole = left_by_cycle(mesh, slots, a, false, square),
               shortened = left_by_cycle(mesh, slots, a, true, square);
  if (comm.is_root())
    std::printf("a V-cycle leaves %.3f of the error, and %.3f with shortened links, on %d ranks\n", whole,
                shortened, comm.size());
  EXPECT_LT(whole, 0.8);
  EXPECT_LT(whole, shortened);
}

}  // namespace
}  // namespace entail::solve
