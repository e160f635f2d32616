// Enumeration, proofs and recursive QAOA.
#include <benchmark/benchmark.h>

#include "quantum/exact/bounds.hpp"
#include "quantum/exact/branch_and_bound.hpp"
#include "quantum/exact/enumeration.hpp"
#include "quantum/ising/problem.hpp"
#include "quantum/qaoa/one_layer.hpp"
#include "support/quantum_instances.hpp"
#include "support/shared_data.hpp"

namespace entail::quantum {
namespace {

void enumeration(benchmark::State& bench) {
  const int n = static_cast<int>(bench.range(0));
  const auto model = testing::dense_instance(n);
  for (auto _ : bench) benchmark::DoNotOptimize(enumerate(Comm(), model).count);
}
BENCHMARK(enumeration)->Arg(24)->Arg(30)->Unit(benchmark::kMillisecond);

void proof_by_branch_and_bound(benchmark::State& bench, const std::string& name) {
  const auto path = testing::shared_data(name);
  if (!path) return bench.SkipWithError((name + " is not there").c_str());
  const auto model = read_problem(*path).model;
  for (auto _ : bench) benchmark::DoNotOptimize(branch_and_bound(model, {}, 0.0, {}).bound);
}
BENCHMARK_CAPTURE(proof_by_branch_and_bound, gka1b, "gka1b.txt")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(proof_by_branch_and_bound, gka6a, "gka6a.txt")->Unit(benchmark::kMillisecond);

void recursive_qaoa_sparse(benchmark::State& bench) {
  const auto model = testing::regular_graph(static_cast<int>(bench.range(0)), 1, true);
  double energy = 0.0;
  for (auto _ : bench) energy = recursive_qaoa(model).solution.energy;
  bench.counters["energy"] = energy;
}
BENCHMARK(recursive_qaoa_sparse)->Arg(1000)->Unit(benchmark::kMillisecond);

void eigenvalue_bound_g1(benchmark::State& bench) {
  const auto path = testing::shared_data("G1.txt");
  if (!path) return bench.SkipWithError("G1.txt is not there");
  const auto model = read_problem(*path).model;
  double bound = 0.0;
  for (auto _ : bench) bound = lower_bound(model);
  bench.counters["bound_on_the_cut"] = -bound;
}
BENCHMARK(eigenvalue_bound_g1)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace entail::quantum
