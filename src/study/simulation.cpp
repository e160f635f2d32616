#include "study/simulation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>

#include "base/constants.hpp"
#include "base/log.hpp"
#include "solve/linear.hpp"
#include "solve/newton.hpp"
#include "solve/petsc.hpp"
#include "solve/step_control.hpp"

namespace entail::study {

namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point begin) {
  return std::chrono::duration<double>(Clock::now() - begin).count();
}

solve::StepLimits limits_of(const deck::Steps& steps) {
  return {steps.initial, steps.minimum, steps.maximum.value_or(1e30)};
}

}  // namespace

struct Simulation::Solvers {
  solve::PetscSession petsc;
  solve::StepControl control;
  solve::NewtonSolver flow;
  std::vector<std::unique_ptr<solve::LinearSolver>> transports;
  Array<double> unknowns, concentrations;
  Clock::time_point begun = Clock::now(), reported = begun;
  double begun_time = 0.0;

  Solvers(Model& model, const deck::Deck& deck)
      : petsc(deck.solver.petsc),
        control(limits_of(deck.steps)),
        flow(model.mesh(), model.flow(), {deck.solver.newton_iterations}),
        unknowns("unknowns", model.fields().extent(field::Location::slot)),
        concentrations("concentrations",
                       model.transports().empty() ? 0 : model.fields().extent(field::Location::slot)) {
    for (auto& transport : model.transports())
      transports.push_back(std::make_unique<solve::LinearSolver>(model.mesh(), *transport));
  }
};

Simulation::Simulation(Model& model, const Inputs& inputs, Checks& checks, Recorder* recorder)
    : model_(model),
      inputs_(inputs),
      checks_(checks),
      recorder_(recorder),
      solvers_(std::make_unique<Solvers>(model, inputs.deck)) {}

Simulation::~Simulation() = default;

double Simulation::next_stop() const {
  const double time = progress_.time;
  double stop = std::min({inputs_.deck.duration(), model_.next_change(time), checks_.next_due(time)});
  if (recorder_) stop = std::min(stop, recorder_->next_due(time));
  return stop;
}

void Simulation::run() {
  const double end = inputs_.deck.duration();
  if (inputs_.deck.period.steady || inputs_.deck.initial.steady) find_steady_state();
  checks_.begin();
  if (recorder_) recorder_->write_due(0.0);
  while (progress_.time < end) {
    solvers_->control.forcing_changes(model_.drive(progress_.time));
    const double stop = next_stop();
    while (progress_.time < stop) {
      if (!advance(stop)) continue;
      if (seconds_since(solvers_->reported) > 2.0) report_progress(false);
    }
    checks_.evaluate(progress_.time);
    if (recorder_) recorder_->write_due(progress_.time);
  }
  report_progress(true);
}

/// Follows the model in time with steps that grow, from the initial state to one that does not change
/// (pseudo- transient continuation, Kelley & Keyes 1998, doi:10.1137/S0036142996304796), and tries the
/// equations without storage whenever that may do.
void Simulation::find_steady_state() {
  auto& s = *solvers_;
  auto& flow = model_.flow();
  model_.drive(0.0);
  model_.drive_boundaries(0.0, 0.0);
  model_.drive_facilities({0.0, 1.0});
  double length = inputs_.deck.steps.initial;
  bool found = settle_steady_state();
  while (!found) {
    const process::TimeStep step{0.0, length};
    flow.begin(step);
    flow.guess(s.unknowns);
    const solve::NewtonReport report = s.flow.solve(step, s.unknowns);
    progress_.newton_iterations += report.newton_iterations;
    progress_.linear_iterations += report.linear_iterations;
    if (report.converged) {
      flow.settle(s.unknowns);
      ++progress_.steps;
      length *= report.newton_iterations <= 6 ? 4.0 : 1.5;
      if (report.newton_iterations <= 6) found = settle_steady_state();
    } else {
      ++progress_.failed;
      length *= 0.25;
      if (length < inputs_.deck.steps.minimum)
        throw Error(ExitCode::not_converged,
                    "no steady state found: " + describe_failure(report.reason, report.worst_column,
                                                                 report.worst_slot, report.worst_residual));
    }
  }
  for (std::size_t i = 0; i < model_.transports().size(); ++i)
    model_.transports()[i]->initialise(inputs_.deck.contaminants[i].background);
}

/// Solves without storage until the state stays, for fluxes take factors from the state before. Returns false
/// when the solver fails.
bool Simulation::settle_steady_state() {
  constexpr double stays = 1e-7;  // [m]
  constexpr int attempts = 60;
  auto& s = *solvers_;
  auto& flow = model_.flow();
  const process::TimeStep step{0.0, inputs_.deck.duration(), true};
  for (int i = 0; i < attempts; ++i) {
    flow.begin(step);
    flow.guess(s.unknowns);
    const solve::NewtonReport report = s.flow.solve(step, s.unknowns);
    progress_.newton_iterations += report.newton_iterations;
    progress_.linear_iterations += report.linear_iterations;
    if (!report.converged) return false;
    const double change = flow.largest_change(s.unknowns);
    flow.settle(s.unknowns);
    ++progress_.steps;
    if (change <= stays) return true;
  }
  return false;
}

