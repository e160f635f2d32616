#include "quantum/exact/branch_and_bound.hpp"

#include <coin/Cbc_C_Interface.h>
#include <fmt/format.h>

#include <cmath>
#include <memory>

namespace entail::quantum {

namespace {

constexpr double unbounded = 1e30;

/// A linear program by columns in the making.
class LinearProgram {
 public:
  int column(double objective) {
    objective_.push_back(objective);
    entries_.emplace_back();
    return static_cast<int>(objective_.size()) - 1;
  }
  int row(double lower, double upper) {
    lower_.push_back(lower);
    upper_.push_back(upper);
    return static_cast<int>(lower_.size()) - 1;
  }
  void entry(int row, int column, double value) {
    entries_[static_cast<std::size_t>(column)].push_back({row, value});
  }
  int n_columns() const { return static_cast<int>(objective_.size()); }

  void load(Cbc_Model* model) const {
    std::vector<CoinBigIndex> start{0};
    std::vector<int> rows;
    std::vector<double> values;
    for (const auto& column : entries_) {
      for (const auto& [row, value] : column) {
        rows.push_back(row);
        values.push_back(value);
      }
      start.push_back(static_cast<CoinBigIndex>(rows.size()));
    }
    const std::vector<double> zeros(objective_.size(), 0.0), ones(objective_.size(), 1.0);
    Cbc_loadProblem(model, n_columns(), static_cast<int>(lower_.size()), start.data(), rows.data(),
                    values.data(), zeros.data(), ones.data(), objective_.data(), lower_.data(),
                    upper_.data());
  }

 private:
  struct Entry {
    int row;
    double value;
  };
  std::vector<double> objective_, lower_, upper_;
  std::vector<std::vector<Entry>> entries_;
};

LinearProgram linearise(const Qubo& qubo, const std::vector<CountConstraint>& constraints) {
  LinearProgram program;
  for (const double a : qubo.linear) program.column(a);
  for (const auto& [i, j, b] : qubo.quadratic) {
    const int y = program.column(b);
    if (b > 0) {  // x_i + x_j - y <= 1
      const int row = program.row(-unbounded, 1.0);
      program.entry(row, i, 1.0);
      program.entry(row, j, 1.0);
      program.entry(row, y, -1.0);
      continue;
    }
    for (const int x : {i, j}) {  // y - x <= 0
      const int row = program.row(-unbounded, 0.0);
      program.entry(row, y, 1.0);
      program.entry(row, x, -1.0);
    }
  }
  for (const auto& constraint : constraints) {
    const int row = program.row(constraint.count, constraint.count);
    for (const int x : constraint.variables) program.entry(row, x, 1.0);
  }
  return program;
}

/// Hands CBC a known configuration with the products that belong to it.
void set_start(Cbc_Model* model, const Qubo& qubo, const std::vector<std::uint8_t>& start) {
  std::vector<int> columns;
  std::vector<double> values(start.begin(), start.end());
  for (const auto& [i, j, b] : qubo.quadratic)
    values.push_back(start[static_cast<std::size_t>(i)] & start[static_cast<std::size_t>(j)]);
  for (int k = 0; k < static_cast<int>(values.size()); ++k) columns.push_back(k);
  Cbc_setMIPStartI(model, static_cast<int>(columns.size()), columns.data(), values.data());
}

}  // namespace

BranchResult branch_and_bound(const IsingModel& model, const std::vector<CountConstraint>& constraints,
                              double seconds, const std::vector<std::uint8_t>& start) {
  const Qubo qubo = to_qubo(model);
  const LinearProgram program = linearise(qubo, constraints);
  const std::unique_ptr<Cbc_Model, void (*)(Cbc_Model*)> solver(Cbc_newModel(), Cbc_deleteModel);
  program.load(solver.get());
  for (int i = 0; i < qubo.n_variables(); ++i) Cbc_setInteger(solver.get(), i);
  Cbc_setLogLevel(solver.get(), 0);
  Cbc_setParameter(solver.get(), "timeMode", "elapsed");
  if (seconds > 0) Cbc_setParameter(solver.get(), "seconds", fmt::format("{}", seconds).c_str());
  // Gaps are closed to the last bit of the coefficients, not to CBC's default of 1e-10 of the objective.
  Cbc_setParameter(solver.get(), "allowableGap", "0");
  if (!start.empty()) set_start(solver.get(), qubo, start);
  Cbc_solve(solver.get());

  BranchResult result;
  result.infeasible = Cbc_isProvenInfeasible(solver.get()) != 0;
  if (!start.empty()) result.best = {energy(model, start), start, 1};
  if (const double* x = Cbc_bestSolution(solver.get()); x != nullptr && !result.infeasible) {
    std::vector<std::uint8_t> bits;
    for (int i = 0; i < qubo.n_variables(); ++i) bits.push_back(x[i] > 0.5 ? 1 : 0);
    const double found = energy(model, bits);
    if (result.best.bits.empty() || found < result.best.energy) result.best = {found, bits, 1};
  }
  result.optimal = Cbc_isProvenOptimal(solver.get()) != 0 && !result.best.bits.empty();
  const double possible = Cbc_getBestPossibleObjValue(solver.get()) + qubo.offset;
  const double simple = energy_range(model).low;
  result.bound = result.optimal                                         ? result.best.energy
                 : std::isfinite(possible) && std::abs(possible) < 1e29 ? std::max(possible, simple)
                                                                        : simple;
  if (!result.best.bits.empty()) result.bound = std::min(result.bound, result.best.energy);
  return result;
}

std::string cbc_version() { return Cbc_getVersion(); }

}  // namespace entail::quantum
