/// Processor time [s], on a busy machine the only time that repeats, and wall time.
#pragma once

#include <algorithm>
#include <ctime>
#include <limits>

namespace entail::bench {

inline double seconds_of(clockid_t clock) {
  timespec t;
  clock_gettime(clock, &t);
  return static_cast<double>(t.tv_sec) + 1e-9 * static_cast<double>(t.tv_nsec);
}

/// Of all threads of the process, those that wait in a loop included.
inline double processor_time() { return seconds_of(CLOCK_PROCESS_CPUTIME_ID); }
inline double thread_time() { return seconds_of(CLOCK_THREAD_CPUTIME_ID); }
inline double wall_time() { return seconds_of(CLOCK_MONOTONIC); }

/// Accumulates the time of what it is given to run, by one of the clocks above.
class Stopwatch {
 public:
  explicit Stopwatch(double (*clock)() = processor_time) : clock_(clock) {}

  template <class Work>
  void run(const Work& work) {
    const double start = clock_();
    work();
    seconds_ += clock_() - start;
  }
  double seconds() const { return seconds_; }

 private:
  double (*clock_)();
  double seconds_ = 0.0;
};

/// Keeps the least wall time of what it is given to run.
class LeastTime {
 public:
  template <class Work>
  void run(const Work& work) {
    const double start = wall_time();
    work();
    seconds_ = std::min(seconds_, wall_time() - start);
  }
  double seconds() const { return seconds_; }

 private:
  double seconds_ = std::numeric_limits<double>::max();
};

}  // namespace entail::bench
