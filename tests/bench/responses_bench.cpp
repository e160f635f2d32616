// One backward run against one forward run of the same linear operator with the same steps: wall time, alone.
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

double wall_of(testing::ResponseCase& run, Sense sense, const std::vector<double>& lags, int& iterations) {
  const auto& g = run.model.transport()->geometry();
  const auto solver = study::make_response_solver(run.model);
  Array<double> values("values", static_cast<std::size_t>(g.n_columns * g.slots)),
      release("release", g.own_slots());
  auto sensitivity = to_device("sensitivity", run.window.weights(0));
  Kokkos::deep_copy(release, 1e-6);
  const double start = bench::wall_time();
  auto steps = run.steps(0, sense, *solver);
  iterations = 0;
  for (std::size_t i = 0; i < lags.size(); ++i) {
    const std::size_t lag = sense == Sense::adjoint ? i : lags.size() - 1 - i;
    steps.set_length(lags[lag] - (lag > 0 ? lags[lag - 1] : 0.0));
    iterations +=
        (sense == Sense::adjoint ? steps.go_back(sensitivity, values) : steps.advance(values, release))
            .iterations;
  }
  Kokkos::fence();
  return run.comm.max(bench::wall_time() - start);
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
  double forward = 0.0, adjoint = 0.0;
  int forward_iterations = 0, adjoint_iterations = 0;
  for (auto _ : state)
    for (int i = 0; i < 10; ++i) {
      forward += wall_of(run, Sense::forward, lags, forward_iterations);
      adjoint += wall_of(run, Sense::adjoint, lags, adjoint_iterations);
    }
  const auto runs = 10.0 * static_cast<double>(state.iterations());
  state.counters["forward_ms"] = 1e3 * forward / runs;
  state.counters["adjoint_ms"] = 1e3 * adjoint / runs;
  state.counters["forward_iterations"] = forward_iterations;
  state.counters["adjoint_iterations"] = adjoint_iterations;
  state.counters["columns"] = static_cast<double>(run.model.mesh().n_global());
  state.counters["adjoint_per_forward"] = adjoint / forward;
}

BENCHMARK(responses)->Iterations(1)->Unit(benchmark::kSecond);

}  // namespace
