#include "physics/transport/transport.hpp"

#include <algorithm>

#include "physics/transport/masses.hpp"
#include "physics/transport/transport_state.hpp"

namespace entail::transport {

namespace {

using field::Location;
using field::Role;
using process::sum_own;
using process::with_ghosts;
using Size = std::size_t;

/// Into how many parts a step that cannot be solved is divided at most.
constexpr int most_parts = 64;

}  // namespace

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
  w.theta = Array<double>("theta", all);
  for (auto* array : {&w.open_rate, &w.open_exchange, &w.sinks, &w.single})
    *array = Array<double>("transport own slots", own);
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
    if (was != (held ? 1.0 : 0.0)) forget_groups();
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

void Transport::concentrate(State& state, const Array<double>& volume) {
  concentrations_of(ExecutionSpace(), geometry_, volume, state.storage, state.mass, state.concentration);
  fields_.mesh().halo().exchange(state.concentration, geometry_.slots);
}

}  // namespace entail::transport
