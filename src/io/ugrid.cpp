#include "io/ugrid.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "base/version.hpp"

namespace entail::io {

void write_provenance(NcWriter& file, const Provenance& p, const std::string& what) {
  auto put = [&](const char* name, const std::string& text) { file.attribute(NcWriter::global, name, text); };
  put("Conventions", "CF-1.11 UGRID-1.0 ACDD-1.3");
  put("title", p.title + ": " + what);
  put("summary", p.summary.empty() ? p.title : p.summary);
  put("keywords", "tailings, seepage, groundwater, surface water, watershed");
  put("source", version_line());
  put("history", p.date + ": " + p.command);
  put("references", "doi:10.1029/WR026i007p01483 (mixed-form Richards equation); docs/user-guide.md");
  put("date_created", p.date);
  put("processing_level", "model output");
  put("standard_name_vocabulary", "CF Standard Name Table v92");
  put("time_coverage_start", p.start);
  put("time_coverage_end", p.end);
  std::string inputs;
  for (const auto& input : p.inputs) inputs += (inputs.empty() ? "" : "\n") + input;
  put("entail_inputs_sha256", inputs);
  put("entail_deck", p.deck);
}

UgridMesh::UgridMesh(const meshes::ColumnMesh& mesh, const Projection* projection)
    : mesh_(mesh), projection_(projection) {
  std::vector<double> sizes{0.0, 0.0};
  if (const auto* surface = mesh.surface())
    sizes = {static_cast<double>(surface->n_nodes()), static_cast<double>(surface->max_face_nodes())};
  mesh.comm().broadcast(sizes);
  n_nodes_ = static_cast<std::size_t>(sizes[0]);
  max_face_nodes_ = static_cast<std::size_t>(sizes[1]);
  n_faces_ = static_cast<std::size_t>(mesh.n_global());
}

std::vector<std::size_t> UgridMesh::chunks(bool in_time) const {
  const std::size_t faces = std::min<std::size_t>(n_faces_, std::size_t{1} << 18);
  return in_time ? std::vector<std::size_t>{1, faces} : std::vector<std::size_t>{faces};
}

namespace {

void define_crs(NcWriter& file, const Projection& projection) {
  const int crs = file.variable("crs", NcType::integer, {});
  const auto mapping = projection.grid_mapping();
  if (!mapping.name.empty()) file.attribute(crs, "grid_mapping_name", mapping.name);
  std::map<std::string, std::vector<double>> grouped;  // two standard parallels are one attribute
  for (const auto& [name, value] : mapping.parameters) grouped[name].push_back(value);
  for (const auto& [name, values] : grouped) file.attribute(crs, name, values);
  file.attribute(crs, "crs_wkt", projection.wkt());
  if (projection.epsg() != 0) {
    // QGIS 3.22 finds the system by these alone.
    file.attribute(crs, "epsg", projection.epsg());
    file.attribute(crs, "EPSG_code", fmt::format("EPSG:{}", projection.epsg()));
  }
}

struct Attribute {
  const char* name;
  std::string text;
};

int define(NcWriter& file, const std::string& name, NcType type, const NcWriter::Layout& layout,
           const std::vector<Attribute>& attributes) {
  const int id = file.variable(name, type, layout);
  for (const auto& attribute : attributes) file.attribute(id, attribute.name, attribute.text);
  return id;
}

}  // namespace

MeshDimensions UgridMesh::define(NcWriter& file) {
  MeshDimensions d;
  d.node = file.dimension("mesh2d_node", n_nodes_);
  d.face = file.dimension("mesh2d_face", n_faces_);
  d.max_face_nodes = file.dimension("mesh2d_max_face_nodes", max_face_nodes_);
  d.bounds = file.dimension("bnds", 2);

  const int topology = io::define(file, "mesh2d", NcType::integer, {},
                                  {{"cf_role", "mesh_topology"},
                                   {"long_name", "Topology of 2-D mesh"},
                                   {"node_coordinates", "mesh2d_node_x mesh2d_node_y"},
                                   {"face_node_connectivity", "mesh2d_face_nodes"},
                                   {"face_dimension", "mesh2d_face"},
                                   {"face_coordinates", projection_ ? "mesh2d_face_lon mesh2d_face_lat"
                                                                    : "mesh2d_face_x mesh2d_face_y"}});
  file.attribute(topology, "topology_dimension", 2);
  if (projection_) define_crs(file, *projection_);

  auto placed = [&](std::vector<Attribute> attributes) {
    if (projection_) attributes.push_back({"grid_mapping", "crs"});
    return attributes;
  };
  const NcWriter::Layout node{{d.node}, {}, false, false}, face{{d.face}, {}, false, false};
  id_.node_x = io::define(
      file, "mesh2d_node_x", NcType::real, node,
      placed(
          {{"standard_name", "projection_x_coordinate"}, {"long_name", "x of mesh node"}, {"units", "m"}}));
  id_.node_y = io::define(
      file, "mesh2d_node_y", NcType::real, node,
      placed(
          {{"standard_name", "projection_y_coordinate"}, {"long_name", "y of mesh node"}, {"units", "m"}}));
  id_.node_z = io::define(file, "mesh2d_node_z", NcType::real, node,
                          placed({{"standard_name", "altitude"},
                                  {"long_name", "ground altitude at nodes"},
                                  {"units", "m"},
                                  {"mesh", "mesh2d"},
                                  {"location", "node"}}));
  id_.face_nodes =
      io::define(file, "mesh2d_face_nodes", NcType::integer, {{d.face, d.max_face_nodes}, {}, false, true},
                 {{"cf_role", "face_node_connectivity"}, {"long_name", "nodes of each face, anticlockwise"}});
  file.attribute(id_.face_nodes, "start_index", 0);
  if (projection_) {
    const NcWriter::Layout corners{{d.face, d.max_face_nodes}, {}, false, true};
    id_.face_lon = io::define(file, "mesh2d_face_lon", NcType::real, face,
                              {{"standard_name", "longitude"},
                               {"long_name", "longitude of face centre"},
                               {"units", "degrees_east"},
                               {"bounds", "mesh2d_face_lon_bnds"}});
    id_.face_lon_bounds = file.variable("mesh2d_face_lon_bnds", NcType::real, corners);
    id_.face_lat = io::define(file, "mesh2d_face_lat", NcType::real, face,
                              {{"standard_name", "latitude"},
                               {"long_name", "latitude of face centre"},
                               {"units", "degrees_north"},
                               {"bounds", "mesh2d_face_lat_bnds"}});
    id_.face_lat_bounds = file.variable("mesh2d_face_lat_bnds", NcType::real, corners);
  } else {
    id_.face_x = io::define(
        file, "mesh2d_face_x", NcType::real, face,
        {{"standard_name", "projection_x_coordinate"}, {"long_name", "x of face centre"}, {"units", "m"}});
    id_.face_y = io::define(
        file, "mesh2d_face_y", NcType::real, face,
        {{"standard_name", "projection_y_coordinate"}, {"long_name", "y of face centre"}, {"units", "m"}});
  }
  const std::string coordinates =
      projection_ ? "mesh2d_face_lon mesh2d_face_lat" : "mesh2d_face_x mesh2d_face_y";
  id_.area = io::define(file, "mesh2d_face_area", NcType::real, face,
                        {{"standard_name", "cell_area"},
                         {"long_name", "face area"},
                         {"units", "m2"},
                         {"mesh", "mesh2d"},
                         {"location", "face"},
                         {"coordinates", coordinates}});
  id_.ground = io::define(file, "ground_altitude", NcType::real, face,
                          placed({{"standard_name", "surface_altitude"},
                                  {"long_name", "ground altitude"},
                                  {"units", "m"},
                                  {"mesh", "mesh2d"},
                                  {"location", "face"},
                                  {"coordinates", coordinates}}));
  return d;
}

int UgridMesh::define(NcWriter& file, const MeshDimensions& dimensions, const FaceVariable& v) {
  NcWriter::Layout layout;
  if (v.in_time) layout.dimensions.push_back(dimensions.time);
  if (v.in_layers) layout.dimensions.push_back(dimensions.layer);
  layout.dimensions.push_back(dimensions.face);
  layout.chunks = chunks(v.in_time);
  if (v.in_layers) layout.chunks.insert(layout.chunks.end() - 1, 1);
  layout.compress = true;
  layout.fill = true;
  const int id = file.variable(v.name, dimensions.layer >= 0 ? NcType::real : NcType::single, layout);
  auto put = [&](const char* name, const std::string& text) {
    if (!text.empty()) file.attribute(id, name, text);
  };
  put("long_name", v.long_name);
  put("standard_name", v.standard_name);
  put("units", v.unit);
  put("mesh", "mesh2d");
  put("location", "face");
  put("coordinates", projection_ ? "mesh2d_face_lon mesh2d_face_lat" : "mesh2d_face_x mesh2d_face_y");
  put("grid_mapping", projection_ ? "crs" : "");
  put("cell_measures", "area: mesh2d_face_area");
  put("cell_methods", v.cell_methods);
  if (v.layer > 0) file.attribute(id, "layer", v.layer);
  for (const auto& [name, value] : v.numbers) file.attribute(id, name, value);
  for (const auto& [name, text] : v.texts) file.attribute(id, name, text);
  return id;
}

namespace {

/// Ground at the nodes: the mean of the faces around each.
std::vector<double> node_elevations(const meshes::SurfaceMesh& surface) {
  std::vector<double> sum(static_cast<std::size_t>(surface.n_nodes()), 0.0), count(sum);
  for (std::int64_t face = 0; face < surface.n_faces(); ++face)
    for (auto i = surface.face_first[static_cast<std::size_t>(face)];
         i < surface.face_first[static_cast<std::size_t>(face) + 1]; ++i) {
      const auto node = static_cast<std::size_t>(surface.face_nodes[static_cast<std::size_t>(i)]);
      sum[node] += surface.ground[static_cast<std::size_t>(face)];
      count[node] += 1.0;
    }
  for (std::size_t i = 0; i < sum.size(); ++i) sum[i] = count[i] > 0.0 ? sum[i] / count[i] : 0.0;
  return sum;
}

}  // namespace

void UgridMesh::write(NcWriter& file, const GlobalOrder& order) {
  // Nodes, corners, and for each face places, area and ground with the corners of its bounds.
  file.reserve(sizeof(double) * (3 * n_nodes_ + (6 + 3 * max_face_nodes_) * n_faces_));
  // The topology is whole on the root, which writes it; the others take part without data.
  const meshes::SurfaceMesh* surface = mesh_.surface();
  const bool root = surface != nullptr;
  const std::vector<std::size_t> zero{0}, zero2{0, 0}, nodes{root ? n_nodes_ : 0}, faces{root ? n_faces_ : 0},
      corners{root ? n_faces_ : 0, root ? max_face_nodes_ : 0};
  const std::vector<double> nothing;
  file.write(id_.node_x, zero, nodes, root ? surface->node_x : nothing);
  file.write(id_.node_y, zero, nodes, root ? surface->node_y : nothing);
  file.write(id_.node_z, zero, nodes, root ? node_elevations(*surface) : nothing);

  std::vector<int> face_nodes;
  std::vector<double> lon, lat, lon_bounds, lat_bounds;
  const double missing = std::numeric_limits<double>::quiet_NaN();
  for (std::int64_t face = 0; root && face < surface->n_faces(); ++face) {
    const auto f = static_cast<std::size_t>(face);
    const auto first = static_cast<std::size_t>(surface->face_first[f]),
               n = static_cast<std::size_t>(surface->n_face_nodes(face));
    for (std::size_t i = 0; i < max_face_nodes_; ++i)
      face_nodes.push_back(i < n ? surface->face_nodes[first + i] : -1);
    if (!projection_) continue;
    const auto centre = projection_->to_lon_lat(surface->face_x[f], surface->face_y[f]);
    lon.push_back(centre.first);
    lat.push_back(centre.second);
    for (std::size_t i = 0; i < max_face_nodes_; ++i) {
      const auto node = i < n ? static_cast<std::size_t>(surface->face_nodes[first + i]) : 0;
      const auto corner = i < n ? projection_->to_lon_lat(surface->node_x[node], surface->node_y[node])
                                : std::pair(missing, missing);
      lon_bounds.push_back(corner.first);
      lat_bounds.push_back(corner.second);
    }
  }
  file.write(id_.face_nodes, zero2, corners, face_nodes);
  if (projection_) {
    file.write(id_.face_lon, zero, faces, lon);
    file.write(id_.face_lat, zero, faces, lat);
    file.write(id_.face_lon_bounds, zero2, corners, lon_bounds);
    file.write(id_.face_lat_bounds, zero2, corners, lat_bounds);
  } else {
    file.write(id_.face_x, zero, faces, root ? surface->face_x : nothing);
    file.write(id_.face_y, zero, faces, root ? surface->face_y : nothing);
  }
  file.write(id_.area, {order.start()}, {order.count()}, order(mesh_.area()));
  file.write(id_.ground, {order.start()}, {order.count()}, order(mesh_.ground()));
}

TimeAxis define_time(NcWriter& file, int time_dimension, const std::string& start_date,
                     int bounds_dimension) {
  TimeAxis axis;
  axis.time = io::define(file, "time", NcType::real, {{time_dimension}, {512}, false, false},
                         {{"standard_name", "time"},
                          {"long_name", "time"},
                          {"units", "days since " + start_date},
                          {"calendar", "standard"},
                          {"axis", "T"}});
  if (bounds_dimension < 0) return axis;
  file.attribute(axis.time, "bounds", std::string("time_bnds"));
  axis.bounds =
      file.variable("time_bnds", NcType::real, {{time_dimension, bounds_dimension}, {512, 2}, false, false});
  return axis;
}

}  // namespace entail::io
