#include "physics/transport/dispersion.hpp"

#include <cmath>

namespace entail::transport {

namespace {

using Size = std::size_t;

/// Dispersivities of a cell.
struct Lengths {
  double longitudinal, transverse, vertical;
};

KOKKOS_INLINE_FUNCTION Lengths lengths(const Matrix& m, Size cell) {
  return {m.longitudinal(cell), m.transverse(cell), m.vertical(cell)};
}

/// theta D by the gradients normal to a face and along its two directions.
struct Tensor {
  double normal, first, second;
};

/// At a face between columns, with the velocity along its normal, along the layer and up.
KOKKOS_INLINE_FUNCTION Tensor at_side(const Lengths& l, double n, double t, double z) {
  const double speed = std::sqrt(n * n + t * t + z * z);
  if (!(speed > 0.0)) return {};
  return {(l.longitudinal * n * n + l.transverse * t * t + l.vertical * z * z) / speed,
          (l.longitudinal - l.transverse) * n * t / speed, (l.longitudinal - l.vertical) * n * z / speed};
}

/// At a face between layers.
KOKKOS_INLINE_FUNCTION Tensor at_bottom(const Lengths& l, double x, double y, double z) {
  const double speed = std::sqrt(x * x + y * y + z * z);
  if (!(speed > 0.0)) return {};
  return {(l.vertical * (x * x + y * y) + l.longitudinal * z * z) / speed,
          (l.longitudinal - l.vertical) * x * z / speed, (l.longitudinal - l.vertical) * y * z / speed};
}

/// a b / (a + b), the conductance of two in series.
KOKKOS_INLINE_FUNCTION double in_series(double a, double b) { return a + b > 0.0 ? a * b / (a + b) : 0.0; }

/// Both sides of a face of `area` at distances `da` and `db` in series: the concentration at the face is such
/// that the same leaves one as enters the other, c_a - c_b = F (r_a + r_b) + r_a X_a + r_b X_b with the
/// resistances r = d / D_nn and the fluxes X by the gradients along the face. `pore_a` and `pore_b` are theta
/// tau.
KOKKOS_INLINE_FUNCTION Mixing through(const Tensor& a, const Tensor& b, double pore_a, double pore_b,
                                      double area, double da, double db) {
  const double ga = area * a.normal / da, gb = area * b.normal / db;
  Mixing mix;
  mix.pores = in_series(area * pore_a / da, area * pore_b / db);
  if (!(ga > 0.0 && gb > 0.0)) return mix;
  mix.mechanical = in_series(ga, gb);
  const double part = gb / (ga + gb);
  mix.cross_1 = area * (part * a.first + (1.0 - part) * b.first);
  mix.cross_2 = area * (part * a.second + (1.0 - part) * b.second);
  const double ratio = a.normal < b.normal ? a.normal / b.normal : b.normal / a.normal;
  mix.alike = ratio * ratio;
  return mix;
}

/// Adds to the velocities what passes the open faces.
void add_open_faces(const ExecutionSpace& space, const Geometry& g, const Carrier& carrier,
                    const Array<double>& velocity) {
  const auto all = carrier.faces;
  const auto first = carrier.first_face;
  const auto entering = carrier.inflow;
  Kokkos::parallel_for(
      "entail::transport::velocities_at_open_faces", range(space, static_cast<Index>(first.extent(0)) - 1),
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

}  // namespace

void velocities(const ExecutionSpace& space, const Geometry& g, const Carrier& carrier,
                const Array<double>& velocity) {
  const auto flux = carrier.lateral_flux, down = carrier.vertical_flux;
  Kokkos::parallel_for(
      "entail::transport::velocities", range(space, g.n_owned * g.n_layers), KOKKOS_LAMBDA(Index cell) {
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
  add_open_faces(space, g, carrier, velocity);
}

void diffusion_in_pores(const ExecutionSpace& space, const Matrix& m, const Array<double>& content,
                        const Array<double>& pores) {
  Kokkos::parallel_for(
      "entail::transport::diffusion_in_pores", range(space, static_cast<Index>(pores.extent(0))),
      KOKKOS_LAMBDA(Index cell) {
        const double theta = content(cell) < m.porosity(cell) ? content(cell) : m.porosity(cell);
        pores(cell) = theta * theta * theta * std::cbrt(theta) / (m.porosity(cell) * m.porosity(cell));
      });
}

void mix_sides(const ExecutionSpace& space, const Geometry& g, const Matrix& m, const Carrier& carrier,
               const Array<double>& velocity, const Array<double>& pores, const Array<Mixing>& sides) {
  const auto flux = carrier.lateral_flux;
  Kokkos::parallel_for(
      "entail::transport::lateral_mixing", range(space, g.n_links * g.n_layers), KOKKOS_LAMBDA(Index i) {
        const Index link = i / g.n_layers;
        const int layer = i % g.n_layers;
        const Index ca = g.link_a(link), cb = g.link_b(link);
        const Size a = static_cast<Size>(ca) * g.n_layers + layer,
                   b = static_cast<Size>(cb) * g.n_layers + layer;
        const double face = 0.5 * (g.thickness(ca, layer) + g.thickness(cb, layer)) * g.link_length(link);
        const double nx = g.normal_x(link), ny = g.normal_y(link),
                     normal = flux(static_cast<Size>(link) * g.slots + layer + g.first_cell) / face;
        auto tensor = [&](Size cell) {
          const double along = velocity(3 * cell + 1) * nx - velocity(3 * cell) * ny;
          return at_side(lengths(m, cell), normal, along, velocity(3 * cell + 2));
        };
        sides(i) = through(tensor(a), tensor(b), pores(a), pores(b), face, g.link_distance_a(link),
                           g.link_distance_b(link));
      });
}

void mix_bottoms(const ExecutionSpace& space, const Geometry& g, const Matrix& m, const Carrier& carrier,
                 const Array<double>& velocity, const Array<double>& pores, const Array<Mixing>& bottoms) {
  const auto down = carrier.vertical_flux;
  Kokkos::parallel_for(
      "entail::transport::vertical_mixing", range(space, g.n_owned * g.n_layers), KOKKOS_LAMBDA(Index cell) {
        const Index column = cell / g.n_layers;
        const int layer = cell % g.n_layers;
        if (layer + 1 == g.n_layers) return;
        const Size u = cell, l = u + 1;
        const double area = g.area(column);
        const double normal =
            -down(static_cast<Size>(column) * (g.slots + 1) + layer + g.first_cell + 1) / area;
        auto tensor = [&](Size c) {
          return at_bottom(lengths(m, c), velocity(3 * c), velocity(3 * c + 1), normal);
        };
        bottoms(cell) = through(tensor(u), tensor(l), pores(u), pores(l), area,
                                0.5 * g.thickness(column, layer), 0.5 * g.thickness(column, layer + 1));
      });
}

void mix_open_faces(const ExecutionSpace& space, const Geometry& g, const Matrix& m, const Carrier& carrier,
                    const Array<double>& velocity, const Array<double>& pores, const Array<Mixing>& open) {
  const auto all = carrier.faces;
  const auto entering = carrier.inflow;
  Kokkos::parallel_for(
      "entail::transport::open_mixing", range(space, static_cast<Index>(all.extent(0))),
      KOKKOS_LAMBDA(Index f) {
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
        const Tensor tensor = nz * nz > 0.5 ? at_bottom(lengths(m, cell), tangential, 0.0, normal)
                                            : at_side(lengths(m, cell), normal, tangential, 0.0);
        open(f).mechanical = tensor.normal * face.area / distance;
        open(f).pores = pores(cell) * face.area / distance;
      });
}

void mix_held_slots(const ExecutionSpace& space, const Geometry& g, const Carrier& carrier,
                    const Array<Mixing>& open) {
  const auto all = carrier.faces;
  const auto lateral_flux = carrier.lateral_flux, vertical_flux = carrier.vertical_flux,
             outflow = carrier.outflow;
  const auto sides = carrier.lateral, bottoms = carrier.vertical;
  Kokkos::parallel_for(
      "entail::transport::held_slots", range(space, static_cast<Index>(all.extent(0))),
      KOKKOS_LAMBDA(Index f) {
        const OpenFace& face = all(f);
        const int slot = face.slot, layer = slot - g.first_cell;
        if (has_side(g, face)) return;
        double flows = outflow(static_cast<Size>(face.column) * g.slots + slot), pores = 0.0;
        auto add = [&](double flux, const Mixing& mixing) {
          flows += std::fabs(flux) + mixing.mechanical;
          pores += mixing.pores;
        };
        const Size top = static_cast<Size>(face.column) * (g.slots + 1) + slot;
        const Size cell = static_cast<Size>(face.column) * g.n_layers + layer;
        add(vertical_flux(top), layer > 0 ? bottoms(cell - 1) : Mixing{});
        add(vertical_flux(top + 1), layer >= 0 && layer + 1 < g.n_layers ? bottoms(cell) : Mixing{});
        for (Index k = g.first_link(face.column); k < g.first_link(face.column + 1); ++k) {
          const auto link = static_cast<Size>(g.column_links(k) / 2);
          add(lateral_flux(link * g.slots + slot), layer >= 0 ? sides(link * g.n_layers + layer) : Mixing{});
        }
        open(f).mechanical = held_to * flows;
        open(f).pores = held_to * pores;
      });
}

}  // namespace entail::transport
