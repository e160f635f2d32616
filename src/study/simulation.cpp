#include "study/simulation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>

#include "base/constants.hpp"
#include "base/log.hpp"
#include "base/units.hpp"
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
  std::unique_ptr<solve::LinearSolver> transport;
  Array<double> unknowns;
  Clock::time_point begun = Clock::now(), reported = begun;
  double begun_time = 0.0;

  Solvers(Model& model, const deck::Deck& deck)
      : petsc(deck.solver.petsc),
        control(limits_of(deck.steps)),
        flow(model.mesh(), model.flow(), {deck.solver.newton_iterations}),
        unknowns("unknowns", model.fields().extent(field::Location::slot)) {
    if (model.transport())
      transport =
          std::make_unique<solve::LinearSolver>(model.mesh(), "transport", model.transport()->slots());
  }
};

Simulation::Simulation(Model& model, const Inputs& inputs, Checks& checks, Recorder* recorder)
    : model_(model),
      inputs_(inputs),
      checks_(checks),
      recorder_(recorder),
      output_times_(output_times(inputs.deck)),
      solvers_(std::make_unique<Solvers>(model, inputs.deck)) {}

Simulation::~Simulation() = default;

double Simulation::next_stop() const {
  const double time = progress_.time;
  // The last of the output times is the end.
  const auto output = std::upper_bound(output_times_.begin(), output_times_.end(), time + 1e-6);
  return std::min({inputs_.deck.duration(), model_.next_change(time), checks_.next_due(time),
                   output == output_times_.end() ? inputs_.deck.duration() : *output});
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
      checks_.follow(progress_.time);
      stop_if_wanted();
      if (seconds_since(solvers_->reported) > 2.0) report_progress(false);
    }
    checks_.evaluate(progress_.time);
    if (recorder_) recorder_->write_due(progress_.time);
  }
  report_progress(true);
}

void Simulation::stop_if_wanted() {
  if (!stop_is_wanted_ || progress_.time >= inputs_.deck.duration() || !stop_is_wanted_()) return;
  report_progress(true);
  if (recorder_) recorder_->write_last(progress_.time);
  const std::string now = format_instant_full(inputs_.deck.instant(progress_.time));
  std::string message = fmt::format("stopped by a signal after {}.", now);
  if (inputs_.deck.ground && inputs_.deck.output.volume)
    message +=
        fmt::format("\nTo go on from there: period: {{start: {}}} and initial: {{file: the _3d file}}.",
                    now.substr(0, 10) + "T" + now.substr(11));
  throw Error(ExitCode::stopped, message);
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
        throw Error(ExitCode::not_converged, "flow: no steady state found: " + describe_failure(report));
    }
  }
  model_.initialise_transport();
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

/// The water [m3] that a step's solution may lose: a tenth of what the deck permits of what has moved. Errors
/// do not add up from step to step, so the first, before which nothing moved, is solved as it comes.
double Simulation::permitted_loss() const {
  constexpr double rounding = 1e-15;  // of what is stored
  if (progress_.steps == 0) return 1e300;
  const process::Balance water = model_.flow().balances().front();
  return std::max(0.1 * inputs_.deck.solver.balance_tolerance * water.scale(), rounding * water.storage);
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
  const solve::NewtonReport report = s.flow.solve(step, s.unknowns, permitted_loss());
  progress_.newton_iterations += report.newton_iterations;
  progress_.linear_iterations += report.linear_iterations;
  if (!report.converged) {
    ++progress_.failed;
    if (!steady && s.control.failed(step.length)) return false;
    if (recorder_) recorder_->write_last(progress_.time);
    throw Error(ExitCode::not_converged,
                fmt::format("flow: no solution after {} with a step of {:.4g} s: {}",
                            format_instant_full(inputs_.deck.instant(progress_.time)), step.length,
                            describe_failure(report)));
  }
  const double error = flow.error(s.unknowns);
  if (error > solve::StepControl::acceptable && step.length > inputs_.deck.steps.minimum) {
    ++progress_.rejected;
    s.control.rejected(step.length, error);
    return false;
  }
  flow.commit(s.unknowns);
  const double transport_error = solve_transport(step);
  model_.follow(step);
  model_.commit_facilities(step);
  s.control.accepted(step.length, std::max(error, transport_error));
  // The last step before a stop ends exactly on it.
  progress_.time = step.time + step.length >= until * (1.0 - 1e-14) ? until : step.time + step.length;
  progress_.step = step.length;
  progress_.last_newton = report.newton_iterations;
  progress_.last_linear = report.linear_iterations;
  ++progress_.steps;
  if (recorder_) recorder_->accumulate(progress_.time, step.length);
  if (observe_) observe_(progress_.time, step.length);
  return true;
}

