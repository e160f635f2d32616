#include "physics/transport/active_slots.hpp"

namespace entail::transport {

namespace {

using Size = std::size_t;

}  // namespace

ActiveSlots make_active_slots(const Geometry& g) {
  const Size own = g.own_slots();
  ActiveSlots active{Array<Index>("active slots", own), 0, Array<int>("marked slots", own),
                     Array<int>("slots at borders", own)};
  const auto borders = active.borders;
  Kokkos::parallel_for(
      "entail::transport::mark_borders", range(g.n_owned), KOKKOS_LAMBDA(Index column) {
        bool at_border = false;
        for (Index k = g.first_link(column); k < g.first_link(column + 1); ++k) {
          const Index link = g.column_links(k) / 2;
          const Index other = g.column_links(k) % 2 ? g.link_a(link) : g.link_b(link);
          at_border = at_border || other >= g.n_owned;
        }
        for (int s = 0; s < g.slots; ++s) borders(static_cast<Size>(column) * g.slots + s) = at_border;
      });
  return active;
}

void list_open(const ExecutionSpace& space, int lanes, const Array<double>& parts, ActiveSlots& active) {
  const auto marks = active.marks;
  const int n = 2 * lanes;
  Kokkos::parallel_for(
      "entail::transport::mark_open", range(space, static_cast<Index>(marks.extent(0))),
      KOKKOS_LAMBDA(Index i) {
        double sum = 0.0;
        for (int k = 0; k < n; ++k) sum += parts(static_cast<Size>(i) * n + k);
        marks(i) = sum > 0.0;
      });
  list_marked(space, active);
}

void list_marked(const ExecutionSpace& space, ActiveSlots& active) {
  const auto slots = active.slots;
  const auto marks = active.marks, borders = active.borders;
  // Most slots are not marked: a group of them is soon counted.
  constexpr Index group = 32;
  const auto n = static_cast<Index>(slots.extent(0));
  Index count = 0;
  Kokkos::parallel_scan(
      "entail::transport::list_marked", range(space, (n + group - 1) / group),
      KOKKOS_LAMBDA(Index g, Index & place, bool is_final) {
        const Index first = g * group, end = first + group < n ? first + group : n;
        Index found = 0;
        for (Index i = first; i < end; ++i) found += marks(i) | borders(i);
        if (is_final && found > 0) {
          Index at = place;
          for (Index i = first; i < end; ++i) {
            if ((marks(i) | borders(i)) == 0) continue;
            slots(at++) = i;
            marks(i) = 0;
          }
        }
        place += found;
      },
      count);
  active.count = count;
}

}  // namespace entail::transport
