/// The loops of the flow process: storage, fluxes, residual and Jacobian on columns.
#pragma once

#include <cstdint>

#include "base/array.hpp"
#include "physics/flow/cell_state.hpp"
#include "physics/flow/face_mean.hpp"
#include "physics/laws/evaporation.hpp"
#include "physics/laws/soil.hpp"
#include "process/column_matrix.hpp"

namespace entail::flow {

/// What the ground and its cover are made of.
struct Material {
  Array<double> porosity, residual;  ///< [-] per cell
  Array<double> specific_storage;    ///< [1/m] per cell
  Array<std::uint8_t> soil;          ///< per cell, into soils
  Array<laws::Soil> soils;
  Array<laws::RetentionRow> table_rows;  ///< what soils of kind table point into
  Array<double> lateral_conductance;     ///< [m2/s] per link and layer, saturated
  Array<double>
      vertical_conductance;  ///< [m2/s] per column and slot: down from this slot to the next, saturated
  Array<double> manning;     ///< [s m^-1/3] per column
  double root_depth = 0.0;   ///< [m]; 0: the top cell alone gives water to the air
  laws::FeddesStress stress{};
};

/// Overland flux of every link [m3/s] from a to b, with its derivatives by the unknowns of a and b [m2/s];
/// empty without a surface. What passes below is found where it is needed, twice for each face, which costs
/// less than to store it.
struct OverlandFlux {
  Array<double> flux, d_a, d_b;
};

/// What drives the present step.
struct Drive {
  double length = 1.0;                 ///< [s]
  double storage_rate = 1.0;           ///< [1/s], 1 / length; 0 in a steady state
  double rain = 0.0;                   ///< [m/s]
  double potential_evaporation = 0.0;  ///< [m/s]
  Array<double> source;                ///< [m3/s] per own slot, constant in the step; empty without sources
  Array<double> exposed;               ///< share of each own column's area from which water can evaporate
  Array<double> soil_evaporation;      ///< [m/s] per own column: what is left of the potential for the ground
  Array<double> slope_along;           ///< per link: slope of the water surface along the edge
  Array<double> old_volume;            ///< [m3] per own slot
  /// Per link and layer; per column and slot, of the face below the slot. Both empty where all ground is
  /// confined: 1.
  Array<UpstreamFactor> lateral_factor, vertical_factor;