/// Moves the contaminants by the fluxes of the step. Returns their error relative to what is permitted, which
/// never rejects a step.
double Simulation::solve_transport(const process::TimeStep& step) {
  auto* transport = model_.transport();
  if (!transport) return 0.0;
  const transport::StepReport report = transport->advance(step, model_.inflow(), *solvers_->transport);
  progress_.transport_iterations += report.iterations;
  if (!report.converged) {
    if (recorder_) recorder_->write_last(step.time + step.length);
    throw Error(
        ExitCode::not_converged,
        fmt::format("transport of {}: the linear solver did not converge, with parts of the step neither; "
                    "what is written last has the water of {} and the contaminants of a step before; "
                    "try solver.petsc: -transport_ksp_type gmres, or shorter steps (steps.maximum)",
                    report.solute, format_instant_full(inputs_.deck.instant(step.time + step.length))));
  }
  return transport->error() / inputs_.deck.steps.mass_tolerance;
}

void Simulation::report_progress(bool last) {
  auto& s = *solvers_;
  s.reported = Clock::now();
  const double wall = seconds_since(s.begun), end = inputs_.deck.duration(), done = progress_.time / end;
  double balance = 0.0;
  for (const auto& b : model_.balances()) balance = std::max(balance, b.relative_error());
  const std::string text = fmt::format(
      "{}  {:3.0f} %  step {} of {:.3g} h  newton {}  linear {}  balance {:.1e}  wall {}  left {}",
      format_instant_full(inputs_.deck.instant(progress_.time)), 100.0 * done, progress_.steps,
      progress_.step / 3600.0, progress_.last_newton, progress_.last_linear, balance, format_span(wall),
      done > 0.0 ? format_span(wall * (1.0 - done) / done) : "?");
  if (last)
    log::line(text);
  else
    log::status(text);
}

namespace {

/// What a user can change when a step has no solution, most promising first.
std::string advice(const deck::Deck& deck, bool on_ground) {
  std::string text = "What helps: ";
  const auto& steps = deck.steps;
  const double usual = deck::Steps{}.minimum;
  if (steps.minimum > 10.0 * usual)
    text += fmt::format("permit shorter steps (steps.minimum is {} s; {} s when left out); ",
                        units::format(steps.minimum), units::format(usual));
  text += fmt::format("more iterations (solver.newton_iterations is {})", deck.solver.newton_iterations);
  if (deck.ground)
    text += on_ground ? "; thinner cells at the top (ground.layers: cells)"
                      : "; thinner cells there (ground.layers: cells)";
  text += "; a smoother or wetter start (initial), or forcing that changes less abruptly.";
  return text;
}

}  // namespace

std::string Simulation::describe_failure(const solve::NewtonReport& report) const {
  const auto& mesh = model_.mesh();
  const int layer = report.worst_slot - model_.fields().first_cell();
  std::vector<double> place{0.0, 0.0, 0.0, 0.0};
  if (const Index c = mesh.find_owned(report.worst_column); c >= 0) {
    const auto i = static_cast<std::size_t>(c);
    place = {mesh.x()[i], mesh.y()[i], layer >= 0 ? mesh.cell_centre(c, layer) : mesh.ground()[i],
             layer >= 0 ? static_cast<double>(model_.soil(c, layer)) : 0.0};
  }
  mesh.comm().sum(place);
  const std::string cell =
      layer >= 0 ? fmt::format("in layer {}, of soil \"{}\"", layer + 1,
                               inputs_.deck.ground->soils[static_cast<std::size_t>(place[3])].first)
                 : std::string("surface water on the ground");
  return fmt::format(
      "{}.\nThe worst cell is at x {:.1f}, y {:.1f}, z {:.2f} (column {}), {}: its equation is off by {:.2e} "
      "m "
      "of water.\n{}",
      report.reason, place[0], place[1], place[2], report.worst_column, cell, report.worst_residual,
      advice(inputs_.deck, layer < 0));
}

}  // namespace entail::study
