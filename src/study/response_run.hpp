/// Responses of a run: the mean flow of a window of it, and from that one backward run per receptor.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "physics/transport/mean_carrier.hpp"
#include "solve/linear.hpp"
#include "study/domain.hpp"
#include "study/model.hpp"
#include "study/receptor_weights.hpp"
#include "study/responses.hpp"

namespace entail::study {

/// What a run leaves to its responses: means over the window of the deck's `responses`.
class ResponseWindow {
 public:
  /// A bug without contaminants or `responses` in the deck.
  ResponseWindow(const Model& model, const Inputs& inputs, const Domain& domain);

  /// Adds the step just taken, which ends at `time` [s], as far as it lies in the window.
  void follow(double time, double length);

  double start() const { return start_; }  ///< [s] since the start of the period
  double end() const { return end_; }

  const transport::MeanCarrier& mean() const { return mean_; }
  const std::vector<ReceptorPlace>& receptors() const { return receptors_; }

  /// Weights of the own slots in what a receptor sees, which sum up to 1 over all ranks; all 0 when it sees
  /// no water. A region sees the mean of the ground below it. Collective.
  std::vector<double> weights(std::size_t receptor) const;

  /// Water that is stored more at the end of the window than at its start, and all that left the model
  /// through boundaries and wells in it [m3]. Collective.
  double storage_gain() const;
  double outflow() const;

 private:
  void add_weights(double length);

  const Model& model_;
  double start_ = 0.0, end_ = 0.0;
  transport::MeanCarrier mean_;
  std::vector<ReceptorPlace> receptors_;
  std::vector<std::map<std::size_t, double>> sums_;  // per receptor, by own slot
  double stored_first_ = -1.0, stored_last_ = 0.0;   // [m3], of this rank
};

/// The ends of the lag steps that a deck asks for [s].
std::vector<double> lag_steps(const deck::Responses& responses);

/// The solver of the steps of responses, with the options that it needs unless the user has set others.
/// Collective.
std::unique_ptr<solve::LinearSolver> make_response_solver(const Model& model);

/// One backward run per receptor and per group of contaminants that move alike; to be called while a
/// Simulation of the model lives, after its run(). Collective. Throws Error(not_converged).
Responses compute_responses(Model& model, const Inputs& inputs, const ResponseWindow& window);

}  // namespace entail::study
