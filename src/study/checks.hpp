/// The comparison of a run with the published numbers that its deck holds.
#pragma once

#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "study/model.hpp"
#include "study/sections.hpp"

namespace entail::study {

/// One line of the comparison, in the units the deck gives the reference in.
struct CheckResult {
  std::string name, quantity, unit;
  std::string boundary;         ///< whose flow it is; empty otherwise
  std::vector<double> at;       ///< [m]; empty for what has no place
  std::optional<double> value;  ///< [m], the pressure head of a level
  double time = 0.0;            ///< [s] since the start
  double computed = 0.0, reference = 0.0, tolerance = 0.0;
  bool passed = false;
  bool evaluated = false;
};

/// The checks of a deck, evaluated as the run passes their times.
class Checks {
 public:
  Checks(const Inputs& inputs, const Model& model);

  /// Remembers the state at the start.
  void begin();
  /// Notes what happened in the step that ended at `time` [s].
  void follow(double time);
  /// The next time after `time` [s] at which a check is due; infinite when none is.
  double next_due(double time) const;
  /// Evaluates the checks that are due at `time`. Collective.
  void evaluate(double time);
  const std::vector<CheckResult>& results() const { return results_; }

 private:
  /// The flow through a boundary at the end of the last step that was followed, and since when it exceeds
  /// the threshold of its check [s]; infinite before.
  struct Onset {
    double time = 0.0, rate = 0.0;
    double since = std::numeric_limits<double>::infinity();
  };

  void require_places() const;
  double compute(std::size_t number) const;
  double at_named_place(const deck::Check& check) const;

  const Inputs& inputs_;
  const Model& model_;
  Sections sections_;
  std::vector<double> initial_head_;  // pressure heads at the start, by slot
  std::vector<Onset> onsets_;         // of each check, in use where one asks for it
  std::vector<double> to_unit_;       // SI value times this is in the check's unit
  std::vector<CheckResult> results_;
};

}  // namespace entail::study
