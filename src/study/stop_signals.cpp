#include "study/stop_signals.hpp"

#include <csignal>

namespace entail::study {

namespace {

volatile std::sig_atomic_t received = 0;

extern "C" void note_stop(int) { received = 1; }

}  // namespace

StopSignals::StopSignals() : term_(std::signal(SIGTERM, note_stop)), user_(std::signal(SIGUSR1, note_stop)) {}

StopSignals::~StopSignals() {
  std::signal(SIGTERM, term_ == SIG_ERR ? SIG_DFL : term_);
  std::signal(SIGUSR1, user_ == SIG_ERR ? SIG_DFL : user_);
}

bool StopSignals::requested(const Comm& comm) { return comm.any(received != 0); }

}  // namespace entail::study
