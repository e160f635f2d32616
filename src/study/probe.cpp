#include "study/probe.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "base/error.hpp"
#include "study/sampling.hpp"

namespace entail::study {

namespace {

using Size = std::size_t;

/// Linear between the values of cells at their centres; constant beyond the outermost.
double vertical(const meshes::ColumnMesh& mesh, Index column, double z,
                const std::function<double(int)>& value_of_layer) {
  const int n = mesh.n_layers();
  if (z >= mesh.cell_centre(column, 0)) return value_of_layer(0);
  for (int k = 1; k < n; ++k) {
    const double upper = mesh.cell_centre(column, k - 1), lower = mesh.cell_centre(column, k);
    if (z >= lower)
      return value_of_layer(k) + (value_of_layer(k - 1) - value_of_layer(k)) * (z - lower) / (upper - lower);
  }
  return value_of_layer(n - 1);
}

}  // namespace

bool Probe::lies_within(const meshes::ColumnMesh& mesh, double x, double y) {
  double face = -1.0;
  mesh.comm().on_root([&] { face = static_cast<double>(meshes::find_face(*mesh.surface(), x, y)); });
  return mesh.comm().broadcast(face) >= 0.0;
}

Probe::Probe(const meshes::ColumnMesh& mesh, double x, double y) : mesh_(mesh), x_(x), y_(y) {
  double face = -1.0;
  mesh.comm().on_root([&] {
    face = static_cast<double>(meshes::find_face(*mesh.surface(), x, y));
    if (face < 0.0) throw UsageError(fmt::format("the place {}, {} of a check lies outside the model", x, y));
  });
  column_ = mesh.find_owned(static_cast<std::int64_t>(mesh.comm().broadcast(face)));
}

double Probe::from_owner(double value) const {
  // One rank owns the column; the others add nothing.
  return mesh_.comm().sum(column_ >= 0 ? value : 0.0);
}

/// The column's value plus the gradient of its neighbours times the way from its centre. In each direction
/// the neighbours of both sides count, or the one there is.
double Probe::at_place(const std::function<double(Index)>& value_of) const {
  if (column_ < 0) return from_owner(0.0);
  const auto c = static_cast<Size>(column_);
  const double own = value_of(column_);
  double xx = 0.0, xy = 0.0, yy = 0.0, gx = 0.0, gy = 0.0;
  for (Index k = mesh_.first_link()[c]; k < mesh_.first_link()[c + 1]; ++k) {
    const Index entry = mesh_.column_links()[static_cast<Size>(k)];
    const Index other = entry % 2 ? mesh_.link_a()[static_cast<Size>(entry / 2)]
                                  : mesh_.link_b()[static_cast<Size>(entry / 2)];
    const double dx = mesh_.x()[static_cast<Size>(other)] - mesh_.x()[c],
                 dy = mesh_.y()[static_cast<Size>(other)] - mesh_.y()[c], d = value_of(other) - own;
    xx += dx * dx;
    xy += dx * dy;
    yy += dy * dy;
    gx += dx * d;
    gy += dy * d;
  }
  const double det = xx * yy - xy * xy;
  double slope_x = 0.0, slope_y = 0.0;
  if (det > 1e-9 * (xx + yy) * (xx + yy)) {
    slope_x = (yy * gx - xy * gy) / det;
    slope_y = (xx * gy - xy * gx) / det;
  } else if (xx + yy > 0.0) {
    slope_x = xx > yy ? gx / xx : 0.0;
    slope_y = yy > xx ? gy / yy : 0.0;
  }
  return from_owner(own + slope_x * (x_ - mesh_.x()[c]) + slope_y * (y_ - mesh_.y()[c]));
}

double Probe::head(const field::Fields& fields, const std::vector<double>& pressure_head, double z) const {
  return at_place([&](Index column) {
    return vertical(mesh_, column, z, [&](int k) {
      return pressure_head[static_cast<Size>(column) * static_cast<Size>(fields.slots()) +
                           static_cast<Size>(fields.first_cell() + k)] +
             mesh_.cell_centre(column, k);
    });
  });
}

double Probe::water_table(const field::Fields& fields) const {
  const auto head = host_values(fields, "pressure_head");
  return at_place([&](Index column) { return water_table_elevation(fields, head, column); });
}

double Probe::cell_value(const field::Fields& fields, const std::string& name, double z) const {
  const auto values = host_values(fields, name);
  return at_place([&](Index column) {
    return vertical(mesh_, column, z, [&](int k) {
      return values(static_cast<Size>(column) * static_cast<Size>(fields.slots()) +
                    static_cast<Size>(fields.first_cell() + k));
    });
  });
}

double Probe::cell_field(const field::Fields& fields, const std::string& name, double z) const {
  const auto values = host_values(fields, name);
  return at_place([&](Index column) {
    return vertical(mesh_, column, z, [&](int k) {
      return values(static_cast<Size>(column) * static_cast<Size>(mesh_.n_layers()) + static_cast<Size>(k));
    });
  });
}

double Probe::surface_value(const field::Fields& fields, const std::string& name) const {
  const auto values = host_values(fields, name);
  return at_place(
      [&](Index column) { return values(static_cast<Size>(column) * static_cast<Size>(fields.slots())); });
}

double Probe::level(const field::Fields& fields, double value) const {
  const auto head = host_values(fields, "pressure_head");
  const double found = at_place([&](Index column) {
    auto h = [&](int k) {
      return head(static_cast<Size>(column) * static_cast<Size>(fields.slots()) +
                  static_cast<Size>(fields.first_cell() + k));
    };
    for (int k = 1; k < mesh_.n_layers(); ++k)
      if ((h(k - 1) - value) * (h(k) - value) <= 0.0 && h(k - 1) != h(k)) {
        const double upper = mesh_.cell_centre(column, k - 1), lower = mesh_.cell_centre(column, k);
        return lower + (upper - lower) * (value - h(k)) / (h(k - 1) - h(k));
      }
    // Beyond the outermost centres the pressure is hydrostatic.
    const int last = mesh_.n_layers() - 1;
    return mesh_.cell_centre(column, last) + h(last) - value;
  });
  return found;
}

}  // namespace entail::study
