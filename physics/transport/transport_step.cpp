// A step of the transport process: for each group of solutes that share their paths, the positive solutions
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
/// Changes by less than this part of the largest concentration say nothing about how smooth they are.
constexpr double unsteady = 1e-4;
/// Less than this part of the largest concentration is what linear solves leave: nothing to correct.
constexpr double nothing = 1e-16;
/// Passes of the limiter, and those of them in which what a slot loses makes room for what it gains.
constexpr int limiter_passes = 24, shared_passes = 12;

/// Puts a solute's array among those beside it; a solute alone has lent it.
void put(const Array<double>& single, int lanes, Size lane, const Array<double>& joint) {
  if (single.data() == joint.data()) return;
  put_lane(ExecutionSpace(), static_cast<Index>(single.extent(0)), lanes, static_cast<int>(lane), single,
           joint);
}

/// The largest of all ranks, lane by lane.
std::vector<double> in_model(const Comm& comm, std::vector<double> of_rank) {
  for (double& value : of_rank) value = comm.max(value);
  return of_rank;
}

bool any(const std::vector<bool>& lanes) {
  return std::find(lanes.begin(), lanes.end(), true) != lanes.end();
}

Wanted only(const std::vector<bool>& lanes) {
  Wanted wanted;
  for (Size l = 0; l < lanes.size(); ++l) wanted.at[l] = lanes[l];
  wanted.all = std::find(lanes.begin(), lanes.end(), false) == lanes.end();
  return wanted;
}

}  // namespace

/// Moves all solutes through `length` seconds, which are `share` of the step, in which the carrier's volumes
/// change.
StepReport Transport::move(double length, double share, process::LinearSolver& solver) {
  StepReport report;
  split_decay(length);
  react(length, true);
  for (Group& group : groups()) {
    report.solute = solve_low(group, length, solver, report.iterations);
    report.converged = report.solute.empty();
    if (!report.converged) return report;
    correct(group, length, solver, report.iterations);
    settle_masses(group, length);
    limit(group, length);
    finish(group, length, share);
  }
  react(length, false);
  for (auto& state : states_)
    state->balance.storage = fields_.mesh().comm().sum(sum_own(geometry_, state->mass));
  return report;
}

void Transport::gather_concentrations(Group& group) {
  for (Size l = 0; l < group.members.size(); ++l) {
    concentrate(*group.members[l], carrier_->volume_before);
    put(group.members[l]->concentration, group.lanes(), l, group.of.before);
  }
}

/// What moves in a step: as it was when neither water, length nor solutes make a difference.
void Transport::set_transfer(const Group& group, double length) {
  const ExecutionSpace space;
  Work& w = *work_;
  const State& first = *group.members.front();
  Faces& faces = w.faces[first.table];
  if (faces.water != carrier_->version()) {
    fill_faces(space, geometry_, *carrier_, faces.molecular_diffusion, faces.table);
    faces.water = carrier_->version();
  }
  if (is_made_for(group, length)) return;
  w.made_for = {};
  open_exchange(space, geometry_, *carrier_, first.solute, w.open_rate, w.open_exchange);
  add(space, geometry_.n_owned * geometry_.slots, carrier_->outflow, w.open_exchange, w.sinks);
  implicitness(space, geometry_, *carrier_, faces.table, group.storages, w.sinks, group.of.before, length,
               w.theta);
  fields_.mesh().halo().exchange(w.theta, geometry_.slots);
  assemble_transfer(space, geometry_, faces.table, w.theta, w.sinks, w.transfer);
}

bool Transport::is_made_for(const Group& group, double length) const {
  const auto& made = work_->made_for;
  return made.group == &group && made.length == length && made.water == carrier_->version() &&
         group.members.front()->storage.is_linear();
}

/// What solutes bring into a step: their masses, and all that does not depend on their solutions.
void Transport::begin(Group& group) {
  const ExecutionSpace space;
  Work& w = *work_;
  LaneArrays& a = group.of;
  const int lanes = group.lanes();
  for (Size l = 0; l < group.members.size(); ++l) {
    const State& state = *group.members[l];
    put(state.mass, lanes, l, a.mass);
    put(state.rate, lanes, l, a.rate);
    open_exchange(space, geometry_, *carrier_, state.solute, w.open_rate, w.open_exchange);
    add(space, geometry_.n_owned * geometry_.slots, state.input, w.open_rate, w.single);
    put(w.single, lanes, l, a.input);
    Kokkos::deep_copy(w.single, state.brought);
    bring_through_open_faces(space, geometry_, *carrier_, state.solute, w.single);
    put(w.single, lanes, l, a.brought);
  }
  Kokkos::deep_copy(a.start, a.mass);
  gain_in_step(space, w.transfer, lanes, a.before, a.input, a.gain);
}

