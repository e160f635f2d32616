/// Advances a model in time, from the start of the period to its end.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "study/checks.hpp"
#include "study/model.hpp"
#include "study/recorder.hpp"

namespace entail::solve {
struct NewtonReport;
}

namespace entail::study {

/// What a run has done so far.
struct Progress {
  double time = 0.0;  ///< [s], simulated
  double step = 0.0;  ///< [s], the last one
  long long steps = 0, rejected = 0, failed = 0;
  long long newton_iterations = 0, linear_iterations = 0, transport_iterations = 0;
  int last_newton = 0, last_linear = 0;
};

/// Runs the model. `recorder` may be null. Throws Error(not_converged) when a step cannot be solved; what was
/// computed up to there is written before.
class Simulation {
 public:
  Simulation(Model& model, const Inputs& inputs, Checks& checks, Recorder* recorder);
  ~Simulation();

  /// Calls `observe(time, length)` [s] after every step that was taken, with the step's end. Before run().
  void observe_steps(std::function<void(double time, double length)> observe) {
    observe_ = std::move(observe);
  }

  /// Ends run() with Error(stopped), all written, after the first step at whose end `wanted` says so on all
  /// ranks. Before run().
  void stop_when(std::function<bool()> wanted) { stop_is_wanted_ = std::move(wanted); }

  void run();
  const Progress& progress() const { return progress_; }

 private:
  bool advance(double until);
  double permitted_loss() const;
  void find_steady_state();
  bool settle_steady_state();
  double solve_transport(const process::TimeStep& step);
  double next_stop() const;
  void stop_if_wanted();
  void report_progress(bool last);
  std::string describe_failure(const solve::NewtonReport& report) const;

  Model& model_;
  const Inputs& inputs_;
  Checks& checks_;
  Recorder* recorder_;
  std::function<void(double, double)> observe_;
  std::function<bool()> stop_is_wanted_;
  std::vector<double> output_times_;  // [s], rising
  Progress progress_;
  struct Solvers;
  std::unique_ptr<Solvers> solvers_;
};

}  // namespace entail::study
