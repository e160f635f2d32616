#include "physics/flow/flow.hpp"

#include <algorithm>
#include <cmath>

namespace entail::flow {

namespace {

using field::Location;
using field::Role;
using process::sum_own;
using process::with_ghosts;
using Size = std::size_t;

/// How much more water own slots of this rank hold than at first, slot by slot, for the water that they hold
/// may be a thousand million times what moves.
double gained_volume(const Geometry& g, const Array<double>& before, const Array<double>& after) {
  double sum = 0.0;
  Kokkos::parallel_reduce(
      "entail::flow::gained_volume", range(g.n_owned * g.slots),
      KOKKOS_LAMBDA(Index i, double& total) { total += after(i) - before(i); }, sum);
  return sum;
}

}  // namespace

Flow::Flow(field::Fields& fields, const GroundData& ground, const std::vector<double>& manning,
           std::vector<BoundaryPatch> boundaries, Tolerances tolerances)
    : fields_(fields), geometry_(process::make_geometry(fields)), tolerances_(tolerances) {
  lay_out(ground, manning);
  conductances(ground);
  is_symmetric_ = !geometry_.has_surface() &&
                  std::all_of(ground.soils.begin(), ground.soils.end(), [](const laws::Soil& soil) {
                    return soil.kind() == laws::Soil::Kind::confined;
                  });
  boundary_ = Boundary(std::move(boundaries), fields.mesh(), geometry_, material_);
}

void Flow::lay_out(const GroundData& ground, const std::vector<double>& manning) {
  const meshes::ColumnMesh& mesh = fields_.mesh();
  porosity_ = fields_.declare({"porosity", "porosity", "1", Location::cell, Role::parameter, ""});
  head_ = fields_.declare({"pressure_head", "pressure head", "m", Location::slot, Role::state, ""});
  volume_ = fields_.declare({"water_volume", "volume of water", "m3", Location::slot, Role::state, ""});
  volume_before_ = fields_.declare(
      {"water_volume_before", "volume of water before the step", "m3", Location::slot, Role::state, ""});
  content_ = fields_.declare({"water_content", "volumetric water content", "1", Location::cell,
                              Role::diagnostic, "volume_fraction_of_condensed_water_in_soil"});
  lateral_flux_ =
      fields_.declare({"lateral_flux", "flux between columns", "m3 s-1", Location::lateral, Role::flux, ""});
  vertical_flux_ =
      fields_.declare({"vertical_flux", "downward flux", "m3 s-1", Location::vertical, Role::flux, ""});
  evaporated_ =
      fields_.declare({"evaporated_water", "evaporation", "m3 s-1", Location::slot, Role::flux, ""});
  inflow_ = fields_.declare(
      {"boundary_inflow", "inflow through boundaries", "m3 s-1", Location::slot, Role::flux, ""});
  outflow_ = fields_.declare(
      {"boundary_outflow", "outflow through boundaries", "m3 s-1", Location::slot, Role::flux, ""});

  seepage_ =
      fields_.declare({"boundary_seepage", "groundwater that leaves through boundaries, wells left out",
                       "m3 s-1", Location::slot, Role::flux, ""});

  const Size own = geometry_.own_slots();
  const Size cells = fields_.extent(Location::cell), laterals = fields_.extent(Location::lateral);
  head_rate_ = Array<double>("head rate", own);
  volume_rate_ = Array<double>("volume rate", own);
  initial_volume_ = Array<double>("initial volume", own);
  new_volume_ = Array<double>("new volume", own);
  work_ = Array<double>("work", own);
  cells_ = {Array<double>("content", cells), Array<double>("d content", cells), Array<double>("kr", cells),
            Array<double>("d kr", cells)};
  lateral_ = {Array<double>("flux", laterals), Array<double>("d flux by a", laterals),
              Array<double>("d flux by b", laterals)};
  drive_.source = Array<double>("source", own);
  drive_.exposed = Array<double>("exposed", static_cast<Size>(geometry_.n_owned));
  Kokkos::deep_copy(drive_.exposed, 1.0);
  drive_.soil_evaporation = Array<double>("soil evaporation", static_cast<Size>(geometry_.n_owned));
  drive_.slope_along = Array<double>("slope along", static_cast<Size>(geometry_.n_links));
  drive_.lateral_factor = Array<UpstreamFactor>(
      "lateral factor", static_cast<Size>(geometry_.n_links) * static_cast<Size>(geometry_.n_layers));
  drive_.vertical_factor = Array<UpstreamFactor>("vertical factor", fields_.extent(Location::slot));
  drive_.old_volume = Kokkos::subview(volume_, std::pair<Size, Size>(0, own));

  if (geometry_.has_surface()) {
    gradient_ = Array<double>("surface gradient", 2 * static_cast<Size>(geometry_.n_columns));
    moments_ = to_device("inverse moments", process::inverse_moments(mesh));
    x_ = to_device("x", mesh.x());
    y_ = to_device("y", mesh.y());
    std::vector<double> all(manning);
    all.resize(static_cast<Size>(geometry_.n_columns));
    material_.manning = to_device("manning", all);
    mesh.halo().exchange(material_.manning, 1);
  }
  if (geometry_.n_layers > 0) {
    Kokkos::deep_copy(porosity_, with_ghosts(mesh, "porosity", ground.porosity));
    material_.porosity = porosity_;
    material_.residual = with_ghosts(mesh, "residual water content", ground.residual);
    material_.specific_storage = with_ghosts(mesh, "specific storage", ground.specific_storage);
    const auto index =
        to_host(with_ghosts(mesh, "soil index", std::vector<double>(ground.soil.begin(), ground.soil.end())));
    material_.soil = to_device("soil", std::vector<std::uint8_t>(index.begin(), index.end()));
    take_soils(ground);
    material_.root_depth = ground.root_depth;
    material_.stress = ground.stress;
  }
}

/// Puts the soils where kernels find them; tables become one array that the soils point into.
void Flow::take_soils(const GroundData& ground) {
  std::vector<laws::RetentionRow> rows;
  for (const auto& soil : ground.soils)
    if (soil.kind() == laws::Soil::Kind::table)
      rows.insert(rows.end(), soil.table().rows, soil.table().rows + soil.table().n_rows);
  material_.table_rows = to_device("retention tables", rows);
  std::vector<laws::Soil> soils;
  const laws::RetentionRow* next = material_.table_rows.data();
  for (const auto& soil : ground.soils) {
    soils.push_back(soil);
    if (soil.kind() != laws::Soil::Kind::table) continue;
    soils.back() = laws::RetentionTable{next, soil.table().n_rows};
    next += soil.table().n_rows;
  }
  material_.soils = to_device("soils", soils);
}

/// Saturated conductances of two-point fluxes: half of the way through each cell, in series.
void Flow::conductances(const GroundData& ground) {
  const meshes::ColumnMesh& mesh = fields_.mesh();
  const int n = geometry_.n_layers;
  const auto horizontal = to_host(with_ghosts(mesh, "horizontal", ground.conductivity));
  const auto vertical = to_host(with_ghosts(mesh, "vertical", ground.vertical_conductivity));
  auto cell = [n](Index c, int k) {
    return static_cast<Size>(c) * static_cast<Size>(n) + static_cast<Size>(k);
  };
  auto thickness = [&](Index c, int k) { return mesh.cell_top(c, k) - mesh.cell_bottom(c, k); };

  std::vector<double> lateral;
  for (Size link = 0; link < mesh.link_a().size(); ++link)
    for (int k = 0; k < n; ++k) {
      const Index a = mesh.link_a()[link], b = mesh.link_b()[link];
      const double resistance = mesh.link_distance_a()[link] / (horizontal[cell(a, k)] * thickness(a, k)) +
                                mesh.link_distance_b()[link] / (horizontal[cell(b, k)] * thickness(b, k));
      lateral.push_back(mesh.link_length()[link] / resistance);
    }
  material_.lateral_conductance = to_device("lateral conductance", lateral);

  std::vector<double> down(fields_.extent(Location::slot), 0.0);
  for (Index c = 0; c < mesh.n_columns(); ++c)
    for (int slot = 0; slot + 1 < geometry_.slots; ++slot) {
      const int k = slot - geometry_.first_cell;
      double resistance = 0.5 * thickness(c, k + 1) / vertical[cell(c, k + 1)];
      if (k >= 0) resistance += 0.5 * thickness(c, k) / vertical[cell(c, k)];
      down[static_cast<Size>(c) * static_cast<Size>(geometry_.slots) + static_cast<Size>(slot)] =
          mesh.area()[static_cast<Size>(c)] / resistance;
    }
  material_.vertical_conductance = to_device("vertical conductance", down);
}

void Flow::initialise(const std::vector<double>& pressure_head) {
  std::vector<double> all(pressure_head);
  all.resize(fields_.extent(Location::slot));
  const auto heads = to_device("initial head", all);
  fields_.mesh().halo().exchange(heads, geometry_.slots);
  settle(heads);
}

void Flow::settle(const Array<double>& unknowns) {
  Kokkos::deep_copy(head_, unknowns);
  evaluate(head_);
  publish();
  volumes(ExecutionSpace(), geometry_, head_, cells_, initial_volume_);
  Kokkos::deep_copy(Kokkos::subview(volume_, std::pair<Size, Size>(0, geometry_.own_slots())),
                    initial_volume_);
  Kokkos::deep_copy(volume_before_, volume_);
  balance_ = {"water", "m3", 0.0, 0.0, {}};
  balance_.initial_storage = balance_.storage =
      fields_.mesh().comm().sum(sum_own(geometry_, initial_volume_));
  Kokkos::deep_copy(head_rate_, 0.0);
  Kokkos::deep_copy(volume_rate_, 0.0);
}

void Flow::set_weather(double rain, double potential_evaporation) {
  drive_.rain = rain;
  drive_.potential_evaporation = potential_evaporation;
}

void Flow::set_sources(const std::vector<Source>& sources) {
  sources_ = sources;
  std::vector<double> rates(geometry_.own_slots(), 0.0);
  for (const auto& source : sources_)
    for (Size i = 0; i < source.slots.size(); ++i)
      rates[static_cast<Size>(source.slots[i])] += source.rates[i];
  Kokkos::deep_copy(drive_.source, to_device("rates", rates));
}

void Flow::set_exposed(const std::vector<double>& shares) {
  Kokkos::deep_copy(drive_.exposed, to_device("shares", shares));
}

void Flow::begin(const process::TimeStep& step) {
  const ExecutionSpace space;
  drive_.length = step.length;
  drive_.storage_rate = step.steady ? 0.0 : 1.0 / step.length;
  evaluate_cells(space, geometry_, material_, head_, cells_);
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
  evaluate_cells(space, geometry_, material_, unknowns, cells_);
  lateral_fluxes(space, geometry_, material_, drive_, unknowns, cells_, lateral_);
}

/// Hands contents and fluxes of the unknowns just evaluated to those who read fields. A step that fails
/// leaves the fields alone.
void Flow::publish() {
  Kokkos::deep_copy(content_, cells_.content);
  Kokkos::deep_copy(lateral_flux_, lateral_.flux);
}

void Flow::residual(const Array<double>& unknowns, const Array<double>& residual) {
  evaluate(unknowns);
  assemble_residual(ExecutionSpace(), geometry_, material_, drive_, unknowns, cells_, lateral_, residual);
  boundary_.add_to_residual(unknowns, cells_, residual);
}

void Flow::jacobian(const Array<double>& unknowns, const process::ColumnMatrix& matrix) {
  evaluate(unknowns);
  assemble_jacobian(ExecutionSpace(), geometry_, material_, drive_, unknowns, cells_, lateral_, matrix);
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
  Kokkos::deep_copy(inflow_, 0.0);
  Kokkos::deep_copy(outflow_, 0.0);
  boundary_.flows(unknowns, cells_, inflow_, outflow_);
  evaporation(ExecutionSpace(), geometry_, material_, drive_, unknowns, evaporated_);
  double area = 0.0;
  for (Index c = 0; c < geometry_.n_owned; ++c) area += fields_.mesh().area()[static_cast<Size>(c)];
  std::vector<double> sums{area * drive_.rain + sum_own(geometry_, inflow_),
                           sum_own(geometry_, outflow_) + sum_own(geometry_, evaporated_)};
  for (const auto& source : sources_)
    for (double rate : source.rates) sums[rate > 0.0 ? 0 : 1] += std::fabs(rate);
  fields_.mesh().comm().sum(sums);
  return std::max(sums[0], sums[1]);
}

/// Half the difference between the step and the same step at the last step's rate: the leading error of
/// backward Euler (Kavetski et al. 2001, doi:10.1016/S0309-1708(00)00076-2). Depth and water content count
/// everywhere, heads where the ground is saturated, because there water content says nothing.
double Flow::error(const Array<double>& unknowns) {
  evaluate(unknowns);
  volumes(ExecutionSpace(), geometry_, unknowns, cells_, new_volume_);
  if (drive_.storage_rate == 0.0) return 0.0;
  const auto g = geometry_;
  const auto m = material_;
  const auto old_head = head_, old_volume = volume_, new_volume = new_volume_, head_rate = head_rate_,
             volume_rate = volume_rate_;
  const auto is_held = boundary_.is_held();
  const bool any_held = is_held.extent(0) > 0;
  const double length = drive_.length;
  const Tolerances permitted = tolerances_;
  double worst = 0.0;
  Kokkos::parallel_reduce(
      "entail::flow::error", range(g.n_owned * g.slots),
      KOKKOS_LAMBDA(Index i, double& most) {
        if (any_held && is_held(i)) return;  // given, so without error
        const Index column = i / g.slots;
        const int slot = i % g.slots;
        const double volume_error = 0.5 * std::fabs(new_volume(i) - old_volume(i) - length * volume_rate(i));
        double ratio = 0.0;
        if (slot < g.first_cell) {
          const double depth = new_volume(i) / g.area(column);
          ratio = volume_error / g.area(column) / (permitted.depth + permitted.relative_depth * depth);
        } else {
          const int layer = slot - g.first_cell;
          const double height = g.thickness(column, layer);
          const laws::Soil& soil = m.soils(m.soil(static_cast<std::size_t>(column) * g.n_layers + layer));
          const double full = soil.kind() == laws::Soil::Kind::confined ? -1e30 : soil.entry(height);
          ratio = volume_error / (g.area(column) * height) / permitted.content;
          if (unknowns(i) > full && old_head(i) > full) {
            const double by_head =
                0.5 * std::fabs(unknowns(i) - old_head(i) - length * head_rate(i)) / permitted.head;
            ratio = ratio > by_head ? ratio : by_head;
          }
        }
        most = most > ratio ? most : ratio;
      },
      Kokkos::Max<double>(worst));
  return fields_.mesh().comm().max(worst);
}

/// The conserved volume moves by the fluxes of the step, exactly; the heads follow it to the solver's
/// tolerance, and what they are off is part of the next step's equations. So errors do not add up from step
/// to step.
void Flow::commit(const Array<double>& unknowns) {
  const ExecutionSpace space;
  residual(unknowns, work_);
  publish();
  volumes(space, geometry_, unknowns, cells_, new_volume_);
  Kokkos::deep_copy(volume_before_, volume_);
  const auto old_head = head_, volume = volume_, new_volume = new_volume_, head_rate = head_rate_,
             volume_rate = volume_rate_, off = work_;
  const auto is_held = boundary_.is_held();
  const bool any_held = is_held.extent(0) > 0;
  const double length = drive_.length;
  const bool steady = drive_.storage_rate == 0.0;
  Kokkos::parallel_for(
      "entail::flow::commit", range(geometry_.n_owned * geometry_.slots), KOKKOS_LAMBDA(Index i) {
        head_rate(i) = (unknowns(i) - old_head(i)) / length;
        volume_rate(i) = (new_volume(i) - volume(i)) / length;
        const bool has_balance = !any_held || !is_held(i);  // what is held takes all that its balance lacks
        volume(i) = new_volume(i) - (steady || !has_balance ? 0.0 : length * off(i));
      });
  Kokkos::deep_copy(head_, unknowns);
  fields_.mesh().halo().exchange(volume_, geometry_.slots);
  vertical_fluxes(space, geometry_, material_, drive_, head_, cells_, vertical_flux_);
  evaporation(space, geometry_, material_, drive_, head_, evaporated_);
  Kokkos::deep_copy(inflow_, 0.0);
  Kokkos::deep_copy(outflow_, 0.0);
  boundary_.flows(head_, cells_, inflow_, outflow_);
  boundary_.seepage(seepage_);
  book(length);
}

void Flow::book(double length) {
  const Comm& comm = fields_.mesh().comm();
  // A steady state stores nothing: what its heads moved while they were found does not count.
  if (drive_.storage_rate == 0.0) {
    Kokkos::deep_copy(initial_volume_, new_volume_);
    balance_.initial_storage = comm.sum(sum_own(geometry_, initial_volume_));
  }
  double area = 0.0;
  for (Index c = 0; c < geometry_.n_owned; ++c) area += fields_.mesh().area()[static_cast<Size>(c)];
  std::vector<double> sums{area * drive_.rain, -sum_own(geometry_, evaporated_),
                           gained_volume(geometry_, initial_volume_, new_volume_),
                           sum_own(geometry_, inflow_), sum_own(geometry_, outflow_)};
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
