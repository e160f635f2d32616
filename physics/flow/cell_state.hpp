/// What cells hold and conduct at some unknowns, and the water in a slot.
#pragma once

#include "base/array.hpp"
#include "process/column_geometry.hpp"

namespace entail::flow {

using Geometry = process::ColumnGeometry;

/// Content and relative conductivity, per cell of own and ghost columns.
struct CellState {
  Array<double> content, d_content;  ///< [m3 water per m3], [1/m]; confined: the specific storage itself
  Array<double> kr, d_kr;            ///< [-], [1/m]; empty where all ground is confined: 1 and 0

  KOKKOS_FUNCTION double relative_conductivity(std::size_t cell) const {
    return kr.extent(0) > 0 ? kr(cell) : 1.0;
  }
  KOKKOS_FUNCTION double d_relative_conductivity(std::size_t cell) const {
    return d_kr.extent(0) > 0 ? d_kr(cell) : 0.0;
  }
};

/// Volume of water in a slot [m3] and its derivative by the slot's unknown [m2].
struct Storage {
  double volume, derivative;
};

/// The water in a slot. Without ground below, the depth is not cut off at 0, so that a dry column still has
/// an equation; the equations keep it from falling below.
KOKKOS_INLINE_FUNCTION Storage storage(const Geometry& g, const Array<double>& x, const CellState& s,
                                       Index column, int slot) {
  const std::size_t i = static_cast<std::size_t>(column) * g.slots + slot;
  const double area = g.area(column);
  if (slot < g.first_cell) {
    const bool counts = x(i) > 0.0 || g.n_layers == 0;
    return {counts ? area * x(i) : 0.0, counts ? area : 0.0};
  }
  const int layer = slot - g.first_cell;
  const std::size_t cell = static_cast<std::size_t>(column) * g.n_layers + layer;
  const double volume = area * g.thickness(column, layer);
  return {volume * s.content(cell), volume * s.d_content(cell)};
}

}  // namespace entail::flow
