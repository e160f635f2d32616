/// Requests to end a run early: batch systems send SIGTERM or SIGUSR1 before they kill a job.
#pragma once

#include "base/parallel.hpp"

namespace entail::study {

/// While one lives, SIGTERM and SIGUSR1 only note that the run is to stop.
class StopSignals {
 public:
  StopSignals();
  ~StopSignals();
  StopSignals(const StopSignals&) = delete;
  StopSignals& operator=(const StopSignals&) = delete;

  /// True on all ranks when any has received a signal. Collective.
  static bool requested(const Comm& comm);

 private:
  using Handler = void (*)(int);
  Handler term_, user_;  // those before
};

}  // namespace entail::study
