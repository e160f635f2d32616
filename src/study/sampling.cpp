#include "study/sampling.hpp"

#include <algorithm>
#include <limits>

namespace entail::study {

namespace {

using Size = std::size_t;

}  // namespace

std::size_t slot_index(const field::Fields& fields, Index column, int slot) {
  return static_cast<Size>(column) * static_cast<Size>(fields.slots()) + static_cast<Size>(slot);
}

Kokkos::View<const double*, Kokkos::HostSpace> host_values(const field::Fields& fields,
                                                           const std::string& name) {
  return Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), fields.find(name));
}

double water_table_elevation(const field::Fields& fields,
                             const Kokkos::View<const double*, Kokkos::HostSpace>& head, Index column) {
  const auto& mesh = fields.mesh();
  auto pressure = [&](int k) { return head(slot_index(fields, column, fields.first_cell() + k)); };
  int top = mesh.n_layers();
  while (top > 0 && pressure(top - 1) >= 0.0) --top;
  if (top == mesh.n_layers()) {
    // The table may stand in the lowest cell, below its centre.
    const double level = mesh.cell_centre(column, top - 1) + pressure(top - 1);
    return level > mesh.cell_bottom(column, top - 1) ? level : std::numeric_limits<double>::quiet_NaN();
  }
  if (top == 0) return mesh.cell_centre(column, 0) + pressure(0);
  // Linear between the last saturated centre and the first that is not.
  const double lower = mesh.cell_centre(column, top), upper = mesh.cell_centre(column, top - 1);
  return lower + (upper - lower) * pressure(top) / (pressure(top) - pressure(top - 1));
}

double water_table_depth(const field::Fields& fields,
                         const Kokkos::View<const double*, Kokkos::HostSpace>& head, Index column) {
  const double below =
      fields.mesh().ground()[static_cast<Size>(column)] - water_table_elevation(fields, head, column);
  return below < 0.0 ? 0.0 : below;
}

std::vector<double> water_table_depth(const field::Fields& fields) {
  const auto head = host_values(fields, "pressure_head");
  std::vector<double> depth;
  for (Index c = 0; c < fields.mesh().n_owned(); ++c) depth.push_back(water_table_depth(fields, head, c));
  return depth;
}

std::vector<double> surface_depth(const field::Fields& fields) {
  const auto head = host_values(fields, "pressure_head");
  std::vector<double> depth;
  for (Index c = 0; c < fields.mesh().n_owned(); ++c)
    depth.push_back(fields.has_surface() ? std::max(0.0, head(slot_index(fields, c, 0))) : 0.0);
  return depth;
}

double surface_discharge(const field::Fields& fields,
                         const Kokkos::View<const double*, Kokkos::HostSpace>& lateral,
                         const Kokkos::View<const double*, Kokkos::HostSpace>& outflow, Index column) {
  const auto& mesh = fields.mesh();
  double sum = outflow(slot_index(fields, column, 0));
  for (Index k = mesh.first_link()[static_cast<Size>(column)];
       k < mesh.first_link()[static_cast<Size>(column) + 1]; ++k) {
    const Index entry = mesh.column_links()[static_cast<Size>(k)];
    const double flux = lateral(slot_index(fields, entry / 2, 0));
    sum += std::max(0.0, entry % 2 ? -flux : flux);
  }
  return sum;
}

std::vector<double> surface_discharge(const field::Fields& fields) {
  std::vector<double> discharge(static_cast<Size>(fields.mesh().n_owned()), 0.0);
  if (!fields.has_surface()) return discharge;
  const auto lateral = host_values(fields, "lateral_flux"), outflow = host_values(fields, "boundary_outflow");
  for (Index c = 0; c < fields.mesh().n_owned(); ++c)
    discharge[static_cast<Size>(c)] = surface_discharge(fields, lateral, outflow, c);
  return discharge;
}

std::vector<double> cells_of(const field::Fields& fields, const std::string& slot_field) {
  const auto values = host_values(fields, slot_field);
  std::vector<double> cells;
  cells.reserve(static_cast<Size>(fields.mesh().n_owned_cells()));
  for (Index c = 0; c < fields.mesh().n_owned(); ++c)
    for (int k = 0; k < fields.mesh().n_layers(); ++k)
      cells.push_back(values(slot_index(fields, c, fields.first_cell() + k)));
  return cells;
}

std::vector<double> saturations(const field::Fields& fields) {
  const auto content = host_values(fields, "water_content"), porosity = host_values(fields, "porosity");
  std::vector<double> values(static_cast<Size>(fields.mesh().n_owned()) *
                             static_cast<Size>(fields.mesh().n_layers()));
  for (Size i = 0; i < values.size(); ++i) values[i] = std::min(1.0, content(i) / porosity(i));
  return values;
}

std::vector<double> hydraulic_heads(const field::Fields& fields) {
  auto heads = cells_of(fields, "pressure_head");
  const auto& mesh = fields.mesh();
  for (Size i = 0; i < heads.size(); ++i)
    heads[i] +=
        mesh.cell_centre(static_cast<Index>(i) / mesh.n_layers(), static_cast<int>(i) % mesh.n_layers());
  return heads;
}

}  // namespace entail::study
