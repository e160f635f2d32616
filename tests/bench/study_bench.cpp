// Whole runs: the regional plume with one and with five solutes, a large steady state, a storm on a million
// cells. Processor time beside the bandwidth of a triad in the same process; memory per cell. Run it alone,
// also under mpirun.
#include <benchmark/benchmark.h>
#include <fmt/format.h>
#include <sys/resource.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/array.hpp"
#include "clock.hpp"
#include "study/run.hpp"

namespace {

using namespace entail;

/// Bandwidth of a = b + s c on this rank [GB/s] while all ranks do the same, 24 bytes per element.
double triad_bandwidth(Index n = 20'000'000) {
  Array<double> a("a", n), b("b", n), c("c", n);
  auto pass = [&] {
    Kokkos::parallel_for(
        "entail::bench::triad", range(n), KOKKOS_LAMBDA(Index i) { a(i) = b(i) + 3.0 * c(i); });
    Kokkos::fence();
  };
  pass();
  bench::Stopwatch watch;
  const int passes = 100'000'000 / n;
  Comm().sum(0.0);  // all begin
  watch.run([&] {
    for (int i = 0; i < passes; ++i) pass();
  });
  return passes * 24e-9 * n / watch.seconds();
}

void replace(std::string& text, const std::string& what, const std::string& with) {
  const auto at = text.find(what);
  if (at == std::string::npos) throw std::runtime_error("the benchmark's deck has no " + what);
  text.replace(at, what.size(), with);
}

/// A deck of the source tree with some of its text replaced.
std::string deck(const Comm& comm, const std::string& path,
                 const std::vector<std::pair<std::string, std::string>>& changes) {
  std::ostringstream text;
  text << std::ifstream(std::string(ENTAIL_SOURCE_DIR) + "/" + path).rdbuf();
  std::string changed = text.str();
  for (const auto& [what, with] : changes) replace(changed, what, with);
  const std::string file = std::filesystem::temp_directory_path() / "entail_bench_deck.yaml";
  comm.on_root([&] { std::ofstream(file) << changed; });
  return file;
}

/// What a run takes, all ranks together.
struct Cost {
  double processor, wall;  ///< [s]
  study::Progress progress;
};

using Changes = std::vector<std::pair<std::string, std::string>>;

Cost cost_of(const std::string& path, const Changes& changes = {}) {
  const Comm comm;
  const std::string file = deck(comm, path, changes);
  bench::Stopwatch watch;
  const double start = bench::wall_time();
  Cost cost;
  watch.run([&] { cost.progress = study::run(comm, {file, "", "benchmark", "", false}).progress; });
  cost.processor = comm.sum(watch.seconds());
  cost.wall = comm.max(bench::wall_time() - start);
  return cost;
}

void run(benchmark::State& state, const std::string& path, double cells, const Changes& changes = {}) {
  const Comm comm;
  const double bandwidth = triad_bandwidth();
  Cost cost;
  for (auto _ : state) cost = cost_of(path, changes);
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const double memory = comm.sum(static_cast<double>(usage.ru_maxrss) * 1024.0);
  state.counters["processor_s"] = cost.processor;
  state.counters["wall_s"] = cost.wall;
  state.counters["triad_GB_per_s"] = bandwidth;
  state.counters["processor_s_at_10_GB_per_s"] = cost.processor * bandwidth / 10.0;
  state.counters["steps"] = static_cast<double>(cost.progress.steps);
  state.counters["linear"] = static_cast<double>(cost.progress.linear_iterations);
  state.counters["transport"] = static_cast<double>(cost.progress.transport_iterations);
  state.counters["peak_MB"] = memory / 1e6;
  state.counters["peak_B_per_cell"] = memory / cells;
}

/// What a second process could gain: the bandwidth of all ranks together, from memory and from the last
/// cache.
void triad(benchmark::State& state) {
  const Comm comm;
  for (auto _ : state) {
    state.counters["memory_GB_per_s"] = comm.sum(triad_bandwidth());
    state.counters["cache_GB_per_s"] = comm.sum(triad_bandwidth(100'000));
  }
}

const char* const regional = "scenarios/verification/regional_plume/deck.yaml";

void regional_plume(benchmark::State& state) { run(state, regional, 2e5); }

/// The changes that make five solutes of the deck's one; the more `kd`, the more each differs from the one
/// before.
Changes five_solutes(double kd) {
  std::string names = "contaminants:\n", brought = "concentrations: {";
  for (int i = 0; i < 5; ++i) {
    const std::string name = i == 0 ? "tracer" : fmt::format("tracer_{}", i);
    names += fmt::format("  - {{name: {}, kd: {} L/kg, molecular_diffusion: 1e-4 m2/d}}\n", name, kd * i);
    brought += fmt::format("{}{}: 100 mg/L", i == 0 ? "" : ", ", name);
  }
  return {{"contaminants: [{name: tracer, molecular_diffusion: 1e-4 m2/d}]\n", names},
          {"concentrations: {tracer: 100 mg/L", brought}};
}

/// Processor time with five solutes over that with one: solutes that are retarded differently, and alike.
void regional_plume_five_solutes(benchmark::State& state) {
  for (auto _ : state) {
    const double one = cost_of(regional).processor;
    state.counters["one_s"] = one;
    state.counters["five_different_per_one"] = cost_of(regional, five_solutes(0.05)).processor / one;
    state.counters["five_alike_per_one"] = cost_of(regional, five_solutes(0.0)).processor / one;
  }
}

void steady_flow(benchmark::State& state) { run(state, "tests/decks/steady_flow.yaml", 2.5e6); }
void storm_million(benchmark::State& state) { run(state, "tests/decks/storm_million.yaml", 999'000); }

BENCHMARK(triad)->Iterations(1)->Unit(benchmark::kSecond);
BENCHMARK(regional_plume)->Iterations(1)->Unit(benchmark::kSecond);
BENCHMARK(regional_plume_five_solutes)->Iterations(1)->Unit(benchmark::kSecond);
BENCHMARK(steady_flow)->Iterations(1)->Unit(benchmark::kSecond);
BENCHMARK(storm_million)->Iterations(1)->Unit(benchmark::kSecond);

}  // namespace
