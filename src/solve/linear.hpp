/// Linear systems of a process, by PETSc's KSP.
#pragma once

#include <memory>
#include <string>

#include "meshes/column_mesh.hpp"
#include "process/linear_solver.hpp"

namespace entail::solve {

/// Solves the systems of one linear process with `slots` unknowns per column, by BiCGStab and exact solves
/// along the columns: what couples columns is weak in an M-matrix of steps of a usual length. PETSc options
/// carry `name` as prefix: -transport_ksp_type …; with a preconditioner of PETSc's own (-transport_pc_type
/// …), and for transposes, PETSc holds the matrix, too.
class LinearSolver : public process::LinearSolver {
 public:
  LinearSolver(const meshes::ColumnMesh& mesh, const std::string& name, int slots);
  ~LinearSolver() override;
  LinearSolver(const LinearSolver&) = delete;
  LinearSolver& operator=(const LinearSolver&) = delete;

  void load(const process::ColumnMatrix& matrix) override;
  void set_tolerance(double relative) override;
  process::LinearReport solve(const Array<double>& right_side, const Array<double>& unknowns) override;
  process::LinearReport solve_transposed(const Array<double>& right_side,
                                         const Array<double>& unknowns) override;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace entail::solve
