/// What a process asks of whoever solves its linear systems.
#pragma once

#include "base/array.hpp"
#include "process/column_matrix.hpp"

namespace entail::process {

struct LinearReport {
  bool converged = false;
  int iterations = 0;
};

/// Solves systems of one unknown per slot of a column. All calls are collective.
class LinearSolver {
 public:
  virtual ~LinearSolver() = default;

  /// Takes a matrix for the solves that follow.
  virtual void load(const ColumnMatrix& matrix) = 0;

  /// Matrix * unknowns = right side, own slots. `unknowns` (own and ghost) hold a guess before and the
  /// solution after.
  virtual LinearReport solve(const Array<double>& right_side, const Array<double>& unknowns) = 0;

  /// The same with the transpose of the matrix.
  virtual LinearReport solve_transposed(const Array<double>& right_side, const Array<double>& unknowns) = 0;
};

}  // namespace entail::process
