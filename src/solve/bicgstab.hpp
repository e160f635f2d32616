/// BiCGStab for systems side by side whose matrices differ in their diagonals alone, preconditioned by a
/// sweep of exact solves along the columns.
///
/// Van der Vorst 1992, doi:10.1137/0913035, on M^-1 A x = M^-1 b with the M of column_lines.hpp; stopped by
/// the norm of what is left of that, as PETSc's KSPBCGS is. To read the matrix is much of the work: it is
/// read once for all systems, and vectors that are used together are passed through once.
/// Each system has coefficients and iterations of its own, and the same whatever its company.
#pragma once

#include <vector>

#include "meshes/column_mesh.hpp"
#include "process/linear_solver.hpp"
#include "solve/column_lines.hpp"

namespace entail::solve {

/// Holds a matrix and what its solves need.
class Bicgstab {
 public:
  /// Collective.
  Bicgstab(const meshes::ColumnMesh& mesh, int slots)
      : mesh_(mesh), slots_(slots), sweep_(make_column_sweep(mesh)) {}

  /// Takes a matrix; its values stay as they are until the last solve.
  void load(const process::ColumnMatrix& matrix);
  /// The same for lanes with diagonals of their own.
  void load(const process::ColumnMatrix& matrix, int lanes, const Array<double>& diagonals);

  /// Solves the systems of the lanes that are wanted, until what is left is `tolerance` of the right side,
  /// both as M^-1 shows them. Collective.
  std::vector<process::LinearReport> solve(const Array<double>& right_side, const Array<double>& unknowns,
                                           const std::vector<bool>& wanted, double tolerance);

 private:
  /// Vectors of all lanes: own slots, and the ghosts of one of them.
  struct Vectors {
    Array<double> residual, shadow, direction, product, second, ghosts;
  };
  struct Lane;

  void take(const process::ColumnMatrix& matrix, int lanes);
  void start(std::vector<Lane>& lanes, const Array<double>& right_side, const Array<double>& unknowns,
             double tolerance);
  void iterate(std::vector<Lane>& lanes, const Array<double>& unknowns);
  std::vector<double> multiply(const Array<double>& of, const Array<double>& weight,
                               const Array<double>& result);

  const meshes::ColumnMesh& mesh_;
  int slots_;
  ColumnSweep sweep_;
  int lanes_ = 0;
  process::ColumnMatrix matrix_;
  Array<double> inverse_;
  Vectors v_;
};

}  // namespace entail::solve