/// The linear systems of a step, with the storage around `guess`.
void Transport::set_systems(const Group& group, const Array<double>& guess, double length,
                            process::LinearSolver& solver) {
  const ExecutionSpace space;
  Work& w = *work_;
  const LaneArrays& a = group.of;
  const bool is_made = is_made_for(group, length);
  if (!is_made)
    linearise(space, geometry_, *carrier_, group.storages, guess, a.start, w.sinks, length, a.line);
  step_right_side(space, a.line, a.start, a.gain, length, a.right_side);
  if (is_made) return;
  add_storage(space, w.transfer, group.lanes(), a.line, length, a.diagonals);
  solver.load_lanes(w.transfer.now, group.lanes(), a.diagonals);
  w.made_for = {&group, length, carrier_->version()};
}

/// Where solutions of the step are sought first: the state at its start moved on at the rate of the last
/// step.
void Transport::guess(Group& group, double length) {
  LaneArrays& a = group.of;
  extrapolate(ExecutionSpace(), static_cast<Index>(a.rate.extent(0)), a.before, a.rate, a.line.capacity,
              length, a.guess);
  fields_.mesh().halo().exchange(a.guess, geometry_.slots * group.lanes());
  Kokkos::deep_copy(a.low, group.members.front()->storage.is_linear() ? a.guess : a.before);
}

