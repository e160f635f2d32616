/// Processor time [s], on a busy machine the only time that repeats, and wall time.
#pragma once

#include <algorithm>
#include <ctime>
#include <functional>
#include <vector>

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

/// Keeps the wall times of what it is given to run, turn by turn.
class Turns {
 public:
  template <class Work>
  void run(const Work& work) {
    const double start = wall_time();
    work();
    seconds_.push_back(wall_time() - start);
  }
  const std::vector<double>& seconds() const { return seconds_; }

 private:
  std::vector<double> seconds_;
};

inline double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

/// How many times faster `fast` is than `slow`, which ran in turns with it: the median over the turns, so
/// that what the machine did to a single one does not count.
inline double median_speedup(const Turns& slow, const Turns& fast) {
  std::vector<double> ratios(fast.seconds().size());
  std::transform(slow.seconds().begin(), slow.seconds().end(), fast.seconds().begin(), ratios.begin(),
                 std::divides<>());
  return median(ratios);
}

}  // namespace entail::bench
