/// What a positive first-order step mixes too much, and what dispersion along faces adds: fluxes beside those
/// of the linear system.
///
/// Where the linear system is central, its fluxes are completed to fourth order on even meshes. Elsewhere
/// they get van Leer's limited part of the excess (van Leer 1974,
/// doi:10.1016/0021-9991(74)90019-9, with the slope ratio of Darwish & Moukalled 2003,
/// doi:10.1016/S0017-9310(02)00330-7) and everywhere the cross terms of the dispersion tensor, and what the
/// fluxes between cells are off Crank-Nicolson's. limiter.hpp says how much of the solution with these fluxes
/// is taken. Concentrations and fluxes are those of solutes side by side (base/lanes.hpp), `lanes` of them.
#pragma once

#include <vector>

#include "base/array.hpp"
#include "physics/transport/carrier.hpp"
#include "physics/transport/scheme.hpp"

namespace entail::transport {

/// Mass fluxes [kg/s] beside those of the linear system: per link and slot from a to b, and per own slot
/// through its bottom.
struct FaceFluxes {
  Array<double> lateral, vertical;
};

/// Where columns stand, for gradients.
struct Places {
  Array<double> x, y;     ///< [m] per own and ghost column
  Array<double> moments;  ///< process::inverse_moments
};

/// How much of centred fluxes each slot (own and ghost) bears, between 0 and 1. In steps far longer than it
/// takes to renew the water of a cell, Crank-Nicolson's come back by nearly as much as they went too far,
/// step after step; the positive solution `low` shows it, for it then goes against the rate of the last step,
/// which leads to `guess`: centred fluxes are taken where low goes on by at least a quarter of that, and less
/// the less it does. (What damps by itself are schemes with L-stability: Hairer & Wanner 1996, Solving
/// Ordinary Differential Equations II, section IV.3.)
void smoothness(const ExecutionSpace& space, int lanes, const Array<double>& before, const Array<double>& low,
                const Array<double>& guess, const PerLane& small, const Array<double>& smooth);

/// result = t * now + (1 - t) * before, per slot of theta: t is theta where that is `kept` (1) or nothing is
/// smooth, and 1/2 where it is not kept (0) and smooth.
void mean_in_step(const ExecutionSpace& space, int lanes, const Array<double>& theta, const PerLane& kept,
                  const Array<double>& smooth, const Array<double>& now, const Array<double>& before,
                  const Array<double>& result);

/// Gradients of concentrations [kg/m4] of a cell: three components each of the mean one, of the one behind
/// the cell, where the water comes from, and of the one ahead of it.
inline constexpr std::size_t gradient_components = 9;

/// Gradients at own cells. The mean ones: least squares over the neighbours in the layer, three points along
/// the column. Those behind and ahead: over the neighbours there alone, or the mean ones where these do not
/// span the map. With them, the cross terms of dispersion couple a cell with those across its corners along
/// the flow and with no others: on squares up to aL = 5.8 aT no coefficient is negative, whatever the
/// direction (Weickert 1998, Anisotropic Diffusion in Image Processing, section 3.4.2).
void gradients(const ExecutionSpace& space, const Geometry& geometry, const Carrier& carrier,
               const Places& places, int lanes, const Array<double>& concentration,
               const Array<double>& gradient);

/// The fluxes that belong beside those of the linear system at concentrations and their gradients (own and
/// ghost), of the lanes that are `wanted`; the others' stay. Returns the largest per lane on this rank.
std::vector<double> correction_fluxes(const ExecutionSpace& space, const Geometry& geometry,
                                      const Carrier& carrier, double molecular_diffusion,
                                      const Places& places, int lanes, const Wanted& wanted,
                                      const Array<double>& concentration, const Array<double>& gradient,
                                      const FaceFluxes& result);

/// Adds to the fluxes between cells, of the lanes that are wanted, what leaves of those of the linear system
/// the part `kept` of theta - 1/2: with 0, Crank-Nicolson's, as far as both cells are smooth. From `before`
/// at the start of the step to `now` (own and ghost).
void add_centring(const ExecutionSpace& space, const Geometry& geometry, const FaceTable& faces,
                  const Array<double>& theta, int lanes, const Wanted& wanted, const PerLane& kept,
                  const Array<double>& smooth, const Array<double>& before, const Array<double>& now,
                  const FaceFluxes& fluxes);

/// right_side - divergence of fluxes, own slots.
void add_divergence(const ExecutionSpace& space, const Geometry& geometry, int lanes,
                    const FaceFluxes& fluxes, const Array<double>& right_side, const Array<double>& result);

/// The flux through a face from slot a to slot b that the system has at `more` and not at `less` (own and
/// ghost slots), at the end of a step.
template <int width>
KOKKOS_INLINE_FUNCTION Lanes<width> flux_between(const FaceTable::Pair& face, const Array<double>& more,
                                                 const Array<double>& less, std::size_t a, std::size_t b) {
  using Values = Lanes<width>;
  return face.leaving * (Values::load(more, a) - Values::load(less, a)) -
         face.entering * (Values::load(more, b) - Values::load(less, b));
}

/// Calls visit(fluxes out of the slot, slot behind) for each face between slots.
template <int width, class Visit>
KOKKOS_INLINE_FUNCTION void visit_fluxes(const Geometry& g, const FaceFluxes& fluxes, Index column, int slot,
                                         const Visit& visit) {
  using Values = Lanes<width>;
  const std::size_t i = static_cast<std::size_t>(column) * g.slots + slot;
  if (slot > 0) visit(-1.0 * Values::load(fluxes.vertical, i - 1), i - 1);
  if (slot + 1 < g.slots) visit(Values::load(fluxes.vertical, i), i + 1);
  for (Index k = g.first_link(column); k < g.first_link(column + 1); ++k) {
    const Index link = g.column_links(k) / 2;
    const bool is_b = g.column_links(k) % 2;
    const Values flux = Values::load(fluxes.lateral, static_cast<std::size_t>(link) * g.slots + slot);
    visit((is_b ? -1.0 : 1.0) * flux,
          static_cast<std::size_t>(is_b ? g.link_a(link) : g.link_b(link)) * g.slots + slot);
  }
}

}  // namespace entail::transport
