// Linear solves of several right sides at once: each as good as asked for, and what it is alone.
#include "solve/linear.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "base/lanes.hpp"
#include "solve/petsc.hpp"

namespace entail::solve {
namespace {

using Size = std::size_t;

constexpr int slots = 3;

/// Columns on a box with an M-matrix that is not symmetric, as a step of transport has.
struct Case {
  Comm comm;
  PetscSession session{""};
  meshes::ColumnMesh mesh;
  process::ColumnMatrix matrix;
  Size own, all;

  Case()
      : mesh(comm, std::make_shared<meshes::SurfaceMesh>(meshes::make_box({0, 0}, {9, 7}, {9, 7}))),
        matrix(process::make_column_matrix(mesh, slots)),
        own(static_cast<Size>(mesh.n_owned() * slots)),
        all(static_cast<Size>(mesh.n_columns() * slots)) {
    for (Index c = 0; c < matrix.n_columns; ++c)
      for (int s = 0; s < slots; ++s) {
        const double at = 0.1 * static_cast<double>(mesh.global()[static_cast<Size>(c)] % 7);
        double sum = 0.02;
        for (int entry = 1; entry < matrix.width(c); ++entry) {
          const bool is_there = entry == 1 ? s > 0 : (entry == 2 ? s + 1 < slots : true);
          const double value = is_there ? 1.0 + at * entry : 0.0;
          matrix.values(matrix.at(c, s, entry)) = -value;
          sum += value;
        }
        matrix.values(matrix.at(c, s, 0)) = sum;
      }
  }

  std::vector<double> right_side(int which) const {
    std::vector<double> values;
    for (Index c = 0; c < mesh.n_owned(); ++c)
      for (int s = 0; s < slots; ++s) {
        const auto number = static_cast<double>(mesh.global()[static_cast<Size>(c)] * slots + s);
        values.push_back(which * std::pow(10.0, which) * std::sin(1.0 + number * which));
      }
    return values;
  }

  struct System {
    Array<double> right_side, unknowns;
  };
  System system(int which) const {
    return {to_device("right side", right_side(which)), Array<double>("unknowns", all)};
  }

  /// The norm of what is left over that of the right side.
  double left(const System& system) const {
    Array<double> product("product", own);
    const auto x = system.unknowns;
    process::multiply(ExecutionSpace(), matrix, Kokkos::subview(x, std::pair<Size, Size>(0, own)),
                      Kokkos::subview(x, std::pair<Size, Size>(own, all)), product);
    double off = 0.0, size = 0.0;
    for (Size i = 0; i < own; ++i) {
      off += std::pow(system.right_side(i) - product(i), 2);
      size += std::pow(system.right_side(i), 2);
    }
    return std::sqrt(comm.sum(off) / comm.sum(size));
  }
};

/// Lanes side by side, each with more on its diagonal than the one before.
TEST(LinearSolver, SolvesLanesAsItSolvesEach) {
  const ExecutionSpace space;
  for (int width = 1; width <= most_lanes; ++width) {
    const Case here;
    const auto own = static_cast<Index>(here.own), all = static_cast<Index>(here.all);
    Array<double> diagonals("diagonals", here.own * static_cast<Size>(width)),
        right_sides("right sides", diagonals.extent(0)),
        unknowns("unknowns", here.all * static_cast<Size>(width)), diagonal("diagonal", here.own);
    for (int l = 0; l < width; ++l) {
      for (Index i = 0; i < own; ++i)
        diagonal(i) = (1.0 + 0.1 * l) * here.matrix.values(here.matrix.at(i / slots, i % slots, 0));
      put_lane(space, own, width, l, diagonal, diagonals);
      put_lane(space, own, width, l, here.system(l + 1).right_side, right_sides);
    }
    LinearSolver solver(here.mesh, "lanes", slots);
    solver.load_lanes(here.matrix, width, diagonals);
    solver.set_tolerance(1e-12);
    std::vector<bool> wanted(static_cast<Size>(width), true);
    if (width > 2) wanted[1] = false;
    const auto reports = solver.solve_lanes(right_sides, unknowns, wanted);
    for (int l = 0; l < width; ++l) {
      const auto in_company = here.system(l + 1), alone = here.system(l + 1);
      take_lane(space, all, width, l, unknowns, in_company.unknowns);
      if (!wanted[static_cast<Size>(l)]) {
        EXPECT_EQ(to_host(in_company.unknowns), std::vector<double>(here.all));
        continue;
      }
      const auto& report = reports[static_cast<Size>(l)];
      EXPECT_TRUE(report.converged);
      EXPECT_GT(report.iterations, 1);
      take_lane(space, own, width, l, diagonals, diagonal);
      const Case other;
      for (Index i = 0; i < own; ++i)
        other.matrix.values(other.matrix.at(i / slots, i % slots, 0)) = diagonal(i);
      EXPECT_LT(other.left(in_company), 1e-10) << "the tolerance is of what the columns' exact solves show";
      LinearSolver single(other.mesh, "single", slots);
      single.load(other.matrix);
      single.set_tolerance(1e-12);
      EXPECT_EQ(single.solve(alone.right_side, alone.unknowns).iterations, report.iterations);
      const auto a = to_host(alone.unknowns), b = to_host(in_company.unknowns);
      for (Size i = 0; i < a.size(); ++i) EXPECT_NEAR(a[i], b[i], 1e-11 * std::pow(10.0, l + 1)) << i;
    }
  }
}

TEST(LinearSolver, TakesAGoodGuessAsItIs) {
  const Case here;
  LinearSolver solver(here.mesh, "guess", slots);
  solver.load(here.matrix);
  solver.set_tolerance(1e-12);
  const auto system = here.system(2);
  EXPECT_TRUE(solver.solve(system.right_side, system.unknowns).converged);
  solver.set_tolerance(1e-8);
  const auto found = to_host(system.unknowns);
  const auto again = solver.solve(system.right_side, system.unknowns);
  EXPECT_TRUE(again.converged);
  EXPECT_EQ(again.iterations, 0);
  EXPECT_EQ(to_host(system.unknowns), found);
  Kokkos::deep_copy(system.right_side, 0.0);
  Kokkos::deep_copy(system.unknowns, 0.0);
  EXPECT_TRUE(solver.solve(system.right_side, system.unknowns).converged);
}

TEST(LinearSolver, AgreesWithPetsc) {
  const Case here;
  LinearSolver own(here.mesh, "own", slots);
  const PetscSession options("-other_ksp_type gmres -other_ksp_rtol 1e-13");
  LinearSolver other(here.mesh, "other", slots);
  for (LinearSolver* solver : {&own, &other}) solver->load(here.matrix);
  own.set_tolerance(1e-13);
  const auto one = here.system(3), two = here.system(3);
  EXPECT_TRUE(own.solve(one.right_side, one.unknowns).converged);
  EXPECT_TRUE(other.solve(two.right_side, two.unknowns).converged);
  const auto a = to_host(one.unknowns), b = to_host(two.unknowns);
  double largest = 0.0, off = 0.0;
  for (Size i = 0; i < a.size(); ++i) {
    largest = std::max(largest, std::fabs(a[i]));
    off = std::max(off, std::fabs(a[i] - b[i]));
  }
  EXPECT_LT(off, 1e-9 * largest);
}

}  // namespace
}  // namespace entail::solve
