/// The faces of a slot and what flows through them, for the kernels that assemble systems of transport.
#pragma once

#include "physics/transport/scheme.hpp"

namespace entail::transport {

/// Calls visit(entry of the matrix, slot behind, leaving, entering) for each face of a slot.
template <class Visit>
KOKKOS_INLINE_FUNCTION void visit_faces(const Geometry& g, const FaceTable& faces, Index column, int slot,
                                        const Visit& visit) {
  const std::size_t i = static_cast<std::size_t>(column) * g.slots + slot;
  if (slot > 0) {
    const FaceTable::Pair face = faces.vertical(i - 1);
    visit(process::ColumnMatrix::above, i - 1, face.entering, face.leaving);
  }
  if (slot + 1 < g.slots) {
    const FaceTable::Pair face = faces.vertical(i);
    visit(process::ColumnMatrix::below, i + 1, face.leaving, face.entering);
  }
  const Index first = g.first_link(column);
  for (Index k = first; k < g.first_link(column + 1); ++k) {
    const Index link = g.column_links(k) / 2;
    const bool is_b = g.column_links(k) % 2;
    const FaceTable::Pair face = faces.lateral(static_cast<std::size_t>(link) * g.slots + slot);
    const std::size_t other =
        static_cast<std::size_t>(is_b ? g.link_a(link) : g.link_b(link)) * g.slots + slot;
    visit(process::ColumnMatrix::links + k - first, other, is_b ? face.entering : face.leaving,
          is_b ? face.leaving : face.entering);
  }
}

}  // namespace entail::transport
