#include "physics/flow/kernels.hpp"

#include "physics/laws/manning.hpp"

namespace entail::flow {

namespace {

/// A flux and its derivatives by the unknowns at its two ends.
struct Flux {
  double value, d_from, d_to;
};

KOKKOS_INLINE_FUNCTION double larger(double a, double b) { return a > b ? a : b; }
KOKKOS_INLINE_FUNCTION double positive(double value) { return value > 0.0 ? value : 0.0; }
KOKKOS_INLINE_FUNCTION double is_positive(double value) { return value > 0.0 ? 1.0 : 0.0; }

/// Darcy's law between two points with the kr of the higher head times its factor.
KOKKOS_INLINE_FUNCTION Flux darcy(double conductance, const End& from, const End& to,
                                  const UpstreamFactor& factor) {
  const double drop = from.head - to.head;
  if (drop >= 0.0) {
    const double c = conductance * static_cast<double>(factor.forth);
    return {c * from.kr * drop, c * (from.kr + from.d_kr * drop), -c * from.kr};
  }
  const double c = conductance * static_cast<double>(factor.back);
  return {c * to.kr * drop, c * to.kr, c * (to.d_kr * drop - to.kr)};
}

KOKKOS_INLINE_FUNCTION End end_of(const Geometry& g, const Array<double>& x, const CellState& s, Index column,
                                  int slot) {
  const std::size_t i = static_cast<std::size_t>(column) * g.slots + slot;
  const std::size_t cell = static_cast<std::size_t>(column) * g.n_layers + slot - g.first_cell;
  return {x(i) + g.elevation(i), g.elevation(i), s.relative_conductivity(cell),
          s.d_relative_conductivity(cell)};
}

KOKKOS_INLINE_FUNCTION UpstreamFactor lateral_factor(const Geometry& g, const Material& m,
                                                     const Array<double>& x, const CellState& s, Index a,
                                                     Index b, int layer) {
  const int slot = layer + g.first_cell;
  const End from = end_of(g, x, s, a, slot), to = end_of(g, x, s, b, slot);
  const laws::Soil& soil = m.soils(m.soil(static_cast<std::size_t>(a) * g.n_layers + layer));
  const laws::Soil& other = m.soils(m.soil(static_cast<std::size_t>(b) * g.n_layers + layer));
  if (!soil.is_aquifer() || soil.kind() != other.kind()) return factor_of(from, to);
  const double h = 0.5 * (x(static_cast<std::size_t>(a) * g.slots + slot) +
                          x(static_cast<std::size_t>(b) * g.slots + slot));
  const double height = 0.5 * (g.thickness(a, layer) + g.thickness(b, layer));
  return factor_of(from, to, soil(h, height).conductivity);
}

/// The same for vertical flow: in an aquifer without capillarity water fills a cell from below, so that it
/// conducts vertically as if it were full.
KOKKOS_INLINE_FUNCTION End vertical_end(const Geometry& g, const Material& m, const Array<double>& x,
                                        const CellState& s, Index column, int slot) {
  End end = end_of(g, x, s, column, slot);
  const std::size_t cell = static_cast<std::size_t>(column) * g.n_layers + slot - g.first_cell;
  if (m.soils(m.soil(cell)).is_aquifer()) {
    end.kr = 1.0;
    end.d_kr = 0.0;
  }
  return end;
}

/// Flux down from slot `slot` to the one below. Between the surface and the top cell it is
///
///   exchange = A Kz f [(psi - h_top) / (dz/2) + 1],   f = (1 + kr(h_top)) / 2 before the step
///
/// Where no water stands, psi is negative and takes the value that lets in just what falls; it turns
/// positive, a depth, when more falls than can go in. Water comes up only when the top cell is saturated and
/// kr is 1.
KOKKOS_INLINE_FUNCTION Flux down(const Geometry& g, const Material& m, const Drive& d, const Array<double>& x,
                                 const CellState& s, Index column, int slot) {
  const std::size_t i = static_cast<std::size_t>(column) * g.slots + slot;
  if (slot < g.first_cell) {
    const double c = m.vertical_conductance(i) * static_cast<double>(d.vertical(i).forth);
    return {c * (x(i) + g.elevation(i) - x(i + 1) - g.elevation(i + 1)), c, -c};
  }
  return darcy(m.vertical_conductance(i), vertical_end(g, m, x, s, column, slot),
               vertical_end(g, m, x, s, column, slot + 1), d.vertical(i));
}

/// Overland flow from column a to b. The depth that conveys is the water surface of the higher side over the
/// higher of both grounds, so that water passes a sill only above it.
KOKKOS_INLINE_FUNCTION Flux across_edge(const Geometry& g, const Material& m, const Array<double>& x,
                                        double slope_along, Index link) {
  const Index a = g.link_a(link), b = g.link_b(link);
  const std::size_t ia = static_cast<std::size_t>(a) * g.slots, ib = static_cast<std::size_t>(b) * g.slots;
  const double ground_a = g.elevation(ia), ground_b = g.elevation(ib);
  const double eta_a = ground_a + positive(x(ia)), eta_b = ground_b + positive(x(ib));
  const bool from_a = eta_a >= eta_b;
  const double depth = (from_a ? eta_a : eta_b) - (ground_a > ground_b ? ground_a : ground_b);
  const double distance = g.link_distance(link), length = g.link_length(link);
  const laws::DiffusiveWave wave{m.manning(from_a ? a : b)};
  const laws::OverlandFlux q = wave(depth, (eta_a - eta_b) / distance, slope_along);
  return {length * q.value, length * (q.d_slope / distance + (from_a ? q.d_depth : 0.0)) * is_positive(x(ia)),
          length * (-q.d_slope / distance + (from_a ? 0.0 : q.d_depth)) * is_positive(x(ib))};
}

/// Flux of a link in a slot from a to b.
KOKKOS_INLINE_FUNCTION Flux beside(const Geometry& g, const Material& m, const Drive& d,
                                   const Array<double>& x, const CellState& s, const OverlandFlux& overland,
                                   Index link, int slot) {
  if (slot < g.first_cell) return {overland.flux(link), overland.d_a(link), overland.d_b(link)};
  const std::size_t face = static_cast<std::size_t>(link) * g.n_layers + slot - g.first_cell;
  return darcy(m.lateral_conductance(face), end_of(g, x, s, g.link_a(link), slot),
               end_of(g, x, s, g.link_b(link), slot), d.lateral(face));
}

/// The part of the root zone that lies in a layer.
KOKKOS_INLINE_FUNCTION double root_share(const Geometry& g, const Material& m, Index column, int layer) {
  if (m.root_depth <= 0.0) return layer == 0 ? 1.0 : 0.0;
  const std::size_t i = static_cast<std::size_t>(column) * (g.n_layers + 1);
  const double ground = g.interfaces(i), bottom = g.interfaces(i + g.n_layers);
  const double zone = m.root_depth < ground - bottom ? m.root_depth : ground - bottom;
  const double upper = ground - g.interfaces(i + layer), lower = ground - g.interfaces(i + layer + 1);
  return upper >= zone ? 0.0 : ((lower < zone ? lower : zone) - upper) / zone;
}

/// Evaporation of a slot [m3/s] and its derivative.
KOKKOS_INLINE_FUNCTION Flux evaporated(const Geometry& g, const Material& m, const Drive& d,
                                       const Array<double>& x, Index column, int slot) {
  const std::size_t i = static_cast<std::size_t>(column) * g.slots + slot;
  if (slot < g.first_cell) {
    const double potential = g.area(column) * d.exposed(column) * d.potential_evaporation;
    const laws::Factor factor = laws::PondEvaporation{}(x(i));
    return {potential * factor.value, potential * factor.derivative, 0.0};
  }
  const double share = root_share(g, m, column, slot - g.first_cell);
  if (share <= 0.0) return {0.0, 0.0, 0.0};
  const double potential = g.area(column) * d.soil_evaporation(column) * share;
  const laws::Factor factor = m.stress(x(i));
  return {potential * factor.value, potential * factor.derivative, 0.0};
}

/// A loop over the slots of `n_columns` columns.
template <class Body>
void for_slots(const char* label, const ExecutionSpace& space, Index n_columns, int slots, const Body& body) {
  Kokkos::parallel_for(
      label, Kokkos::RangePolicy<ExecutionSpace, Kokkos::IndexType<Index>>(space, 0, n_columns * slots),
      KOKKOS_LAMBDA(Index i) { body(i / slots, i % slots); });
}

}  // namespace

void evaluate_cells(const ExecutionSpace& space, const Geometry& g, const Material& m, const Array<double>& x,
                    const CellState& s) {
  for_slots(
      "entail::flow::evaluate_cells", space, g.n_columns, g.n_layers, KOKKOS_LAMBDA(Index column, int layer) {
        const std::size_t cell = static_cast<std::size_t>(column) * g.n_layers + layer;
        const double h = x(static_cast<std::size_t>(column) * g.slots + g.first_cell + layer);
        const laws::Soil& soil = m.soils(m.soil(cell));
        const laws::Retention r = soil(h, g.thickness(column, layer));
        const double range = m.porosity(cell) - m.residual(cell);
        const bool elastic = h > 0.0 || soil.kind() == laws::Soil::Kind::confined;
        s.content(cell) =
            m.residual(cell) + range * r.saturation + (elastic ? m.specific_storage(cell) * h : 0.0);
        if (s.kr.extent(0) == 0) return;  // confined, where all derivatives are constant
        s.d_content(cell) = range * r.d_saturation + (elastic ? m.specific_storage(cell) : 0.0);
        s.kr(cell) = r.conductivity;
        s.d_kr(cell) = r.d_conductivity;
      });
}

void upstream_factors(const ExecutionSpace& space, const Geometry& g, const Material& m,
                      const Array<double>& x, const CellState& s, const Drive& d) {
  if (d.lateral_factor.extent(0) == 0 && d.vertical_factor.extent(0) == 0) return;
  for_slots(
      "entail::flow::lateral_factors", space, g.n_links, g.n_layers, KOKKOS_LAMBDA(Index link, int layer) {
        d.lateral_factor(static_cast<std::size_t>(link) * g.n_layers + layer) =
            lateral_factor(g, m, x, s, g.link_a(link), g.link_b(link), layer);
      });
  for_slots(
      "entail::flow::vertical_factors", space, g.n_owned, g.slots, KOKKOS_LAMBDA(Index column, int slot) {
        UpstreamFactor factor{1.0f, 1.0f};
        if (slot < g.first_cell && g.n_layers > 0)
          factor.forth = static_cast<float>(0.5 * (1.0 + vertical_end(g, m, x, s, column, slot + 1).kr));
        else if (slot + 1 < g.slots)
          factor =
              factor_of(vertical_end(g, m, x, s, column, slot), vertical_end(g, m, x, s, column, slot + 1));
        d.vertical_factor(static_cast<std::size_t>(column) * g.slots + slot) = factor;
      });
}

void overland_fluxes(const ExecutionSpace& space, const Geometry& g, const Material& m, const Drive& d,
                     const Array<double>& x, const OverlandFlux& overland) {
  if (!g.has_surface()) return;
  Kokkos::parallel_for(
      "entail::flow::overland_fluxes",
      Kokkos::RangePolicy<ExecutionSpace, Kokkos::IndexType<Index>>(space, 0, g.n_links),
      KOKKOS_LAMBDA(Index link) {
        const Flux flux = across_edge(g, m, x, d.slope_along(link), link);
        overland.flux(link) = flux.value;
        overland.d_a(link) = flux.d_from;
        overland.d_b(link) = flux.d_to;
      });
}

void lateral_fluxes(const ExecutionSpace& space, const Geometry& g, const Material& m, const Drive& d,
                    const Array<double>& x, const CellState& s, const OverlandFlux& overland,
                    const Array<double>& flux) {
  for_slots(
      "entail::flow::lateral_fluxes", space, g.n_links, g.slots, KOKKOS_LAMBDA(Index link, int slot) {
        flux(static_cast<std::size_t>(link) * g.slots + slot) =
            beside(g, m, d, x, s, overland, link, slot).value;
      });
}

void limit_update(const ExecutionSpace& space, const Geometry& g, const Material& m,
                  const Array<double>& from, const Array<double>& proposed) {
  constexpr double wet_film = 1e-6;      // [m]
  constexpr double just_drained = 1e-3;  // [m], of pressure head below saturation
  for_slots(
      "entail::flow::limit_update", space, g.n_owned, g.slots, KOKKOS_LAMBDA(Index column, int slot) {
        const std::size_t i = static_cast<std::size_t>(column) * g.slots + slot;
        const double old = from(i);
        double& next = proposed(i);
        if (slot < g.first_cell) {
          if (g.n_layers > 0 && old <= 0.0 && next > wet_film) next = wet_film;
          return;
        }
        const int layer = slot - g.first_cell;
        const laws::Soil& soil = m.soils(m.soil(static_cast<std::size_t>(column) * g.n_layers + layer));
        // Piecewise linear: full steps find the cells that the water table passes.
        if (soil.is_aquifer()) return;
        const double height = g.thickness(column, layer), entry = soil.entry(height);
        if (old >= entry) {
          if (next < entry) next = larger(next, entry - just_drained);
          return;
        }
        const laws::Retention point = soil(old, height);
        const double saturation = point.saturation + point.d_saturation * (next - old);
        if (saturation <= 0.5 * point.saturation) {
          next = soil.pressure_head(0.5 * point.saturation, height);
          return;
        }
        const double by_saturation =
            saturation < 1.0 - 1e-9 ? soil.pressure_head(saturation, height) : larger(next, entry);
        next = by_saturation < entry ? by_saturation : (next < entry ? next : entry);
      });
}

void volumes(const ExecutionSpace& space, const Geometry& g, const Array<double>& x, const CellState& s,
             const Array<double>& volume) {
  for_slots(
      "entail::flow::volumes", space, g.n_owned, g.slots, KOKKOS_LAMBDA(Index column, int slot) {
        volume(static_cast<std::size_t>(column) * g.slots + slot) = storage(g, x, s, column, slot).volume;
      });
}

void assemble_residual(const ExecutionSpace& space, const Geometry& g, const Material& m, const Drive& d,
                       const Array<double>& x, const CellState& s, const OverlandFlux& overland,
                       const Array<double>& residual) {
  for_slots(
      "entail::flow::assemble_residual", space, g.n_owned, g.slots, KOKKOS_LAMBDA(Index column, int slot) {
        const std::size_t i = static_cast<std::size_t>(column) * g.slots + slot;
        double r = (storage(g, x, s, column, slot).volume - d.old_volume(i)) * d.storage_rate;
        if (d.source.extent(0) > 0) r -= d.source(i);
        r += evaporated(g, m, d, x, column, slot).value;
        r += slot + 1 < g.slots ? down(g, m, d, x, s, column, slot).value : 0.0;
        r -= slot > 0 ? down(g, m, d, x, s, column, slot - 1).value : g.area(column) * d.rain;
        for (Index k = g.first_link(column); k < g.first_link(column + 1); ++k) {
          const double flux = beside(g, m, d, x, s, overland, g.column_links(k) / 2, slot).value;
          r += g.column_links(k) % 2 ? -flux : flux;
        }
        residual(i) = r;
      });
}

void assemble_jacobian(const ExecutionSpace& space, const Geometry& g, const Material& m, const Drive& d,
                       const Array<double>& x, const CellState& s, const OverlandFlux& overland,
                       const process::ColumnMatrix& matrix) {
  using process::ColumnMatrix;
  for_slots(
      "entail::flow::assemble_jacobian", space, g.n_owned, g.slots, KOKKOS_LAMBDA(Index column, int slot) {
        double diagonal = storage(g, x, s, column, slot).derivative * d.storage_rate +
                          evaporated(g, m, d, x, column, slot).d_from;
        double above = 0.0, below = 0.0;
        if (slot + 1 < g.slots) {
          const Flux flux = down(g, m, d, x, s, column, slot);
          diagonal += flux.d_from;
          below = flux.d_to;
        }
        if (slot > 0) {
          const Flux flux = down(g, m, d, x, s, column, slot - 1);
          diagonal -= flux.d_to;
          above = -flux.d_from;
        }
        const Index first = g.first_link(column);
        for (Index k = first; k < g.first_link(column + 1); ++k) {
          const Flux flux = beside(g, m, d, x, s, overland, g.column_links(k) / 2, slot);
          const bool is_b = g.column_links(k) % 2;
          diagonal += is_b ? -flux.d_to : flux.d_from;
          matrix.values(matrix.at(column, slot, ColumnMatrix::links + k - first)) =
              is_b ? -flux.d_from : flux.d_to;
        }
        matrix.values(matrix.at(column, slot, ColumnMatrix::diagonal)) = diagonal;
        matrix.values(matrix.at(column, slot, ColumnMatrix::above)) = above;
        matrix.values(matrix.at(column, slot, ColumnMatrix::below)) = below;
      });
}

void uncouple(const ExecutionSpace& space, const Geometry& g, const Array<std::uint8_t>& is_marked,
              const process::ColumnMatrix& matrix) {
  using process::ColumnMatrix;
  for_slots(
      "entail::flow::uncouple", space, g.n_owned, g.slots, KOKKOS_LAMBDA(Index column, int slot) {
        const std::size_t i = static_cast<std::size_t>(column) * g.slots + slot;
        const bool here = is_marked(i) != 0;
        auto clear = [&](int entry) { matrix.values(matrix.at(column, slot, entry)) = 0.0; };
        if (slot > 0 && (here || is_marked(i - 1))) clear(ColumnMatrix::above);
        if (slot + 1 < g.slots && (here || is_marked(i + 1))) clear(ColumnMatrix::below);
        const Index first = matrix.first_link(column);
        for (Index k = first; k < matrix.first_link(column + 1); ++k)
          if (here || is_marked(static_cast<std::size_t>(matrix.neighbour(k)) * g.slots + slot))
            clear(ColumnMatrix::links + k - first);
      });
}

void vertical_fluxes(const ExecutionSpace& space, const Geometry& g, const Material& m, const Drive& d,
                     const Array<double>& x, const CellState& s, const Array<double>& flux) {
  for_slots(
      "entail::flow::vertical_fluxes", space, g.n_owned, g.slots + 1, KOKKOS_LAMBDA(Index column, int i) {
        double value = 0.0;
        if (i == 0)
          value = g.area(column) * d.rain;
        else if (i < g.slots)
          value = down(g, m, d, x, s, column, i - 1).value;
        flux(static_cast<std::size_t>(column) * (g.slots + 1) + i) = value;
      });
}

void evaporation(const ExecutionSpace& space, const Geometry& g, const Material& m, const Drive& d,
                 const Array<double>& x, const Array<double>& result) {
  for_slots(
      "entail::flow::evaporation", space, g.n_owned, g.slots, KOKKOS_LAMBDA(Index column, int slot) {
        result(static_cast<std::size_t>(column) * g.slots + slot) =
            evaporated(g, m, d, x, column, slot).value;
      });
}

double total_evaporation(const ExecutionSpace& space, const Geometry& g, const Material& m, const Drive& d,
                         const Array<double>& x) {
  double sum = 0.0;
  Kokkos::parallel_reduce(
      "entail::flow::total_evaporation",
      Kokkos::RangePolicy<ExecutionSpace, Kokkos::IndexType<Index>>(space, 0, g.n_owned * g.slots),
      KOKKOS_LAMBDA(Index i, double& part) {
        part += evaporated(g, m, d, x, i / g.slots, i % g.slots).value;
      },
      sum);
  return sum;
}

void split_evaporation(const ExecutionSpace& space, const Geometry& g, double potential,
                       const Array<double>& exposed, const Array<double>& x, const Array<double>& remaining) {
  Kokkos::parallel_for(
      "entail::flow::split_evaporation",
      Kokkos::RangePolicy<ExecutionSpace, Kokkos::IndexType<Index>>(space, 0, g.n_owned),
      KOKKOS_LAMBDA(Index column) {
        const double pond = g.has_surface()
                                ? laws::PondEvaporation{}(x(static_cast<std::size_t>(column) * g.slots)).value
                                : 0.0;
        remaining(column) = potential * exposed(column) * (1.0 - pond);
      });
}

void surface_gradients(const ExecutionSpace& space, const Geometry& g, const Array<double>& px,
                       const Array<double>& py, const Array<double>& moments, const Array<double>& x,
                       const Array<double>& gradient) {
  Kokkos::parallel_for(
      "entail::flow::surface_gradients",
      Kokkos::RangePolicy<ExecutionSpace, Kokkos::IndexType<Index>>(space, 0, g.n_owned),
      KOKKOS_LAMBDA(Index column) {
        auto eta = [&](Index c) {
          const std::size_t i = static_cast<std::size_t>(c) * g.slots;
          return g.elevation(i) + positive(x(i));
        };
        double gx = 0.0, gy = 0.0;
        for (Index k = g.first_link(column); k < g.first_link(column + 1); ++k) {
          const Index link = g.column_links(k) / 2;
          const Index other = g.column_links(k) % 2 ? g.link_a(link) : g.link_b(link);
          const double difference = eta(other) - eta(column);
          gx += (px(other) - px(column)) * difference;
          gy += (py(other) - py(column)) * difference;
        }
        const std::size_t q = 3 * static_cast<std::size_t>(column), i = 2 * static_cast<std::size_t>(column);
        gradient(i) = moments(q) * gx + moments(q + 1) * gy;
        gradient(i + 1) = moments(q + 1) * gx + moments(q + 2) * gy;
      });
}

void slopes_along(const ExecutionSpace& space, const Geometry& g, const Array<double>& gradient,
                  const Array<double>& slope) {
  Kokkos::parallel_for(
      "entail::flow::slopes_along",
      Kokkos::RangePolicy<ExecutionSpace, Kokkos::IndexType<Index>>(space, 0, g.n_links),
      KOKKOS_LAMBDA(Index link) {
        const std::size_t a = 2 * static_cast<std::size_t>(g.link_a(link)),
                          b = 2 * static_cast<std::size_t>(g.link_b(link));
        const double gx = 0.5 * (gradient(a) + gradient(b)), gy = 0.5 * (gradient(a + 1) + gradient(b + 1));
        slope(link) = gy * g.normal_x(link) - gx * g.normal_y(link);
      });
}

}  // namespace entail::flow
