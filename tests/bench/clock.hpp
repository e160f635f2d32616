/// Processor time of all threads of the process [s]: on a busy machine the only time that repeats.
#pragma once

#include <algorithm>
#include <ctime>
#include <limits>

namespace entail::bench {

inline double processor_time() {
  timespec t;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return static_cast<double>(t.tv_sec) + 1e-9 * static_cast<double>(t.tv_nsec);
}

inline double wall_time() {
  timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return static_cast<double>(t.tv_sec) + 1e-9 * static_cast<double>(t.tv_nsec);
}

/// Accumulates the processor time of what it is given to run.
class Stopwatch {
 public:
  template <class Work>
  void run(const Work& work) {
    const double start = processor_time();
    work();
    seconds_ += processor_time() - start;
  }
  double seconds() const { return seconds_; }

 private:
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
