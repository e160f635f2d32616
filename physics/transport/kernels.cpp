#include "physics/transport/kernels.hpp"

#include <cmath>

namespace entail::transport {

namespace {

auto over(const ExecutionSpace& space, Index n) {
  return Kokkos::RangePolicy<ExecutionSpace, Kokkos::IndexType<Index>>(space, 0, n);
}

KOKKOS_INLINE_FUNCTION double larger(double a, double b) { return a > b ? a : b; }

/// theta D normal to a face, from the Darcy velocity there.
KOKKOS_INLINE_FUNCTION double normal_dispersion(double longitudinal, double transverse, double normal,
                                                double square, double diffusion) {
  const double speed = std::sqrt(square);
  return diffusion +
         (speed > 0.0 ? (longitudinal - transverse) * normal * normal / speed + transverse * speed : 0.0);
}

/// theta tau Dm of a cell.
KOKKOS_INLINE_FUNCTION double pore_diffusion(const Carrier& carrier, const Material& m, std::size_t cell) {
  const double theta = carrier.content(cell) < m.porosity(cell) ? carrier.content(cell) : m.porosity(cell);
  return m.molecular_diffusion * theta * theta * theta * std::cbrt(theta) /
         (m.porosity(cell) * m.porosity(cell));
}

}  // namespace

void capacities(const ExecutionSpace& space, const Geometry& g, const Material& m,
                const Array<double>& volume, const Array<double>& capacity) {
  Kokkos::parallel_for(
      "entail::transport::capacities", over(space, g.n_owned * g.slots), KOKKOS_LAMBDA(Index i) {
        const Index column = i / g.slots;
        const int slot = i % g.slots;
        if (slot < g.first_cell)
          capacity(i) = larger(volume(i), bed_film * g.area(column));
        else
          capacity(i) =
              volume(i) + m.sorbing(static_cast<std::size_t>(column) * g.n_layers + slot - g.first_cell);
      });
}

void velocities(const ExecutionSpace& space, const Geometry& g, const Carrier& carrier,
                const Array<double>& velocity) {
  Kokkos::parallel_for(
      "entail::transport::velocities", over(space, g.n_owned * g.n_layers), KOKKOS_LAMBDA(Index cell) {
        const Index column = cell / g.n_layers;
        const int layer = cell % g.n_layers, slot = layer + g.first_cell;
        const double thickness = g.thickness(column, layer), volume = g.area(column) * thickness;
        double qx = 0.0, qy = 0.0;
        for (Index k = g.first_link(column); k < g.first_link(column + 1); ++k) {
          const Index link = g.column_links(k) / 2;
          const bool is_b = g.column_links(k) % 2;
          // Outward flux times the vector from the centre to the face: both change sign for b.
          const double moment = carrier.lateral_flux(static_cast<std::size_t>(link) * g.slots + slot) *
                                (is_b ? g.link_distance_b(link) : g.link_distance_a(link));
          qx += moment * g.normal_x(link);
          qy += moment * g.normal_y(link);
        }
        const std::size_t i = static_cast<std::size_t>(column) * (g.slots + 1) + slot;
        const double down = 0.5 * (carrier.vertical_flux(i) + carrier.vertical_flux(i + 1));
        const std::size_t v = 3 * static_cast<std::size_t>(cell);
        velocity(v) = qx / volume;
        velocity(v + 1) = qy / volume;
        velocity(v + 2) = -down / g.area(column);
      });
}

void dispersion(const ExecutionSpace& space, const Geometry& g, const Carrier& carrier, const Material& m,
                const Array<double>& velocity, const Dispersion& result) {
  Kokkos::parallel_for(
      "entail::transport::lateral_dispersion", over(space, g.n_links * g.n_layers), KOKKOS_LAMBDA(Index i) {
        const Index link = i / g.n_layers;
        const int layer = i % g.n_layers;
        const std::size_t a = static_cast<std::size_t>(g.link_a(link)) * g.n_layers + layer,
                          b = static_cast<std::size_t>(g.link_b(link)) * g.n_layers + layer;
        const double thickness =
            0.5 * (g.thickness(g.link_a(link), layer) + g.thickness(g.link_b(link), layer));
        const double face = thickness * g.link_length(link);
        const double vx = 0.5 * (velocity(3 * a) + velocity(3 * b)),
                     vy = 0.5 * (velocity(3 * a + 1) + velocity(3 * b + 1)),
                     vz = 0.5 * (velocity(3 * a + 2) + velocity(3 * b + 2));
        const double along_face = vy * g.normal_x(link) - vx * g.normal_y(link);
        const double normal =
            carrier.lateral_flux(static_cast<std::size_t>(link) * g.slots + layer + g.first_cell) / face;
        const double d = normal_dispersion(
            0.5 * (m.longitudinal(a) + m.longitudinal(b)), 0.5 * (m.transverse(a) + m.transverse(b)), normal,
            normal * normal + along_face * along_face + vz * vz,
            0.5 * (pore_diffusion(carrier, m, a) + pore_diffusion(carrier, m, b)));
        result.lateral(i) = face * d / (g.link_distance_a(link) + g.link_distance_b(link));
      });
  Kokkos::parallel_for(
      "entail::transport::vertical_dispersion", over(space, g.n_owned * g.n_layers), KOKKOS_LAMBDA(Index a) {
        const Index column = a / g.n_layers;
        const int layer = a % g.n_layers;
        if (layer + 1 == g.n_layers) {
          result.vertical(a) = 0.0;
          return;
        }
        const std::size_t u = a, l = u + 1;
        const double vx = 0.5 * (velocity(3 * u) + velocity(3 * l)),
                     vy = 0.5 * (velocity(3 * u + 1) + velocity(3 * l + 1));
        const double normal = carrier.vertical_flux(static_cast<std::size_t>(column) * (g.slots + 1) + layer +
                                                    g.first_cell + 1) /
                              g.area(column);
        const double d = normal_dispersion(
            0.5 * (m.longitudinal(u) + m.longitudinal(l)), 0.5 * (m.transverse(u) + m.transverse(l)), normal,
            normal * normal + vx * vx + vy * vy,
            0.5 * (pore_diffusion(carrier, m, u) + pore_diffusion(carrier, m, l)));
        result.vertical(a) =
            g.area(column) * d / (0.5 * (g.thickness(column, layer) + g.thickness(column, layer + 1)));
      });
}

void assemble(const ExecutionSpace& space, const Geometry& g, const Carrier& carrier, const Material& m,
              const Dispersion& spread, const Array<double>& capacity, const Array<double>& mass,
              const Array<double>& input, double length, const process::ColumnMatrix& matrix,
              const Array<double>& right_side) {
  using process::ColumnMatrix;
  Kokkos::parallel_for(
      "entail::transport::assemble", over(space, g.n_owned * g.slots), KOKKOS_LAMBDA(Index i) {
        const Index column = i / g.slots;
        const int slot = i % g.slots, layer = slot - g.first_cell;
        const Index row = matrix.row(column, slot);
        double diagonal = capacity(i) * (1.0 / length + m.decay) + carrier.outflow(i);
        double above = 0.0, below = 0.0;
        // `leaving` is the flux out through a face, `mixing` the dispersive conductance across it.
        auto exchange = [&](double leaving, double mixing, double& other) {
          diagonal += larger(leaving, 0.0) + mixing;
          other = -larger(-leaving, 0.0) - mixing;
        };
        const std::size_t v = static_cast<std::size_t>(column) * (g.slots + 1) + slot;
        if (slot > 0)
          exchange(-carrier.vertical_flux(v),
                   layer > 0 ? spread.vertical(column * g.n_layers + layer - 1) : 0.0, above);
        if (slot + 1 < g.slots)
          exchange(carrier.vertical_flux(v + 1),
                   layer >= 0 ? spread.vertical(column * g.n_layers + layer) : 0.0, below);
        const Index first = g.first_link(column);
        for (Index k = first; k < g.first_link(column + 1); ++k) {
          const Index link = g.column_links(k) / 2;
          const double flux = carrier.lateral_flux(static_cast<std::size_t>(link) * g.slots + slot);
          const double mixing = layer >= 0 ? spread.lateral(link * g.n_layers + layer) : 0.0;
          exchange(g.column_links(k) % 2 ? -flux : flux, mixing,
                   matrix.values(row + ColumnMatrix::links + k - first));
        }
        matrix.values(row + ColumnMatrix::diagonal) = diagonal;
        matrix.values(row + ColumnMatrix::above) = above;
        matrix.values(row + ColumnMatrix::below) = below;
        right_side(i) = mass(i) / length + input(i);
      });
}

void imbalance(const ExecutionSpace& space, const Geometry& g, const process::ColumnMatrix& matrix,
               const Array<double>& c, const Array<double>& right_side, const Array<double>& result) {
  using process::ColumnMatrix;
  Kokkos::parallel_for(
      "entail::transport::imbalance", over(space, g.n_owned * g.slots), KOKKOS_LAMBDA(Index i) {
        const Index column = i / g.slots;
        const int slot = i % g.slots;
        const Index row = matrix.row(column, slot), first = g.first_link(column);
        double sum = matrix.values(row + ColumnMatrix::diagonal) * c(i) - right_side(i);
        if (slot > 0) sum += matrix.values(row + ColumnMatrix::above) * c(i - 1);
        if (slot + 1 < g.slots) sum += matrix.values(row + ColumnMatrix::below) * c(i + 1);
        for (Index k = first; k < g.first_link(column + 1); ++k) {
          const Index link = g.column_links(k) / 2;
          const std::size_t other = g.column_links(k) % 2 ? g.link_a(link) : g.link_b(link);
          sum += matrix.values(row + ColumnMatrix::links + k - first) * c(other * g.slots + slot);
        }
        result(i) = sum;
      });
}

}  // namespace entail::transport
