/// Starts and ends MPI and Kokkos for a command that computes.
#pragma once

#include <string>

#include "base/error.hpp"

namespace entail {

/// Holds MPI and Kokkos open for its lifetime; only the root rank logs meanwhile.
class Runtime {
 public:
  Runtime();
  ~Runtime();
  Runtime(const Runtime&) = delete;
  Runtime& operator=(const Runtime&) = delete;

  /// Which execution space, how many threads and ranks: "OpenMP, 2 threads on each of 4 ranks".
  std::string describe() const;
};

/// Ends the program with `code` after an error. When all ranks come here within a few seconds they end in
/// order; when some do not, the error was this rank's alone and all are aborted, so that no rank waits for
/// ever.
[[noreturn]] void end_with(int code);

/// Says `message` and ends all ranks at once, without any clearing up: for a failure inside a library that
/// leaves it unusable while other ranks wait in it.
[[noreturn]] void abandon(ExitCode code, const std::string& message);

}  // namespace entail
