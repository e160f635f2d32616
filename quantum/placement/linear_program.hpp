/// A mixed-integer linear program in the making, handed to CBC or, without its whole-number conditions, to
/// CLP.
#pragma once

#include <memory>
#include <vector>

namespace entail::placement {

/// One coefficient of a row.
struct Term {
  int column = 0;
  double value = 0.0;
};

inline constexpr double unbounded = 1e30;  ///< as COIN writes infinity

class LinearProgram {
 public:
  int add_column(double lower, double upper, double objective, bool whole = false);
  int add_row(double lower, double upper, std::vector<Term> terms);

  int n_columns() const { return static_cast<int>(objective_.size()); }
  int n_rows() const { return static_cast<int>(rows_.size()); }

  struct Row {
    double lower, upper;
    std::vector<Term> terms;
  };
  const std::vector<Row>& rows() const { return rows_; }
  const std::vector<double>& lower() const { return lower_; }
  const std::vector<double>& upper() const { return upper_; }
  const std::vector<double>& objective() const { return objective_; }
  const std::vector<bool>& whole() const { return whole_; }

 private:
  std::vector<double> lower_, upper_, objective_;
  std::vector<bool> whole_;
  std::vector<Row> rows_;
};

struct LinearResult {
  std::vector<double> columns;  ///< empty when nothing was found
  double objective = 0.0;       ///< of `columns`
  double bound = 0.0;           ///< no solution is lower
  bool optimal = false;
  bool infeasible = false;
};

/// CBC until it is proven or `seconds` (0: no limit) are over; `start` are the columns of a known solution,
/// or empty. Runs on the calling rank.
LinearResult solve_whole(const LinearProgram& program, double seconds, const std::vector<double>& start);

/// The program without whole numbers, solved by CLP again and again as rows are added.
class Relaxation {
 public:
  explicit Relaxation(const LinearProgram& program);
  /// Solves with the rows that `program` has by now; its columns must not have changed.
  LinearResult solve(const LinearProgram& program);

 private:
  std::unique_ptr<void, void (*)(void*)> solver_;  ///< CLP's model
  int n_rows_ = 0;
};

}  // namespace entail::placement
