// The state vector, in multiples of one in-place pass over the state. Pass and work take turns within one
// benchmark, so that both see the same machine. With OMP_NUM_THREADS=2 the layers are also run on both
// threads: speedup_2_threads is the wall time on one over that on two, the median over the turns;
// pass_speedup_2_threads is the same of the in-place pass.
#include <benchmark/benchmark.h>

#include "bench/clock.hpp"
#include "quantum/statevector/adjoint.hpp"
#include "quantum/statevector/layers.hpp"
#include "quantum/statevector/observables.hpp"
#include "support/quantum_instances.hpp"

namespace entail::quantum {
namespace {

using bench::Stopwatch;

/// Multiplies every amplitude by 1: reads and writes the state once.
template <class Real>
void in_place_pass(const StateVector<Real>& state) {
  const auto re = state.re(), im = state.im();
  volatile Real unknown = 1;
  const Real factor = unknown;
  Kokkos::parallel_for(
      "bench::in_place_pass", long_range(state.local_size()), KOKKOS_LAMBDA(const std::int64_t k) {
        re(k) *= factor;
        im(k) *= factor;
      });
  Kokkos::fence();
}

/// Runs the work on one thread: within a parallel region Kokkos opens no other.
template <class Work>
void on_one_thread(const Work& work) {
#pragma omp parallel num_threads(1)
  work();
}

LayerAngles angles_of(int layers) {
  LayerAngles angles;
  for (int layer = 0; layer < layers; ++layer) {
    angles.gamma.push_back(0.35 + 0.05 * layer);
    angles.beta.push_back(0.6 - 0.05 * layer);
  }
  return angles;
}

/// passes: processor time per layer of `range(1)` layers over that of one in-place pass.
template <class Real>
void layer(benchmark::State& bench) {
  const int n = static_cast<int>(bench.range(0)), layers = static_cast<int>(bench.range(1));
  StateVector<Real> state(Comm(), n);
  const CostDiagonal<Real> cost(state, testing::dense_instance(n));
  const auto angles = angles_of(layers);
  apply_layers(state, cost, angles);  // pages are touched before anything is timed
  // The thread's own time: another one may still wait in a loop for work.
  Stopwatch pass(bench::thread_time), work(bench::thread_time);
  bench::Turns one_thread, two_threads, pass_on_one, pass_on_two;
  for (auto _ : bench) {
    on_one_thread([&] {
      pass.run([&] { in_place_pass(state); });
      one_thread.run([&] { work.run([&] { apply_layers(state, cost, angles); }); });
      pass_on_one.run([&] { pass.run([&] { in_place_pass(state); }); });
    });
    if (host_threads() < 2) continue;
    two_threads.run([&] { apply_layers(state, cost, angles); });
    pass_on_two.run([&] { in_place_pass(state); });
  }
  const auto count = static_cast<double>(bench.iterations());
  bench.counters["pass_ms"] = 1e3 * pass.seconds() / (2 * count);
  bench.counters["layer_ms"] = 1e3 * work.seconds() / (layers * count);
  bench.counters["passes"] = 2 * work.seconds() / (layers * pass.seconds());
  if (host_threads() != 2) return;
  bench.counters["speedup_2_threads"] = bench::median_speedup(one_thread, two_threads);
  bench.counters["pass_speedup_2_threads"] = bench::median_speedup(pass_on_one, pass_on_two);
}
/// On a shared machine a single turn may take half as long again; ten tell.
void layer_sizes(benchmark::internal::Benchmark* bench) {
  for (const auto& [n, layers] : {std::pair(20, 4), {22, 4}, {24, 1}, {24, 4}, {24, 10}, {26, 1}, {26, 4}})
    bench->Args({n, layers});
  bench->Iterations(10);
}
BENCHMARK_TEMPLATE(layer, double)->Apply(layer_sizes);
BENCHMARK_TEMPLATE(layer, float)->Apply(layer_sizes);

/// The diagonal of a dense problem, as stored numbers.
void diagonal(benchmark::State& bench) {
  const int n = static_cast<int>(bench.range(0));
  StateVector<double> state(Comm(), n);
  const auto model = testing::dense_instance(n);
  in_place_pass(state);
  Stopwatch pass, work;
  for (auto _ : bench) {
    pass.run([&] { in_place_pass(state); });
    work.run([&] { CostDiagonal<double> cost(state, model); });
  }
  bench.counters["diagonal_ms"] = 1e3 * work.seconds() / static_cast<double>(bench.iterations());
  bench.counters["passes"] = work.seconds() / pass.seconds();
}
BENCHMARK(diagonal)->Arg(24);

/// The gradient of all angles in evaluations of <C> (layers and expectation), the median over the turns.
template <class Real>
void gradient(benchmark::State& bench) {
  const int n = static_cast<int>(bench.range(0)), layers = static_cast<int>(bench.range(1));
  StateVector<Real> state(Comm(), n), adjoint(Comm(), n, 1);
  const CostDiagonal<Real> cost(state, testing::dense_instance(n));
  const auto angles = angles_of(layers);
  layer_gradient(state, adjoint, cost, angles);
  bench::Turns forward, work;
  for (auto _ : bench) {
    forward.run([&] {
      apply_layers(state, cost, angles);
      benchmark::DoNotOptimize(expectation(state, cost));
    });
    work.run([&] { benchmark::DoNotOptimize(layer_gradient(state, adjoint, cost, angles).value); });
  }
  bench.counters["gradient_ms"] = 1e3 * bench::median(work.seconds());
  bench.counters["forwards"] = bench::median_speedup(work, forward);
}
BENCHMARK_TEMPLATE(gradient, double)->Args({20, 4})->Args({24, 4})->Args({24, 8})->Iterations(9);
BENCHMARK_TEMPLATE(gradient, float)->Args({24, 4})->Iterations(9);

}  // namespace
}  // namespace entail::quantum
