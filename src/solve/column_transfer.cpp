#include "solve/column_transfer.hpp"

#include <algorithm>

#include "process/known_slots.hpp"

namespace entail::solve {

using process::ColumnMatrix;
using process::LinkedValues;

ColumnTransfer::ColumnTransfer(const Aggregation& aggregation)
    : aggregate_(to_device("aggregate", aggregation.aggregate)),
      link_(to_device("coarse link", aggregation.link)),
      shortening_(to_device("shortening", aggregation.shortening)) {
  const auto n_coarse = static_cast<std::size_t>(aggregation.coarse.n_owned);
  std::vector<std::vector<Index>> members(n_coarse);
  for (Index c = 0; c < aggregation.n_fine; ++c)
    members[static_cast<std::size_t>(aggregation.aggregate[static_cast<std::size_t>(c)])].push_back(c);
  std::vector<Index> first{0}, member;
  for (const auto& some : members) {
    member.insert(member.end(), some.begin(), some.end());
    first.push_back(static_cast<Index>(member.size()));
  }
  first_member_ = to_device("first member", first);
  member_ = to_device("members", member);
}

void ColumnTransfer::coarsen(const ColumnMatrix& fine, const ColumnMatrix& coarse) const {
  const auto first_member = first_member_, member = member_, link = link_;
  const auto shortening = shortening_;
  Kokkos::deep_copy(coarse.values, 0.0);
  Kokkos::parallel_for(
      "entail::solve::coarsen", range(coarse.n_columns), KOKKOS_LAMBDA(Index column) {
        const int slots = fine.slots;
        for (Index m = first_member(column); m < first_member(column + 1); ++m) {
          const Index c = member(m);
          const double* value = fine.values.data() + fine.first(c);
          double* lines = coarse.values.data() + coarse.first(column);
          for (int i = 0; i < ColumnMatrix::links * slots; ++i) lines[i] += value[i];
          value += ColumnMatrix::links * slots;
          for (Index k = fine.first_link(c); k < fine.first_link(c + 1); ++k, value += slots) {
            const Index to = link(k);
            const double share = to < 0 ? 0.0 : shortening(coarse.first_link(column) + to);
            double* across = lines + (ColumnMatrix::links + (to < 0 ? 0 : to)) * slots;
            for (int s = 0; s < slots; ++s) {
              lines[s] += (1.0 - share) * value[s];  // rows keep their sums
              if (to >= 0) across[s] += share * value[s];
            }
          }
        }
      });
}

namespace {

template <int known>
void restrict_known(const ColumnLevel& level, const Array<Index>& first_member, const Array<Index>& member,
                    const Array<double>& z, const Array<double>& sums) {
  const ColumnMatrix a = level.matrix();
  const auto colours = level.colours();
  const auto linked = level.linked(z);
  Kokkos::parallel_for(
      "entail::solve::restrict_residual", range(static_cast<Index>(first_member.extent(0)) - 1),
      KOKKOS_LAMBDA(Index coarse) {
        const int slots = known > 0 ? known : a.slots;
        double* KOKKOS_RESTRICT sum = sums.data() + static_cast<std::size_t>(coarse) * slots;
        for (int s = 0; s < slots; ++s) sum[s] = 0.0;
        for (Index m = first_member(coarse); m < first_member(coarse + 1); ++m)
          visit_residual<known>(a, colours, linked, member(m), [sum](int s, double part) { sum[s] += part; });
      });
}

}  // namespace

void ColumnTransfer::restrict_residual(const ColumnLevel& level, const Array<double>& z,
                                       const Array<double>& sums) const {
  process::with_known_slots(
      level.slots(), [&](auto known) { restrict_known<known()>(level, first_member_, member_, z, sums); });
}

void ColumnTransfer::prolong(const Array<double>& correction, const Array<double>& ghosts,
                             const ColumnLevel& level, const Array<double>& z) const {
  const Index n_own = level.matrix().n_columns, last = level.n_colours() - 1;
  const int slots = level.slots();
  const LinkedValues coarse{correction.data(), ghosts.data(),
                            static_cast<Index>(first_member_.extent(0)) - 1};
  const auto aggregate = aggregate_, colours = level.colours();
  const auto behind = level.ghosts();
  Kokkos::parallel_for(
      "entail::solve::prolong", range(static_cast<Index>(aggregate.extent(0))), KOKKOS_LAMBDA(Index column) {
        if (colours(column) == last) return;  // relax_back() begins with these
        double* to = column < n_own ? z.data() + static_cast<std::size_t>(column) * slots
                                    : behind.data() + static_cast<std::size_t>(column - n_own) * slots;
        const double* from = coarse.column(aggregate(column), slots);
        for (int s = 0; s < slots; ++s) to[s] += from[s];
      });
}

}  // namespace entail::solve