/// The solutions of the positive scheme, by Newton's method where sorption is not linear. Returns which
/// solute has none, or nothing.
std::string Transport::solve_low(Group& group, double length, process::LinearSolver& solver,
                                 int& iterations) {
  const ExecutionSpace space;
  const Comm& comm = fields_.mesh().comm();
  LaneArrays& a = group.of;
  const Index own = geometry_.n_owned * geometry_.slots;
  const bool is_linear = group.members.front()->storage.is_linear();
  gather_concentrations(group);
  set_transfer(group, length);
  begin(group);
  solver.set_tolerance(solved_to);
  for (int i = 0; i < newton_iterations; ++i) {
    set_systems(group, i == 0 ? a.before : a.low, length, solver);
    if (i == 0) guess(group, length);
    if (!is_linear) Kokkos::deep_copy(a.previous, a.low);
    const auto reports =
        solver.solve_lanes(a.right_side, a.low, std::vector<bool>(group.members.size(), true));
    for (Size l = 0; l < reports.size(); ++l) {
      iterations += reports[l].iterations;
      if (!reports[l].converged) return group.members[l]->name;
    }
    group.largest = in_model(comm, largest(space, group.lanes(), own, a.low));
    if (is_linear) break;
    const auto off = in_model(comm, largest_difference(space, group.lanes(), own, a.low, a.previous));
    if (off.front() <= settled * group.largest.front()) break;
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

/// The fluxes of the correction at the last solutions of the lanes that are open, and the largest of each.
std::vector<double> Transport::find_correction(const Group& group, const std::vector<bool>& open) {
  const ExecutionSpace space;
  Work& w = *work_;
  const LaneArrays& a = group.of;
  const int lanes = group.lanes();
  const Faces& faces = w.faces[group.members.front()->table];
  const Wanted wanted = only(open);
  mean_in_step(space, lanes, w.theta, group.kept, a.smooth, a.high, a.before, a.mean);
  gradients(space, geometry_, *carrier_, places_, lanes, a.mean, a.gradient);
  fields_.mesh().halo().exchange(a.gradient,
                                 static_cast<int>(gradient_components) * geometry_.n_layers * lanes);
  const auto largest = correction_fluxes(space, geometry_, *carrier_, faces.molecular_diffusion, places_,
                                         lanes, wanted, a.mean, a.gradient, a.fluxes);
  add_centring(space, geometry_, faces.table, w.theta, lanes, wanted, group.kept, a.smooth, a.before, a.high,
               a.fluxes);
  return in_model(fields_.mesh().comm(), largest);
}

/// The solutions with correction, by repeated substitution of the correction's fluxes, each until it stays.
void Transport::correct(Group& group, double length, process::LinearSolver& solver, int& iterations) {
  const ExecutionSpace space;
  LaneArrays& a = group.of;
  const Size n = group.members.size();
  const Index own = geometry_.n_owned * geometry_.slots;
  group.is_corrected.assign(n, false);
  Kokkos::deep_copy(a.high, a.guess);
  PerLane small;
  for (Size l = 0; l < n; ++l) small.at[l] = unsteady * group.largest[l] + 1e-300;
  smoothness(space, group.lanes(), a.before, a.low, a.guess, small, a.smooth);
  std::vector<bool> open(n, geometry_.n_layers > 0);
  solver.set_tolerance(correction_solved_to);
  for (int i = 0; i < correction_iterations && any(open); ++i) {
    const std::vector<double> most = find_correction(group, open);
    for (Size l = 0; l < n && i == 0; ++l) open[l] = most[l] > 0.0;
    if (!any(open)) break;
    if (!group.members.front()->storage.is_linear()) set_systems(group, a.high, length, solver);
    add_divergence(space, geometry_, group.lanes(), a.fluxes, a.right_side, a.corrected_side);
    Kokkos::deep_copy(a.previous, a.high);
    const auto reports = solver.solve_lanes(a.corrected_side, a.high, open);
    const auto off =
        in_model(fields_.mesh().comm(), largest_difference(space, group.lanes(), own, a.high, a.previous));
    for (Size l = 0; l < n; ++l) {
      if (!open[l]) continue;
      iterations += reports[l].iterations;
      group.is_corrected[l] = reports[l].converged;
      open[l] = reports[l].converged && off[l] > corrected * group.largest[l];
    }
  }
}

/// Masses move by the fluxes of the concentrations found; what these are off the equations moves nothing.
void Transport::settle_masses(Group& group, double length) {
  const Work& w = *work_;
  LaneArrays& a = group.of;
  move_by_transfer(ExecutionSpace(), w.transfer, group.lanes(), a.gain, a.low, length, a.product, a.mass);
  PerLane all;
  std::fill(std::begin(all.at), std::end(all.at), 1.0);
  const std::pair<Size, Size> own(0, geometry_.own_slots());
  mean_in_step(ExecutionSpace(), group.lanes(), Kokkos::subview(w.theta, own), all, a.low, a.low, a.before,
               a.leaving);
}

void Transport::limit(Group& group, double length) {
  const ExecutionSpace space;
  const Comm& comm = fields_.mesh().comm();
  const auto& halo = fields_.mesh().halo();
  Work& w = *work_;
  LaneArrays& a = group.of;
  const int lanes = group.lanes();
  std::vector<bool> open = group.is_corrected;
  PerLane floor;
  for (Size l = 0; l < open.size(); ++l) floor.at[l] = open[l] ? nothing * group.largest[l] : 1e300;
  if (!any(open)) return;
  const LimitedStep step{lanes, a.low, a.high, a.before, w.theta, w.sinks, a.brought, length};
  add_difference(space, geometry_, w.faces[group.members.front()->table].table, step, a.fluxes);
  extremes(space, geometry_, step, a.fluxes, a.range);
  halo.exchange(a.range, 2 * geometry_.slots * lanes);
  permit(space, lanes, a.range, floor, a.parts);
  list_open(space, lanes, a.parts, w.active);
  for (int pass = 0; pass < limiter_passes; ++pass) {
    if (pass + 1 == limiter_passes) list_open(space, lanes, a.parts, w.active);
    const Room room = pass < shared_passes
                          ? Room::shared
                          : (pass + 1 < limiter_passes ? Room::alone : Room::alone_everywhere);
    auto outside = lower_parts(space, geometry_, *carrier_, group.storages, step, a.fluxes, a.range, a.mass,
                               room, only(open), a.parts, a.lowered, w.active);
    comm.sum(outside);
    for (Size l = 0; l < open.size(); ++l) open[l] = open[l] && outside[l] > 0.0;
    if (!any(open)) break;
    take_lowered(space, lanes, w.active, a.lowered, a.parts);
    list_marked(space, w.active);
    halo.exchange(a.parts, 2 * geometry_.slots * lanes);
  }
  move_masses(space, geometry_, step, only(group.is_corrected), a.fluxes, a.parts, a.mass, a.leaving);
}

/// Gives each solute its masses, and books what has moved.
void Transport::finish(Group& group, double length, double share) {
  const ExecutionSpace space;
  Work& w = *work_;
  const Index own = geometry_.n_owned * geometry_.slots;
  const auto take = [&](const Array<double>& joint, Size lane, const Array<double>& single) {
    if (joint.data() != single.data())
      take_lane(space, own, group.lanes(), static_cast<int>(lane), joint, single);
  };
  for (Size l = 0; l < group.members.size(); ++l) {
    State& state = *group.members[l];
    take(group.of.mass, l, state.mass);
    hold_masses(space, geometry_, *carrier_, state.storage, state.solute, state.mass, w.taken);
    take(group.of.leaving, l, w.single);
    book(state, w.single, length);
    add_scaled(space, own, share, w.single, state.in_step);
    take(group.of.start, l, w.single);
    estimate_error(state, w.single, length);
  }
}

}  // namespace entail::transport
