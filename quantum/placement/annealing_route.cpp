// Simulated and path-integral annealing on the penalised QUBO (see solvers.hpp).
#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <chrono>

#include "quantum/annealing/annealers.hpp"
#include "quantum/placement/routes.hpp"

namespace entail::placement {

namespace {

constexpr double escalation = 4.0;

double now() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

/// Hot as the penalties ask, cold as the objective does: its differences are finer than theirs.
quantum::BetaRange betas_of(const Instance& instance, const quantum::IsingModel& model) {
  auto betas = quantum::beta_range(model);
  betas.cold = std::max(betas.cold, quantum::beta_range(quantum::to_ising(instance.objective)).cold);
  return betas;
}

/// One run on a QUBO; feasible configurations are counted as they come.
struct Run {
  quantum::SearchResult result;
  std::int64_t feasible = 0;
};

Run search(const Instance& instance, Annealer kind, const PlacementQubo& qubo, std::uint64_t seed,
           double seconds) {
  const SolverOptions& options = instance.options;
  const auto model = quantum::to_ising(qubo.qubo);
  std::atomic<std::int64_t> feasible{0};
  quantum::SearchLimits limits;
  limits.seed = seed;
  limits.sweeps = options.sweeps;
  limits.batches = options.batches;
  limits.seconds = seconds;
  // Counts, and keeps all: infeasible configurations are repaired later.
  limits.feasible = [&](const std::vector<std::uint8_t>& bits) {
    if (is_feasible(instance.landscape, bits)) feasible.fetch_add(1, std::memory_order_relaxed);
    return true;
  };
  Run run;
  if (kind == Annealer::simulated)
    run.result = quantum::simulated_annealing(instance.comm, model, betas_of(instance, model), limits);
  else
    run.result = quantum::path_integral_annealing(
        instance.comm, model,
        {.slices = options.slices, .beta = betas_of(instance, model).cold * options.slices / 2}, limits);
  run.feasible = instance.comm.sum(feasible.load());
  return run;
}

}  // namespace

void run_annealer(const Instance& instance, Annealer kind, PlanPool& pool, MethodRow& row) {
  const double start = now(), seconds = instance.options.seconds;
  Finisher finisher(instance, pool, row);
  std::int64_t feasible = 0, samples = 0;
  int rounds = 0, n_variables = 0;
  row.penalties = instance.starting;
  while (true) {
    const auto qubo = to_qubo(instance.problem, instance.objective, instance.capacities, row.penalties);
    n_variables = qubo.qubo.n_variables();
    const double left = seconds > 0 ? std::max(seconds - (now() - start), 0.01) : 0.0;
    const auto run =
        search(instance, kind, qubo, instance.options.seed + static_cast<std::uint64_t>(rounds), left);
    ++rounds;
    feasible += run.feasible;
    samples += run.result.samples;
    bool best_is_feasible = false;
    for (std::size_t k = 0; k < run.result.solutions.size(); ++k) {
      const bool meets = finisher.add(qubo.plan_of(run.result.solutions[k].bits));
      if (k == 0) best_is_feasible = meets;
    }
    const bool late = instance.comm.any(seconds > 0 && now() - start > seconds);
    if (best_is_feasible || late || row.penalties == instance.sufficient) break;
    row.penalties = escalated(row.penalties, escalation, instance.sufficient);
  }
  finisher.count(feasible, samples);
  row.how = fmt::format("{} variables, {} replicas of {} sweeps, penalties raised {} times", n_variables,
                        samples, instance.options.sweeps, rounds - 1);
}

}  // namespace entail::placement
