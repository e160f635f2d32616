#include "physics/flow/step_kernels.hpp"

#include <cmath>

namespace entail::flow {

namespace {

Kokkos::RangePolicy<ExecutionSpace, Kokkos::IndexType<Index>> own_slots(const ExecutionSpace& space,
                                                                        const Geometry& g) {
  return {space, 0, g.n_owned * g.slots};
}

/// The volume of water in an own slot by its index.
KOKKOS_INLINE_FUNCTION double volume_of(const Geometry& g, const SlotState& now, Index i) {
  return storage(g, now.unknowns, now.cells, i / g.slots, i % g.slots).volume;
}

}  // namespace

double step_error(const ExecutionSpace& space, const Geometry& g, const Material& m,
                  const Tolerances& permitted, double length, const SlotState& now, const Array<double>& head,
                  const Array<double>& volume, const History& history, const Array<std::uint8_t>& is_held) {
  double worst = 0.0;
  Kokkos::parallel_reduce(
      "entail::flow::step_error", own_slots(space, g),
      KOKKOS_LAMBDA(Index i, double& most) {
        if (is_held.extent(0) > 0 && is_held(i)) return;
        const Index column = i / g.slots;
        const int slot = i % g.slots;
        const double stored = volume_of(g, now, i);
        const double volume_error = 0.5 * std::fabs(stored - volume(i) - length * history.volume_rate(i));
        double ratio = 0.0;
        if (slot < g.first_cell) {
          const double depth = stored / g.area(column);
          ratio = volume_error / g.area(column) / (permitted.depth + permitted.relative_depth * depth);
        } else {
          const int layer = slot - g.first_cell;
          const double height = g.thickness(column, layer);
          const laws::Soil& soil = m.soils(m.soil(static_cast<std::size_t>(column) * g.n_layers + layer));
          const double full = soil.kind() == laws::Soil::Kind::confined ? -1e30 : soil.entry(height);
          ratio = volume_error / (g.area(column) * height) / permitted.content;
          if (now.unknowns(i) > full && head(i) > full) {
            const double by_head =
                0.5 * std::fabs(now.unknowns(i) - head(i) - length * history.head_rate(i)) / permitted.head;
            ratio = ratio > by_head ? ratio : by_head;
          }
        }
        most = most > ratio ? most : ratio;
      },
      Kokkos::Max<double>(worst));
  return worst;
}

void take_rates(const ExecutionSpace& space, const Geometry& g, double length, const SlotState& now,
                const Array<double>& head, const Array<double>& volume, const History& history) {
  Kokkos::parallel_for(
      "entail::flow::take_rates", own_slots(space, g), KOKKOS_LAMBDA(Index i) {
        history.head_rate(i) = (now.unknowns(i) - head(i)) / length;
        history.volume_rate(i) = (volume_of(g, now, i) - volume(i)) / length;
      });
}

void settle_volumes(const ExecutionSpace& space, const Geometry& g, double length, const SlotState& now,
                    const Array<std::uint8_t>& is_held, const Array<double>& volume) {
  Kokkos::parallel_for(
      "entail::flow::settle_volumes", own_slots(space, g), KOKKOS_LAMBDA(Index i) {
        // What is held takes all that its balance lacks.
        const bool has_balance = is_held.extent(0) == 0 || !is_held(i);
        volume(i) = volume_of(g, now, i) - (has_balance ? length * volume(i) : 0.0);
      });
}

double stored_volume(const ExecutionSpace& space, const Geometry& g, const SlotState& now) {
  double sum = 0.0;
  Kokkos::parallel_reduce(
      "entail::flow::stored_volume", own_slots(space, g),
      KOKKOS_LAMBDA(Index i, double& total) { total += volume_of(g, now, i); }, sum);
  return sum;
}

double gained_volume(const ExecutionSpace& space, const Geometry& g, const Array<double>& before,
                     const SlotState& now) {
  double sum = 0.0;
  Kokkos::parallel_reduce(
      "entail::flow::gained_volume", own_slots(space, g),
      KOKKOS_LAMBDA(Index i, double& total) { total += volume_of(g, now, i) - before(i); }, sum);
  return sum;
}

}  // namespace entail::flow
