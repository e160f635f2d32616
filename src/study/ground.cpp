#include "study/ground.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/log.hpp"

namespace entail::study {

namespace {

using Size = std::size_t;
using deck::Spatial;

/// Interfaces of own columns from the deck's layers.
std::vector<double> stack_layers(const deck::Ground& ground, const meshes::ColumnMesh& mesh,
                                 SpatialValues& values) {
  const auto n = static_cast<Size>(mesh.n_owned());
  std::vector<std::vector<double>> thickness;
  std::vector<double> depth(n, 0.0);
  std::int64_t thickened = 0;
  for (Size i = 0; i < ground.layers.size(); ++i) {
    const auto& layer = ground.layers[i];
    const std::string key = fmt::format("ground.layers[{}].thickness", i);
    std::vector<double> t;
    if (layer.thickness) {
      t = values.at_columns(*layer.thickness, key);
    } else {
      t = values.at_columns(*ground.bedrock, "ground.bedrock");
      for (Size c = 0; c < n; ++c) t[c] = mesh.ground()[c] - depth[c] - t[c];
    }
    for (Size c = 0; c < n; ++c) {
      if (t[c] < ground.minimum_thickness) {
        t[c] = ground.minimum_thickness;
        ++thickened;
      }
      depth[c] += t[c];
    }
    thickness.push_back(std::move(t));
  }
  if (const auto all = mesh.comm().sum(thickened); all > 0)
    log::warn("{} times a layer was thinner than ground.minimum_thickness and was made that thick", all);
  std::vector<double> interfaces;
  for (Size c = 0; c < n; ++c) {
    double z = mesh.ground()[c];
    interfaces.push_back(z);
    for (Size i = 0; i < ground.layers.size(); ++i)
      for (int k = 0; k < ground.layers[i].cells; ++k) {
        z -= thickness[i][c] / ground.layers[i].cells;
        interfaces.push_back(z);
      }
  }
  return interfaces;
}

int count_cells(const deck::Ground& ground) {
  int cells = 0;
  for (const auto& layer : ground.layers) cells += layer.cells;
  return cells;
}

/// Interfaces that a mesh file brought, from the root to the owners.
std::vector<double> scatter_interfaces(const Domain& domain, const meshes::ColumnMesh& mesh) {
  const auto block = static_cast<Size>(domain.file_layers) + 1;
  std::vector<double> own(static_cast<Size>(mesh.n_owned()) * block);
  for (Size k = 0; k < block; ++k) {
    std::vector<double> level;
    for (Size f = k; f < domain.file_interfaces.size(); f += block)
      level.push_back(domain.file_interfaces[f]);
    const auto mine = mesh.scatter(level);
    for (Size c = 0; c < mine.size(); ++c) own[c * block + k] = mine[c];
  }
  return own;
}

}  // namespace

std::unique_ptr<meshes::ColumnMesh> make_mesh(const Comm& comm, const Inputs& inputs, const Domain& domain) {
  auto mesh = std::make_unique<meshes::ColumnMesh>(comm, domain.surface);
  const auto& deck = inputs.deck;
  if (!deck.ground) return mesh;
  const int cells = count_cells(*deck.ground);
  if (domain.file_layers > 0) {
    if (cells != domain.file_layers)
      throw UsageError(fmt::format(
          "ground.layers have {} cells in all, but {} brings {}; make them agree, so that each has its soil",
          cells, deck.mesh->file, domain.file_layers));
    mesh->set_layers(cells, scatter_interfaces(domain, *mesh));
  } else {
    for (const auto& layer : deck.ground->layers)
      if (!layer.thickness && !deck.ground->bedrock)
        throw UsageError(
            fmt::format("{} has no layers: give every layer of ground.layers a thickness", deck.mesh->file));
    SpatialValues values(*mesh, inputs.projection ? &*inputs.projection : nullptr);
    mesh->set_layers(cells, stack_layers(*deck.ground, *mesh, values));
  }
  return mesh;
}

namespace {

/// The soil of each layer of cells.
std::vector<std::uint8_t> soil_by_layer(const deck::Ground& ground) {
  std::vector<std::uint8_t> soils;
  for (const auto& layer : ground.layers) {
    Size index = 0;
    while (index < ground.soils.size() && ground.soils[index].first != layer.soil) ++index;
    soils.insert(soils.end(), static_cast<Size>(layer.cells), static_cast<std::uint8_t>(index));
  }
  return soils;
}

}  // namespace

flow::GroundData make_ground(const Inputs& inputs, const meshes::ColumnMesh& mesh, SpatialValues& values) {
  flow::GroundData data;
  const auto& deck = inputs.deck;
  if (!deck.ground) return data;
  const auto& ground = *deck.ground;
  const auto layers = soil_by_layer(ground);
  const Size n = static_cast<Size>(mesh.n_owned()) * layers.size();
  data.soil.resize(n);
  for (Size i = 0; i < n; ++i) data.soil[i] = layers[i % layers.size()];
  data.conductivity.assign(n, 0.0);
  data.vertical_conductivity = data.porosity = data.residual = data.specific_storage = data.conductivity;
  for (Size s = 0; s < ground.soils.size(); ++s) {
    const auto& [name, soil] = ground.soils[s];
    const std::string key = "ground.soils." + name;
    data.soils.push_back({*soil.alpha, *soil.n});
    if (std::find(layers.begin(), layers.end(), s) == layers.end()) continue;
    const auto conductivity = values.at_cells(*soil.conductivity, key + ".conductivity");
    const auto porosity = values.at_cells(*soil.porosity, key + ".porosity");
    require(mesh, conductivity, mesh.n_layers(), key + ".conductivity", "must be above 0 m/s",
            [](double k) { return k > 0.0; });
    require(mesh, porosity, mesh.n_layers(), key + ".porosity",
            "must be above the residual water content and at most 1",
            [residual = *soil.residual_water_content](double phi) { return phi > residual && phi <= 1.0; });
    for (Size i = 0; i < n; ++i) {
      if (data.soil[i] != s) continue;
      data.conductivity[i] = conductivity[i];
      data.vertical_conductivity[i] = conductivity[i] / *soil.anisotropy;
      data.porosity[i] = porosity[i];
      data.residual[i] = *soil.residual_water_content;
      data.specific_storage[i] = soil.specific_storage;
    }
  }
  if (deck.vegetation) {
    data.root_depth = deck.vegetation->root_depth;
    const auto& h = deck.vegetation->stress;
    data.stress = {h[0], h[1], h[2], h[3]};
  }
  return data;
}

transport::SoluteData make_solute(const Inputs& inputs, const meshes::ColumnMesh& mesh,
                                  const flow::GroundData& ground, const deck::Contaminant& contaminant) {
  transport::SoluteData data;
  data.name = contaminant.name;
  data.kd = contaminant.kd;
  data.molecular_diffusion = contaminant.molecular_diffusion;
  data.decay = contaminant.half_life ? std::log(2.0) / *contaminant.half_life : 0.0;
  if (mesh.n_layers() == 0) return data;
  data.porosity = ground.porosity;
  for (Size i = 0; i < ground.porosity.size(); ++i) {
    const auto& soil = inputs.deck.ground->soils[ground.soil[i]].second;
    data.bulk_density.push_back((1.0 - ground.porosity[i]) * soil.grain_density);
    data.longitudinal.push_back(soil.dispersivity.longitudinal);
    data.transverse.push_back(soil.dispersivity.transverse);
  }
  return data;
}

std::vector<double> make_initial(const Inputs& inputs, const meshes::ColumnMesh& mesh,
                                 const field::Fields& fields, SpatialValues& values) {
  const auto& initial = inputs.deck.initial;
  const auto n = static_cast<Size>(mesh.n_owned());
  const auto layers = static_cast<Size>(mesh.n_layers());
  std::vector<double> cells(n * layers), result;
  if (layers > 0) {
    if (initial.water_table_depth) {
      const auto depth = values.at_columns(*initial.water_table_depth, "initial.water_table_depth");
      for (Size i = 0; i < cells.size(); ++i)
        cells[i] = mesh.ground()[i / layers] - depth[i / layers] -
                   mesh.cell_centre(static_cast<Index>(i / layers), static_cast<int>(i % layers));
    } else if (initial.head) {
      cells = values.at_cells(*initial.head, "initial.head");
      for (Size i = 0; i < cells.size(); ++i)
        cells[i] -= mesh.cell_centre(static_cast<Index>(i / layers), static_cast<int>(i % layers));
    } else {
      cells = values.at_cells(*initial.pressure_head, "initial.pressure_head");
    }
  }
  std::vector<double> depth(n, 0.0);
  if (fields.has_surface() && initial.surface_depth) {
    depth = values.at_columns(*initial.surface_depth, "initial.surface_depth");
    require(mesh, depth, 1, "initial.surface_depth", "must not be negative",
            [](double d) { return d >= 0.0; });
  }
  for (Size c = 0; c < n; ++c) {
    // Dry ground is in balance with the top cell: nothing is exchanged.
    if (fields.has_surface()) {
      const double half =
          layers > 0
              ? 0.5 * (mesh.cell_top(static_cast<Index>(c), 0) - mesh.cell_bottom(static_cast<Index>(c), 0))
              : 0.0;
      result.push_back(depth[c] > 0.0 || layers == 0 ? depth[c] : std::min(0.0, cells[c * layers] - half));
    }
    for (Size k = 0; k < layers; ++k) result.push_back(cells[c * layers + k]);
  }
  return result;
}

namespace {

bool inside(const std::vector<double>& range, double value) {
  return range.size() != 2 || (value >= range[0] - 1e-9 && value <= range[1] + 1e-9);
}

/// True for an edge on the named side of the model.
bool on_side(const std::string& side, const meshes::BoundaryEdge& edge) {
  if (side == "west") return edge.normal_x < -0.7;
  if (side == "east") return edge.normal_x > 0.7;
  if (side == "south") return edge.normal_y < -0.7;
  return edge.normal_y > 0.7;
}

/// Makes the faces of one boundary.
class FaceMaker {
 public:
  FaceMaker(const deck::Boundary& boundary, const meshes::ColumnMesh& mesh, const flow::GroundData& ground,
            const field::Fields& fields, SpatialValues& values)
      : boundary_(boundary), mesh_(mesh), ground_(ground), fields_(fields), values_(values) {}

