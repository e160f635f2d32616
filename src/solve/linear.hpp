/// Linear systems of a process.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "meshes/column_mesh.hpp"
#include "process/linear_solver.hpp"

namespace entail::solve {

/// Solves the systems of one linear process with `slots` unknowns per column, by BiCGStab and sweeps of
/// exact solves along the columns (bicgstab.hpp): what couples columns is weak in an M-matrix of steps of a
/// usual length. PETSc's KSP takes its place where there are PETSc options with `name` as prefix:
/// -transport_ksp_type …, with the same preconditioner; with one of PETSc's own (-transport_pc_type …) PETSc
/// holds the matrix, too.
class LinearSolver : public process::LinearSolver {
 public:
  LinearSolver(const meshes::ColumnMesh& mesh, const std::string& name, int slots);
  ~LinearSolver() override;
  LinearSolver(const LinearSolver&) = delete;
  LinearSolver& operator=(const LinearSolver&) = delete;

  void load(const process::ColumnMatrix& matrix) override;
  void set_tolerance(double relative) override;
  process::LinearReport solve(const Array<double>& right_side, const Array<double>& unknowns) override;
  void load_lanes(const process::ColumnMatrix& matrix, int lanes, const Array<double>& diagonals) override;
  std::vector<process::LinearReport> solve_lanes(const Array<double>& right_sides,
                                                 const Array<double>& unknowns,
                                                 const std::vector<bool>& wanted) override;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace entail::solve
