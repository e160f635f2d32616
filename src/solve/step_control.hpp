/// How long the next step is.
#pragma once

namespace entail::solve {

struct StepLimits {
  double initial = 60.0;  ///< [s]
  double minimum = 1e-3;  ///< [s]
  double maximum = 1e30;  ///< [s]
};

/// Chooses steps from the estimated error of the last one. All decisions follow from numbers that are the
/// same on all ranks, and none from iteration counts, which differ with the number of ranks.
class StepControl {
 public:
  explicit StepControl(const StepLimits& limits) : limits_(limits), length_(limits.initial) {}

  /// The next step's length when `left` remain until it must end at the latest. When at most two steps are
  /// left the remainder is halved, so that no tiny step comes last.
  double next(double left) const;

  /// After a step with error ratio `error` (1: just permitted). The length that was used is `length`.
  void accepted(double length, double error);
  /// The error was over what is permitted.
  void rejected(double length, double error);
  /// The solver did not converge. Returns false when steps cannot get shorter.
  bool failed(double length);
  /// What drives the model changes at once by an amount that would give this error within one second.
  void forcing_changes(double error_per_second);

  /// An error at most this large is accepted.
  static constexpr double acceptable = 1.5;

  double length() const { return length_; }
  void set_length(double length) { length_ = length; }

 private:
  StepLimits limits_;
  double length_;
};

}  // namespace entail::solve
