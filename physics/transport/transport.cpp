#include "physics/transport/transport.hpp"

#include <cmath>

namespace entail::transport {

namespace {

using field::Location;
using field::Role;
using process::sum_own;
using process::with_ghosts;
using Size = std::size_t;

}  // namespace

Transport::Transport(field::Fields& fields, const SoluteData& solute)
    : fields_(fields), geometry_(process::make_geometry(fields)) {
  const meshes::ColumnMesh& mesh = fields.mesh();
  carrier_ = {fields.find("water_volume"),  fields.find("water_volume_before"), fields.find("lateral_flux"),
              fields.find("vertical_flux"), fields.find("boundary_outflow"),    fields.find("water_content")};
  concentration_ =
      fields.declare({solute.name, "dissolved " + solute.name, "kg m-3", Location::slot, Role::state, ""});
  const Size own = geometry_.own_slots();
  const Size own_cells = geometry_.own_cells();
  mass_ = Array<double>("mass", own);
  capacity_ = Array<double>("capacity", own);
  input_ = Array<double>("input", own);
  off_ = Array<double>("imbalance", own);
  velocity_ = Array<double>("velocity", 3 * fields.extent(Location::cell));
  dispersion_ = {Array<double>("lateral dispersion",
                               static_cast<Size>(geometry_.n_links) * static_cast<Size>(geometry_.n_layers)),
                 Array<double>("vertical dispersion", own_cells)};

  std::vector<double> sorbing(own_cells, 0.0);
  for (Index c = 0; c < mesh.n_owned(); ++c)
    for (int k = 0; k < mesh.n_layers(); ++k) {
      const Size cell = static_cast<Size>(c) * static_cast<Size>(mesh.n_layers()) + static_cast<Size>(k);
      sorbing[cell] = solute.bulk_density[cell] * solute.kd * mesh.area()[static_cast<Size>(c)] *
                      (mesh.cell_top(c, k) - mesh.cell_bottom(c, k));
    }
  material_.porosity = with_ghosts(mesh, "porosity", solute.porosity);
  material_.sorbing = with_ghosts(mesh, "sorbing", sorbing);
  material_.longitudinal = with_ghosts(mesh, "longitudinal", solute.longitudinal);
  material_.transverse = with_ghosts(mesh, "transverse", solute.transverse);
  material_.molecular_diffusion = solute.molecular_diffusion;
  material_.decay = solute.decay;
  balance_ = {solute.name, "kg", 0.0, 0.0, {}};
}

void Transport::initialise(double concentration) {
  Kokkos::deep_copy(concentration_, concentration);
  capacities(ExecutionSpace(), geometry_, material_, carrier_.volume, capacity_);
  // No solute on dry ground.
  const auto g = geometry_;
  const auto c = concentration_, volume = carrier_.volume, mass = mass_, capacity = capacity_;
  Kokkos::parallel_for(
      "entail::transport::initialise", range(g.n_owned * g.slots), KOKKOS_LAMBDA(Index i) {
        if (i % g.slots < g.first_cell && !(volume(i) > 0.0)) c(i) = 0.0;
        mass(i) = capacity(i) * c(i);
      });
  fields_.mesh().halo().exchange(concentration_, geometry_.slots);
  balance_.initial_storage = balance_.storage = fields_.mesh().comm().sum(sum_own(geometry_, mass_));
}

void Transport::set_inputs(const std::vector<Input>& inputs) {
  inputs_ = inputs;
  std::vector<double> rates(geometry_.own_slots(), 0.0);
  for (const auto& input : inputs_)
    for (Size i = 0; i < input.slots.size(); ++i) rates[static_cast<Size>(input.slots[i])] += input.rates[i];
  Kokkos::deep_copy(input_, to_device("rates", rates));
}

void Transport::assemble(const process::TimeStep& step, const process::ColumnMatrix& matrix,
                         const Array<double>& right_side) {
  const ExecutionSpace space;
  length_ = step.length;
  capacities(space, geometry_, material_, carrier_.volume, capacity_);
  if (geometry_.n_layers > 0) {
    velocities(space, geometry_, carrier_, velocity_);
    fields_.mesh().halo().exchange(velocity_, 3 * geometry_.n_layers);
    dispersion(space, geometry_, carrier_, material_, velocity_, dispersion_);
  }
  transport::assemble(space, geometry_, carrier_, material_, dispersion_, capacity_, mass_, input_,
                      step.length, matrix, right_side);
  matrix_ = matrix;
  right_side_ = right_side;
}

/// Concentrations below zero are the linear solver's rounding: they are set to zero. Mass then moves by the
/// fluxes of these concentrations, exactly; what the equations are off is carried to the next step.
void Transport::commit(const Array<double>& unknowns) {
  const ExecutionSpace space;
  const auto g = geometry_;
  const auto c = concentration_;
  Kokkos::parallel_for(
      "entail::transport::no_negative", range(static_cast<Index>(c.extent(0))),
      KOKKOS_LAMBDA(Index i) { c(i) = unknowns(i) > 0.0 ? unknowns(i) : 0.0; });
  imbalance(space, g, matrix_, c, right_side_, off_);
  const auto mass = mass_, capacity = capacity_, off = off_, outflow = carrier_.outflow;
  const double length = length_, decay = material_.decay;
  double held = 0.0, left = 0.0, decayed = 0.0;
  Kokkos::parallel_reduce(
      "entail::transport::commit", range(g.n_owned * g.slots),
      KOKKOS_LAMBDA(Index i, double& h, double& o, double& d) {
        const double holds = capacity(i) * c(i);
        mass(i) = holds - length * off(i);
        h += holds;
        o += outflow(i) * c(i);
        d += decay * holds;
      },
      held, left, decayed);

  std::vector<double> sums{held, -left, -decayed};
  for (const auto& input : inputs_) {
    double rate = 0.0;
    for (double r : input.rates) rate += r;
    sums.push_back(rate);
  }
  fields_.mesh().comm().sum(sums);
  auto add = [&](const std::string& name, double rate) {
    auto& term = balance_.term(name);
    term.rate = rate;
    term.total += rate * length_;
  };
  for (Size i = 0; i < inputs_.size(); ++i) add(inputs_[i].name, sums[3 + i]);
  add("outflow", sums[1]);
  if (material_.decay > 0.0) add("decay", sums[2]);
  balance_.storage = sums[0];
}

}  // namespace entail::transport
