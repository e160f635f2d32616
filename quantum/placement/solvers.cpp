#include "quantum/placement/solvers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>

#include "base/error.hpp"
#include "base/text.hpp"
#include "quantum/placement/routes.hpp"

namespace entail::placement {

namespace {

double now() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

/// Plans kept while methods run, per plan asked for: one that leaves the list may be found again.
constexpr int spare_plans = 4;

void check(const SolverOptions& options) {
  std::vector<std::string> names;
  for (const auto& method : solver_methods()) names.push_back(method.name);
  if (options.methods.empty()) throw UsageError("placement: no solver is asked for");
  for (const auto& method : options.methods)
    if (std::find(names.begin(), names.end(), method) == names.end())
      throw UsageError(fmt::format("placement: unknown solver \"{}\"{}; there are {}", method,
                                   did_you_mean(method, names), enumerate(names)));
  const auto positive = [](const char* what, double value) {
    if (!(value >= 1))
      throw UsageError(fmt::format("placement: {} is {}; it must be 1 or more", what, value));
  };
  positive("the number of plans", options.n_plans);
  positive("sweeps", options.sweeps);
  positive("batches", static_cast<double>(options.batches));
  positive("slices", options.slices);
  positive("layers", options.layers);
  positive("shots", static_cast<double>(options.shots));
  positive("evaluations", options.evaluations);
  if (!(options.seconds >= 0)) throw UsageError("placement: the seconds of a solver must be 0 or more");
}

void run(const Instance& instance, PlanPool& pool, MethodRow& row, PlacementSolution& solution) {
  const double start = now();
  if (row.method == "qaoa")
    run_qaoa(instance, pool, row);
  else if (row.method == "path-integral")
    run_annealer(instance, Annealer::path_integral, pool, row);
  else if (row.method == "anneal")
    run_annealer(instance, Annealer::simulated, pool, row);
  else
    run_exact(instance, pool, row, solution);
  row.seconds = instance.comm.max(now() - start);
}

}  // namespace

const std::vector<SolverMethod>& solver_methods() {
  static const std::vector<SolverMethod> methods{
      {"qaoa", "QAOA on feasible subspaces where they fit, recursive QAOA beyond"},
      {"path-integral", "simulated quantum annealing of the QUBO"},
      {"anneal", "simulated annealing of the QUBO"},
      {"exact", "all feasible plans, or outer approximation by mixed-integer programs"}};
  return methods;
}

double PlacementSolution::gap(double energy) const {
  return energy == bound ? 0.0 : (energy - bound) / std::max(std::abs(energy), 1e-300);
}

PlacementSolution solve(const Comm& comm, const PlacementProblem& problem, const SolverOptions& options) {
  validate(problem);
  check(options);
  const Instance instance(comm, problem, options);
  PlanPool pool(static_cast<std::size_t>(spare_plans * options.n_plans));
  PlacementSolution solution;
  solution.capacities = instance.capacities;
  for (const auto& method : options.methods) {
    solution.rows.emplace_back();
    solution.rows.back().method = method;
  }
  // The exact method comes last: it starts from what the others found.
  for (auto& row : solution.rows)
    if (row.method != "exact") run(instance, pool, row, solution);
  const auto exact = std::find_if(solution.rows.begin(), solution.rows.end(),
                                  [](const MethodRow& row) { return row.method == "exact"; });
  if (exact != solution.rows.end())
    run(instance, pool, *exact, solution);
  else
    add_relaxed_bound(instance, pool, solution);
  if (!solution.all_proven) add_neighbours(instance.landscape, pool);
  solution.plans = pool.plans();
  if (solution.plans.size() > static_cast<std::size_t>(options.n_plans))
    solution.plans.resize(static_cast<std::size_t>(options.n_plans));
  return solution;
}

std::string format_methods(const PlacementProblem&, const PlacementSolution& solution) {
  std::string text = fmt::format("{:<14} {:>14} {:>14} {:>9} {:>9} {:>9}  {}\n", "method", "E", "bound",
                                 "gap", "feasible", "seconds", "how");
  for (const auto& row : solution.rows) {
    const bool found = !row.incumbent.empty();
    text += fmt::format("{:<14} {:>14} {:>14.8g} {:>9} {:>9} {:>9.3f}  {}\n", row.method,
                        found ? fmt::format("{:.8g}", row.energy) : "none", solution.bound,
                        found ? fmt::format("{:.4f} %", 100 * solution.gap(row.energy)) : "-",
                        row.feasible_share >= 0 ? fmt::format("{:.2f} %", 100 * row.feasible_share) : "-",
                        row.seconds, row.how);
    if (!row.nearest.empty())
      text += fmt::format("{:<14} nothing feasible before repair; nearest: {}\n", "", row.nearest);
  }
  return text + fmt::format("bound: {}\n", solution.bound_source);
}

std::string format_plans(const PlacementProblem& problem, const PlacementSolution& solution,
                         std::size_t most) {
  const Units& units = problem.units;
  std::string text = fmt::format("{:>4} {:>14} {:>9} {:>14} {:>12} {:>14} {:>12} {:>12}  {}\n", "plan", "E",
                                 "gap", "cost [" + units.money + "]", "water", "breach", "delay",
                                 "holds [" + units.amount + "]", "found by: options");
  int rank = 0;
  for (const auto& plan : solution.plans) {
    if (static_cast<std::size_t>(rank) == most) break;
    const Accounts accounts = accounts_of(problem, plan.plan);
    text += fmt::format(
        "{:>4} {:>14.8g} {:>7.4f} % {:>14.6g} {:>12.6g} {:>14.6g} {:>12.6g} {:>12.6g}  {}: {}\n", ++rank,
        plan.energy, 100 * solution.gap(plan.energy), accounts.cost(), accounts.water(), accounts.breaches(),
        accounts.life(), accounts.capacity, fmt::join(plan.found_by, ", "), describe(problem, plan.plan));
  }
  return text;
}

}  // namespace entail::placement
