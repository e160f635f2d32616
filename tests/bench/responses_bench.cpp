// Backward runs against forward runs of the same linear operator in the same window, with the same steps and
// tolerance, both with their set-up: wall time, alone. Backward from every receptor of the deck, forward from
// places all over the map, because what a run costs depends on where it begins: on how far the fastest way
// through the streams is that its steps have to follow.
#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "clock.hpp"
#include "study/responses.hpp"
#include "support/response_case.hpp"

namespace {

using namespace entail;
using Sense = transport::ResponseSteps::Sense;

/// What runs of one kind take, on average.
struct Runs {
  double wall = 0.0;  ///< [s]
  double iterations = 0.0;
};

/// One run in each of `cases`: what a receptor sees of the slots, or releases into them [kg/s].
Runs cost_of(testing::ResponseCase& run, Sense sense, const std::vector<double>& lags,
             const std::vector<std::vector<double>>& cases) {
  const auto& g = run.model.transport()->geometry();
  Runs sum;
  for (const auto& of : cases) {
    Array<double> values("values", static_cast<std::size_t>(g.n_columns * g.slots));
    const auto given = to_device("given", of);
    const double start = bench::wall_time();
    const auto solver = study::make_response_solver(run.model);
    auto steps = run.steps(0, sense, *solver);
    for (std::size_t i = 0; i < lags.size(); ++i) {
      const std::size_t lag = sense == Sense::adjoint ? i : lags.size() - 1 - i;
      steps.set_length(lags[lag] - (lag > 0 ? lags[lag - 1] : 0.0));
      const auto report =
          sense == Sense::adjoint ? steps.go_back(given, values) : steps.advance(values, given);
      if (!report.converged) throw std::runtime_error("a run of the benchmark did not converge");
      sum.iterations += report.iterations;
    }
    Kokkos::fence();
    sum.wall += run.comm.max(bench::wall_time() - start);
  }
  const auto n = static_cast<double>(cases.size());
  return {sum.wall / n, sum.iterations / n};
}

/// Releases into the top cells of columns spread evenly over the numbers of all.
std::vector<std::vector<double>> releases(testing::ResponseCase& run, std::int64_t count) {
  const auto& g = run.model.transport()->geometry();
  const auto& mesh = run.model.mesh();
  std::vector<std::vector<double>> result;
  for (std::int64_t i = 0; i < count; ++i) {
    std::vector<double> rates(g.own_slots(), 0.0);
    const Index column = mesh.find_owned((2 * i + 1) * mesh.n_global() / (2 * count));
    if (column >= 0) rates[static_cast<std::size_t>(column * g.slots + g.first_cell)] = 1e-6;
    result.push_back(rates);
  }
  return result;
}

/// The deck of the tests on finer cells.
std::string fine_deck(const Comm& comm) {
  const std::string source = ENTAIL_SOURCE_DIR;
  std::ostringstream stream;
  stream << std::ifstream(source + "/tests/decks/responses.yaml").rdbuf();
  std::string text = stream.str();
  const auto replace = [&](const std::string& what, const std::string& with) {
    auto at = text.find(what);
    if (at == std::string::npos) throw std::runtime_error("the benchmark's deck has no " + what);
    for (; at != std::string::npos; at = text.find(what, at + with.size()))
      text.replace(at, what.size(), with);
  };
  replace("../../scenarios", source + "/scenarios");
  replace("cell_size: 300 m", "cell_size: 120 m");
  const std::string file = std::filesystem::temp_directory_path() / "entail_bench_responses.yaml";
  comm.on_root([&] { std::ofstream(file) << text; });
  return file;
}

void responses(benchmark::State& state) {
  testing::ResponseCase run(fine_deck(Comm()));
  const auto lags = study::lag_steps(*run.prepared.inputs.deck.responses);
  std::vector<std::vector<double>> seen;
  for (std::size_t r = 0; r < run.window.receptors().size(); ++r) seen.push_back(run.window.weights(r));
  const auto released = releases(run, 20);
  Runs forward, adjoint;
  const int repetitions = 5;
  for (auto _ : state)
    for (int i = 0; i < repetitions; ++i) {
      const Runs there = cost_of(run, Sense::forward, lags, released),
                 back = cost_of(run, Sense::adjoint, lags, seen);
      forward = {forward.wall + there.wall, there.iterations};
      adjoint = {adjoint.wall + back.wall, back.iterations};
    }
  const auto runs = repetitions * static_cast<double>(state.iterations());
  state.counters["forward_ms"] = 1e3 * forward.wall / runs;
  state.counters["adjoint_ms"] = 1e3 * adjoint.wall / runs;
  state.counters["forward_iterations"] = forward.iterations;
  state.counters["adjoint_iterations"] = adjoint.iterations;
  state.counters["columns"] = static_cast<double>(run.model.mesh().n_global());
  state.counters["adjoint_per_forward"] = adjoint.wall / forward.wall;
  state.counters["adjoint_per_forward_iteration"] =
      adjoint.wall / adjoint.iterations * forward.iterations / forward.wall;
}

BENCHMARK(responses)->Iterations(1)->Unit(benchmark::kSecond);

}  // namespace
