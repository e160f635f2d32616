/// What a process is: equations on the slots of columns that a solver advances step by step.
#pragma once

#include <string>
#include <vector>

#include "base/array.hpp"
#include "process/balance.hpp"
#include "process/column_matrix.hpp"

namespace entail::process {

/// One step in time [s], from `time` to `time + length`.
struct TimeStep {
  double time = 0.0;
  double length = 0.0;
  bool steady = false;  ///< nothing is stored: the state at the end is the one that would last
};

/// Equations that are nonlinear in their unknowns, one per slot, solved by Newton's method. Arrays of
/// unknowns hold own and ghost columns, with the ghosts filled; residuals and matrices are of own columns.
/// Nothing but commit() changes the state, so a step that is not committed leaves no trace.
class NonlinearProcess {
 public:
  virtual ~NonlinearProcess() = default;
  virtual std::string name() const = 0;
  virtual int slots() const = 0;

  /// The unknowns of the last committed state.
  virtual const Array<double>& state() const = 0;

  /// Takes the forcing and boundary values of a step. Collective.
  virtual void begin(const TimeStep& step) = 0;

  /// A starting point for the unknowns at the end of the step.
  virtual void guess(const Array<double>& unknowns) const = 0;

  /// Volume [m3] gained per second minus what flows in, for every own slot; 0 where the equations hold.
  virtual void residual(const Array<double>& unknowns, const Array<double>& residual) = 0;

  /// The exact derivatives of residual().
  virtual void jacobian(const Array<double>& unknowns, const ColumnMatrix& matrix) = 0;

  /// True when jacobian() is symmetric and positive definite at all unknowns.
  virtual bool is_symmetric() const = 0;

  /// True when what flows between columns follows from differences of the unknowns, as in ground; overland
  /// flow also follows the slope.
  virtual bool is_diffusive() const = 0;

  /// Moves the unknowns that a Newton step from `from` proposes to where the next step starts better; own
  /// slots.
  virtual void limit_update(const Array<double>& from, const Array<double>& proposed) const = 0;

  /// What flows through the model at the unknowns of the last residual() [m3/s]: the larger of all that comes
  /// in and all that goes out. The scale of what a steady state may be off. Collective.
  virtual double throughput(const Array<double>& unknowns) = 0;

  /// The estimated error of the step relative to what the user permits: at most 1 is good. Collective.
  virtual double error(const Array<double>& unknowns) = 0;

  /// Makes the unknowns the state at the end of the step and books what flowed. Collective.
  virtual void commit(const Array<double>& unknowns) = 0;

  /// Makes the unknowns the state to start from; balances begin anew. Collective.
  virtual void settle(const Array<double>& unknowns) = 0;

  virtual std::vector<Balance> balances() const = 0;
};

}  // namespace entail::process
