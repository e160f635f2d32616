// Linear solves of several right sides at once: each as good as asked for, and what it is alone.
#include "solve/linear.hpp"

#include <gtest/gtest.h>

#include <cmath>

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

  process::LinearSystem system(int which) const {
    return {to_device("right side", right_side(which)), Array<double>("unknowns", all)};
  }

  /// The norm of what is left over that of the right side.
  double left(const process::LinearSystem& system) const {
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

TEST(LinearSolver, SolvesManyRightSidesAsItSolvesEach) {
  const Case here;
  LinearSolver solver(here.mesh, "lanes", slots);
  solver.load(here.matrix);
  solver.set_tolerance(1e-12);
  std::vector<process::LinearSystem> systems;
  for (int which = 1; which <= 11; ++which) systems.push_back(here.system(which));
  const auto reports = solver.solve_all(systems);
  ASSERT_EQ(reports.size(), systems.size());
  for (int which = 1; which <= 11; ++which) {
    const auto i = static_cast<Size>(which - 1);
    EXPECT_TRUE(reports[i].converged);
    EXPECT_GT(reports[i].iterations, 1);
    EXPECT_LT(here.left(systems[i]), 1e-10) << "the tolerance is of what the columns' exact solves show";
    const auto alone = here.system(which);
    EXPECT_EQ(solver.solve(alone.right_side, alone.unknowns).iterations, reports[i].iterations);
    EXPECT_EQ(to_host(alone.unknowns), to_host(systems[i].unknowns)) << "right side " << which;
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
