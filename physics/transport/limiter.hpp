/// How much of the correction a step takes: as far as no concentration leaves the range around it.
///
/// The solution with the correction's fluxes minus the one without is applied as flux-corrected transport
/// (Zalesak 1979, doi:10.1016/0021-9991(79)90051-2): each flux as far as the masses at its two ends stay
/// between the least and the largest around them. Departure: what a slot loses counts as room for what it
/// gains, for in long steps both are far larger than their difference; fluxes are held back only at slots
/// that would leave their range, and by Zalesak's rule where that does not do. Mass is moved from slot to
/// slot, never made. Solutes stand side by side (base/lanes.hpp).
#pragma once

#include <vector>

#include "base/array.hpp"
#include "physics/transport/active_slots.hpp"
#include "physics/transport/carrier.hpp"
#include "physics/transport/correction.hpp"
#include "physics/transport/scheme.hpp"

namespace entail::transport {

/// What limits and moves masses needs of a step.
struct LimitedStep {
  int lanes = 1;
  Array<double> low, high;  ///< [kg/m3] solutions without and with correction, own and ghost slots
  Array<double> before;     ///< [kg/m3] at the start, own and ghost
  Array<double> theta;      ///< own and ghost, of all lanes
  Array<double> sinks;      ///< [m3/s] per own slot, of all lanes: what leaves the model per concentration
  Array<double> brought;    ///< [kg/m3] per own slot: the largest that comes from outside, 0 where none does
  double length = 0.0;
};

/// Adds to the correction what else differs between both solutions' fluxes.
void add_difference(const ExecutionSpace& space, const Geometry& geometry, const FaceTable& faces,
                    const LimitedStep& step, const FaceFluxes& fluxes);

/// Raises the concentrations brought into own slots (of one solute) to those of the water that enters through
/// open faces.
void bring_through_open_faces(const ExecutionSpace& space, const Geometry& geometry, const Carrier& carrier,
                              const Solute& solute, const Array<double>& brought);

/// The largest and the least concentration at each own slot and its neighbours, before and after the step
/// (2 per own slot). Where solute is brought from outside, the solution with correction counts up to what
/// comes: a source makes a largest value by itself, and a higher one than a step that mixes too much has.
void extremes(const ExecutionSpace& space, const Geometry& geometry, const LimitedStep& step,
              const FaceFluxes& fluxes, const Array<double>& bounds);

/// Permits (own and ghost slots) all gains and losses but those of slots around which no concentration, by
/// their `bounds`, is above a lane's `floor` [kg/m3]: there a solution is what the linear solver left.
void permit(const ExecutionSpace& space, int lanes, const Array<double>& bounds, const PerLane& floor,
            const Array<double>& parts);

/// What of a slot's room its gains (losses) may take when they are lowered: what its losses (gains) make,
/// too; what there is without them; the latter, and at every slot, whether it leaves its range or not.
enum class Room { shared, alone, alone_everywhere };

/// Of the listed slots, and in the lanes that are `wanted`, lowers the parts, at most 1, of all gains and of
/// all losses that slots take (2 per own slot, from `parts` of own and ghost slots into `lowered`) where with
/// them a mass leaves the range of its neighbours' neighbourhoods, which hold the cells across its corners,
/// and marks them and their neighbours: of all others nothing changes in the next pass. Returns how often
/// that was so on this rank, per lane. `bounds` is of own and ghost slots, `mass` that of the low solution.
std::vector<double> lower_parts(const ExecutionSpace& space, const Geometry& geometry, const Carrier& carrier,
                                const Storages& storages, const LimitedStep& step, const FaceFluxes& fluxes,
                                const Array<double>& bounds, const Array<double>& mass, Room rule,
                                const Wanted& wanted, const Array<double>& parts,
                                const Array<double>& lowered, const ActiveSlots& active);

/// parts = lowered, of the listed slots.
void take_lowered(const ExecutionSpace& space, int lanes, const ActiveSlots& active,
                  const Array<double>& lowered, const Array<double>& parts);

/// Moves the masses by the permitted parts of the fluxes; `leaving` becomes the concentration, mean in the
/// step, of what has left the model. Lanes that are not wanted stay.
void move_masses(const ExecutionSpace& space, const Geometry& geometry, const LimitedStep& step,
                 const Wanted& wanted, const FaceFluxes& fluxes, const Array<double>& parts,
                 const Array<double>& mass, const Array<double>& leaving);

}  // namespace entail::transport
