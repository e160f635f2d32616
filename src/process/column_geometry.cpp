#include "process/column_geometry.hpp"

namespace entail::process {

namespace {

/// The mesh's own values where kernels can reach them, on a host; else a copy.
template <class T>
Array<T> on_device(const std::string& label, const std::vector<T>& values) {
  if constexpr (Kokkos::SpaceAccessibility<ExecutionSpace, Kokkos::HostSpace>::accessible)
    return Array<T>(const_cast<T*>(values.data()), values.size());  // kernels only read a geometry
  else
    return to_device(label, values);
}

}  // namespace

ColumnGeometry make_geometry(const field::Fields& fields) {
  const meshes::ColumnMesh& mesh = fields.mesh();
  ColumnGeometry g;
  g.slots = fields.slots();
  g.first_cell = fields.first_cell();
  g.n_layers = mesh.n_layers();
  g.n_owned = mesh.n_owned();
  g.n_columns = mesh.n_columns();
  g.n_links = mesh.n_links();
  g.area = on_device("area", mesh.area());
  g.interfaces = on_device("interfaces", mesh.interfaces());
  g.link_a = on_device("link a", mesh.link_a());
  g.link_b = on_device("link b", mesh.link_b());
  g.link_length = on_device("link length", mesh.link_length());
  g.link_distance_a = on_device("link distance a", mesh.link_distance_a());
  g.link_distance_b = on_device("link distance b", mesh.link_distance_b());
  g.normal_x = on_device("normal x", mesh.link_normal_x());
  g.normal_y = on_device("normal y", mesh.link_normal_y());
  g.first_link = on_device("first link", mesh.first_link());
  g.column_links = on_device("column links", mesh.column_links());
  std::vector<double> elevation;
  elevation.reserve(static_cast<std::size_t>(g.n_columns) * static_cast<std::size_t>(g.slots));
  for (Index c = 0; c < g.n_columns; ++c) {
    if (g.has_surface()) elevation.push_back(mesh.ground()[static_cast<std::size_t>(c)]);
    for (int k = 0; k < g.n_layers; ++k) elevation.push_back(mesh.cell_centre(c, k));
  }
  g.elevation = to_device("elevation", elevation);
  return g;
}

Array<double> with_ghosts(const meshes::ColumnMesh& mesh, const std::string& label,
                          const std::vector<double>& own_cells) {
  std::vector<double> all(own_cells);
  all.resize(static_cast<std::size_t>(mesh.n_columns()) * static_cast<std::size_t>(mesh.n_layers()));
  auto array = to_device(label, all);
  mesh.halo().exchange(array, mesh.n_layers());
  return array;
}

std::vector<double> inverse_moments(const meshes::ColumnMesh& mesh) {
  std::vector<double> moments;
  for (Index c = 0; c < mesh.n_owned(); ++c) {
    double xx = 0.0, xy = 0.0, yy = 0.0;
    for (Index k = mesh.first_link()[static_cast<std::size_t>(c)];
         k < mesh.first_link()[static_cast<std::size_t>(c) + 1]; ++k) {
      const Index entry = mesh.column_links()[static_cast<std::size_t>(k)];
      const auto other =
          static_cast<std::size_t>(entry % 2 ? mesh.link_a()[static_cast<std::size_t>(entry / 2)]
                                             : mesh.link_b()[static_cast<std::size_t>(entry / 2)]);
      const double dx = mesh.x()[other] - mesh.x()[static_cast<std::size_t>(c)],
                   dy = mesh.y()[other] - mesh.y()[static_cast<std::size_t>(c)];
      xx += dx * dx;
      xy += dx * dy;
      yy += dy * dy;
    }
    const double determinant = xx * yy - xy * xy, trace = xx + yy;
    if (determinant > 1e-9 * trace * trace) {
      moments.insert(moments.end(), {yy / determinant, -xy / determinant, xx / determinant});
    } else {
      const double square = trace > 0.0 ? 1.0 / (trace * trace) : 0.0;
      moments.insert(moments.end(), {xx * square, xy * square, yy * square});
    }
  }
  return moments;
}

double sum_own(const ColumnGeometry& geometry, const Array<double>& slots) {
  double sum = 0.0;
  const auto values = slots;
  Kokkos::parallel_reduce(
      "entail::process::sum_own", range(geometry.n_owned * geometry.slots),
      KOKKOS_LAMBDA(Index i, double& part) { part += values(i); }, sum);
  return sum;
}

}  // namespace entail::process
