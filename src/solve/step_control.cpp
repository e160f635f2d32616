#include "solve/step_control.hpp"

#include <algorithm>
#include <cmath>

namespace entail::solve {

namespace {

/// Backward Euler's error grows with the square of the step: the factor that brings `error` to 0.8 of what is
/// permitted, within bounds.
double factor(double error, double least, double most) {
  return std::clamp(std::sqrt(0.8 / std::max(error, 1e-10)), least, most);
}

}  // namespace

double StepControl::next(double left) const {
  const double length = std::min(length_, limits_.maximum);
  if (length >= left * (1.0 - 1e-9)) return left;
  return 2.0 * length > left ? 0.5 * left : length;
}

void StepControl::accepted(double length, double error) {
  // A step cut short by an output time says little against a longer one.
  length_ = std::max(length_ > length ? std::min(length_, length * factor(error, 0.3, 10.0)) : 0.0,
                     length * factor(error, 0.3, 2.5));
  length_ = std::clamp(length_, limits_.minimum, limits_.maximum);
}

void StepControl::rejected(double length, double error) {
  length_ = std::max(limits_.minimum, length * factor(error, 0.1, 0.7));
}

bool StepControl::failed(double length) {
  if (length <= limits_.minimum) return false;
  length_ = std::max(limits_.minimum, 0.3 * length);
  return true;
}

void StepControl::forcing_changes(double error_per_second) {
  if (error_per_second > 0.0) length_ = std::max(limits_.initial, std::min(length_, 0.8 / error_per_second));
}

}  // namespace entail::solve
