#include "study/domain.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <optional>

#include "base/expression.hpp"
#include "base/log.hpp"
#include "io/mesh_file.hpp"
#include "io/raster.hpp"
#include "meshes/storage.hpp"
#include "study/facility_sites.hpp"

namespace entail::study {

namespace {

std::shared_ptr<meshes::SurfaceMesh> from_terrain(const Inputs& inputs) {
  const deck::Terrain& terrain = *inputs.deck.terrain;
  meshes::TerrainOptions options;
  options.outlet_x = terrain.outlet[0];
  options.outlet_y = terrain.outlet[1];
  options.snap = terrain.snap.value_or(2.0 * terrain.cell_size);
  meshes::TerrainReport report;
  auto mesh = std::make_shared<meshes::SurfaceMesh>(meshes::make_watershed(
      io::read_raster(terrain.elevation, *inputs.projection, terrain.cell_size), options, report));
  log::info(
      "watershed of {:.2f} km2 above {:.0f}, {:.0f}: {} columns; {} pits filled by up to {:.1f} m, {} cells "
      "lowered by up to {:.1f} m to let streams pass",
      report.area / 1e6, report.outlet_x, report.outlet_y, mesh->n_faces(), report.cells_filled,
      report.deepest_fill, report.cells_carved, report.deepest_carve);
  if (report.touches_rim)
    log::warn("the watershed reaches the rim of {}: it may go on beyond", terrain.elevation);
  return mesh;
}

/// Edges of columns whose widths grow from the start; the first is scaled so that a whole number of them
/// fits.
std::vector<double> growing_edges(const deck::Axis& axis) {
  const double length = axis.end - axis.start, growth = axis.growth;
  const double wanted = growth > 1.0 ? std::log1p(length * (growth - 1.0) / axis.first) / std::log(growth)
                                     : length / axis.first;
  const int n = std::max(1, static_cast<int>(std::lround(wanted)));
  std::vector<double> edges{axis.start};
  double sum = 0.0;
  for (int i = 0; i < n; ++i) edges.push_back(sum += std::pow(growth, i));
  for (int i = 1; i <= n; ++i)
    edges[static_cast<std::size_t>(i)] = axis.start + length * edges[static_cast<std::size_t>(i)] / sum;
  return edges;
}

/// Edges of a box along direction d, 0 for x and 1 for y.
std::vector<double> box_edges(const deck::Box& box, std::size_t d) {
  if (const auto& axis = d == 0 ? box.x : box.y)
    return axis->edges.empty() ? growing_edges(*axis) : axis->edges;
  const double origin = box.origin.size() == 2 ? box.origin[d] : 0.0;
  std::vector<double> edges;
  for (int i = 0; i <= box.cells[d]; ++i) edges.push_back(origin + box.size[d] * i / box.cells[d]);
  return edges;
}

std::shared_ptr<meshes::SurfaceMesh> from_box(const deck::Box& box) {
  if (box.wedge)
    return std::make_shared<meshes::SurfaceMesh>(meshes::make_wedge(box_edges(box, 0), *box.wedge));
  return std::make_shared<meshes::SurfaceMesh>(meshes::make_box(box_edges(box, 0), box_edges(box, 1)));
}

/// Elevations of a box's ground, from a number, a formula or a raster.
void set_ground(const Inputs& inputs, const deck::Spatial& top, meshes::SurfaceMesh& mesh) {
  std::optional<Expression> formula;
  std::optional<meshes::Grid> raster;
  if (top.form == deck::Spatial::Form::expression) formula.emplace(top.source);
  if (top.form == deck::Spatial::Form::raster) {
    if (!inputs.projection) throw UsageError("box.top is a raster, so the deck needs crs:");
    raster = io::read_raster(top.source, *inputs.projection);
  }
  for (std::size_t f = 0; f < mesh.ground.size(); ++f) {
    double value = top.value;
    if (formula) value = (*formula)({mesh.face_x[f], mesh.face_y[f], 0.0, 0.0, 0.0}) * top.scale + top.offset;
    if (raster) value = meshes::sample(*raster, mesh.face_x[f], mesh.face_y[f]) * top.scale + top.offset;
    if (!std::isfinite(value))
      throw DataError(fmt::format("box.top is no number at {}, {}", mesh.face_x[f], mesh.face_y[f]));
    mesh.ground[f] = value;
  }
}

void from_file(Inputs& inputs, Domain& domain) {
  io::MeshFile file = io::read_mesh(inputs.deck.mesh->file);
  if (inputs.projection && !file.crs.empty() && !inputs.projection->same_as(file.crs))
    throw DataError(fmt::format("{} is in {}, not in the deck's crs {}", inputs.deck.mesh->file,
                                file.crs.substr(0, 40), inputs.projection->definition()));
  if (!inputs.projection && !file.crs.empty()) inputs.deck.crs = file.crs;
  domain.surface = std::make_shared<meshes::SurfaceMesh>(std::move(file.surface));
  domain.file_layers = file.n_layers;
  domain.file_interfaces = std::move(file.interfaces);
}

/// True when the keys that a mesh needs could be read.
bool describes_mesh(const Inputs& inputs) {
  const auto& deck = inputs.deck;
  if (deck.terrain)
    return !deck.terrain->elevation.empty() && deck.terrain->outlet.size() == 2 &&
           deck.terrain->cell_size > 0.0 && inputs.projection;
  if (deck.box) {
    const bool equal = deck.box->size.size() == 2 && deck.box->cells.size() == 2;
    auto has_edges = [](const std::optional<deck::Axis>& axis) {
      return axis && (axis->edges.size() > 1 || (axis->first > 0.0 && axis->end > axis->start));
    };
    return (equal || has_edges(deck.box->x)) && (equal || deck.box->wedge || has_edges(deck.box->y));
  }
  return deck.mesh && !deck.mesh->file.empty();
}

void build(Inputs& inputs, Domain& domain) {
  const auto& deck = inputs.deck;
  if (deck.terrain)
    domain.surface = from_terrain(inputs);
  else if (deck.mesh)
    from_file(inputs, domain);
  else if (deck.box) {
    auto mesh = from_box(*deck.box);
    set_ground(inputs, deck.box->top.value_or(deck::Spatial::constant(0.0)), *mesh);
    domain.surface = mesh;
  }
}

/// Where the model lies, for messages about what lies outside.
std::string extent_of(const meshes::SurfaceMesh& mesh) {
  const auto [west, east] = std::minmax_element(mesh.node_x.begin(), mesh.node_x.end());
  const auto [south, north] = std::minmax_element(mesh.node_y.begin(), mesh.node_y.end());
  return fmt::format("x {:.10g} to {:.10g} m, y {:.10g} to {:.10g} m", *west, *east, *south, *north);
}

/// Finds a shape on the mesh; nothing of it may lie outside.
Site locate(const meshes::SurfaceMesh& mesh, const SiteShape& shape) {
  Site site{shape.name, shape.kind, 0.0, 0.0, {}, shape.screen};
  double wanted = 1.0, found = 0.0;
  if (!shape.region.parts.empty()) {
    site.shares = meshes::overlay(mesh, shape.region);
    wanted = meshes::area(shape.region);
  } else if (!shape.line.empty() && shape.line.size() > 2) {
    site.shares = meshes::overlay(mesh, shape.line);
    wanted = 0.0;
    for (std::size_t i = 2; i + 1 < shape.line.size(); i += 2)
      wanted += std::hypot(shape.line[i] - shape.line[i - 2], shape.line[i + 1] - shape.line[i - 1]);
  } else if (const auto face = meshes::find_face(mesh, shape.line[0], shape.line[1]); face >= 0) {
    site.shares = {{face, 1.0}};
  }
  for (const auto& share : site.shares) found += share.amount;
  if (site.shares.empty())
    throw DataError(shape.line.empty()
                        ? "lies outside the model"
                        : fmt::format("{}, {} lies outside the model", shape.line[0], shape.line[1]));
  if (found < 0.999 * wanted)
    throw DataError(
        fmt::format("reaches outside the model: only {:.1f} % of it lies inside", 100.0 * found / wanted));
  if (!shape.line.empty()) {
    site.x = shape.line[0];
    site.y = shape.line[1];
  } else {
    for (const auto& share : site.shares) {
      site.x += mesh.face_x[static_cast<std::size_t>(share.face)] * share.amount / found;
      site.y += mesh.face_y[static_cast<std::size_t>(share.face)] * share.amount / found;
    }
  }
  return site;
}

void locate_all(const Inputs& inputs, const std::vector<SiteShape>& shapes, const meshes::SurfaceMesh& mesh,
                std::vector<Site>& sites, Diagnostics& diagnostics) {
  for (const auto& shape : shapes) {
    if (shape.line.empty() && shape.region.parts.empty()) continue;  // already an error
    try {
      sites.push_back(locate(mesh, shape));
    } catch (const Error& error) {
      diagnostics.error(ExitCode::data, inputs.deck.path, deck::mark_of(inputs.deck, shape.key),
                        shape.key + " " + shape.name, error.what());
    }
  }
}

/// Finds the candidates, the ground below them and their lowest face. Sites over each other or on a receptor
/// are errors.
void locate_candidates(const Inputs& inputs, Domain& domain, Diagnostics& diagnostics) {
  const auto& mesh = *domain.surface;
  locate_all(inputs, inputs.candidates, mesh, domain.candidates, diagnostics);
  for (auto& site : domain.candidates) {
    double area = 0.0, moment = 0.0, lowest = std::numeric_limits<double>::infinity();
    for (const auto& share : site.shares) {
      const double ground = mesh.ground[static_cast<std::size_t>(share.face)];
      area += share.amount;
      moment += share.amount * ground;
      if (ground >= lowest) continue;
      lowest = ground;
      site.overflow_face = share.face;
    }
    site.ground = moment / area;
  }
  const auto& all = inputs.candidates;
  auto error = [&](const SiteShape& site, const std::string& message) {
    diagnostics.error(ExitCode::data, inputs.deck.path, deck::mark_of(inputs.deck, site.key),
                      site.key + " " + site.name, message);
  };
  for (std::size_t i = 0; i < all.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j)
      if (meshes::overlap(all[i].region, all[j].region))
        error(all[i], fmt::format("lies over the site {}", all[j].name));
    for (const auto& facility : inputs.facilities)
      if (meshes::overlap(all[i].region, facility.region))
        error(all[i], fmt::format("lies over the facility {}", facility.name));
    for (const auto& receptor : inputs.receptors)
      if ((receptor.kind == "well" || receptor.kind == "point" || receptor.kind == "spring") &&
          receptor.line.size() == 2 && meshes::contains(all[i].region, receptor.line[0], receptor.line[1]))
        error(all[i], fmt::format("lies on the receptor {}, at {:.0f}, {:.0f}", receptor.name,
                                  receptor.line[0], receptor.line[1]));
      else if (receptor.kind == "area" && meshes::overlap(all[i].region, receptor.region))
        error(all[i], fmt::format("lies on the receptor {}", receptor.name));
  }
}

/// Lays the polygons and lines of zones and boundaries over the mesh; one that misses it is an error.
void locate_selections(const Inputs& inputs, Domain& domain, Diagnostics& diagnostics) {
  for (const auto& [key, shape] : inputs.selections) {
    try {
      auto& shares = domain.selections[key].shares;
      shares = shape.line.empty() ? meshes::overlay(*domain.surface, shape.region)
                                  : meshes::overlay(*domain.surface, shape.line);
      if (shares.empty())
        throw DataError(fmt::format("its polygon or line lies outside the model, which is {}",
                                    extent_of(*domain.surface)));
    } catch (const Error& error) {
      diagnostics.error(error.code(), inputs.deck.path, deck::mark_of(inputs.deck, key), key, error.what());
    }
  }
}

void broadcast(const Comm& comm, std::vector<meshes::Share>& shares) {
  std::vector<std::int64_t> faces;
  std::vector<double> amounts;
  for (const auto& share : shares) {
    faces.push_back(share.face);
    amounts.push_back(share.amount);
  }
  comm.broadcast(faces);
  comm.broadcast(amounts);
  shares.clear();
  for (std::size_t i = 0; i < faces.size(); ++i) shares.push_back({faces[i], amounts[i]});
}

/// Hands the root's sites to all ranks.
void broadcast(const Comm& comm, std::vector<Site>& sites) {
  auto n = static_cast<std::int64_t>(sites.size());
  MPI_Bcast(&n, 1, MPI_INT64_T, 0, comm.handle());
  sites.resize(static_cast<std::size_t>(n));
  for (auto& site : sites) {
    site.name = comm.broadcast(site.name);
    site.kind = comm.broadcast(site.kind);
    site.x = comm.broadcast(site.x);
    site.y = comm.broadcast(site.y);
    comm.broadcast(site.screen);
    site.ground = comm.broadcast(site.ground);
    std::vector<std::int64_t> face{site.overflow_face};
    comm.broadcast(face);
    site.overflow_face = face.front();
    broadcast(comm, site.shares);
  }
}

std::vector<double> middle_of(const meshes::SurfaceMesh& mesh) {
  const auto n = static_cast<double>(mesh.n_faces());
  return {std::accumulate(mesh.face_x.begin(), mesh.face_x.end(), 0.0) / n,
          std::accumulate(mesh.face_y.begin(), mesh.face_y.end(), 0.0) / n};
}

}  // namespace

