#include "base/log.hpp"

#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <utility>
#include <vector>

namespace entail::log {

namespace {

struct State {
  bool speaks = true;
  bool muted = false;
  bool status_open = false;  // a status line stands on the terminal without its newline
  std::vector<std::pair<std::string, int>> warnings;
};

State& state() {
  static State instance;
  return instance;
}

/// Under mpirun the ranks write to a terminal of mpirun's own, whatever its output goes to.
bool on_terminal() { return isatty(STDOUT_FILENO) && !std::getenv("OMPI_COMM_WORLD_SIZE"); }

void close_status() {
  if (state().status_open) std::fputc('\n', stdout);
  state().status_open = false;
}

}  // namespace

void set_speaker(bool speaks) { state().speaks = speaks; }
bool speaks() { return state().speaks; }
void mute(bool muted) { state().muted = muted; }

void line(const std::string& text) {
  if (!state().speaks || state().muted) return;
  close_status();
  fmt::print("{}\n", text);
  std::fflush(stdout);
}

void warning(const std::string& text) {
  if (!state().speaks) return;
  for (auto& [seen, count] : state().warnings)
    if (seen == text) {
      ++count;
      return;
    }
  state().warnings.emplace_back(text, 1);
  close_status();
  std::fflush(stdout);
  fmt::print(stderr, "warning: {}\n", text);
}

void status(const std::string& text) {
  if (!state().speaks || state().muted) return;
  if (on_terminal()) {
    fmt::print("\r\033[K{}", text);
    state().status_open = true;
  } else {
    fmt::print("{}\n", text);
  }
  std::fflush(stdout);
}

int warning_count() {
  int total = 0;
  for (const auto& entry : state().warnings) total += entry.second;
  return total;
}

void repeat_warnings() {
  if (state().warnings.empty()) return;
  line(fmt::format("{} warning{}:", warning_count(), warning_count() == 1 ? "" : "s"));
  for (const auto& [text, count] : state().warnings)
    line(count == 1 ? fmt::format("  {}", text) : fmt::format("  {} ({} times)", text, count));
}

}  // namespace entail::log
