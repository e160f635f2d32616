#include "physics/transport/mean_carrier.hpp"

#include <cmath>
#include <stdexcept>

#include "physics/transport/scheme.hpp"

namespace entail::transport {

namespace {

using Size = std::size_t;

/// A carrier of the same faces with arrays of its own, all 0.
Carrier empty_like(const Carrier& carrier) {
  Carrier result = carrier;
  auto renew = [](auto& array) {
    array = std::remove_reference_t<decltype(array)>(array.label() + " mean", array.extent(0));
  };
  for (auto* array : {&result.volume, &result.lateral_flux, &result.vertical_flux, &result.outflow,
                      &result.content, &result.inflow})
    renew(*array);
  for (auto* array : {&result.lateral, &result.vertical, &result.open}) renew(*array);
  result.volume_before = result.volume;
  return result;
}

/// sum += factor * values
void add_scaled(const Array<double>& sum, const Array<double>& values, double factor) {
  Kokkos::parallel_for(
      "entail::transport::add_scaled", range(static_cast<Index>(sum.extent(0))),
      KOKKOS_LAMBDA(Index i) { sum(i) += factor * values(i); });
}

void add_scaled(const Array<Mixing>& sum, const Array<Mixing>& values, double factor) {
  Kokkos::parallel_for(
      "entail::transport::add_scaled_mixing", range(static_cast<Index>(sum.extent(0))),
      KOKKOS_LAMBDA(Index i) {
        sum(i).mechanical += factor * values(i).mechanical;
        sum(i).pores += factor * values(i).pores;
      });
}

/// What does not depend on the kind of sum: all but the stored water.
void add_fluxes(const Carrier& sum, const Carrier& carrier, double factor) {
  add_scaled(sum.lateral_flux, carrier.lateral_flux, factor);
  add_scaled(sum.vertical_flux, carrier.vertical_flux, factor);
  add_scaled(sum.outflow, carrier.outflow, factor);
  add_scaled(sum.inflow, carrier.inflow, factor);
  add_scaled(sum.lateral, carrier.lateral, factor);
  add_scaled(sum.vertical, carrier.vertical, factor);
  add_scaled(sum.open, carrier.open, factor);
}

}  // namespace

MeanCarrier::MeanCarrier(const Geometry& geometry, const Carrier& carrier)
    : geometry_(geometry),
      sum_(empty_like(carrier)),
      both_ways_("both ways", static_cast<Size>(geometry.n_owned)) {}

void MeanCarrier::add(const Carrier& carrier, double length) {
  add_fluxes(sum_, carrier, length);
  const auto g = geometry_;
  const auto sum = sum_.volume, volume = carrier.volume, before = carrier.volume_before;
  Kokkos::parallel_for(
      "entail::transport::add_volume", range(g.n_owned * g.slots), KOKKOS_LAMBDA(Index i) {
        const Index column = i / g.slots;
        const int slot = i % g.slots;
        sum(i) +=
            0.5 * length * (holding_water(g, before, column, slot) + holding_water(g, volume, column, slot));
      });
  length_ += length;
  if (!g.has_surface() || g.n_layers == 0) return;
  const auto both = both_ways_, down = carrier.vertical_flux;
  Kokkos::parallel_for(
      "entail::transport::add_both_ways", range(g.n_owned), KOKKOS_LAMBDA(Index column) {
        both(column) += length * std::fabs(down(static_cast<Size>(column) * (g.slots + 1) + 1));
      });
}

Carrier MeanCarrier::mean() const {
  if (!(length_ > 0.0)) throw std::logic_error("a mean over no step");
  Carrier result = empty_like(sum_);
  add_fluxes(result, sum_, 1.0 / length_);
  add_scaled(result.volume, sum_.volume, 1.0 / length_);
  return result;
}

Array<double> MeanCarrier::exchange() const {
  const auto g = geometry_;
  const auto both = both_ways_, down = sum_.vertical_flux;
  const double length = length_;
  Array<double> result("exchange", static_cast<Size>(g.n_owned));
  if (g.has_surface() && g.n_layers > 0)
    Kokkos::parallel_for(
        "entail::transport::mean_exchange", range(g.n_owned), KOKKOS_LAMBDA(Index column) {
          const double net = std::fabs(down(static_cast<Size>(column) * (g.slots + 1) + 1));
          const double twice = both(column) - net;
          result(column) = twice > 0.0 ? 0.5 * twice / length : 0.0;
        });
  return result;
}

}  // namespace entail::transport