  flow::BoundaryPatch make() {
    patch_.name = boundary_.name;
    patch_.kind = boundary_.normal_depth ? flow::BoundaryKind::normal_depth
                  : boundary_.flux       ? flow::BoundaryKind::flux
                                         : flow::BoundaryKind::head;
    for (const auto* value : {&boundary_.head, &boundary_.pressure_head, &boundary_.flux})
      if (*value && (*value)->form == Spatial::Form::raster) values_.at_columns(**value, boundary_.name);
    if (boundary_.where == "top" || boundary_.where == "bottom") {
      for (Index c = 0; c < mesh_.n_owned(); ++c) add_horizontal(c);
    } else {
      for (const auto& edge : mesh_.boundary_edges())
        if (on_side(boundary_.where, edge) && inside(boundary_.x, edge.x) && inside(boundary_.y, edge.y))
          add_side(edge);
    }
    return std::move(patch_);
  }

 private:
  void add_horizontal(Index c) {
    const auto i = static_cast<Size>(c);
    if (!inside(boundary_.x, mesh_.x()[i]) || !inside(boundary_.y, mesh_.y()[i])) return;
    const int layer = boundary_.where == "top" ? 0 : mesh_.n_layers() - 1;
    const double z = boundary_.where == "top" ? mesh_.cell_top(c, layer) : mesh_.cell_bottom(c, layer);
    const double half = 0.5 * (mesh_.cell_top(c, layer) - mesh_.cell_bottom(c, layer));
    add(c, layer, mesh_.area()[i], half, ground_.vertical_conductivity[cell(c, layer)], mesh_.x()[i],
        mesh_.y()[i], z);
  }

