/// Linear systems of a linear process, by PETSc's KSP.
#pragma once

#include <memory>

#include "meshes/column_mesh.hpp"
#include "process/process.hpp"

namespace entail::solve {

struct LinearReport {
  bool converged = false;
  int iterations = 0;
};

/// Solves the steps of one linear process. PETSc options carry the process's name as prefix:
/// -transport_ksp_type …
class LinearSolver {
 public:
  LinearSolver(const meshes::ColumnMesh& mesh, process::LinearProcess& process);
  ~LinearSolver();
  LinearSolver(const LinearSolver&) = delete;
  LinearSolver& operator=(const LinearSolver&) = delete;

  /// Assembles and solves a step; `unknowns` (own and ghost) hold a guess before and the solution after.
  /// Collective.
  LinearReport solve(const process::TimeStep& step, const Array<double>& unknowns);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace entail::solve
