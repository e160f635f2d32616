// Annealers: spin updates per nanosecond, and the time in which a target is reached with 99 % probability.
#include <benchmark/benchmark.h>

#include <cmath>

#include "bench/clock.hpp"
#include "quantum/annealing/annealers.hpp"
#include "quantum/annealing/replicas.hpp"
#include "quantum/annealing/world_lines.hpp"
#include "quantum/ising/problem.hpp"
#include "support/quantum_instances.hpp"
#include "support/shared_data.hpp"

namespace entail::quantum {
namespace {

/// Sweeps at the temperatures of an annealing; updates per ns of processor time.
template <class Replicas>
void report_speed(benchmark::State& bench, const IsingModel& model, const typename Replicas::Model& compact) {
  Replicas replicas(compact, 1, 1);
  const auto betas = beta_range(model);
  bench::Stopwatch work;
  constexpr int sweeps = 100;
  for (auto _ : bench)
    work.run([&] {
      for (int sweep = 0; sweep < sweeps; ++sweep) replicas.sweep(geometric_beta(betas, sweep, sweeps));
    });
  const double updates =
      static_cast<double>(bench.iterations()) * sweeps * model.n_spins() * Replicas::n_lanes;
  bench.counters["updates_per_ns"] = 1e-9 * updates / work.seconds();
}

std::optional<IsingModel> shared_model(benchmark::State& bench, const std::string& name) {
  const auto path = testing::shared_data(name);
  if (path) return read_problem(*path).model;
  bench.SkipWithError((name + " is not there: set ENTAIL_SHARED to its folder").c_str());
  return std::nullopt;
}

void annealing_g1(benchmark::State& bench) {
  if (const auto model = shared_model(bench, "G1.txt"))
    report_speed<ByteReplicas>(bench, *model, byte_model(*model));
}
BENCHMARK(annealing_g1);

void annealing_3_regular(benchmark::State& bench) {
  const auto model = testing::regular_graph(1000, 1);
  report_speed<ByteReplicas>(bench, model, byte_model(model));
}
BENCHMARK(annealing_3_regular);

void annealing_3_regular_real_weights(benchmark::State& bench) {
  const auto model = testing::regular_graph(1000, 1, true);
  report_speed<FloatReplicas>(bench, model, float_model(model));
}
BENCHMARK(annealing_3_regular_real_weights);

void path_integral_3_regular(benchmark::State& bench) {
  const auto model = testing::regular_graph(1000, 1);
  const auto compact = float_model(model);
  constexpr int slices = 16, sweeps = 20;
  WorldLines lines(compact, slices, 1, 1);
  bench::Stopwatch work;
  for (auto _ : bench)
    work.run([&] {
      for (int sweep = 0; sweep < sweeps; ++sweep) lines.sweep(32.0, 3.0 * (sweeps - sweep) / sweeps);
    });
  const double updates =
      static_cast<double>(bench.iterations()) * sweeps * slices * model.n_spins() * WorldLines::n_lanes;
  bench.counters["slice_updates_per_ns"] = 1e-9 * updates / work.seconds();
}
BENCHMARK(path_integral_3_regular);

/// With p the share of batches of 64 replicas that reach the cut and t their processor time, the time to
/// reach it with 99 % probability: t ln 0.01 / ln (1 - p), at least t.
void time_to_target(benchmark::State& bench, const std::string& name, double cut, int sweeps) {
  const auto model = shared_model(bench, name);
  if (!model) return;
  SearchLimits limits;
  limits.sweeps = sweeps;
  limits.batches = 1;
  limits.keep = 1;
  int reached = 0, total = 0;
  bench::Stopwatch work;
  for (auto _ : bench) {
    limits.seed = static_cast<std::uint64_t>(++total);
    work.run([&] {
      const auto result = simulated_annealing(Comm(), *model, beta_range(*model), limits);
      reached += result.solutions.front().energy <= -cut;
    });
  }
  const double p = (reached + 0.5) / (total + 1.0), t = work.seconds() / total;
  bench.counters["batch_ms"] = 1e3 * t;
  bench.counters["batches_that_reach"] = static_cast<double>(reached) / total;
  bench.counters["seconds_99_percent"] = t * std::max(1.0, std::log(0.01) / std::log(1 - p));
}
BENCHMARK_CAPTURE(time_to_target, g1, "G1.txt", 11624, 400)->Iterations(200);
BENCHMARK_CAPTURE(time_to_target, g11, "G11.txt", 564, 1000)->Iterations(200);

}  // namespace
}  // namespace entail::quantum