  void add_side(const meshes::BoundaryEdge& edge) {
    if (boundary_.normal_depth) {
      patch_.faces.push_back({edge.column, 0, 0.0, 0.0, boundary_.normal_depth->slope, edge.length});
      return;
    }
    for (int k = 0; k < mesh_.n_layers(); ++k) {
      const double z = mesh_.cell_centre(edge.column, k);
      const double thickness = mesh_.cell_top(edge.column, k) - mesh_.cell_bottom(edge.column, k);
      if (inside(boundary_.z, z))
        add(edge.column, k, edge.length * thickness, edge.distance,
            ground_.conductivity[cell(edge.column, k)], edge.x, edge.y, z);
    }
  }

  void add(Index column, int layer, double area, double distance, double conductivity, double x, double y,
           double z) {
    flow::BoundaryFace face{column, layer + fields_.first_cell(), conductivity * area / distance, z, 0.0,
                            0.0};
    if (boundary_.flux)
      face.value = values_.at(*boundary_.flux, column, x, y, z) * area;
    else if (boundary_.head)
      face.value = values_.at(*boundary_.head, column, x, y, z);
    else
      face.value = values_.at(*boundary_.pressure_head, column, x, y, z) + z;
    patch_.faces.push_back(face);
  }

  Size cell(Index column, int layer) const {
    return static_cast<Size>(column) * static_cast<Size>(mesh_.n_layers()) + static_cast<Size>(layer);
  }

  const deck::Boundary& boundary_;
  const meshes::ColumnMesh& mesh_;
  const flow::GroundData& ground_;
  const field::Fields& fields_;
  SpatialValues& values_;
  flow::BoundaryPatch patch_;
};

}  // namespace

std::vector<flow::BoundaryPatch> make_boundaries(const Inputs& inputs, const meshes::ColumnMesh& mesh,
                                                 const flow::GroundData& ground, const field::Fields& fields,
                                                 SpatialValues& values) {
  std::vector<flow::BoundaryPatch> patches;
  for (Size i = 0; i < inputs.deck.boundaries.size(); ++i) {
    patches.push_back(FaceMaker(inputs.deck.boundaries[i], mesh, ground, fields, values).make());
    if (mesh.comm().sum(static_cast<std::int64_t>(patches.back().faces.size())) == 0)
      throw UsageError(fmt::format("boundaries[{}] ({}) holds on no face of the model; check its x, y and z",
                                   i, patches.back().name));
  }
  if (fields.has_surface() && !mesh.outlets().empty()) {
    flow::BoundaryPatch outlet{"outlet", flow::BoundaryKind::normal_depth, {}};
    for (const auto& o : mesh.outlets())
      if (const Index c = mesh.find_owned(o.face); c >= 0)
        outlet.faces.push_back({c, 0, 0.0, 0.0, o.slope, o.width});
    patches.push_back(std::move(outlet));
  }
  return patches;
}

}  // namespace entail::study
