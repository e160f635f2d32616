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

/// A right side (own slots), and unknowns (own and ghost): a guess before a solve, the solution after it.
struct LinearSystem {
  Array<double> right_side, unknowns;
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

  /// The same for several right sides; what comes out for one does not depend on the others.
  virtual std::vector<LinearReport> solve_all(const std::vector<LinearSystem>& systems) {
    std::vector<LinearReport> reports;
    for (const auto& system : systems) reports.push_back(solve(system.right_side, system.unknowns));
    return reports;
  }
};

}  // namespace entail::process
