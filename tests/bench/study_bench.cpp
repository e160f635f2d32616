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

/// Bandwidth of a = b + s c on one rank [GB/s], 24 bytes per element.
double triad_bandwidth() {
  constexpr Index n = 20'000'000;
  Array<double> a("a", n), b("b", n), c("c", n);
  auto pass = [&] {
    Kokkos::parallel_for(
        "entail::bench::triad", range(n), KOKKOS_LAMBDA(Index i) { a(i) = b(i) + 3.0 * c(i); });
    Kokkos::fence();
  };
  pass();
  bench::Stopwatch watch;
  constexpr int passes = 5;
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

void run(benchmark::State& state, const std::string& path, double cells,
         const std::vector<std::pair<std::string, std::string>>& changes = {}) {
  const Comm comm;
  const std::string file = deck(comm, path, changes);
  const double bandwidth = triad_bandwidth();
  bench::Stopwatch watch;
  double wall = 0.0;
  study::Progress progress;
  for (auto _ : state) {
    const double start = bench::wall_time();
    watch.run([&] { progress = study::run(comm, {file, "", "benchmark", "", false}).progress; });
    wall += bench::wall_time() - start;
  }
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const double memory = comm.sum(static_cast<double>(usage.ru_maxrss) * 1024.0);
  const auto runs = static_cast<double>(state.iterations());
  const double processor = comm.sum(watch.seconds()) / runs;
  state.counters["processor_s"] = processor;
  state.counters["wall_s"] = wall / runs;
  state.counters["triad_GB_per_s"] = bandwidth;
  state.counters["processor_s_at_10_GB_per_s"] = processor * bandwidth / 10.0;
  state.counters["steps"] = static_cast<double>(progress.steps);
  state.counters["linear"] = static_cast<double>(progress.linear_iterations);
  state.counters["transport"] = static_cast<double>(progress.transport_iterations);
  state.counters["peak_B_per_cell"] = memory / cells;
}

const char* const regional = "tests/decks/regional_plume.yaml";

void regional_plume(benchmark::State& state) { run(state, regional, 2e5); }

void regional_plume_five_solutes(benchmark::State& state) {
  std::string names = "contaminants:\n", brought = "concentrations: {";
  for (int i = 0; i < 5; ++i) {
    const std::string name = i == 0 ? "tracer" : fmt::format("tracer_{}", i);
    names += fmt::format("  - {{name: {}, kd: {} L/kg, molecular_diffusion: 1e-4 m2/d}}\n", name, 0.05 * i);
    brought += fmt::format("{}{}: 100 mg/L", i == 0 ? "" : ", ", name);
  }
  run(state, regional, 2e5,
      {{"contaminants: [{name: tracer, molecular_diffusion: 1e-4 m2/d}]\n", names},
       {"concentrations: {tracer: 100 mg/L", brought}});
}

void steady_flow(benchmark::State& state) { run(state, "tests/decks/steady_flow.yaml", 2.5e6); }
void storm_million(benchmark::State& state) { run(state, "tests/decks/storm_million.yaml", 999'000); }

BENCHMARK(regional_plume)->Iterations(1)->Unit(benchmark::kSecond);
BENCHMARK(regional_plume_five_solutes)->Iterations(1)->Unit(benchmark::kSecond);
BENCHMARK(steady_flow)->Iterations(1)->Unit(benchmark::kSecond);
BENCHMARK(storm_million)->Iterations(1)->Unit(benchmark::kSecond);

}  // namespace
