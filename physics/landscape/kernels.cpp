#include "physics/landscape/kernels.hpp"

#include "physics/laws/erosion.hpp"

namespace entail::landscape {

namespace {

auto columns(const ExecutionSpace& space, const Geometry& geometry) {
  return Kokkos::RangePolicy<ExecutionSpace, Kokkos::IndexType<Index>>(space, 0, geometry.n_owned);
}

}  // namespace

void accumulate_runoff(const ExecutionSpace& space, const Geometry& g, const Array<double>& vertical_flux,
                       const Array<double>& evaporated, const Array<double>& exposed,
                       const Array<double>& cover, double length, const Array<double>& volume,
                       const Array<double>& peak) {
  const Geometry geometry = g;
  Kokkos::parallel_for(
      "entail::landscape::accumulate_runoff", columns(space, g), KOKKOS_LAMBDA(Index c) {
        const std::size_t top = static_cast<std::size_t>(c) * (geometry.slots + 1);
        // Groundwater that comes out is no runoff of the storm.
        const double down = vertical_flux(top + geometry.first_cell), infiltration = down > 0.0 ? down : 0.0;
        const double rate = exposed(c) * vertical_flux(top) - infiltration -
                            evaporated(static_cast<std::size_t>(c) * geometry.slots) + cover(c);
        volume(c) += length * rate;
        if (rate > peak(c)) peak(c) = rate;
      });
}

void raise_peaks(const ExecutionSpace& space, const Geometry& geometry, const Array<double>& time,
                 double half_hour, const Array<double>& volume, const Array<double>& peak) {
  Kokkos::parallel_for(
      "entail::landscape::raise_peaks", columns(space, geometry), KOKKOS_LAMBDA(Index c) {
        if (!(volume(c) > 0.0)) return;
        const double rational = laws::rational_peak(volume(c), time(c), half_hour);
        if (rational > peak(c)) peak(c) = rational;
      });
}

void erode(const ExecutionSpace& space, const Geometry& geometry, const Array<double>& factor,
           const Array<double>& volume, const Array<double>& peak, const Array<double>& soil) {
  Kokkos::parallel_for(
      "entail::landscape::erode", columns(space, geometry), KOKKOS_LAMBDA(Index c) {
        soil(c) = factor(c) * laws::musle_runoff_term(volume(c), peak(c));
        volume(c) = peak(c) = 0.0;
      });
}

void sorbed_load(const ExecutionSpace& space, const Geometry& g, const Array<double>& soil,
                 const Array<double>& exposed, const Array<double>& concentration,
                 const laws::Isotherm& isotherm, const Array<double>& capacity, const Array<double>& load) {
  const int slots = g.slots, first = g.first_cell;
  Kokkos::parallel_for(
      "entail::landscape::sorbed_load", columns(space, g), KOKKOS_LAMBDA(Index c) {
        const double held =
            capacity(c) * isotherm.shape(concentration(static_cast<std::size_t>(c) * slots + first));
        load(c) = 1000.0 * soil(c) * exposed(c) * held;
      });
}

}  // namespace entail::landscape
