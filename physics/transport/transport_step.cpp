// A step of the transport process: for each group of solutes that move alike, the positive solutions
// together, the corrections together, and what of these no bound forbids.
#include <algorithm>

#include "physics/transport/masses.hpp"
#include "physics/transport/transport_state.hpp"

namespace entail::transport {

namespace {

using process::sum_own;
using Size = std::size_t;

/// Concentrations count as found when they move less than this part of the largest.
constexpr double settled = 1e-10;
constexpr int newton_iterations = 30;
/// Norm of what linear solves leave over that of the right side.
constexpr double solved_to = 1e-10;
/// The correction is a remainder: it need not be found as well.
constexpr double corrected = 1e-3, correction_solved_to = 1e-6;
constexpr int correction_iterations = 5;
/// Less than this part of the largest concentration is what linear solves leave: nothing to correct.
constexpr double nothing = 1e-16;
/// Passes of the limiter, and those of them in which what a slot loses makes room for what it gains.
constexpr int limiter_passes = 24, shared_passes = 12;

}  // namespace

/// Moves all solutes through `length` seconds, which are `share` of the step, in which the carrier's volumes
/// change.
StepReport Transport::move(double length, double share, process::LinearSolver& solver) {
  StepReport report;
  const std::vector<Group>& all = groups();
  split_decay(length);
  react(length, true);
  for (const Group& group : all) {
    Lanes lanes(work_->lanes.data(), group.size());
    for (Size k = 0; k < group.size(); ++k) lanes[k].state = group[k];
    report.solute = solve_low(lanes, length, solver, report.iterations);
    report.converged = report.solute.empty();
    if (!report.converged) return report;
    correct(lanes, length, solver, report.iterations);
    for (const Lane& lane : lanes) {
      settle_masses(lane, length);
      if (lane.is_corrected) limit(lane, length);
      hold_masses(ExecutionSpace(), geometry_, *carrier_, lane.state->storage, lane.state->solute,
                  lane.state->mass, work_->taken);
      book(*lane.state, length);
      add_scaled(ExecutionSpace(), static_cast<Index>(geometry_.own_slots()), share, work_->leaving,
                 lane.state->in_step);
      estimate_error(lane, length);
    }
  }
  react(length, false);
  for (auto& state : states_)
    state->balance.storage = fields_.mesh().comm().sum(sum_own(geometry_, state->mass));
  return report;
}

/// What moves in a step of a solute: as it was when neither water, length nor solute make a difference.
void Transport::set_transfer(const State& state, double length) {
  const ExecutionSpace space;
  Work& w = *work_;
  Faces& faces = w.faces[state.table];
  if (faces.water != carrier_->version()) {
    fill_faces(space, geometry_, *carrier_, faces.molecular_diffusion, faces.table);
    faces.water = carrier_->version();
  }
  if (is_made_for(state, length)) return;
  w.made_for = {};
  open_exchange(space, geometry_, *carrier_, state.solute, w.open_rate, w.open_exchange);
  add(space, geometry_.n_owned * geometry_.slots, carrier_->outflow, w.open_exchange, w.sinks);
  implicitness(space, geometry_, *carrier_, faces.table, state.storage, w.sinks, state.concentration, length,
               w.theta);
  fields_.mesh().halo().exchange(w.theta, geometry_.slots);
  assemble_transfer(space, geometry_, faces.table, w.theta, w.sinks, w.transfer);
}

bool Transport::is_made_for(const State& state, double length) const {
  const auto& made = work_->made_for;
  return made.state && made.length == length && made.water == carrier_->version() &&
         state.storage.is_linear() && made.state->like == state.like;
}

/// What a solute brings into a step: its mass, and all that does not depend on its solution.
void Transport::begin(const Lane& lane) {
  const ExecutionSpace space;
  Work& w = *work_;
  const State& state = *lane.state;
  Kokkos::deep_copy(lane.start, state.mass);
  open_exchange(space, geometry_, *carrier_, state.solute, w.open_rate, w.open_exchange);
  add(space, geometry_.n_owned * geometry_.slots, state.input, w.open_rate, w.total_input);
  gain_in_step(space, w.transfer, state.concentration, w.total_input, lane.gain);
  Kokkos::deep_copy(lane.low, state.concentration);
}

/// The linear systems of a step, with the storage around `guess` of the first solute: where there are more,
/// storage is linear.
void Transport::set_systems(const Lanes& lanes, const Array<double>& guess, double length,
                            process::LinearSolver& solver) {
  const ExecutionSpace space;
  Work& w = *work_;
  const Lane& first = lanes.front();
  linearise(space, geometry_, *carrier_, first.state->storage, guess, first.start, w.sinks, length, w.line);
  add_storage(space, w.line, length, w.transfer);
  for (const Lane& lane : lanes)
    step_right_side(space, w.line, lane.start, lane.gain, length, lane.right_side);
  if (!is_made_for(*first.state, length)) solver.load(w.transfer.now);
  w.made_for = {first.state, length, carrier_->version()};
}

/// Where solutions of the step are sought first: the state at its start moved on at the rate of the last
/// step.
void Transport::guess(const Lane& lane, double length) {
  const State& state = *lane.state;
  extrapolate(ExecutionSpace(), geometry_.n_owned * geometry_.slots, state.concentration, state.rate,
              work_->line.capacity, length, lane.guess);
  fields_.mesh().halo().exchange(lane.guess, geometry_.slots);
  if (state.storage.is_linear()) Kokkos::deep_copy(lane.low, lane.guess);
}

/// The solutions of the positive scheme, by Newton's method where sorption is not linear. Returns which
/// solute has none, or nothing.
std::string Transport::solve_low(const Lanes& lanes, double length, process::LinearSolver& solver,
                                 int& iterations) {
  const ExecutionSpace space;
  const Comm& comm = fields_.mesh().comm();
  const Index n = geometry_.n_owned * geometry_.slots;
  const Lane& first = lanes.front();
  const bool is_linear = first.state->storage.is_linear();
  for (const Lane& lane : lanes) concentrate(*lane.state, carrier_->volume_before);
  set_transfer(*first.state, length);
  for (const Lane& lane : lanes) begin(lane);
  solver.set_tolerance(solved_to);
  for (int i = 0; i < newton_iterations; ++i) {
    set_systems(lanes, first.low, length, solver);
    if (i == 0)
      for (const Lane& lane : lanes) guess(lane, length);
    if (!is_linear) Kokkos::deep_copy(first.previous, first.low);
    std::vector<process::LinearSystem> systems;
    for (const Lane& lane : lanes) systems.push_back({lane.right_side, lane.low});
    const auto reports = solver.solve_all(systems);
    for (Size k = 0; k < lanes.size(); ++k) {
      iterations += reports[k].iterations;
      if (!reports[k].converged) return lanes[k].state->name;
    }
    for (Lane& lane : lanes) lane.largest = comm.max(largest(space, lane.low, n));
    if (is_linear ||
        comm.max(largest_difference(space, first.low, first.previous, n)) <= settled * first.largest)
      break;
  }
  return {};
}

/// The part of theta - 1/2 that a solute's corrected fluxes between cells keep: none of what neither decays
/// nor is made, and all of the others, for theta says how much of the decay comes before the transport.
double Transport::kept_implicit(const State& state) const {
  const bool is_made = std::any_of(data_.begin(), data_.end(), [&](const SoluteData& parent) {
    return std::any_of(parent.products.begin(), parent.products.end(),
                       [&](const auto& product) { return product.solute == state.number; });
  });
  return is_made || data_[state.number].decay > 0.0 ? 1.0 : 0.0;
}

/// The fluxes of the correction at the last solution; whether there are any.
bool Transport::find_correction(const Lane& lane) {
  const ExecutionSpace space;
  Work& w = *work_;
  const State& state = *lane.state;
  const double kept = kept_implicit(state);
  mean_in_step(space, static_cast<Index>(w.mean.extent(0)), w.theta, kept, lane.high, state.concentration,
               w.mean);
  gradients(space, geometry_, places_, w.mean, w.gradient);
  gradients_along_flow(space, geometry_, *carrier_, places_, w.mean, w.gradient);
  fields_.mesh().halo().exchange(w.gradient, static_cast<int>(gradient_components) * geometry_.n_layers);
  const double most =
      correction_fluxes(space, geometry_, *carrier_, state.solute, places_, w.mean, w.gradient, lane.fluxes);
  add_centring(space, geometry_, w.faces[state.table].table, w.theta, kept, state.concentration, lane.high,
               lane.fluxes);
  return fields_.mesh().comm().max(most) > 0.0;
}

/// The solutions with correction, by repeated substitution of the correction's fluxes, each until it stays.
void Transport::correct(const Lanes& lanes, double length, process::LinearSolver& solver, int& iterations) {
  const ExecutionSpace space;
  const Comm& comm = fields_.mesh().comm();
  const Index n = geometry_.n_owned * geometry_.slots;
  std::vector<Lane*> open;
  for (Lane& lane : lanes) {
    lane.is_corrected = false;
    Kokkos::deep_copy(lane.high, lane.guess);
    if (geometry_.n_layers > 0) open.push_back(&lane);
  }
  solver.set_tolerance(correction_solved_to);
  for (int i = 0; i < correction_iterations && !open.empty(); ++i) {
    std::erase_if(open, [&](const Lane* lane) { return !find_correction(*lane) && i == 0; });
    std::vector<process::LinearSystem> systems;
    for (const Lane* lane : open) {
      if (!lane->state->storage.is_linear()) set_systems(lanes, lane->high, length, solver);
      add_divergence(space, geometry_, lane->fluxes, lane->right_side, lane->corrected_side);
      Kokkos::deep_copy(lane->previous, lane->high);
      systems.push_back({lane->corrected_side, lane->high});
    }
    const auto reports = solver.solve_all(systems);
    std::vector<Lane*> unsettled;
    for (Size k = 0; k < open.size(); ++k) {
      Lane& lane = *open[k];
      iterations += reports[k].iterations;
      lane.is_corrected = reports[k].converged;
      if (lane.is_corrected &&
          comm.max(largest_difference(space, lane.high, lane.previous, n)) > corrected * lane.largest)
        unsettled.push_back(&lane);
    }
    open = unsettled;
  }
}

/// Masses move by the fluxes of the concentrations found; what these are off the equations moves nothing.
void Transport::settle_masses(const Lane& lane, double length) {
  const Work& w = *work_;
  move_by_transfer(ExecutionSpace(), w.transfer, lane.gain, lane.low, length, w.product, lane.state->mass);
  mean_in_step(ExecutionSpace(), static_cast<Index>(geometry_.own_slots()), w.theta, 1.0, lane.low,
               lane.state->concentration, w.leaving);
}

void Transport::limit(const Lane& lane, double length) {
  const ExecutionSpace space;
  Work& w = *work_;
  const State& state = *lane.state;
  Kokkos::deep_copy(w.brought, state.brought);
  bring_through_open_faces(space, geometry_, *carrier_, state.solute, w.brought);
  const LimitedStep step{lane.low, lane.high, state.concentration, w.theta, w.sinks, w.brought, length};
  add_difference(space, geometry_, w.faces[state.table].table, step, lane.fluxes);
  extremes(space, geometry_, step, lane.fluxes, w.range);
  fields_.mesh().halo().exchange(w.range, 2 * geometry_.slots);
  permit(space, w.range, nothing * lane.largest, w.parts);
  list_open(space, w.parts, w.active);
  for (int pass = 0; pass < limiter_passes; ++pass) {
    if (pass + 1 == limiter_passes) list_open(space, w.parts, w.active);
    const Index outside =
        lower_parts(space, geometry_, *carrier_, state.storage, step, lane.fluxes, w.range, state.mass,
                    pass < shared_passes ? Room::shared
                                         : (pass + 1 < limiter_passes ? Room::alone : Room::alone_everywhere),
                    w.parts, w.lowered, w.active);
    if (fields_.mesh().comm().sum(static_cast<std::int64_t>(outside)) == 0) break;
    take_lowered(space, w.active, w.lowered, w.parts);
    list_marked(space, w.active);
    fields_.mesh().halo().exchange(w.parts, 2 * geometry_.slots);
  }
  move_masses(space, geometry_, step, lane.fluxes, w.parts, state.mass, w.leaving);
}

}  // namespace entail::transport
