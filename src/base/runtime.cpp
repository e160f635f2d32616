#include "base/runtime.hpp"

#include <fmt/format.h>
#include <mpi.h>

#include <Kokkos_Core.hpp>
#include <chrono>
#include <cstdlib>
#include <thread>

#ifdef _OPENMP
#include <omp.h>
#endif

#include "base/array.hpp"
#include "base/log.hpp"

namespace entail {

Runtime::Runtime() {
  int initialized = 0, rank = 0;
  MPI_Initialized(&initialized);
  if (!initialized) MPI_Init(nullptr, nullptr);
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  log::set_speaker(rank == 0);
  int ranks = 1;
  MPI_Comm_size(MPI_COMM_WORLD, &ranks);
  // Kokkos advises binding, which harms when ranks share cores; who wants it sets it.
  setenv("OMP_PROC_BIND", "false", 0);
#ifdef _OPENMP
  if (ranks > 1 && !std::getenv("OMP_NUM_THREADS")) omp_set_num_threads(1);
#endif
  if (!Kokkos::is_initialized()) Kokkos::initialize();
}

Runtime::~Runtime() {
  if (Kokkos::is_initialized()) Kokkos::finalize();
  int finalized = 0;
  MPI_Finalized(&finalized);
  if (!finalized) MPI_Finalize();
}

std::string Runtime::describe() const {
  int ranks = 1;
  MPI_Comm_size(MPI_COMM_WORLD, &ranks);
  const int threads = ExecutionSpace().concurrency();
  return fmt::format("{}, {} thread{} on {} rank{}", ExecutionSpace::name(), threads, threads == 1 ? "" : "s",
                     ranks, ranks == 1 ? "" : "s");
}

namespace {

bool all_ranks_arrive() {
  MPI_Request request;
  MPI_Ibarrier(MPI_COMM_WORLD, &request);
  for (int i = 0; i < 500; ++i) {
    int done = 0;
    MPI_Test(&request, &done, MPI_STATUS_IGNORE);
    if (done) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return false;
}

}  // namespace

void end_with(int code) {
  int initialized = 0, finalized = 0;
  MPI_Initialized(&initialized);
  MPI_Finalized(&finalized);
  if (initialized && !finalized) {
    if (!all_ranks_arrive()) MPI_Abort(MPI_COMM_WORLD, code);
    if (Kokkos::is_initialized()) Kokkos::finalize();
    MPI_Finalize();
  }
  std::exit(code);
}

void abandon(ExitCode code, const std::string& message) {
  fmt::print(stderr, "{}\n", message);
  std::fflush(nullptr);
  int ranks = 1;
  MPI_Comm_size(MPI_COMM_WORLD, &ranks);
  if (ranks > 1) MPI_Abort(MPI_COMM_WORLD, static_cast<int>(code));
  std::_Exit(static_cast<int>(code));
}

}  // namespace entail
