/// Newton's method for a nonlinear process, by PETSc's SNES.
#pragma once

#include <memory>
#include <string>

#include "meshes/column_mesh.hpp"
#include "process/process.hpp"

namespace entail::solve {

/// When a step counts as solved.
struct NewtonSettings {
  int iterations = 15;
  double residual_tolerance = 2e-10;  ///< [m], water per area that a slot may be off at the end of the step
  double steady_tolerance =
      1e-10;  ///< what it may be off in a steady state, of the mean flow through the model
  double update_tolerance = 1e-6;  ///< [m], estimated distance of the unknowns from the solution
};

/// How one solve went, the same on all ranks.
struct NewtonReport {
  bool converged = false;
  int newton_iterations = 0;
  int linear_iterations = 0;
  std::string reason;             ///< why not, in words
  std::int64_t worst_column = 0;  ///< global number of the column with the largest residual
  int worst_slot = 0;
  double worst_residual = 0.0;  ///< [m]
};

/// Solves the steps of one process. PETSc options carry the process's name as prefix: -flow_ksp_type,
/// -flow_pc_type …
class NewtonSolver {
 public:
  NewtonSolver(const meshes::ColumnMesh& mesh, process::NonlinearProcess& process,
               const NewtonSettings& settings);
  ~NewtonSolver();
  NewtonSolver(const NewtonSolver&) = delete;
  NewtonSolver& operator=(const NewtonSolver&) = delete;

  /// Finds the unknowns (own and ghost) at the end of a step from those given, in which all slots together
  /// lack or gain at most `loss` [m3] where more iterations can make it so. The process has begun the step.
  /// Collective.
  NewtonReport solve(const process::TimeStep& step, const Array<double>& unknowns, double loss = 1e300);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace entail::solve
