// Starts MPI and Kokkos around Google Benchmark; only the root reports.
#include <benchmark/benchmark.h>

#include "base/parallel.hpp"
#include "base/runtime.hpp"

namespace {

struct Silent : benchmark::BenchmarkReporter {
  bool ReportContext(const Context&) override { return true; }
  void ReportRuns(const std::vector<Run>&) override {}
};

}  // namespace

int main(int argc, char** argv) {
  const entail::Runtime runtime;
  benchmark::Initialize(&argc, argv);
  Silent silent;
  if (entail::Comm().is_root())
    benchmark::RunSpecifiedBenchmarks();
  else
    benchmark::RunSpecifiedBenchmarks(&silent);
}
