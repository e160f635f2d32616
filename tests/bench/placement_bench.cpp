// Placement of 100 sites with 3 options, 20 receptors and 10 members: the QUBO, the annealer, the proof.
#include <benchmark/benchmark.h>

#include "quantum/placement/facility_location.hpp"
#include "quantum/placement/feasible_plans.hpp"
#include "quantum/placement/outer_approximation.hpp"
#include "quantum/placement/solvers.hpp"
#include "support/shared_data.hpp"
#include "unit/quantum/placement_instances.hpp"

namespace entail::placement {
namespace {

PlacementProblem large_problem() {
  return testing::placement_instance(
      {.sites = 100, .options = 3, .receptors = 20, .members = 10, .demand_share = 0.3, .whole = false}, 1);
}

void qubo_of_100_sites(benchmark::State& bench) {
  const auto problem = large_problem();
  int variables = 0;
  std::size_t couplings = 0;
  for (auto _ : bench) {
    const auto objective = objective_of(problem);
    const auto whole = whole_capacities(problem);
    const Landscape landscape(problem, objective);
    const auto sufficient = sufficient_penalties(objective, landscape.energy(greedy_plan(landscape)));
    const auto qubo =
        to_qubo(problem, objective, whole, starting_penalties(problem, objective, whole, sufficient));
    variables = qubo.qubo.n_variables();
    couplings = qubo.qubo.quadratic.size();
  }
  bench.counters["variables"] = variables;
  bench.counters["couplings"] = static_cast<double>(couplings);
}
BENCHMARK(qubo_of_100_sites)->Unit(benchmark::kMillisecond);

/// Every method for at most `range(0)` seconds; the gaps are those to the proven bound.
void solvers_of_100_sites(benchmark::State& bench) {
  const auto problem = large_problem();
  SolverOptions options;
  options.seconds = static_cast<double>(bench.range(0));
  for (auto _ : bench) {
    const auto solution = solve(Comm(), problem, options);
    for (const auto& row : solution.rows) bench.counters["gap_" + row.method] = solution.gap(row.energy);
    bench.counters["bound"] = solution.bound;
    if (Comm().is_root())
      std::printf("%s%s", format_methods(problem, solution).c_str(), format_plans(problem, solution).c_str());
  }
}
BENCHMARK(solvers_of_100_sites)->Arg(40)->Iterations(1)->Unit(benchmark::kSecond);

void all_plans(benchmark::State& bench) {
  const int sites = static_cast<int>(bench.range(0));
  const auto problem = testing::placement_instance(
      {.sites = sites, .options = 3, .receptors = 6, .members = 10, .whole = false}, 1);
  const Landscape landscape(problem, objective_of(problem));
  for (auto _ : bench) benchmark::DoNotOptimize(best_of_all_plans(Comm(), landscape, 10).n_feasible);
  bench.counters["combinations"] = n_combinations(problem);
}
BENCHMARK(all_plans)->Arg(8)->Arg(12)->Unit(benchmark::kMillisecond);

void proof_of_facility_location(benchmark::State& bench, const std::string& name) {
  const auto path = testing::shared_data(name);
  if (!path) return bench.SkipWithError((name + " is not there").c_str());
  const auto problem = read_facility_location(*path);
  for (auto _ : bench) benchmark::DoNotOptimize(locate_exactly(problem, 0.0).cost);
}
BENCHMARK_CAPTURE(proof_of_facility_location, cap41, "cap41.txt")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(proof_of_facility_location, cap61, "cap61.txt")->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace entail::placement