/// One step towards `until`. Returns false when it was rejected; the state is then what it was.
bool Simulation::advance(double until) {
  auto& s = *solvers_;
  auto& flow = model_.flow();
  const bool steady = inputs_.deck.period.steady;
  const process::TimeStep step{
      progress_.time, steady ? until - progress_.time : s.control.next(until - progress_.time), steady};
  model_.drive_boundaries(step.time, steady ? 0.0 : step.time + step.length);
  model_.drive_facilities(step);
  flow.begin(step);
  flow.guess(s.unknowns);
  const solve::NewtonReport report = s.flow.solve(step, s.unknowns);
  progress_.newton_iterations += report.newton_iterations;
  progress_.linear_iterations += report.linear_iterations;
  if (!report.converged) {
    ++progress_.failed;
    if (s.control.failed(step.length)) return false;
    if (recorder_) recorder_->write_last(progress_.time);
    throw Error(ExitCode::not_converged, describe_failure(report.reason, report.worst_column,
                                                          report.worst_slot, report.worst_residual));
  }
  const double error = flow.error(s.unknowns);
  if (error > solve::StepControl::acceptable && step.length > inputs_.deck.steps.minimum) {
    ++progress_.rejected;
    s.control.rejected(step.length, error);
    return false;
  }
  flow.commit(s.unknowns);
  solve_transport(step);
  model_.commit_facilities(step);
  s.control.accepted(step.length, error);
  // The last step before a stop ends exactly on it.
  progress_.time = step.time + step.length >= until * (1.0 - 1e-14) ? until : step.time + step.length;
  progress_.step = step.length;
  progress_.last_newton = report.newton_iterations;
  progress_.last_linear = report.linear_iterations;
  ++progress_.steps;
  if (recorder_) recorder_->accumulate(progress_.time, step.length);
  return true;
}

void Simulation::solve_transport(const process::TimeStep& step) {
  auto& s = *solvers_;
  for (std::size_t i = 0; i < s.transports.size(); ++i) {
    auto& transport = *model_.transports()[i];
    Kokkos::deep_copy(s.concentrations, transport.state());
    const solve::LinearReport report = s.transports[i]->solve(step, s.concentrations);
    progress_.transport_iterations += report.iterations;
    if (!report.converged)
      throw Error(ExitCode::not_converged, fmt::format("transport of {}: the linear solver did not converge; "
                                                       "try solver.petsc: -transport_pc_type hypre",
                                                       inputs_.deck.contaminants[i].name));
    transport.commit(s.concentrations);
  }
}

void Simulation::report_progress(bool last) {
  auto& s = *solvers_;
  s.reported = Clock::now();
  const double wall = seconds_since(s.begun), end = inputs_.deck.duration(), done = progress_.time / end;
  double balance = 0.0;
  for (const auto& b : model_.balances()) balance = std::max(balance, b.relative_error());
  const Instant now =
      inputs_.deck.start() + std::chrono::seconds(static_cast<long long>(std::llround(progress_.time)));
  const std::string text = fmt::format(
      "{}  {:3.0f} %  step {} of {:.3g} h  newton {}  linear {}  balance {:.1e}  wall {}  left {}",
      format_instant_full(now), 100.0 * done, progress_.steps, progress_.step / 3600.0, progress_.last_newton,
      progress_.last_linear, balance, format_span(wall),
      done > 0.0 ? format_span(wall * (1.0 - done) / done) : "?");
  if (last)
    log::line(text);
  else
    log::status(text);
}

std::string Simulation::describe_failure(const std::string& reason, std::int64_t column, int slot,
                                         double residual) const {
  std::vector<double> place{0.0, 0.0, 0.0};
  std::string where = "on the ground";
  const auto& mesh = model_.mesh();
  if (const Index c = mesh.find_owned(column); c >= 0) {
    const int layer = slot - model_.fields().first_cell();
    place = {mesh.x()[static_cast<std::size_t>(c)], mesh.y()[static_cast<std::size_t>(c)],
             layer >= 0 ? mesh.cell_centre(c, layer) : mesh.ground()[static_cast<std::size_t>(c)]};
  }
  mesh.comm().sum(place);
  if (const int layer = slot - model_.fields().first_cell(); layer >= 0 && inputs_.deck.ground) {
    int cells = 0;
    for (const auto& l : inputs_.deck.ground->layers) {
      if (layer < cells + l.cells) {
        where = fmt::format("in layer {} (soil {})", layer + 1, l.soil);
        break;
      }
      cells += l.cells;
    }
  }
  const Instant now =
      inputs_.deck.start() + std::chrono::seconds(static_cast<long long>(std::llround(progress_.time)));
  return fmt::format(
      "flow: no solution at {} with the shortest step of {} s: {}.\nThe worst column is {} at x {:.1f}, y "
      "{:.1f}, z {:.2f}, {}: its equation is off by {:.2e} m of water.\n"
      "Results up to there are kept in the .incomplete files. What helps: a shorter steps.minimum, more "
      "solver.newton_iterations, thinner top cells, or a wetter initial state.",
      format_instant_full(now), inputs_.deck.steps.minimum, reason, column, place[0], place[1], place[2],
      where, residual);
}

}  // namespace entail::study
