#include "physics/transport/carrier.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <tuple>

namespace entail::transport {

namespace {

using field::Location;
using Size = std::size_t;

KOKKOS_INLINE_FUNCTION double mean(const Array<double>& values, Size a, Size b) {
  return 0.5 * (values(a) + values(b));
}

/// theta tau of a cell.
KOKKOS_INLINE_FUNCTION double pore_diffusion(const Array<double>& content, const Matrix& m, Size cell) {
  const double theta = content(cell) < m.porosity(cell) ? content(cell) : m.porosity(cell);
  return theta * theta * theta * std::cbrt(theta) / (m.porosity(cell) * m.porosity(cell));
}

/// Dispersivities at a face.
struct Lengths {
  double longitudinal, transverse, vertical;
};

KOKKOS_INLINE_FUNCTION Lengths lengths(const Matrix& m, Size a, Size b) {
  return {mean(m.longitudinal, a, b), mean(m.transverse, a, b), mean(m.vertical, a, b)};
}

/// Through a face between columns, with the velocity along its normal, along the layer and up.
KOKKOS_INLINE_FUNCTION Mixing through_side(const Lengths& l, double n, double t, double z) {
  const double speed = std::sqrt(n * n + t * t + z * z);
  if (!(speed > 0.0)) return {};
  return {(l.longitudinal * n * n + l.transverse * t * t + l.vertical * z * z) / speed, 0.0,
          (l.longitudinal - l.transverse) * n * t / speed, (l.longitudinal - l.vertical) * n * z / speed};
}

/// Through a face between layers.
KOKKOS_INLINE_FUNCTION Mixing through_bottom(const Lengths& l, double x, double y, double z) {
  const double speed = std::sqrt(x * x + y * y + z * z);
  if (!(speed > 0.0)) return {};
  return {(l.vertical * (x * x + y * y) + l.longitudinal * z * z) / speed, 0.0,
          (l.longitudinal - l.vertical) * x * z / speed, (l.longitudinal - l.vertical) * y * z / speed};
}

}  // namespace

Carrier::Carrier(field::Fields& fields, const Geometry& geometry, const Matrix& matrix,
                 const std::vector<OpenFace>& open_faces)
    : volume(fields.find("water_volume")),
      volume_before(fields.find("water_volume_before")),
      lateral_flux(fields.find("lateral_flux")),
      vertical_flux(fields.find("vertical_flux")),
      outflow(fields.find("boundary_outflow")),
      content(fields.find("water_content")),
      place(open_faces.size()),
      mesh_(fields.mesh()),
      geometry_(geometry),
      matrix_(matrix) {
  const auto layers = static_cast<Size>(geometry.n_layers);
  velocity_ = Array<double>("velocity", 3 * fields.extent(Location::cell));
  lateral = Array<Mixing>("lateral mixing", static_cast<Size>(geometry.n_links) * layers);
  vertical = Array<Mixing>("vertical mixing", geometry.own_cells());

  std::vector<Size> order(open_faces.size());
  std::iota(order.begin(), order.end(), Size{0});
  auto key = [&](Size i) { return std::tuple(open_faces[i].column, open_faces[i].slot, i); };
  std::sort(order.begin(), order.end(), [&](Size a, Size b) { return key(a) < key(b); });
  std::vector<OpenFace> sorted;
  std::vector<Index> first;
  for (Size i : order) {
    const OpenFace& face = open_faces[i];
    if (sorted.empty() || sorted.back().column != face.column || sorted.back().slot != face.slot)
      first.push_back(static_cast<Index>(sorted.size()));
    place[i] = sorted.size();
    sorted.push_back(face);
  }
  first.push_back(static_cast<Index>(sorted.size()));
  faces = to_device("open faces", sorted);
  first_face = to_device("first open face", first);
  open = Array<Mixing>("open mixing", sorted.size());
  inflow = Array<double>("open inflow", sorted.size());
}

void Carrier::update(const std::vector<double>& through) {
  std::vector<double> sorted(through.size());
  for (Size i = 0; i < through.size(); ++i) sorted[place[i]] = through[i];
  Kokkos::deep_copy(inflow, to_device("inflow", sorted));
  if (geometry_.n_layers == 0) return;
  velocities();
  mesh_.halo().exchange(velocity_, 3 * geometry_.n_layers);
  mixing();
}

/// Darcy velocity at the centres of own cells from the fluxes through their faces: the sum of outward flux
/// times the vector from the centre to the face, over the volume (Perot 2000, doi:10.1006/jcph.2000.6424,
/// eq. 94).
void Carrier::velocities() {
  const auto g = geometry_;
  const auto flux = lateral_flux, down = vertical_flux, velocity = velocity_;
  Kokkos::parallel_for(
      "entail::transport::velocities", range(g.n_owned * g.n_layers), KOKKOS_LAMBDA(Index cell) {
        const Index column = cell / g.n_layers;
        const int layer = cell % g.n_layers, slot = layer + g.first_cell;
        const double volume_of_cell = g.area(column) * g.thickness(column, layer);
        double qx = 0.0, qy = 0.0;
        for (Index k = g.first_link(column); k < g.first_link(column + 1); ++k) {
          const Index link = g.column_links(k) / 2;
          // Outward flux times the vector to the face: both change sign for b.
          const double moment = flux(static_cast<Size>(link) * g.slots + slot) *
                                (g.column_links(k) % 2 ? g.link_distance_b(link) : g.link_distance_a(link));
          qx += moment * g.normal_x(link);
          qy += moment * g.normal_y(link);
        }
        const Size i = static_cast<Size>(column) * (g.slots + 1) + slot, v = 3 * static_cast<Size>(cell);
        velocity(v) = qx / volume_of_cell;
        velocity(v + 1) = qy / volume_of_cell;
        velocity(v + 2) = -0.5 * (down(i) + down(i + 1)) / g.area(column);
      });
  const auto all = faces;
  const auto first = first_face;
  const auto entering = inflow;
  Kokkos::parallel_for(
      "entail::transport::velocities_at_open_faces", range(static_cast<Index>(first.extent(0)) - 1),
      KOKKOS_LAMBDA(Index group) {
        for (Index f = first(group); f < first(group + 1); ++f) {
          const OpenFace& face = all(f);
          const int layer = face.slot - g.first_cell;
          if (layer < 0) continue;
          const Size v = 3 * (static_cast<Size>(face.column) * g.n_layers + layer);
          const double part = -entering(f) / (g.area(face.column) * g.thickness(face.column, layer));
          velocity(v) += part * face.x;
          velocity(v + 1) += part * face.y;
          velocity(v + 2) += part * face.z;
        }
      });
}

void Carrier::mixing() {
  const auto g = geometry_;
  const auto m = matrix_;
  const auto flux = lateral_flux, down = vertical_flux, velocity = velocity_, water = content;
  const auto sides = lateral, bottoms = vertical;
  Kokkos::parallel_for(
      "entail::transport::lateral_mixing", range(g.n_links * g.n_layers), KOKKOS_LAMBDA(Index i) {
        const Index link = i / g.n_layers;
        const int layer = i % g.n_layers;
        const Index ca = g.link_a(link), cb = g.link_b(link);
        const Size a = static_cast<Size>(ca) * g.n_layers + layer,
                   b = static_cast<Size>(cb) * g.n_layers + layer;
        const double face = 0.5 * (g.thickness(ca, layer) + g.thickness(cb, layer)) * g.link_length(link);
        const double vx = mean(velocity, 3 * a, 3 * b), vy = mean(velocity, 3 * a + 1, 3 * b + 1);
        Mixing mix = through_side(
            lengths(m, a, b), flux(static_cast<Size>(link) * g.slots + layer + g.first_cell) / face,
            vy * g.normal_x(link) - vx * g.normal_y(link), mean(velocity, 3 * a + 2, 3 * b + 2));
        const double distance = g.link_distance(link);
        mix.mechanical *= face / distance;
        mix.pores = 0.5 * (pore_diffusion(water, m, a) + pore_diffusion(water, m, b)) * face / distance;
        mix.cross_1 *= face;
        mix.cross_2 *= face;
        sides(i) = mix;
      });
  Kokkos::parallel_for(
      "entail::transport::vertical_mixing", range(g.n_owned * g.n_layers), KOKKOS_LAMBDA(Index cell) {
        const Index column = cell / g.n_layers;
        const int layer = cell % g.n_layers;
        if (layer + 1 == g.n_layers) return;
        const Size u = cell, l = u + 1;
        const double area = g.area(column);
        const double distance = 0.5 * (g.thickness(column, layer) + g.thickness(column, layer + 1));
        Mixing mix = through_bottom(
            lengths(m, u, l), mean(velocity, 3 * u, 3 * l), mean(velocity, 3 * u + 1, 3 * l + 1),
            -down(static_cast<Size>(column) * (g.slots + 1) + layer + g.first_cell + 1) / area);
        mix.mechanical *= area / distance;
        mix.pores = 0.5 * (pore_diffusion(water, m, u) + pore_diffusion(water, m, l)) * area / distance;
        mix.cross_1 *= area;
        mix.cross_2 *= area;
        bottoms(cell) = mix;
      });
  const auto all = faces;
  const auto entering = inflow;
  const auto outside = open;
  Kokkos::parallel_for(
      "entail::transport::open_mixing", range(static_cast<Index>(all.extent(0))), KOKKOS_LAMBDA(Index f) {
        const OpenFace& face = all(f);
        const int layer = face.slot - g.first_cell;
        const double distance = std::sqrt(face.x * face.x + face.y * face.y + face.z * face.z);
        if (layer < 0 || !(distance > 0.0)) return;
        const Size cell = static_cast<Size>(face.column) * g.n_layers + layer;
        const double nx = face.x / distance, ny = face.y / distance, nz = face.z / distance;
        const double x = velocity(3 * cell), y = velocity(3 * cell + 1), z = velocity(3 * cell + 2);
        // The velocity at the face: the flux through it, and along it that of the cell.
        const double along = x * nx + y * ny + z * nz, normal = -entering(f) / face.area;
        const double square = x * x + y * y + z * z - along * along;
        const double tangential = square > 0.0 ? std::sqrt(square) : 0.0;
        const Mixing mix = nz * nz > 0.5 ? through_bottom(lengths(m, cell, cell), tangential, 0.0, normal)
                                         : through_side(lengths(m, cell, cell), normal, tangential, 0.0);
        outside(f).mechanical = mix.mechanical * face.area / distance;
        outside(f).pores = pore_diffusion(water, m, cell) * face.area / distance;
      });
}

}  // namespace entail::transport
