// What the flow process holds: fields, materials, conductances.
#include <algorithm>

#include "physics/flow/flow.hpp"

namespace entail::flow {

namespace {

using field::Location;
using field::Role;
using process::with_ghosts;
using Size = std::size_t;

}  // namespace

void Flow::lay_out(const GroundData& ground, const std::vector<double>& manning) {
  const meshes::ColumnMesh& mesh = fields_.mesh();
  porosity_ = fields_.declare({"porosity", "porosity", "1", Location::cell, Role::parameter, ""});
  head_ = fields_.declare({"pressure_head", "pressure head", "m", Location::slot, Role::state, ""});
  volume_ = fields_.declare({"water_volume", "volume of water", "m3", Location::slot, Role::state, ""});
  volume_before_ = fields_.declare(
      {"water_volume_before", "volume of water before the step", "m3", Location::slot, Role::state, ""});
  declare_derived();
  const Size own = geometry_.own_slots(), cells = fields_.extent(Location::cell);
  is_confined_ = std::all_of(ground.soils.begin(), ground.soils.end(), [](const laws::Soil& soil) {
    return soil.kind() == laws::Soil::Kind::confined;
  });
  cells_.content = Array<double>("content", cells);
  if (!is_confined_) {
    cells_.d_content = Array<double>("d content", cells);
    cells_.kr = Array<double>("kr", cells);
    cells_.d_kr = Array<double>("d kr", cells);
    drive_.lateral_factor = Array<UpstreamFactor>(
        "lateral factor", static_cast<Size>(geometry_.n_links) * static_cast<Size>(geometry_.n_layers));
    drive_.vertical_factor = Array<UpstreamFactor>("vertical factor", fields_.extent(Location::slot));
  }
  drive_.exposed = Array<double>("exposed", static_cast<Size>(geometry_.n_owned));
  Kokkos::deep_copy(drive_.exposed, 1.0);
  drive_.soil_evaporation = Array<double>("soil evaporation", static_cast<Size>(geometry_.n_owned));
  drive_.old_volume = Kokkos::subview(volume_, std::pair<Size, Size>(0, own));

  if (geometry_.has_surface()) {
    const auto links = static_cast<Size>(geometry_.n_links);
    drive_.slope_along = Array<double>("slope along", links);
    overland_ = {Array<double>("overland flux", links), Array<double>("overland flux by a", links),
                 Array<double>("overland flux by b", links)};
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
    // Pores of confined ground are full at any head, whatever they hold when drained.
    material_.residual =
        is_confined_ ? porosity_ : with_ghosts(mesh, "residual water content", ground.residual);
    material_.specific_storage = with_ghosts(mesh, "specific storage", ground.specific_storage);
    if (is_confined_) cells_.d_content = material_.specific_storage;
    const auto index =
        to_host(with_ghosts(mesh, "soil index", std::vector<double>(ground.soil.begin(), ground.soil.end())));
    material_.soil = to_device("soil", std::vector<std::uint8_t>(index.begin(), index.end()));
    take_soils(ground);
    material_.root_depth = ground.root_depth;
    material_.stress = ground.stress;
  }
}

/// What follows from the committed state; see Fields::derive.
void Flow::declare_derived() {
  const ExecutionSpace space;
  auto derive = [this](const field::Info& info, auto write) {
    fields_.derive(info, [this, write](const Array<double>& values) {
      recall();
      write(values);
    });
  };
  derive({"water_content", "volumetric water content", "1", Location::cell, Role::diagnostic,
          "volume_fraction_of_condensed_water_in_soil"},
         [this](const Array<double>& content) { Kokkos::deep_copy(content, cells_.content); });
  derive({"lateral_flux", "flux between columns", "m3 s-1", Location::lateral, Role::flux, ""},
         [this, space](const Array<double>& flux) {
           lateral_fluxes(space, geometry_, material_, drive_, head_, cells_, overland_, flux);
         });
  derive({"vertical_flux", "downward flux", "m3 s-1", Location::vertical, Role::flux, ""},
         [this, space](const Array<double>& flux) {
           vertical_fluxes(space, geometry_, material_, drive_, head_, cells_, flux);
         });
  derive({"evaporated_water", "evaporation", "m3 s-1", Location::slot, Role::flux, ""},
         [this, space](const Array<double>& evaporated) {
           evaporation(space, geometry_, material_, drive_, head_, evaporated);
         });
  derive({"boundary_outflow", "outflow through boundaries", "m3 s-1", Location::slot, Role::flux, ""},
         [this](const Array<double>& outflow) { boundary_.outflow(outflow); });
  derive({"boundary_seepage", "groundwater that leaves through boundaries, wells left out", "m3 s-1",
          Location::slot, Role::flux, ""},
         [this](const Array<double>& seepage) { boundary_.seepage(seepage); });
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
  lateral.reserve(mesh.link_a().size() * static_cast<Size>(n));
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

}  // namespace entail::flow
