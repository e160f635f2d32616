#include "study/ground.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/log.hpp"
#include "base/units.hpp"
#include "io/netcdf_file.hpp"
#include "study/selection.hpp"

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
    SpatialValues values(*mesh, deck, inputs.projection ? &*inputs.projection : nullptr);
    mesh->set_layers(cells, stack_layers(*deck.ground, *mesh, values));
  }
  return mesh;
}

namespace {

std::uint8_t soil_index(const deck::Ground& ground, const std::string& name) {
  Size index = 0;
  while (index < ground.soils.size() && ground.soils[index].first != name) ++index;
  return static_cast<std::uint8_t>(index);
}

/// The soil of each own cell: that of its layer, or of the last zone that its centre lies in.
std::vector<std::uint8_t> soil_of_cells(const deck::Deck& deck, const meshes::ColumnMesh& mesh,
                                        const Domain& domain) {
  const deck::Ground& ground = *deck.ground;
  const auto layers = static_cast<Size>(mesh.n_layers());
  std::vector<std::uint8_t> soils(static_cast<Size>(mesh.n_owned()) * layers);
  int first = 0;
  for (Size i = 0; i < ground.layers.size(); ++i) {
    const auto& layer = ground.layers[i];
    auto fill = [&](std::uint8_t soil, const auto& holds) {
      for (Index c = 0; c < mesh.n_owned(); ++c)
        for (int k = first; k < first + layer.cells; ++k)
          if (holds(c, k)) soils[static_cast<Size>(c) * layers + static_cast<Size>(k)] = soil;
    };
    fill(soil_index(ground, layer.soil), [](Index, int) { return true; });
    for (Size z = 0; z < layer.zones.size(); ++z) {
      const Selector selector(layer.zones[z].where, fmt::format("ground.layers[{}].zones[{}]", i, z), mesh,
                              domain);
      std::int64_t held = 0;
      fill(soil_index(ground, layer.zones[z].soil), [&](Index c, int k) {
        const bool holds = selector.holds_cell(c, mesh.cell_centre(c, k));
        held += holds ? 1 : 0;
        return holds;
      });
      if (mesh.comm().sum(held) == 0)
        deck::fail(deck, fmt::format("ground.layers[{}].zones[{}]", i, z),
                   "holds no cell of its layer: at least half of a column must lie in its polygon, and the "
                   "centre of a cell in all its ranges of x, y and z");
    }
    first += layer.cells;
  }
  return soils;
}

/// The law of a soil; a table points into `inputs`.
laws::Soil make_law(const Inputs& inputs, const std::string& name, const deck::Soil& soil) {
  if (soil.law == "brooks_corey")
    return laws::BrooksCorey{*soil.entry_head, *soil.lambda, *soil.conductivity_exponent};
  if (soil.law == "gardner") return laws::Gardner{*soil.alpha};
  if (soil.law == "haverkamp") {
    const auto& h = *soil.haverkamp;
    const double unit = units::convert(1.0, h.unit, "m");
    return laws::Haverkamp{unit * std::pow(h.A, 1.0 / h.beta), h.beta, unit * std::pow(h.B, 1.0 / h.gamma),
                           h.gamma};
  }
  if (soil.law == "table") {
    const auto& rows = inputs.tables.at(name);
    return laws::RetentionTable{rows.data(), static_cast<int>(rows.size())};
  }
  if (soil.law == "confined") return laws::Confined{};
  if (soil.law == "unconfined") return laws::Unconfined{};
  return laws::VanGenuchten{*soil.alpha, *soil.n, *soil.pore_connectivity};
}

}  // namespace

