/// The faces of a slot and what flows through them, for the kernels that assemble systems of transport.
#pragma once

#include "physics/transport/scheme.hpp"

namespace entail::transport {

/// Arrays of the carrier that faces need, without what kernels cannot hold.
struct Fluxes {
  Array<double> lateral_flux, vertical_flux;
  Array<Mixing> lateral, vertical;
  double molecular_diffusion;
};

inline Fluxes fluxes_of(const Carrier& carrier, const Solute& solute) {
  return {carrier.lateral_flux, carrier.vertical_flux, carrier.lateral, carrier.vertical,
          solute.molecular_diffusion};
}

/// Calls visit(entry of the matrix, slot behind, coefficients) for each face of a slot.
template <class Visit>
KOKKOS_INLINE_FUNCTION void visit_faces(const Geometry& g, const Fluxes& f, Index column, int slot,
                                        const Visit& visit) {
  const std::size_t i = static_cast<std::size_t>(column) * g.slots + slot,
                    v = static_cast<std::size_t>(column) * (g.slots + 1) + slot;
  const int layer = slot - g.first_cell;
  const double height = layer >= 0 ? g.thickness(column, layer) : 0.0;
  if (slot > 0) {
    double mixing = 0.0, weight = 0.5;
    if (layer > 0) {
      const double other = g.thickness(column, layer - 1);
      mixing = conductance(f.vertical(column * g.n_layers + layer - 1), f.molecular_diffusion);
      weight = other / (height + other);
    }
    visit(process::ColumnMatrix::above, i - 1, coefficients(-f.vertical_flux(v), mixing, weight));
  }
  if (slot + 1 < g.slots) {
    double mixing = 0.0, weight = 0.5;
    if (layer >= 0) {
      const double other = g.thickness(column, layer + 1);
      mixing = conductance(f.vertical(column * g.n_layers + layer), f.molecular_diffusion);
      weight = other / (height + other);
    }
    visit(process::ColumnMatrix::below, i + 1, coefficients(f.vertical_flux(v + 1), mixing, weight));
  }
  const Index first = g.first_link(column);
  for (Index k = first; k < g.first_link(column + 1); ++k) {
    const Index link = g.column_links(k) / 2;
    const bool is_b = g.column_links(k) % 2;
    const double flux = f.lateral_flux(static_cast<std::size_t>(link) * g.slots + slot);
    const double mixing =
        layer >= 0 ? conductance(f.lateral(link * g.n_layers + layer), f.molecular_diffusion) : 0.0;
    const double behind = is_b ? g.link_distance_a(link) : g.link_distance_b(link);
    const std::size_t other =
        static_cast<std::size_t>(is_b ? g.link_a(link) : g.link_b(link)) * g.slots + slot;
    visit(process::ColumnMatrix::links + k - first, other,
          coefficients(is_b ? -flux : flux, mixing, behind / g.link_distance(link)));
  }
}

}  // namespace entail::transport
