/// BiCGStab for systems with one matrix at once, preconditioned by exact solves along the columns.
///
/// Van der Vorst 1992, doi:10.1137/0913035, on T^-1 A x = T^-1 b, where T is A without its links between
/// columns; stopped by the norm of what is left of that, as PETSc's KSPBCGS is. To read the matrix is much of
/// the work: a column of it is read once for all right sides, and vectors that are used together are passed
/// through once. Each system has coefficients and iterations of its own, and the same whatever its company.
#pragma once

#include <vector>

#include "meshes/column_mesh.hpp"
#include "process/linear_solver.hpp"
#include "solve/column_lines.hpp"

namespace entail::solve {

/// Holds a matrix and what its solves need.
class Bicgstab {
 public:
  Bicgstab(const meshes::ColumnMesh& mesh, int slots) : mesh_(mesh), slots_(slots) {}

  /// Takes a matrix; its values stay as they are until the last solve.
  void load(const process::ColumnMatrix& matrix);

  /// Solves the systems until what is left is `tolerance` of the right side, both as T^-1 shows them.
  /// Collective.
  std::vector<process::LinearReport> solve(const std::vector<process::LinearSystem>& systems,
                                           double tolerance);

 private:
  /// Vectors of one system: own slots, and the ghosts of one of them.
  struct Vectors {
    Array<double> residual, shadow, direction, product, second, ghosts;
  };
  struct Run;

  std::vector<process::LinearReport> solve_some(const std::vector<process::LinearSystem>& systems,
                                                double tolerance);
  void start(std::vector<Run>& runs, double tolerance);
  void iterate(std::vector<Run>& runs);
  std::vector<double> multiply(const std::vector<Run>& runs, Array<double> Vectors::*of,
                               Array<double> Vectors::*weight, Array<double> Vectors::*result);
  Lanes lanes(const std::vector<Run>& runs, Array<double> Vectors::*which) const;
  Index n_own() const { return matrix_.n_columns * slots_; }

  const meshes::ColumnMesh& mesh_;
  int slots_;
  process::ColumnMatrix matrix_;
  Array<double> inverse_;
  std::vector<Vectors> vectors_;  // per lane
};

}  // namespace entail::solve
