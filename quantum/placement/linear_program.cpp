#include "quantum/placement/linear_program.hpp"

#include <coin/Cbc_C_Interface.h>
#include <coin/Clp_C_Interface.h>
#include <fmt/format.h>

#include <cmath>

namespace entail::placement {

namespace {

/// Rows in the compressed form that COIN reads.
struct CompressedRows {
  std::vector<CoinBigIndex> start{0};
  std::vector<int> columns;
  std::vector<double> values, lower, upper;

  explicit CompressedRows(const LinearProgram& program, int first = 0) {
    for (std::size_t r = static_cast<std::size_t>(first); r < program.rows().size(); ++r) {
      const auto& row = program.rows()[r];
      lower.push_back(row.lower);
      upper.push_back(row.upper);
      for (const auto& term : row.terms) {
        columns.push_back(term.column);
        values.push_back(term.value);
      }
      start.push_back(static_cast<CoinBigIndex>(columns.size()));
    }
  }
};

/// All columns without rows: COIN then takes the rows as they are.
template <class Model, class Load>
void load_columns(Model* model, const LinearProgram& program, const Load& load) {
  const std::vector<CoinBigIndex> starts(program.objective().size() + 1, 0);
  const int none = 0;
  const double nothing = 0.0;
  load(model, program.n_columns(), 0, starts.data(), &none, &nothing, program.lower().data(),
       program.upper().data(), program.objective().data(), nullptr, nullptr);
}

struct ByColumns {
  std::vector<CoinBigIndex> start;
  std::vector<int> rows;
  std::vector<double> values, lower, upper;

  explicit ByColumns(const LinearProgram& program) {
    std::vector<std::vector<std::pair<int, double>>> columns(program.objective().size());
    for (std::size_t r = 0; r < program.rows().size(); ++r) {
      const auto& row = program.rows()[r];
      lower.push_back(row.lower);
      upper.push_back(row.upper);
      for (const auto& term : row.terms)
        columns[static_cast<std::size_t>(term.column)].emplace_back(static_cast<int>(r), term.value);
    }
    start.push_back(0);
    for (const auto& column : columns) {
      for (const auto& [row, value] : column) {
        rows.push_back(row);
        values.push_back(value);
      }
      start.push_back(static_cast<CoinBigIndex>(rows.size()));
    }
  }
};

}  // namespace

int LinearProgram::add_column(double lower, double upper, double objective, bool whole) {
  lower_.push_back(lower);
  upper_.push_back(upper);
  objective_.push_back(objective);
  whole_.push_back(whole);
  return n_columns() - 1;
}

int LinearProgram::add_row(double lower, double upper, std::vector<Term> terms) {
  rows_.push_back({lower, upper, std::move(terms)});
  return n_rows() - 1;
}

LinearResult solve_whole(const LinearProgram& program, double seconds, const std::vector<double>& start) {
  const std::unique_ptr<Cbc_Model, void (*)(Cbc_Model*)> owner(Cbc_newModel(), Cbc_deleteModel);
  Cbc_Model* model = owner.get();
  const ByColumns by_columns(program);
  Cbc_loadProblem(model, program.n_columns(), program.n_rows(), by_columns.start.data(),
                  by_columns.rows.data(), by_columns.values.data(), program.lower().data(),
                  program.upper().data(), program.objective().data(), by_columns.lower.data(),
                  by_columns.upper.data());
  for (int c = 0; c < program.n_columns(); ++c)
    if (program.whole()[static_cast<std::size_t>(c)]) Cbc_setInteger(model, c);
  Cbc_setLogLevel(model, 0);
  Cbc_setParameter(model, "timeMode", "elapsed");
  if (seconds > 0) Cbc_setParameter(model, "seconds", fmt::format("{}", seconds).c_str());
  Cbc_setParameter(model, "allowableGap", "0");
  if (!start.empty()) {
    std::vector<int> columns;
    for (int c = 0; c < program.n_columns(); ++c) columns.push_back(c);
    Cbc_setMIPStartI(model, program.n_columns(), columns.data(), start.data());
  }
  Cbc_solve(model);
  LinearResult result;
  result.infeasible = Cbc_isProvenInfeasible(model) != 0;
  result.optimal = Cbc_isProvenOptimal(model) != 0;
  result.bound = -unbounded;
  if (const double* x = Cbc_bestSolution(model); x != nullptr && !result.infeasible) {
    result.columns.assign(x, x + program.n_columns());
    for (std::size_t c = 0; c < result.columns.size(); ++c)
      result.objective += program.objective()[c] * result.columns[c];
  }
  const double possible = Cbc_getBestPossibleObjValue(model);
  if (result.optimal && !result.columns.empty())
    result.bound = result.objective;
  else if (std::isfinite(possible) && std::abs(possible) < 1e29)
    result.bound = possible;
  return result;
}

Relaxation::Relaxation(const LinearProgram& program)
    : solver_(Clp_newModel(), [](void* model) { Clp_deleteModel(static_cast<Clp_Simplex*>(model)); }) {
  auto* model = static_cast<Clp_Simplex*>(solver_.get());
  Clp_setLogLevel(model, 0);
  load_columns(model, program, Clp_loadProblem);
}

LinearResult Relaxation::solve(const LinearProgram& program) {
  auto* model = static_cast<Clp_Simplex*>(solver_.get());
  const CompressedRows rows(program, n_rows_);
  if (!rows.lower.empty())
    Clp_addRows(model, static_cast<int>(rows.lower.size()), rows.lower.data(), rows.upper.data(),
                rows.start.data(), rows.columns.data(), rows.values.data());
  n_rows_ = program.n_rows();
  Clp_dual(model, 0);
  LinearResult result;
  result.bound = -unbounded;
  const int status = Clp_status(model);
  result.infeasible = status == 1;
  if (status != 0) return result;
  const double* x = Clp_getColSolution(model);
  result.columns.assign(x, x + program.n_columns());
  result.objective = result.bound = Clp_getObjValue(model);
  result.optimal = true;
  return result;
}

}  // namespace entail::placement