flow::GroundData make_ground(const Inputs& inputs, const meshes::ColumnMesh& mesh, const Domain& domain,
                             SpatialValues& values) {
  flow::GroundData data;
  const auto& deck = inputs.deck;
  if (!deck.ground) return data;
  const auto& ground = *deck.ground;
  data.soil = soil_of_cells(deck, mesh, domain);
  const Size n = data.soil.size();
  data.conductivity.assign(n, 0.0);
  data.vertical_conductivity = data.porosity = data.residual = data.specific_storage = data.conductivity;
  for (Size s = 0; s < ground.soils.size(); ++s) {
    const auto& [name, soil] = ground.soils[s];
    const std::string key = "ground.soils." + name;
    data.soils.push_back(make_law(inputs, name, soil));
    const auto count = static_cast<std::int64_t>(std::count(data.soil.begin(), data.soil.end(), s));
    if (mesh.comm().sum(count) == 0) continue;
    const auto is_here = [&](Size i) { return data.soil[i] == s; };
    const double residual = *soil.residual_water_content;
    const auto conductivity =
        values.at_cells(*soil.conductivity, key + ".conductivity",
                        {"must be above 0 m/s", [](double k) { return k > 0.0; }}, is_here);
    const auto porosity = values.at_cells(
        *soil.porosity, key + ".porosity",
        {fmt::format("must be above the residual water content, {}, and at most 1", units::format(residual)),
         [residual](double phi) { return phi > residual && phi <= 1.0; }},
        is_here);
    for (Size i = 0; i < n; ++i) {
      if (!is_here(i)) continue;
      data.conductivity[i] = conductivity[i];
      data.vertical_conductivity[i] = conductivity[i] / *soil.anisotropy;
      data.porosity[i] = porosity[i];
      data.residual[i] = soil.law == "unconfined" && soil.specific_yield ? porosity[i] - *soil.specific_yield
                                                                         : *soil.residual_water_content;
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

namespace {

/// Hands out the last of values by (time, layer, column), which the root holds; by own column and layer.
std::vector<double> scatter_last(const std::vector<double>& all, Size layers,
                                 const meshes::ColumnMesh& mesh) {
  const auto faces = static_cast<std::ptrdiff_t>(mesh.n_global());
  std::vector<double> own(static_cast<Size>(mesh.n_owned()) * layers);
  for (Size k = 0; k < layers; ++k) {
    std::vector<double> level;
    if (!all.empty()) {
      const auto first = all.end() - static_cast<std::ptrdiff_t>(layers - k) * faces;
      level.assign(first, first + faces);
    }
    const auto mine = mesh.scatter(level);
    for (Size c = 0; c < mine.size(); ++c) own[c * layers + k] = mine[c];
  }
  return own;
}

}  // namespace

std::vector<double> read_last(const std::string& path, const std::string& variable,
                              const meshes::ColumnMesh& mesh, bool in_layers) {
  const auto layers = in_layers ? static_cast<Size>(mesh.n_layers()) : Size{1};
  std::vector<double> values;
  bool found = false;
  mesh.comm().on_root([&] {
    const io::NcReader file(path);
    found = file.has(variable);
    if (!found) return;
    const auto shape = file.shape(variable);
    const auto faces = static_cast<Size>(mesh.n_global());
    if (shape.size() != (in_layers ? 3u : 2u) || (in_layers && shape[1] != layers) || shape.back() != faces ||
        shape.front() == 0)
      throw DataError(fmt::format("{} is of another mesh: it must have {} layers and {} columns", path,
                                  mesh.n_layers(), faces));
    values = file.numbers(variable);
  });
  if (mesh.comm().max(found ? 1.0 : 0.0) == 0.0) return {};
  return scatter_last(values, layers, mesh);
}

std::vector<double> make_initial(const Inputs& inputs, const meshes::ColumnMesh& mesh,
                                 const field::Fields& fields, SpatialValues& values) {
  const auto& initial = inputs.deck.initial;
  const auto n = static_cast<Size>(mesh.n_owned());
  const auto layers = static_cast<Size>(mesh.n_layers());
  std::vector<double> cells(n * layers), depth(n, 0.0), result;
  if (layers > 0) {
    if (!initial.file.empty()) {
      cells = read_last(initial.file, "pressure_head", mesh, true);
      if (mesh.comm().max(static_cast<double>(cells.size())) == 0.0)
        throw DataError(
            fmt::format("{} holds no pressure_head: initial.file takes a run's <name>_3d.nc", initial.file));
      if (fields.has_surface()) {
        depth = read_last(initial.file, "surface_water_depth", mesh, false);
        depth.resize(n, 0.0);
      }
    } else if (initial.water_table_depth) {
      const auto table = values.at_columns(*initial.water_table_depth, "initial.water_table_depth");
      for (Size i = 0; i < cells.size(); ++i)
        cells[i] = mesh.ground()[i / layers] - table[i / layers] -
                   mesh.cell_centre(static_cast<Index>(i / layers), static_cast<int>(i % layers));
    } else if (initial.head) {
      cells = values.at_cells(*initial.head, "initial.head");
      for (Size i = 0; i < cells.size(); ++i)
        cells[i] -= mesh.cell_centre(static_cast<Index>(i / layers), static_cast<int>(i % layers));
    } else {
      cells = values.at_cells(*initial.pressure_head, "initial.pressure_head");
    }
  }
  if (fields.has_surface() && initial.surface_depth) {
    depth = values.at_columns(*initial.surface_depth, "initial.surface_depth",
                              {"must be at least 0 m", [](double d) { return d >= 0.0; }});
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

}  // namespace entail::study
