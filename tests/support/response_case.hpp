/// A run with the mean flow of its window, and forward runs of the linear operator in it.
#pragma once

#include <cmath>
#include <string>
#include <vector>

#include "physics/transport/response.hpp"
#include "study/response_run.hpp"
#include "study/run.hpp"

namespace entail::testing {

/// A model that has run. PETSc lives as long as this.
struct ResponseCase {
  Comm comm;
  study::Prepared prepared;
  study::Model model;
  study::Checks checks;
  study::ResponseWindow window;
  study::Simulation simulation;

  explicit ResponseCase(const std::string& deck, const std::string& petsc = "")
      : prepared(study::prepare(comm, {deck, "", "", petsc})),
        model(comm, prepared.inputs, prepared.domain),
        checks(prepared.inputs, model),
        window(model, prepared.inputs, prepared.domain),
        simulation(model, prepared.inputs, checks, nullptr) {
    simulation.observe_steps([this](double time, double length) { window.follow(time, length); });
    simulation.run();
  }

  transport::ResponseSteps steps(std::size_t contaminant, transport::ResponseSteps::Sense sense,
                                 process::LinearSolver& solver) {
    return {model.mesh(), model.transport()->geometry(),
            transport::make_linear_transport(model.mesh(), *model.transport(), contaminant, window.mean(),
                                             model.background(contaminant)),
            sense, solver};
  }

  /// What a receptor sees [kg/m3] at the end of a forward run whose steps are the lag steps from the last to
  /// the first, of a release into the cell below (or on) a face at a rate [kg/s] per lag step. Collective.
  double forward(std::size_t receptor, std::size_t contaminant, std::int64_t face, const std::string& into,
                 const std::vector<double>& lags, const std::vector<double>& rates) {
    const auto& g = model.transport()->geometry();
    const auto solver = study::make_response_solver(model);
    auto forwards = steps(contaminant, transport::ResponseSteps::Sense::forward, *solver);
    const Index column = model.mesh().find_owned(face);
    const int slot = into == "ground" ? g.first_cell : 0;
    Array<double> concentration("concentration", static_cast<std::size_t>(g.n_columns * g.slots));
    const double decay = model.transport()->data(contaminant).decay;
    for (std::size_t lag = lags.size(); lag-- > 0;) {
      const double length = lags[lag] - (lag > 0 ? lags[lag - 1] : 0.0);
      std::vector<double> rate(g.own_slots(), 0.0);
      if (column >= 0) rate[static_cast<std::size_t>(column * g.slots + slot)] = rates[lag];
      forwards.set_length(length);
      scale(concentration, std::exp(-0.5 * decay * length));
      if (!forwards.advance(concentration, to_device("release", rate)).converged)
        throw Error(ExitCode::not_converged, "the forward run did not converge");
      scale(concentration, std::exp(-0.5 * decay * length));
    }
    const auto weights = window.weights(receptor);
    const auto values = to_host(concentration);
    double seen = 0.0;
    for (std::size_t i = 0; i < weights.size(); ++i) seen += weights[i] * values[i];
    return comm.sum(seen);
  }

  static void scale(const Array<double>& values, double factor) {
    Kokkos::parallel_for(
        "entail::testing::scale", range(static_cast<Index>(values.extent(0))),
        KOKKOS_LAMBDA(Index i) { values(i) *= factor; });
  }
};

}  // namespace entail::testing