  KOKKOS_FUNCTION UpstreamFactor lateral(std::size_t face) const {
    return lateral_factor.extent(0) > 0 ? lateral_factor(face) : UpstreamFactor{1.0f, 1.0f};
  }
  KOKKOS_FUNCTION UpstreamFactor vertical(std::size_t slot) const {
    return vertical_factor.extent(0) > 0 ? vertical_factor(slot) : UpstreamFactor{1.0f, 1.0f};
  }
};

/// Water content and relative conductivity. The content counts water in the pores and, below the water table,
/// what elastic storage adds: phi_r + (phi - phi_r) Se(h) + Ss max(h, 0); in a confined aquifer Ss h at any
/// head. Departure from the form Ss Sw dh/dt: with a function of state the storage of a balance can be
/// checked from the heads alone.
void evaluate_cells(const ExecutionSpace& space, const Geometry& geometry, const Material& material,
                    const Array<double>& unknowns, const CellState& state);

/// The factors of all faces, from the state before the step.
///
/// Upstream kr is robust but of first order. The mean that a steady flux needs (mean_kr) is of second order,
/// but where kr rises steeply more water in the lower cell would draw in still more, and Newton's method
/// finds no solution or two. So kr is taken upstream, times the factor by which the mean differed from it
/// before the step: in the limit of small steps this is the mean, and within a step the flux always rises
/// with the head on one side and falls with that on the other. Leaves empty factors alone.
void upstream_factors(const ExecutionSpace& space, const Geometry& geometry, const Material& material,
                      const Array<double>& unknowns, const CellState& state, const Drive& drive);

/// Flow between surfaces.
void overland_fluxes(const ExecutionSpace& space, const Geometry& geometry, const Material& material,
                     const Drive& drive, const Array<double>& unknowns, const OverlandFlux& overland);

/// Flux of every link and slot [m3/s] from a to b: overland between surfaces, Darcy's between cells (two
/// points, upstream kr times its factor).
void lateral_fluxes(const ExecutionSpace& space, const Geometry& geometry, const Material& material,
                    const Drive& drive, const Array<double>& unknowns, const CellState& state,
                    const OverlandFlux& overland, const Array<double>& flux);

/// Moves proposed unknowns of a Newton step to where they do good, given those it starts from. Below
/// saturation the step is taken in saturation, not in head: the linear system is the same, but its answer
/// holds farther (a switch of the primary variable, Diersch & Perrochet 1999,
/// doi:10.1016/S0309-1708(98)00057-8). A cell that becomes saturated or ceases to be, and ground that gets
/// wet, stop just beyond the change, where the equations bend.
void limit_update(const ExecutionSpace& space, const Geometry& geometry, const Material& material,
                  const Array<double>& from, const Array<double>& proposed);

/// Volume of water in each own slot [m3].
void volumes(const ExecutionSpace& space, const Geometry& geometry, const Array<double>& unknowns,
             const CellState& state, const Array<double>& volume);

/// Storage change plus outflow minus inflow of each own slot, without the boundary patches [m3/s].
void assemble_residual(const ExecutionSpace& space, const Geometry& geometry, const Material& material,
                       const Drive& drive, const Array<double>& unknowns, const CellState& state,
                       const OverlandFlux& overland, const Array<double>& residual);

/// The derivatives of assemble_residual.
void assemble_jacobian(const ExecutionSpace& space, const Geometry& geometry, const Material& material,
                       const Drive& drive, const Array<double>& unknowns, const CellState& state,
                       const OverlandFlux& overland, const process::ColumnMatrix& matrix);

/// Takes all couplings to and from the marked slots (1 per own and ghost slot) out of a matrix.
void uncouple(const ExecutionSpace& space, const Geometry& geometry, const Array<std::uint8_t>& is_marked,
              const process::ColumnMatrix& matrix);

/// Flux down through the top of each slot and the bottom of the last [m3/s], slots + 1 per own column; the
/// rain enters through the top of the first.
void vertical_fluxes(const ExecutionSpace& space, const Geometry& geometry, const Material& material,
                     const Drive& drive, const Array<double>& unknowns, const CellState& state,
                     const Array<double>& flux);

/// What evaporates from each own slot [m3/s].
void evaporation(const ExecutionSpace& space, const Geometry& geometry, const Material& material,
                 const Drive& drive, const Array<double>& unknowns, const Array<double>& evaporated);

/// Their sum.
double total_evaporation(const ExecutionSpace& space, const Geometry& geometry, const Material& material,
                         const Drive& drive, const Array<double>& unknowns);

/// The part of the potential evaporation that standing water leaves to the ground, from the state before the
/// step.
void split_evaporation(const ExecutionSpace& space, const Geometry& geometry, double potential,
                       const Array<double>& exposed, const Array<double>& unknowns,
                       const Array<double>& remaining);

/// Slope of the water surface along each link, from the mean of both columns' least-squares gradients.
/// `gradient` holds d eta/dx and d eta/dy per own and ghost column.
void slopes_along(const ExecutionSpace& space, const Geometry& geometry, const Array<double>& gradient,
                  const Array<double>& slope);

/// Gradient of the water surface of each own column by least squares over its links. `moments` holds the
/// inverse of the 2 x 2 matrix of squared distances (xx, xy, yy) per own column.
void surface_gradients(const ExecutionSpace& space, const Geometry& geometry, const Array<double>& x,
                       const Array<double>& y, const Array<double>& moments, const Array<double>& unknowns,
                       const Array<double>& gradient);

}  // namespace entail::flow
