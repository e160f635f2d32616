/// The loops of erosion: runoff of a day, soil loss, what the soil carries.
#pragma once

#include "base/array.hpp"
#include "physics/laws/sorption.hpp"
#include "process/column_geometry.hpp"

namespace entail::landscape {

using Geometry = process::ColumnGeometry;

/// Adds the runoff that each own column made in a step of a length [s] to the day's volume [m3], and keeps
/// its largest rate [m3/s]: the rain on its `exposed` share less what went into the ground and into the air,
/// as the flow process found it in `vertical_flux` and `evaporated`, and what ran off a `cover` [m3/s].
/// Groundwater that comes out does not count.
void accumulate_runoff(const ExecutionSpace& space, const Geometry& geometry,
                       const Array<double>& vertical_flux, const Array<double>& evaporated,
                       const Array<double>& exposed, const Array<double>& cover, double length,
                       const Array<double>& volume, const Array<double>& peak);

/// Raises each peak to that of the modified rational formula; `time` [h] is that of concentration.
void raise_peaks(const ExecutionSpace& space, const Geometry& geometry, const Array<double>& time,
                 double half_hour, const Array<double>& volume, const Array<double>& peak);

/// Soil loss of the day [t] by MUSLE; `factor` is K C P LS CFRG. Volume and peak begin anew.
void erode(const ExecutionSpace& space, const Geometry& geometry, const Array<double>& factor,
           const Array<double>& volume, const Array<double>& peak, const Array<double>& soil);

/// What the soil [t] carries of a substance [kg] that its grains hold, `capacity` of each own column times
/// the shape of the isotherm, in balance with the water of the top cell, of `concentration` [kg/m3] per slot.
/// Only the `exposed` share of the soil is that of the top cell; a cover's is clean.
void sorbed_load(const ExecutionSpace& space, const Geometry& geometry, const Array<double>& soil,
                 const Array<double>& exposed, const Array<double>& concentration,
                 const laws::Isotherm& isotherm, const Array<double>& capacity, const Array<double>& load);

}  // namespace entail::landscape
