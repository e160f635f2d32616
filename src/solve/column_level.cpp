#include "solve/column_level.hpp"

#include <algorithm>

#include "process/known_slots.hpp"
#include "solve/column_lines.hpp"

namespace entail::solve {

using process::ColumnMatrix;
using process::LinkedValues;

ColumnLevel::ColumnLevel(const ColumnGraph& graph, int slots)
    : slots_(slots),
      halo_(graph.halo),
      inverse_("line pivots", static_cast<std::size_t>(graph.n_owned) * static_cast<std::size_t>(slots)),
      ghosts_("line ghosts", static_cast<std::size_t>(graph.halo->n_ghosts() * slots)) {
  const auto colours = colour(graph);
  const auto own_end = colours.begin() + graph.n_owned;
  std::vector<Index> order;
  first_.push_back(0);
  const double most = colours.empty() ? -1.0 : *std::max_element(colours.begin(), colours.end());
  const auto n_colours = static_cast<Index>(graph.comm.max(most)) + 1;
  for (Index k = 0; k < n_colours; ++k) {
    for (auto at = std::find(colours.begin(), own_end, k); at != own_end; at = std::find(at + 1, own_end, k))
      order.push_back(static_cast<Index>(at - colours.begin()));
    first_.push_back(static_cast<Index>(order.size()));
  }
  colours_ = to_device("colours", colours);
  by_colour_ = to_device("columns by colour", order);
}

void ColumnLevel::load(const ColumnMatrix& matrix) {
  matrix_ = matrix;
  factor_lines(matrix, inverse_);
}

namespace {

/// z = T^-1 (r - links z) for some columns, with all links, or those to own columns of colours before `end`.
template <int known, bool all>
void relax_lines(const ColumnMatrix& a, const Array<double>& inverse, const Array<Index>& columns,
                 std::pair<Index, Index> which, const Array<Index>& colours, Index end,
                 const Array<double>& r, const LinkedValues& linked, const Array<double>& z) {
  Kokkos::parallel_for(
      "entail::solve::relax_lines",
      Kokkos::RangePolicy<ExecutionSpace, Kokkos::IndexType<Index>>(which.first, which.second),
      KOKKOS_LAMBDA(Index i) {
        const int slots = known > 0 ? known : a.slots;
        const Index column = columns(i);
        const std::size_t first = static_cast<std::size_t>(column) * slots;
        const double* KOKKOS_RESTRICT from = r.data() + first;
        double* KOKKOS_RESTRICT x = z.data() + first;
        for (int s = 0; s < slots; ++s) x[s] = from[s];
        const double* KOKKOS_RESTRICT value = a.values.data() + a.first(column) + ColumnMatrix::links * slots;
        const Index links_end = all || end > 0 ? a.first_link(column + 1) : a.first_link(column);
        for (Index k = a.first_link(column); k < links_end; ++k, value += slots) {
          const Index other = a.neighbour(k);
          if (!all && colours(other) >= end) continue;
          const double* KOKKOS_RESTRICT behind = linked.column(other, slots);
          for (int s = 0; s < slots; ++s) x[s] -= value[s] * behind[s];
        }
        solve_line<known>(a, inverse, column, x);
      });
}

}  // namespace

void ColumnLevel::relax(const Array<double>& r, const Array<double>& z) const {
  process::with_known_slots(slots_, [&](auto known) {
    for (Index k = 0; k < n_colours(); ++k) {
      const auto i = static_cast<std::size_t>(k);
      relax_lines<known(), false>(matrix_, inverse_, by_colour_, {first_[i], first_[i + 1]}, colours_, k, r,
                                  linked(z), z);
      halo_->exchange(z, ghosts_, slots_);
    }
  });
}

void ColumnLevel::relax_back(const Array<double>& r, const Array<double>& z) const {
  process::with_known_slots(slots_, [&](auto known) {
    for (Index k = n_colours(); k-- > 0;) {
      const auto i = static_cast<std::size_t>(k);
      relax_lines<known(), true>(matrix_, inverse_, by_colour_, {first_[i], first_[i + 1]}, colours_, k, r,
                                 linked(z), z);
      if (k > 0) halo_->exchange(z, ghosts_, slots_);
    }
  });
}

}  // namespace entail::solve
