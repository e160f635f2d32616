/// What a process asks of whoever solves its linear systems.
#pragma once

#include <vector>

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

  /// Takes a matrix for the solves that follow; its values stay as they are until the last of them.
  virtual void load(const ColumnMatrix& matrix) = 0;

  /// How well the solves that follow shall be done: the norm of what is left over that of the right side.
  /// What solves directly need not care.
  virtual void set_tolerance(double relative) { static_cast<void>(relative); }

  /// Matrix * unknowns = right side, own slots. `unknowns` (own and ghost) hold a guess before and the
  /// solution after.
  virtual LinearReport solve(const Array<double>& right_side, const Array<double>& unknowns) = 0;

  /// Takes as many matrices as `lanes` says, which differ in their `diagonals` (own slots) alone; here and
  /// below, lanes stand side by side (base/lanes.hpp).
  virtual void load_lanes(const ColumnMatrix& matrix, int lanes, const Array<double>& diagonals);

  /// The same as solve() in the lanes that are wanted; the others' unknowns stay as they are. What comes out
  /// for one does not depend on the others.
  virtual std::vector<LinearReport> solve_lanes(const Array<double>& right_sides,
                                                const Array<double>& unknowns,
                                                const std::vector<bool>& wanted);

 private:
  /// What load_lanes() took, for solves one after the other.
  struct {
    ColumnMatrix matrix;
    int count = 0;
    Array<double> diagonals;
  } lanes_;
};

}  // namespace entail::process
