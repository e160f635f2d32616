#include "quantum/solve/solve.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "base/error.hpp"
#include "base/log.hpp"
#include "quantum/annealing/annealers.hpp"
#include "quantum/exact/bounds.hpp"
#include "quantum/exact/branch_and_bound.hpp"
#include "quantum/exact/enumeration.hpp"
#include "quantum/solve/emulations.hpp"
#include "quantum/solve/penalty.hpp"

namespace entail::quantum {

namespace {

/// Configurations of so many variables are enumerated for the bound alone: a fraction of a second.
constexpr int cheaply_enumerated = 28;

double now() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

std::function<void(double, double)> improvement_line(const Problem& problem) {
  return [&problem](double energy, double seconds) {
    log::info("{:9.3f} s  {} {:.12g}", seconds, problem.value_name, problem.value_of(energy));
  };
}

/// The target as an energy. Throws UsageError when the coefficients alone show that nothing reaches it: the
/// search for it would not end.
double target_of(const Task& task) {
  const double target = task.problem.energy_of(task.options.target),
               lowest = energy_range(task.problem.model).low;
  if (target < lowest - task.slack())
    throw UsageError(fmt::format("--target {} is out of reach: the {} of no configuration is beyond {}",
                                 task.options.target, task.problem.value_name,
                                 task.problem.value_of(lowest)));
  return target + task.slack();
}

SearchLimits limits_of(const Task& task) {
  const SolveOptions& options = task.options;
  SearchLimits limits;
  limits.seed = options.seed;
  limits.sweeps = options.sweeps;
  limits.batches = options.batches;
  limits.seconds = options.seconds;
  if (options.has_target) limits.target = target_of(task);
  limits.keep = options.keep;
  if (task.constrained()) limits.feasible = [&task](const auto& bits) { return task.is_feasible(bits); };
  limits.improved = improvement_line(task.problem);
  return limits;
}

std::vector<OnesConstraint> constraints_of(const Task& task) {
  std::vector<OnesConstraint> constraints;
  for (const auto& group : task.groups) constraints.push_back({group, 1});
  if (task.options.ones >= 0) {
    OnesConstraint all{{}, task.options.ones};
    for (int i = 0; i < task.problem.n_variables(); ++i) all.variables.push_back(i);
    constraints.push_back(std::move(all));
  }
  return constraints;
}

std::vector<CountConstraint> count_constraints(const Task& task) {
  std::vector<CountConstraint> constraints;
  for (auto& [variables, count] : constraints_of(task)) constraints.push_back({variables, count});
  return constraints;
}

/// The model that searches walk on: with penalties where there are constraints.
IsingModel searched_model(const Task& task) {
  return task.constrained() ? with_penalties(task.problem.model, constraints_of(task)) : task.problem.model;
}

/// Energies of the problem itself: penalties of feasible configurations are 0 but for rounding.
std::vector<Solution> plain(const Task& task, std::vector<Solution> solutions) {
  for (auto& solution : solutions) solution.energy = energy(task.problem.model, solution.bits);
  return solutions;
}

void run_search(const Task& task, SolveReport& report) {
  const SolveOptions& options = task.options;
  const SearchLimits limits = limits_of(task);
  const IsingModel model = searched_model(task);
  const BetaRange betas = beta_range(model);
  SearchResult result;
  if (options.method == "anneal")
    result = simulated_annealing(task.comm, model, betas, limits);
  else if (options.method == "tempering")
    result = parallel_tempering(task.comm, model, betas, options.temperatures, limits);
  else
    result = path_integral_annealing(task.comm, model,
                                     {.slices = options.slices > 0 ? options.slices : 16,
                                      .beta = options.beta,
                                      .transverse_field = options.field},
                                     limits);
  report.solutions = plain(task, std::move(result.solutions));
  if (task.constrained() && result.samples > 0)
    report.feasible_share = static_cast<double>(result.feasible) / static_cast<double>(result.samples);
  report.details.emplace_back("replicas", fmt::format("{} in {} batches of {} sweeps", result.samples,
                                                      result.batches, options.sweeps));
  report.details.emplace_back("spin updates",
                              fmt::format("{:.3g} ({:.2f} per ns of wall time)", result.updates,
                                          1e-9 * result.updates / result.seconds));
  if (options.has_target) report.details.emplace_back("target reached", result.reached ? "yes" : "no");
}

void run_enumeration(const Task& task, SolveReport& report) {
  const Enumeration all = enumerate(task.comm, task.problem.model);
  report.solutions = {all.best};
  report.bound = all.best.energy;
  report.proven = true;
  report.bound_source = "all configurations";
  report.details.emplace_back("optimal configurations", fmt::format("{}", all.count));
}

/// Branch and bound on the root, after a short search for a start; every rank gets the result.
void run_branch_and_bound(const Task& task, SolveReport& report) {
  const IsingModel& model = task.problem.model;
  SearchLimits limits = limits_of(task);
  limits.batches = 2;
  limits.sweeps = 300;
  const IsingModel searched = searched_model(task);
  const auto start = simulated_annealing(task.comm, searched, beta_range(searched), limits);
  BranchResult result;
  SolutionPool pool(1);
  std::vector<double> facts(3);
  task.comm.on_root([&] {
    result = branch_and_bound(
        model, count_constraints(task), task.options.seconds,
        start.solutions.empty() ? std::vector<std::uint8_t>{} : start.solutions.front().bits);
    if (!result.best.bits.empty()) pool.add(result.best);
    facts = {result.bound, result.optimal ? 1.0 : 0.0, result.infeasible ? 1.0 : 0.0};
  });
  task.comm.broadcast(facts);
  pool.merge(task.comm, model.n_spins());
  if (facts[2] != 0.0) throw UsageError("no configuration meets the constraints: this is proven");
  report.solutions = pool.solutions();
  report.proven = facts[1] != 0.0;
  report.bound = facts[0];
  report.bound_source = "branch and bound";
  if (report.proven) return;
  const double other = lower_bound(model);
  if (other > report.bound) {
    report.bound = other;
    report.bound_source = "eigenvalues";
  }
}

void run_exact(const Task& task, SolveReport& report) {
  if (!task.constrained() && task.problem.n_variables() <= most_enumerated_spins)
    run_enumeration(task, report);
  else
    run_branch_and_bound(task, report);
}

/// A bound for methods that have none of their own.
void add_bound(const Task& task, SolveReport& report) {
  const IsingModel& model = task.problem.model;
  if (model.n_spins() <= cheaply_enumerated) {
    report.bound = enumerate(task.comm, model).best.energy;
    report.bound_source = "all configurations";
  } else {
    report.bound = lower_bound(model);
    report.bound_source = "eigenvalues";
  }
  report.proven = !report.solutions.empty() && report.solutions.front().energy <= report.bound + task.slack();
}

void add_baseline(const Task& task, SolveReport& report) {
  SearchLimits limits = limits_of(task);
  limits.improved = {};
  limits.batches = 0;
  limits.target.reset();
  limits.seconds = std::max(report.seconds, 0.01);
  const IsingModel searched = searched_model(task);
  const auto result = simulated_annealing(task.comm, searched, beta_range(searched), limits);
  if (!result.solutions.empty()) report.baseline = plain(task, result.solutions).front().energy;
}

}  // namespace

SolveReport solve(const Comm& comm, const Problem& problem, const SolveOptions& options) {
  check_options(options);
  const Task task{comm, problem, options, parse_groups(problem, options.groups)};
  if (options.ones > problem.n_variables())
    throw UsageError(fmt::format("--ones {} is out of range: 0 to {}", options.ones, problem.n_variables()));
  SolveReport report;
  report.method = options.method;
  report.seed = options.seed;
  const double start = now();
  const std::string& method = options.method;
  if (method == "exact")
    run_exact(task, report);
  else if (method == "qaoa")
    run_qaoa(task, report);
  else if (method == "recursive-qaoa")
    run_recursive_qaoa(task, report);
  else if (method == "schroedinger")
    run_schroedinger(task, report);
  else if (method == "thermal")
    run_thermal(task, report);
  else
    run_search(task, report);
  report.seconds = comm.max(now() - start);
  if (task.constrained())
    for (const auto& solution : report.solutions) report.feasible.push_back(task.is_feasible(solution.bits));
  if (task.constrained() && method == "exact") report.feasible_share = 1.0;  // its rows are the constraints
  if (method == "thermal") return report;
  if (method != "exact") add_bound(task, report);
  if (method != "anneal") add_baseline(task, report);
  return report;
}

}  // namespace entail::quantum