Domain make_domain(const Comm& comm, Inputs& inputs, Diagnostics& diagnostics) {
  Domain domain;
  if (comm.is_root() && describes_mesh(inputs)) {
    auto report = [&](const Error& error, const std::string& key) {
      diagnostics.error(error.code(), inputs.deck.path, deck::mark_of(inputs.deck, key), key, error.what());
    };
    try {
      build(inputs, domain);
      locate_selections(inputs, domain, diagnostics);
      locate_all(inputs, inputs.facilities, *domain.surface, domain.facilities, diagnostics);
      locate_all(inputs, inputs.receptors, *domain.surface, domain.receptors, diagnostics);
      place_facilities(inputs, domain, diagnostics);
      locate_candidates(inputs, domain, diagnostics);
    } catch (const meshes::OutletError& error) {
      report(error, "terrain.outlet");
    } catch (const Error& error) {
      report(error, inputs.deck.terrain ? "terrain.elevation" : inputs.deck.mesh ? "mesh.file" : "box");
    }
  }
  if (domain.surface) {
    domain.middle = middle_of(*domain.surface);
    domain.extent = extent_of(*domain.surface);
  }
  comm.broadcast(domain.middle);
  domain.extent = comm.broadcast(domain.extent);
  broadcast(comm, domain.facilities);
  broadcast(comm, domain.receptors);
  broadcast(comm, domain.candidates);
  for (const auto& [key, shape] : inputs.selections) {
    domain.selections[key].is_line = !shape.line.empty();
    broadcast(comm, domain.selections[key].shares);
  }
  domain.file_layers = static_cast<int>(comm.broadcast(static_cast<double>(domain.file_layers)));
  // A mesh file may know the reference system that the deck leaves out.
  inputs.deck.crs = comm.broadcast(inputs.deck.crs);
  if (!inputs.projection && !inputs.deck.crs.empty() && inputs.deck.mesh)
    inputs.projection.emplace(inputs.deck.crs);
  for (const std::string& path : {inputs.deck.terrain ? inputs.deck.terrain->elevation : std::string(),
                                  inputs.deck.mesh ? inputs.deck.mesh->file : std::string()})
    if (!path.empty()) inputs.files.push_back(io::fingerprint(comm, path));
  return domain;
}

}  // namespace entail::study
