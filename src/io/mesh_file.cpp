#include "io/mesh_file.hpp"

#include <fmt/format.h>

#include <cmath>

#include "base/error.hpp"
#include "base/text.hpp"

namespace entail::io {

namespace {

using Size = std::size_t;

std::string find_topology(const NcReader& file) {
  for (const auto& name : file.variables())
    if (file.text(name, "cf_role") == "mesh_topology" && file.number(name, "topology_dimension", 0) == 2.0)
      return name;
  throw DataError(
      fmt::format("{} holds no 2-D UGRID mesh (no variable with cf_role = mesh_topology)", file.path()));
}

void read_nodes(const NcReader& file, const std::string& topology, meshes::SurfaceMesh& surface) {
  const auto names = split_list(file.text(topology, "node_coordinates"), ' ');
  if (names.size() < 2)
    throw DataError(fmt::format("{}: {} names no node_coordinates", file.path(), topology));
  for (const auto& name : names) {
    const std::string standard = file.text(name, "standard_name");
    if (standard == "longitude" || standard == "latitude")
      throw DataError(fmt::format(
          "{}: nodes are in longitude and latitude; a projected mesh in metres is wanted", file.path()));
  }
  surface.node_x = file.numbers(names[0]);
  surface.node_y = file.numbers(names[1]);
}

void read_faces(const NcReader& file, const std::string& topology, meshes::SurfaceMesh& surface) {
  const std::string name = file.text(topology, "face_node_connectivity");
  if (name.empty() || !file.has(name))
    throw DataError(fmt::format("{}: {} names no face_node_connectivity", file.path(), topology));
  const auto shape = file.shape(name);
  if (shape.size() != 2) throw DataError(fmt::format("{}: {} must have two dimensions", file.path(), name));
  const auto numbers = file.numbers(name);
  const double first = file.number(name, "start_index", 0.0);
  surface.face_first = {0};
  for (Size face = 0; face < shape[0]; ++face) {
    for (Size i = 0; i < shape[1]; ++i) {
      const double node = numbers[face * shape[1] + i] - first;
      if (std::isnan(node) || node < 0.0) continue;
      if (node >= static_cast<double>(surface.n_nodes()))
        throw DataError(fmt::format("{}: face {} refers to node {}, but there are {}", file.path(), face,
                                    node, surface.n_nodes()));
      surface.face_nodes.push_back(static_cast<std::int32_t>(node));
    }
    surface.face_first.push_back(static_cast<std::int64_t>(surface.face_nodes.size()));
    if (surface.n_face_nodes(static_cast<std::int64_t>(face)) < 3)
      throw DataError(fmt::format("{}: face {} has fewer than three nodes", file.path(), face));
  }
  surface.measure_faces();
}

/// Elevations at faces where the file has them, else the means of those at nodes.
void read_ground(const NcReader& file, meshes::SurfaceMesh& surface) {
  const auto n = static_cast<Size>(surface.n_faces());
  std::vector<double> at_nodes;
  for (const auto& name : file.variables()) {
    const std::string standard = file.text(name, "standard_name"), location = file.text(name, "location");
    if (standard != "surface_altitude" && standard != "altitude") continue;
    if (location == "face" && file.shape(name) == std::vector<Size>{n}) {
      surface.ground = file.numbers(name);
      return;
    }
    if (location == "node" && file.shape(name) == std::vector<Size>{static_cast<Size>(surface.n_nodes())})
      at_nodes = file.numbers(name);
  }
  if (at_nodes.empty())
    throw DataError(
        fmt::format("{}: no ground elevations: a variable on faces or nodes with standard_name "
                    "surface_altitude or altitude is wanted",
                    file.path()));
  for (Size face = 0; face < n; ++face) {
    double sum = 0.0;
    for (auto i = surface.face_first[face]; i < surface.face_first[face + 1]; ++i)
      sum += at_nodes[static_cast<Size>(surface.face_nodes[static_cast<Size>(i)])];
    surface.ground.push_back(sum / surface.n_face_nodes(static_cast<std::int64_t>(face)));
  }
}

void read_layers(const NcReader& file, MeshFile& mesh) {
  if (!file.has("layer_interface_altitude")) return;
  const auto shape = file.shape("layer_interface_altitude");
  if (shape.size() != 2 || shape[0] != static_cast<Size>(mesh.surface.n_faces()) || shape[1] < 2)
    throw DataError(
        fmt::format("{}: layer_interface_altitude must have the dimensions face and interface", file.path()));
  mesh.n_layers = static_cast<int>(shape[1]) - 1;
  mesh.interfaces = file.numbers("layer_interface_altitude");
}

void read_outlets(const NcReader& file, meshes::SurfaceMesh& surface) {
  if (!file.has("outlet_face")) return;
  const auto faces = file.numbers("outlet_face"), widths = file.numbers("outlet_width"),
             slopes = file.numbers("outlet_slope");
  for (Size i = 0; i < faces.size(); ++i)
    surface.outlets.push_back({static_cast<std::int64_t>(faces[i]), widths.at(i), slopes.at(i)});
}

std::string read_crs(const NcReader& file) {
  for (const auto& name : file.variables()) {
    if (const double epsg = file.number(name, "epsg", 0.0); epsg > 0.0)
      return fmt::format("EPSG:{:.0f}", epsg);
    if (const std::string wkt = file.text(name, "crs_wkt"); !wkt.empty()) return wkt;
  }
  return "";
}

}  // namespace

MeshFile read_mesh(const std::string& path) {
  const NcReader file(path);
  MeshFile mesh;
  const std::string topology = find_topology(file);
  read_nodes(file, topology, mesh.surface);
  read_faces(file, topology, mesh.surface);
  read_ground(file, mesh.surface);
  for (double z : mesh.surface.ground)
    if (!std::isfinite(z)) throw DataError(fmt::format("{}: some ground elevations are missing", path));
  read_layers(file, mesh);
  read_outlets(file, mesh.surface);
  mesh.crs = read_crs(file);
  return mesh;
}

void write_mesh(const std::string& path, const meshes::ColumnMesh& mesh, const Projection* projection,
                const Provenance& provenance) {
  NcWriter file(mesh.comm(), path);
  write_provenance(file, provenance, "mesh");
  UgridMesh ugrid(mesh, projection);
  const MeshDimensions d = ugrid.define(file);
  const auto n = static_cast<Size>(mesh.n_layers());
  int interfaces = -1, outlet_face = -1, outlet_width = -1, outlet_slope = -1;
  if (n > 0) {
    const int dimension = file.dimension("layer_interface", n + 1);
    interfaces =
        file.variable("layer_interface_altitude", NcType::real, {{d.face, dimension}, {}, false, false});
    file.attribute(interfaces, "long_name", "altitude of layer interfaces, from the ground down");
    file.attribute(interfaces, "units", "m");
  }
  if (!mesh.outlets().empty()) {
    const int dimension = file.dimension("outlet", mesh.outlets().size());
    outlet_face = file.variable("outlet_face", NcType::integer, {{dimension}, {}, false, false});
    outlet_width = file.variable("outlet_width", NcType::real, {{dimension}, {}, false, false});
    outlet_slope = file.variable("outlet_slope", NcType::real, {{dimension}, {}, false, false});
    file.attribute(outlet_face, "long_name", "face over whose edge surface water leaves");
    file.attribute(outlet_width, "long_name", "width of the outlet");
    file.attribute(outlet_width, "units", "m");
    file.attribute(outlet_slope, "long_name", "slope of the bed beyond the outlet");
    file.attribute(outlet_slope, "units", "1");
  }
  file.end_definitions();
  const GlobalOrder order(mesh);
  ugrid.write(file, order);
  for (Size k = 0; n > 0 && k <= n; ++k) {
    std::vector<double> level;
    for (Index c = 0; c < mesh.n_owned(); ++c)
      level.push_back(mesh.interfaces()[static_cast<Size>(c) * (n + 1) + k]);
    file.write(interfaces, {order.start(), k}, {order.count(), 1}, order(level));
  }
  if (!mesh.outlets().empty()) {
    const std::vector<Size> count{mesh.comm().is_root() ? mesh.outlets().size() : 0};
    std::vector<int> faces;
    std::vector<double> widths, slopes;
    for (const auto& outlet : mesh.outlets()) {
      faces.push_back(static_cast<int>(outlet.face));
      widths.push_back(outlet.width);
      slopes.push_back(outlet.slope);
    }
    file.write(outlet_face, {0}, count, faces);
    file.write(outlet_width, {0}, count, widths);
    file.write(outlet_slope, {0}, count, slopes);
  }
  file.close();
}

}  // namespace entail::io
