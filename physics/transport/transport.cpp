#include "physics/transport/transport.hpp"

#include <algorithm>
#include <cmath>

#include "physics/transport/decay_chain.hpp"
#include "physics/transport/masses.hpp"

namespace entail::transport {

namespace {

using field::Location;
using field::Role;
using process::sum_own;
using process::with_ghosts;
using Size = std::size_t;

/// Concentrations count as found when they move less than this part of the largest.
constexpr double settled = 1e-10;
constexpr int newton_iterations = 30;
/// Norm of what linear solves leave over that of the right side.
constexpr double solved_to = 1e-10;
/// The correction is a remainder: it need not be found as well.
constexpr double corrected = 1e-3, correction_solved_to = 1e-6;
constexpr int correction_iterations = 5;
/// A profile at rest decays too slowly (decay_bias). That does not add up from step to step as errors of
/// masses do, and may be so many times as large.
constexpr double bias_over_error = 20.0;
/// Into how many parts a step that cannot be solved is divided at most.
constexpr int most_parts = 64;
/// Passes of the limiter, and those of them in which what a slot loses makes room for what it gains.
constexpr int limiter_passes = 24, shared_passes = 12;

}  // namespace

/// What belongs to one solute.
struct Transport::State {
  Size number;  // among the solutes
  std::string name;
  Storage storage;
  Solute solute;
  Array<double> concentration;  // per slot
  Array<double> in_step;        // per slot, the mean that left it in the last step
  Array<double> mass;           // per own slot, a part of masses_
  Array<double> rate;           // [kg/s] per own slot, of the last step
  Array<double> input;          // [kg/s] per own slot
  Array<double> brought;        // [kg/m3] per own slot: the largest concentration at which that comes
  std::vector<Input> inputs;
  std::vector<double> outside, held;  // per open face, in the carrier's order
  Size table = 0;                     // of its coefficients of faces
  process::Balance balance;
};

/// Coefficients of the faces for one molecular diffusion, and the water that they are of.
struct Faces {
  double molecular_diffusion;
  FaceTable table;
  std::int64_t water = 0;
};

/// Arrays that solutes use one after the other.
struct Transport::Work {
  Array<double> low, high, mean, theta, guess;                // per slot
  Array<double> start, brought;                               // mass and concentration per own slot
  Array<double> open_rate, open_exchange, total_input, gain;  // per own slot
  Array<double> right_side, corrected_side, product, sinks;   // per own slot
  Array<double> range;                                        // 2 per slot
  Array<double> leaving, parts, lowered;                      // per own slot; 2 per slot
  Array<double> gradient;                                     // gradient_components per cell
  Array<double> taken;                                        // [kg] per open face, to hold concentrations
  Array<double> saved_masses, part_begin, part_end;           // of steps in parts
  Array<std::uint8_t> split;                                  // level of the decay's split per own slot
  LinearStorage line;
  Transfer transfer;
  FaceFluxes fluxes;
  ActiveSlots active;
  std::vector<Faces> faces;

