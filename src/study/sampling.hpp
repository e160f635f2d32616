/// Values of the model at places and columns, for outputs and comparisons. All functions read committed
/// fields.
#pragma once

#include <string>
#include <vector>

#include "study/model.hpp"

namespace entail::study {

/// A field's values on the host; on a host backend these are the field's own memory.
Kokkos::View<const double*, Kokkos::HostSpace> host_values(const field::Fields& fields,
                                                           const std::string& name);

/// The place of a slot of a column in a field of slots.
std::size_t slot_index(const field::Fields& fields, Index column, int slot);

/// Elevation of the water table in a column (own or ghost) [m]: the top of the saturated cells that reach up
/// from the bottom; NaN where the bottom is not saturated.
double water_table_elevation(const field::Fields& fields,
                             const Kokkos::View<const double*, Kokkos::HostSpace>& pressure_head,
                             Index column);

/// Depth of the water table below the ground of an own column [m], 0 where it stands above; the top of the
/// saturated cells that reach up from the bottom. NaN where the bottom is not saturated.
double water_table_depth(const field::Fields& fields,
                         const Kokkos::View<const double*, Kokkos::HostSpace>& pressure_head, Index column);

/// The same of every own column.
std::vector<double> water_table_depth(const field::Fields& fields);

/// Depth of surface water of each own column [m].
std::vector<double> surface_depth(const field::Fields& fields);

/// Surface water that leaves one own column [m3/s]; `lateral` and `outflow` are the fields lateral_flux and
/// boundary_outflow.
double surface_discharge(const field::Fields& fields,
                         const Kokkos::View<const double*, Kokkos::HostSpace>& lateral,
                         const Kokkos::View<const double*, Kokkos::HostSpace>& outflow, Index column);

/// Surface water that leaves each own column, to neighbours and over the boundary [m3/s].
std::vector<double> surface_discharge(const field::Fields& fields);

/// A value per own cell from a field per slot.
std::vector<double> cells_of(const field::Fields& fields, const std::string& slot_field);

/// Share of the pores of own cells that water fills; at most 1, though saturated ground holds a little more
/// water under pressure.
std::vector<double> saturations(const field::Fields& fields);

/// Hydraulic heads of own cells [m].
std::vector<double> hydraulic_heads(const field::Fields& fields);

}  // namespace entail::study
