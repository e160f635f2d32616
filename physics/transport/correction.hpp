/// What a positive first-order step mixes too much, and what dispersion along faces adds, taken into account
/// as far as no concentration leaves the range around it.
///
/// Where the linear system is central, its fluxes are completed to fourth order on even meshes. Elsewhere
/// they get van Leer's limited part of the excess (van Leer 1974,
/// doi:10.1016/0021-9991(74)90019-9, with the slope ratio of Darwish & Moukalled 2003,
/// doi:10.1016/S0017-9310(02)00330-7) and everywhere the cross terms of the dispersion tensor, and what the
/// fluxes between cells are off Crank-Nicolson's. The solution with these fluxes minus the one without is
/// applied as flux-corrected transport (Zalesak 1979, doi:10.1016/0021-9991(79)90051-2): each flux as far as
/// the masses at its two ends stay between the least and the largest around them. Departure: what a slot
/// loses counts as room for what it gains, for in long steps both are far larger than their difference;
/// fluxes are held back only at slots that would leave their range, and by Zalesak's rule where that does not
/// do. Mass is moved from slot to slot, never made.
#pragma once

#include "base/array.hpp"
#include "physics/transport/active_slots.hpp"
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

/// result = t * now + (1 - t) * before of n slots with t = 1/2 + kept (theta - 1/2).
void mean_in_step(const ExecutionSpace& space, Index n, const Array<double>& theta, double kept,
                  const Array<double>& now, const Array<double>& before, const Array<double>& result);

/// Gradients of concentrations [kg/m4] of a cell: three components each of the mean one, of the one behind
/// the cell, where the water comes from, and of the one ahead of it.
inline constexpr std::size_t gradient_components = 9;

/// The mean gradients at own cells: least squares over the neighbours in the layer, three points along the
/// column.
void gradients(const ExecutionSpace& space, const Geometry& geometry, const Places& places,
               const Array<double>& concentration, const Array<double>& gradient);

/// The gradients behind and ahead of own cells: over the neighbours there alone; the mean ones where these do
/// not span the map. With them, the cross terms of dispersion couple a cell with those across its corners
/// along the flow and with no others: on squares up to aL = 5.8 aT no coefficient is negative, whatever the
/// direction (Weickert 1998, Anisotropic Diffusion in Image Processing, section 3.4.2).
void gradients_along_flow(const ExecutionSpace& space, const Geometry& geometry, const Carrier& carrier,
                          const Places& places, const Array<double>& concentration,
                          const Array<double>& gradient);

/// The fluxes that belong beside those of the linear system at a concentration and its gradient (own and
/// ghost). Returns the most that they change a slot's concentration in `length` seconds on this rank.
double correction_fluxes(const ExecutionSpace& space, const Geometry& geometry, const Carrier& carrier,
                         const Solute& solute, const Places& places, const Array<double>& concentration,
                         const Array<double>& gradient, const FaceFluxes& result);

/// Adds to the fluxes between cells what leaves of those of the linear system the part `kept` of theta - 1/2:
/// with 0, Crank-Nicolson's. From `before` at the start of the step to `now` (own and ghost).
void add_centring(const ExecutionSpace& space, const Geometry& geometry, const FaceTable& faces,
                  const Array<double>& theta, double kept, const Array<double>& before,
                  const Array<double>& now, const FaceFluxes& fluxes);

/// right_side - divergence of fluxes, own slots.
void add_divergence(const ExecutionSpace& space, const Geometry& geometry, const FaceFluxes& fluxes,
                    const Array<double>& right_side, const Array<double>& result);

/// What limits and moves masses needs of a step.
struct LimitedStep {
  Array<double> low, high;  ///< [kg/m3] solutions without and with correction, own and ghost slots
  Array<double> before;     ///< [kg/m3] at the start, own and ghost
  Array<double> theta;      ///< own and ghost
  Array<double> sinks;      ///< [m3/s] per own slot: what leaves the model per concentration
  Array<double> brought;    ///< [kg/m3] per own slot: the largest that comes from outside, 0 where none does
  double length = 0.0;
};

/// Adds to the correction what else differs between both solutions' fluxes.
void add_difference(const ExecutionSpace& space, const Geometry& geometry, const FaceTable& faces,
                    const LimitedStep& step, const FaceFluxes& fluxes);

/// Raises the concentrations brought into own slots to those of the water that enters through open faces.
void bring_through_open_faces(const ExecutionSpace& space, const Geometry& geometry, const Carrier& carrier,
                              const Solute& solute, const Array<double>& brought);

/// The largest and the least concentration at each own slot and its neighbours, before and after the step
/// (2 per own slot). Where solute is brought from outside, the solution with correction counts up to what
/// comes: a source makes a largest value by itself, and a higher one than a step that mixes too much has.
void extremes(const ExecutionSpace& space, const Geometry& geometry, const LimitedStep& step,
              const FaceFluxes& fluxes, const Array<double>& bounds);

/// Permits (own and ghost slots) all gains and losses but those of slots around which no concentration, by
/// their `bounds`, is above `floor` [kg/m3]: there a solution is what the linear solver left.
void permit(const ExecutionSpace& space, const Array<double>& bounds, double floor,
            const Array<double>& parts);

/// What of a slot's room its gains (losses) may take when they are lowered: what its losses (gains) make,
/// too; what there is without them; the latter, and at every slot, whether it leaves its range or not.
enum class Room { shared, alone, alone_everywhere };

/// Of the listed slots, lowers the parts, at most 1, of all gains and of all losses that slots take (2 per
/// own slot, from `parts` of own and ghost slots into `lowered`) where with them a mass leaves the range of
/// its neighbours' neighbourhoods, which hold the cells across its corners, and marks them and their
/// neighbours: of all others nothing changes in the next pass. Returns how often that was so on this rank.
/// `bounds` is of own and ghost slots, `mass` that of the low solution.
Index lower_parts(const ExecutionSpace& space, const Geometry& geometry, const Carrier& carrier,
                  const Storage& storage, const LimitedStep& step, const FaceFluxes& fluxes,
                  const Array<double>& bounds, const Array<double>& mass, Room rule,
                  const Array<double>& parts, const Array<double>& lowered, const ActiveSlots& active);

/// parts = lowered, of the listed slots.
void take_lowered(const ExecutionSpace& space, const ActiveSlots& active, const Array<double>& lowered,
                  const Array<double>& parts);

/// Moves the masses by the permitted parts of the fluxes; `leaving` becomes the concentration, mean in the
/// step, of what has left the model.
void move_masses(const ExecutionSpace& space, const Geometry& geometry, const LimitedStep& step,
                 const FaceFluxes& fluxes, const Array<double>& parts, const Array<double>& mass,
                 const Array<double>& leaving);

}  // namespace entail::transport