  /// What the transfer, theta and the solver's matrix were made for.
  struct {
    const State* state = nullptr;
    double length = 0.0;
    std::int64_t water = 0;
  } made_for;
};

Transport::~Transport() = default;

Transport::Transport(field::Fields& fields, const GroundData& ground, std::vector<OpenPatch> patches,
                     std::vector<SoluteData> solutes)
    : fields_(fields),
      geometry_(process::make_geometry(fields)),
      patches_(std::move(patches)),
      data_(std::move(solutes)) {
  const meshes::ColumnMesh& mesh = fields.mesh();
  const auto cells = [&](const char* label, const std::vector<double>& own) {
    return with_ghosts(mesh, label, own);
  };
  const Matrix matrix{cells("porosity", ground.porosity), cells("longitudinal", ground.longitudinal),
                      cells("transverse", ground.transverse), cells("vertical", ground.vertical)};
  std::vector<OpenFace> faces;
  for (const auto& patch : patches_) faces.insert(faces.end(), patch.faces.begin(), patch.faces.end());
  carrier_ = std::make_unique<Carrier>(fields, geometry_, matrix, faces);
  places_ = {to_device("x", mesh.x()), to_device("y", mesh.y()),
             to_device("inverse moments", process::inverse_moments(mesh))};

  const Size own = geometry_.own_slots(), all = fields.extent(Location::slot);
  masses_ = Array<double>("masses", own * data_.size());
  for (Size s = 0; s < data_.size(); ++s) {
    const SoluteData& data = data_[s];
    auto state = std::make_unique<State>();
    state->number = s;
    state->name = data.name;
    state->storage = {cells("sorbing grains", data.grains), data.isotherm, data.solubility};
    state->concentration =
        fields.declare({data.name, "dissolved " + data.name, "kg m-3", Location::slot, Role::state, ""});
    state->in_step = fields.declare({data.name + "_in_step", "mean concentration of what leaves in a step",
                                     "kg m-3", Location::slot, Role::diagnostic, ""});
    state->mass = Kokkos::subview(masses_, std::pair<Size, Size>(s * own, (s + 1) * own));
    state->rate = Array<double>("mass rate", own);
    state->input = Array<double>("input", own);
    state->brought = Array<double>("brought", own);
    state->outside.assign(faces.size(), 0.0);
    state->held.assign(faces.size(), 0.0);
    state->solute = {data.molecular_diffusion, to_device("outside", state->outside),
                     to_device("held", state->held)};
    state->balance = {data.name, "kg", 0.0, 0.0, {}};
    states_.push_back(std::move(state));
  }
  work_ = std::make_unique<Work>();
  Work& w = *work_;
  for (auto* array : {&w.low, &w.high, &w.mean, &w.theta, &w.guess})
    *array = Array<double>("transport slots", all);
  for (auto* array :
       {&w.start, &w.brought, &w.open_rate, &w.open_exchange, &w.total_input, &w.right_side,
        &w.corrected_side, &w.product, &w.sinks, &w.gain, &w.leaving, &w.line.capacity, &w.line.offset})
    *array = Array<double>("transport own slots", own);
  w.parts = Array<double>("permitted parts", 2 * all);
  w.lowered = Array<double>("lowered parts", 2 * all);
  w.range = Array<double>("range", 2 * all);
  w.gradient = Array<double>("gradient", gradient_components * fields.extent(Location::cell));
  w.fluxes = {Array<double>("lateral correction", fields.extent(Location::lateral)),
              Array<double>("vertical correction", own)};
  w.saved_masses = Array<double>("saved masses", own * data_.size());
  w.taken = Array<double>("taken by held slots", faces.size());
  w.part_begin = Array<double>("water at the beginning of a part", all);
  w.part_end = Array<double>("water at the end of a part", all);
  w.split = Array<std::uint8_t>("split of decay", own);
  w.active = make_active_slots(geometry_);
  w.transfer = make_transfer(mesh, geometry_);
  for (auto& state : states_) {
    const double diffusion = state->solute.molecular_diffusion;
    const auto same = std::find_if(w.faces.begin(), w.faces.end(),
                                   [&](const Faces& one) { return one.molecular_diffusion == diffusion; });
    state->table = static_cast<Size>(same - w.faces.begin());
    if (same == w.faces.end()) w.faces.push_back({diffusion, make_face_table(geometry_), 0});
  }
}

bool Transport::move_alike(Size a, Size b) const {
  if (a == b) return true;
  const SoluteData &first = data_[a], &second = data_[b];
  const bool alike = first.isotherm.kind == second.isotherm.kind &&
                     first.isotherm.parameter == second.isotherm.parameter && first.grains == second.grains &&
                     first.molecular_diffusion == second.molecular_diffusion &&
                     states_[a]->held == states_[b]->held;
  return !fields_.mesh().comm().any(!alike);
}

int Transport::slots() const { return geometry_.slots; }
Size Transport::n_solutes() const { return states_.size(); }
const Storage& Transport::storage(Size solute) const { return states_[solute]->storage; }
const Solute& Transport::solute(Size solute) const { return states_[solute]->solute; }

std::vector<process::Balance> Transport::balances() const {
  std::vector<process::Balance> all;
  for (const auto& state : states_) all.push_back(state->balance);
  return all;
}

void Transport::initialise(Size solute, const std::vector<double>& concentration) {
  State& state = *states_[solute];
  masses_at(ExecutionSpace(), geometry_, carrier_->volume, state.storage,
            to_device("initial concentration", concentration), state.mass);
  Kokkos::deep_copy(state.rate, 0.0);
  concentrate(state, carrier_->volume);
  state.balance = {state.name, "kg", 0.0, 0.0, {}};
  state.balance.initial_storage = state.balance.storage =
      fields_.mesh().comm().sum(sum_own(geometry_, state.mass));
}

void Transport::set_inputs(Size solute, const std::vector<Input>& inputs) {
  State& state = *states_[solute];
  state.inputs = inputs;
  std::vector<double> rates(geometry_.own_slots(), 0.0), brought(rates.size(), 0.0);
  for (const auto& input : inputs)
    for (Size i = 0; i < input.slots.size(); ++i) {
      const auto slot = static_cast<Size>(input.slots[i]);
      rates[slot] += input.rates[i];
      if (input.rates[i] > 0.0) brought[slot] = std::max(brought[slot], input.concentration);
    }
  Kokkos::deep_copy(state.input, to_device("rates", rates));
  Kokkos::deep_copy(state.brought, to_device("brought", brought));
}

void Transport::set_outside(Size solute, Size patch, const std::vector<double>& concentrations, bool held) {
  State& state = *states_[solute];
  Size face = 0;
  for (Size p = 0; p < patch; ++p) face += patches_[p].faces.size();
  for (Size k = 0; k < patches_[patch].faces.size(); ++k, ++face) {
    state.outside[carrier_->place[face]] = concentrations[k];
    double& was = state.held[carrier_->place[face]];
    if (was != (held ? 1.0 : 0.0)) work_->made_for = {};
    was = held ? 1.0 : 0.0;
  }
  Kokkos::deep_copy(state.solute.outside, to_device("outside", state.outside));
  Kokkos::deep_copy(state.solute.held, to_device("held", state.held));
}

StepReport Transport::advance(const process::TimeStep& step, const std::vector<std::vector<double>>& inflow,
                              process::LinearSolver& solver) {
  std::vector<double> through;
  for (const auto& patch : inflow) through.insert(through.end(), patch.begin(), patch.end());
  carrier_->update(through);
  error_ = 0.0;
  const auto before = carrier_->volume_before, after = carrier_->volume;
  StepReport report;
  for (int parts = 1; parts <= most_parts; parts *= 4) {
    report = advance_in_parts(parts, before, after, step.length, solver);
    if (report.converged) break;
  }
  carrier_->volume_before = before;
  carrier_->volume = after;
  for (auto& state : states_) concentrate(*state, report.converged ? after : before);
  return report;
}

/// A step in equal parts, in which the water in the slots changes evenly. Leaves all as it was when one
/// fails.
StepReport Transport::advance_in_parts(int parts, const Array<double>& before, const Array<double>& after,
                                       double length, process::LinearSolver& solver) {
  const ExecutionSpace space;
  Work& w = *work_;
  Kokkos::deep_copy(w.saved_masses, masses_);
  for (auto& state : states_) Kokkos::deep_copy(state->in_step, 0.0);
  const auto saved = balances();
  StepReport report;
  for (int part = 0; part < parts && report.converged; ++part) {
    if (parts > 1) {
      const auto n = static_cast<Index>(before.extent(0));
      interpolate(space, n, before, after, static_cast<double>(part) / parts, w.part_begin);
      interpolate(space, n, before, after, static_cast<double>(part + 1) / parts, w.part_end);
      carrier_->volume_before = w.part_begin;
      carrier_->volume = w.part_end;
      carrier_->count_change();
    }
    const int iterations = report.iterations;
    report = move(length / parts, 1.0 / parts, solver);
    report.iterations += iterations;
  }
  if (!report.converged) {
    Kokkos::deep_copy(masses_, w.saved_masses);
    for (Size s = 0; s < states_.size(); ++s) states_[s]->balance = saved[s];
  }
  return report;
}

/// Moves all solutes through `length` seconds, which are `share` of the step, in which the carrier's volumes
/// change.
StepReport Transport::move(double length, double share, process::LinearSolver& solver) {
  StepReport report;
  split_decay(length);
  react(length, true);
  for (auto& state : states_) {
    Kokkos::deep_copy(work_->start, state->mass);
    concentrate(*state, carrier_->volume_before);
    const process::LinearReport low = solve_low(*state, length, solver);
    report.iterations += low.iterations;
    if (!low.converged) return {false, state->name, report.iterations};
    const process::LinearReport high = correct(*state, length, solver);
    report.iterations += high.iterations;
    settle_masses(*state, length);
    if (high.converged) limit(*state, length);
    hold_masses(ExecutionSpace(), geometry_, *carrier_, state->storage, state->solute, state->mass,
                work_->taken);
    book(*state, length);
    add_scaled(ExecutionSpace(), static_cast<Index>(geometry_.own_slots()), share, work_->leaving,
               state->in_step);
    estimate_error(*state, length);
  }
  react(length, false);
  for (auto& state : states_)
    state->balance.storage = fields_.mesh().comm().sum(sum_own(geometry_, state->mass));
  return report;
}

void Transport::concentrate(State& state, const Array<double>& volume) {
  concentrations_of(ExecutionSpace(), geometry_, volume, state.storage, state.mass, state.concentration);
  fields_.mesh().halo().exchange(state.concentration, geometry_.slots);
}

/// What moves in a step of a solute: as it was when neither water, length nor solute make a difference.
void Transport::set_transfer(const State& state, double length) {
  const ExecutionSpace space;
  Work& w = *work_;
  const Index n = geometry_.n_owned * geometry_.slots;
  Faces& faces = w.faces[state.table];
  if (faces.water != carrier_->version()) {
    fill_faces(space, geometry_, *carrier_, faces.molecular_diffusion, faces.table);
    faces.water = carrier_->version();
  }
  open_exchange(space, geometry_, *carrier_, state.solute, w.open_rate, w.open_exchange);
  add(space, n, state.input, w.open_rate, w.total_input);
  if (!is_made_for(state, length)) {
    w.made_for = {};
    add(space, n, carrier_->outflow, w.open_exchange, w.sinks);
    implicitness(space, geometry_, *carrier_, faces.table, state.storage, w.sinks, state.concentration,
                 length, w.theta);
    fields_.mesh().halo().exchange(w.theta, geometry_.slots);
    assemble_transfer(space, geometry_, faces.table, w.theta, w.sinks, w.transfer);
  }
  gain_in_step(space, w.transfer, state.concentration, w.total_input, w.gain);
}

bool Transport::is_made_for(const State& state, double length) const {
  const auto& made = work_->made_for;
  return made.state && made.length == length && made.water == carrier_->version() &&
         state.storage.is_linear() && made.state->storage.is_linear() &&
         move_alike(made.state->number, state.number);
}

/// The linear system of a step, with the storage around `guess`.
void Transport::set_system(State& state, const Array<double>& guess, double length,
                           process::LinearSolver& solver) {
  const ExecutionSpace space;
  Work& w = *work_;
  linearise(space, geometry_, *carrier_, state.storage, guess, w.start, w.sinks, length, w.line);
  add_storage(space, w.line, length, w.transfer);
  step_right_side(space, w.line, w.start, w.gain, length, w.right_side);
  if (!is_made_for(state, length)) solver.load(w.transfer.now);
}

/// Where solutions of the step are sought first: the state at its start moved on at the rate of the last
/// step.
void Transport::guess(const State& state, double length) {
  Work& w = *work_;
  extrapolate(ExecutionSpace(), geometry_.n_owned * geometry_.slots, state.concentration, state.rate,
              w.line.capacity, length, w.guess);
  fields_.mesh().halo().exchange(w.guess, geometry_.slots);
  if (state.storage.is_linear()) Kokkos::deep_copy(w.low, w.guess);
}

/// The solution of the positive scheme, by Newton's method where sorption is not linear.
process::LinearReport Transport::solve_low(State& state, double length, process::LinearSolver& solver) {
  const ExecutionSpace space;
  Work& w = *work_;
  const Comm& comm = fields_.mesh().comm();
  const Index n = geometry_.n_owned * geometry_.slots;
  set_transfer(state, length);
  Kokkos::deep_copy(w.low, state.concentration);
  solver.set_tolerance(solved_to);
  process::LinearReport report;
  const bool is_linear = state.storage.is_linear();
  for (int i = 0; i < newton_iterations; ++i) {
    set_system(state, w.low, length, solver);
    w.made_for = {&state, length, carrier_->version()};
    if (i == 0) guess(state, length);
    if (!is_linear) Kokkos::deep_copy(w.high, w.low);
    const process::LinearReport solved = solver.solve(w.right_side, w.low);
    report.iterations += solved.iterations;
    report.converged = solved.converged;
    if (!solved.converged || is_linear) break;
    if (comm.max(largest_difference(space, w.low, w.high, n)) <= settled * comm.max(largest(space, w.low, n)))
      break;
  }
  return report;
}

/// The part of theta - 1/2 that the corrected fluxes between cells keep: none without decay. With it all, for
/// theta says how much of the decay comes before the transport.
double Transport::kept_implicit() const {
  const bool decays =
      std::any_of(data_.begin(), data_.end(), [](const SoluteData& one) { return one.decay > 0.0; });
  return decays ? 1.0 : 0.0;
}

/// The solution with correction, by repeated substitution of the correction's fluxes. `converged` is false
/// when there is nothing to correct.
process::LinearReport Transport::correct(State& state, double length, process::LinearSolver& solver) {
  const ExecutionSpace space;
  Work& w = *work_;
  process::LinearReport report;
  if (geometry_.n_layers == 0) return report;
  const auto& halo = fields_.mesh().halo();
  const Comm& comm = fields_.mesh().comm();
  const Index n = geometry_.n_owned * geometry_.slots;
  solver.set_tolerance(correction_solved_to);
  Kokkos::deep_copy(w.high, w.guess);
  const double scale = comm.max(largest(space, w.low, n)), kept = kept_implicit();
  for (int i = 0; i < correction_iterations; ++i) {
    mean_in_step(space, static_cast<Index>(w.mean.extent(0)), w.theta, kept, w.high, state.concentration,
                 w.mean);
    gradients(space, geometry_, places_, w.mean, w.gradient);
    gradients_along_flow(space, geometry_, *carrier_, places_, w.mean, w.gradient);
    halo.exchange(w.gradient, static_cast<int>(gradient_components) * geometry_.n_layers);
    const double most = comm.max(
        correction_fluxes(space, geometry_, *carrier_, state.solute, places_, w.mean, w.gradient, w.fluxes));
    if (i == 0 && !(most > 0.0)) return report;
    add_centring(space, geometry_, w.faces[state.table].table, w.theta, kept, state.concentration, w.high,
                 w.fluxes);
    if (!state.storage.is_linear()) set_system(state, w.high, length, solver);
    add_divergence(space, geometry_, w.fluxes, w.right_side, w.corrected_side);
    Kokkos::deep_copy(w.mean, w.high);
    const process::LinearReport solved = solver.solve(w.corrected_side, w.high);
    report.iterations += solved.iterations;
    report.converged = solved.converged;
    if (!solved.converged) return report;
    if (comm.max(largest_difference(space, w.high, w.mean, n)) <= corrected * scale) break;
  }
  return report;
}

/// Masses move by the fluxes of the concentrations found; what these are off the equations moves nothing.
void Transport::settle_masses(State& state, double length) {
  const Work& w = *work_;
  move_by_transfer(ExecutionSpace(), w.transfer, w.gain, w.low, length, w.product, state.mass);
  mean_in_step(ExecutionSpace(), static_cast<Index>(geometry_.own_slots()), w.theta, 1.0, w.low,
               state.concentration, w.leaving);
}

void Transport::limit(State& state, double length) {
  const ExecutionSpace space;
  Work& w = *work_;
  Kokkos::deep_copy(w.brought, state.brought);
  bring_through_open_faces(space, geometry_, *carrier_, state.solute, w.brought);
  const LimitedStep step{w.low, w.high, state.concentration, w.theta, w.sinks, w.brought, length};
  add_difference(space, geometry_, w.faces[state.table].table, step, w.fluxes);
  extremes(space, geometry_, step, w.fluxes, w.range);
  fields_.mesh().halo().exchange(w.range, 2 * geometry_.slots);
  Kokkos::deep_copy(w.parts, 1.0);
  list_all(space, w.active);
  for (int pass = 0; pass < limiter_passes; ++pass) {
    if (pass + 1 == limiter_passes) list_all(space, w.active);
    const Index outside =
        lower_parts(space, geometry_, *carrier_, state.storage, step, w.fluxes, w.range, state.mass,
                    pass < shared_passes ? Room::shared
                                         : (pass + 1 < limiter_passes ? Room::alone : Room::alone_everywhere),
                    w.parts, w.lowered, w.active);
    if (fields_.mesh().comm().sum(static_cast<std::int64_t>(outside)) == 0) break;
    take_lowered(space, w.active, w.lowered, w.parts);
    list_marked(space, w.active);
    fields_.mesh().halo().exchange(w.parts, 2 * geometry_.slots);
  }
  move_masses(space, geometry_, step, w.fluxes, w.parts, state.mass, w.leaving);
}

void Transport::book(State& state, double length) {
  const ExecutionSpace space;
  const double left = dot(space, geometry_.n_owned * geometry_.slots, carrier_->outflow, work_->leaving);
  Array<double> entering("entering", carrier_->faces.extent(0));
  entering_masses(space, geometry_, *carrier_, state.solute, work_->leaving, entering);
  const auto each = to_host(entering), taken = to_host(work_->taken);
  std::vector<double> sums{-left};
  for (const auto& input : state.inputs) {
    sums.push_back(0.0);
    for (double r : input.rates) sums.back() += r;
  }
  Size face = 0;
  for (const auto& patch : patches_) {
    sums.push_back(0.0);
    for (Size k = 0; k < patch.faces.size(); ++k, ++face)
      sums.back() += each[carrier_->place[face]] + taken[carrier_->place[face]] / length;
  }
  fields_.mesh().comm().sum(sums);
  auto add = [&](const std::string& name, double rate) {
    auto& term = state.balance.term(name);
    term.rate = rate;
    term.total += rate * length;
  };
  Size k = 1;
  for (const auto& input : state.inputs) add(input.name, sums[k++]);
  for (const auto& patch : patches_) {
    if (sums[k] != 0.0) add(patch.name, sums[k]);
    ++k;
  }
  add("outflow", sums[0]);
}

void Transport::estimate_error(const State& state, double length) {
  const Drift found = drift(ExecutionSpace(), geometry_.n_owned * geometry_.slots, work_->start, state.mass,
                            state.rate, length);
  std::vector<double> sums{found.off, found.stored};
  fields_.mesh().comm().sum(sums);
  if (sums[1] > 0.0) error_ = std::max(error_, sums[0] / sums[1]);
}

void Transport::split_decay(double length) {
  const auto fastest = std::max_element(
      data_.begin(), data_.end(), [](const SoluteData& a, const SoluteData& b) { return a.decay < b.decay; });
  if (fastest == data_.end() || fastest->decay <= 0.0) return;
  State& state = *states_[static_cast<Size>(fastest - data_.begin())];
  const ExecutionSpace space;
  Work& w = *work_;
  concentrate(state, carrier_->volume_before);
  set_transfer(state, length);
  const double kept = kept_implicit();
  split_by(space, geometry_, w.theta, kept, w.split);
  const DecayBias bias = decay_bias(space, geometry_, w.theta, kept, state.mass, fastest->decay * length);
  std::vector<double> sums{bias.off, bias.mass};
  fields_.mesh().comm().sum(sums);
  if (sums[1] > 0.0) error_ = std::max(error_, sums[0] / sums[1] / bias_over_error);
}

/// Decay is exact for all solutes together.
void Transport::react(double length, bool before_transport) {
  std::vector<double> shares;
  for (int level = 0; level <= split_levels; ++level) {
    const double first = 0.5 + 0.5 * level / split_levels;
    const auto some = decay_shares(data_, (before_transport ? first : 1.0 - first) * length);
    shares.insert(shares.end(), some.begin(), some.end());
  }
  if (shares.empty()) return;
  const ExecutionSpace space;
  const auto n = static_cast<int>(data_.size());
  const Index own = geometry_.n_owned * geometry_.slots;
  const auto on_device = to_device("decay shares", shares);
  Array<double> before(Kokkos::view_alloc("masses before", Kokkos::WithoutInitializing), masses_.extent(0));
  Kokkos::deep_copy(before, masses_);
  decay_masses(space, n, own, work_->split, on_device, before, masses_);
  std::vector<double> sums;
  for (int s = 0; s < n; ++s) {
    const Decayed of = decayed(space, n, own, s, work_->split, on_device, before);
    sums.insert(sums.end(), {of.lost, of.made});
  }
  fields_.mesh().comm().sum(sums);
  for (int s = 0; s < n; ++s) {
    auto add = [&](const char* name, double amount) {
      auto& term = states_[static_cast<Size>(s)]->balance.term(name);
      term.rate = amount / length;
      term.total += amount;
    };
    const bool is_made = std::any_of(data_.begin(), data_.end(), [&](const SoluteData& parent) {
      return std::any_of(parent.products.begin(), parent.products.end(),
                         [&](const auto& product) { return product.solute == static_cast<Size>(s); });
    });
    if (data_[static_cast<Size>(s)].decay > 0.0) add("decay", 0.0 - sums[static_cast<Size>(2 * s)]);
    if (is_made) add("production", sums[static_cast<Size>(2 * s + 1)]);
  }
}

}  // namespace entail::transport
