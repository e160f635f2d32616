#include "physics/flow/flow.hpp"

#include <algorithm>
#include <cmath>

namespace entail::flow {

namespace {

using field::Location;
using Size = std::size_t;

}  // namespace

Flow::Flow(field::Fields& fields, const GroundData& ground, const std::vector<double>& manning,
           std::vector<BoundaryPatch> boundaries, Tolerances tolerances)
    : fields_(fields), geometry_(process::make_geometry(fields)), tolerances_(tolerances) {
  lay_out(ground, manning);
  conductances(ground);
  boundary_ = Boundary(std::move(boundaries), fields.mesh(), geometry_, material_);
}

void Flow::initialise(const std::vector<double>& pressure_head) {
  std::vector<double> all(pressure_head);
  all.resize(fields_.extent(Location::slot));
  const auto heads = to_device("initial head", all);
  fields_.mesh().halo().exchange(heads, geometry_.slots);
  settle(heads);
}

void Flow::settle(const Array<double>& unknowns) {
  const ExecutionSpace space;
  Kokkos::deep_copy(head_, unknowns);
  evaluate(head_);
  volumes(space, geometry_, head_, cells_, volume_);
  Kokkos::deep_copy(volume_before_, volume_);
  balance_ = {"water", "m3", 0.0, 0.0, {}};
  balance_.initial_storage = balance_.storage =
      fields_.mesh().comm().sum(stored_volume(space, geometry_, {head_, cells_}));
  history_ = {};
  fields_.update();
}

/// Evaluates the state again when something else was tried since.
void Flow::recall() {
  if (is_at_state_) return;
  const Array<double> unused("residual of the state", geometry_.own_slots());
  residual(head_, unused);
  boundary_.flows(head_, cells_);
  is_at_state_ = true;
}

void Flow::set_weather(double rain, double potential_evaporation) {
  drive_.rain = rain;
  drive_.potential_evaporation = potential_evaporation;
}

void Flow::set_sources(const std::vector<Source>& sources) {
  sources_ = sources;
  drive_.source = {};
  if (sources_.empty()) return;
  std::vector<double> rates(geometry_.own_slots(), 0.0);
  for (const auto& source : sources_)
    for (Size i = 0; i < source.slots.size(); ++i)
      rates[static_cast<Size>(source.slots[i])] += source.rates[i];
  drive_.source = to_device("source", rates);
}

void Flow::set_exposed(const std::vector<double>& shares) {
  Kokkos::deep_copy(drive_.exposed, to_device("shares", shares));
}

void Flow::begin(const process::TimeStep& step) {
  const ExecutionSpace space;
  drive_.length = step.length;
  drive_.storage_rate = step.steady ? 0.0 : 1.0 / step.length;
  is_at_state_ = false;
  evaluate_cells(space, geometry_, material_, head_, cells_);
  if (!step.steady && history_.head_rate.extent(0) == 0) {
    const Size own = geometry_.own_slots();
    history_ = {Array<double>("head rate", own), Array<double>("volume rate", own),
                Array<double>("initial volume", own)};
    volumes(space, geometry_, head_, cells_, history_.initial_volume);
  }
  upstream_factors(space, geometry_, material_, head_, cells_, drive_);
  boundary_.begin(head_, cells_);
  split_evaporation(space, geometry_, drive_.potential_evaporation, drive_.exposed, head_,
                    drive_.soil_evaporation);
  if (geometry_.has_surface()) {
    surface_gradients(space, geometry_, x_, y_, moments_, head_, gradient_);
    fields_.mesh().halo().exchange(gradient_, 2);
    slopes_along(space, geometry_, gradient_, drive_.slope_along);
  }
}

void Flow::guess(const Array<double>& unknowns) const {
  Kokkos::deep_copy(unknowns, head_);
  boundary_.hold(unknowns);
}

void Flow::evaluate(const Array<double>& unknowns) {
  const ExecutionSpace space;
  is_at_state_ = false;
  evaluate_cells(space, geometry_, material_, unknowns, cells_);
  overland_fluxes(space, geometry_, material_, drive_, unknowns, overland_);
}

void Flow::residual(const Array<double>& unknowns, const Array<double>& residual) {
  evaluate(unknowns);
  assemble_residual(ExecutionSpace(), geometry_, material_, drive_, unknowns, cells_, overland_, residual);
  boundary_.add_to_residual(unknowns, cells_, residual);
}

void Flow::jacobian(const Array<double>& unknowns, const process::ColumnMatrix& matrix) {
  evaluate(unknowns);
  assemble_jacobian(ExecutionSpace(), geometry_, material_, drive_, unknowns, cells_, overland_, matrix);
  boundary_.add_to_jacobian(unknowns, cells_, matrix);
}

void Flow::limit_update(const Array<double>& from, const Array<double>& proposed) const {
  flow::limit_update(ExecutionSpace(), geometry_, material_, from, proposed);
}

double Flow::largest_change(const Array<double>& unknowns) const {
  const auto g = geometry_;
  const auto old = head_;
  double largest = 0.0;
  Kokkos::parallel_reduce(
      "entail::flow::largest_change", range(g.n_owned * g.slots),
      KOKKOS_LAMBDA(Index i, double& most) {
        const bool surface = i % g.slots < g.first_cell;
        const double before = surface && old(i) < 0.0 ? 0.0 : old(i);
        const double after = surface && unknowns(i) < 0.0 ? 0.0 : unknowns(i);
        const double change = std::fabs(after - before);
        most = most > change ? most : change;
      },
      Kokkos::Max<double>(largest));
  return fields_.mesh().comm().max(largest);
}

double Flow::throughput(const Array<double>& unknowns) {
  boundary_.flows(unknowns, cells_);
  const auto gross = boundary_.gross();
  double area = 0.0;
  for (Index c = 0; c < geometry_.n_owned; ++c) area += fields_.mesh().area()[static_cast<Size>(c)];
  std::vector<double> sums{
      area * drive_.rain + gross.inflow,
      gross.outflow + total_evaporation(ExecutionSpace(), geometry_, material_, drive_, unknowns)};
  for (const auto& source : sources_)
    for (double rate : source.rates) sums[rate > 0.0 ? 0 : 1] += std::fabs(rate);
  fields_.mesh().comm().sum(sums);
  return std::max(sums[0], sums[1]);
}

double Flow::error(const Array<double>& unknowns) {
  if (drive_.storage_rate == 0.0) return 0.0;
  evaluate(unknowns);
  return fields_.mesh().comm().max(step_error(ExecutionSpace(), geometry_, material_, tolerances_,
                                              drive_.length, {unknowns, cells_}, head_, volume_, history_,
                                              boundary_.is_held()));
}

/// The conserved volume moves by the fluxes of the step, exactly; the heads follow it to the solver's
/// tolerance, and what they are off is part of the next step's equations. So errors do not add up from step
/// to step. In a steady state nothing is stored.
void Flow::commit(const Array<double>& unknowns) {
  const ExecutionSpace space;
  const bool steady = drive_.storage_rate == 0.0;
  const std::pair<Size, Size> own(0, geometry_.own_slots());
  Kokkos::deep_copy(volume_before_, volume_);
  const Array<double> volume = Kokkos::subview(volume_, own), off = volume;
  drive_.old_volume = Kokkos::subview(volume_before_, own);
  residual(unknowns, off);
  drive_.old_volume = volume;
  const SlotState now{unknowns, cells_};
  if (!steady) take_rates(space, geometry_, drive_.length, now, head_, volume_before_, history_);
  settle_volumes(space, geometry_, steady ? 0.0 : drive_.length, now, boundary_.is_held(), volume);
  Kokkos::deep_copy(head_, unknowns);
  fields_.mesh().halo().exchange(volume_, geometry_.slots);
  boundary_.flows(head_, cells_);
  is_at_state_ = true;
  fields_.update();
  book(drive_.length);
}

void Flow::book(double length) {
  const ExecutionSpace space;
  const Comm& comm = fields_.mesh().comm();
  const SlotState now{head_, cells_};
  const bool steady = drive_.storage_rate == 0.0;
  // A steady state stores nothing: what its heads moved while they were found does not count.
  if (steady) {
    history_ = {};
    balance_.initial_storage = comm.sum(stored_volume(space, geometry_, now));
  }
  const auto gross = boundary_.gross();
  double area = 0.0;
  for (Index c = 0; c < geometry_.n_owned; ++c) area += fields_.mesh().area()[static_cast<Size>(c)];
  std::vector<double> sums{area * drive_.rain, -total_evaporation(space, geometry_, material_, drive_, head_),
                           steady ? 0.0 : gained_volume(space, geometry_, history_.initial_volume, now),
                           gross.inflow, gross.outflow};
  const Size first_source = sums.size();
  for (const auto& source : sources_) {
    double rate = 0.0;
    for (double r : source.rates) rate += r;
    sums.push_back(rate);
  }
  comm.sum(sums);
  balance_.came_in += length * (sums[0] + sums[3]);
  balance_.went_out += length * (sums[4] - sums[1]);
  auto add = [&](const std::string& name, double rate) {
    auto& term = balance_.term(name);
    term.rate = rate;
    term.total += rate * length;
  };
  add("rain", sums[0]);
  add("evaporation", sums[1]);
  for (Size i = 0; i < sources_.size(); ++i) {
    const double rate = sums[first_source + i];
    add(sources_[i].name, rate);
    (rate > 0.0 ? balance_.came_in : balance_.went_out) += length * std::fabs(rate);
  }
  const auto through = boundary_.totals(comm);
  for (Size p = 0; p < through.size(); ++p) add(boundary_.patches()[p].name, through[p]);
  balance_.set_gained(sums[2]);
}

}  // namespace entail::flow
