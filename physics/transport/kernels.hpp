/// The loops of solute transport: capacities, velocities, dispersion and the linear system of a step.
#pragma once

#include "base/array.hpp"
#include "process/column_geometry.hpp"
#include "process/column_matrix.hpp"

namespace entail::transport {

using Geometry = process::ColumnGeometry;

/// The water that carries, from the flow process: fields of the step just committed.
struct Carrier {
  Array<double> volume, volume_before;  ///< [m3] per slot
  Array<double> lateral_flux;           ///< [m3/s] per link and slot, a to b
  Array<double> vertical_flux;          ///< [m3/s] per own column, slots + 1, downwards
  Array<double> outflow;                ///< [m3/s] per slot, leaves the model with what it carries
  Array<double> content;                ///< [-] per cell
};

/// What the ground does to the solute, per cell of own and ghost columns.
struct Material {
  Array<double> porosity;  ///< [-]
  Array<double> sorbing;   ///< [m3] water that would hold as much as the cell's grains: rho_b Kd V
  Array<double> longitudinal, transverse;  ///< [m], dispersivities
  double molecular_diffusion = 0.0;        ///< [m2/s]
  double decay = 0.0;                      ///< [1/s], dissolved and sorbed
};

/// Dispersive conductances [m3/s] per link and layer, and per own column down from each layer to the next.
struct Dispersion {
  Array<double> lateral, vertical;
};

/// Depth of the film that holds solute on dry ground [m]: a surface with less water keeps its solute as if it
/// had this much, in place on the bed, until water comes again.
inline constexpr double bed_film = 1e-4;

/// Volume of water that holds as much solute as a slot does, dissolved and sorbed [m3], per own slot.
void capacities(const ExecutionSpace& space, const Geometry& geometry, const Material& material,
                const Array<double>& volume, const Array<double>& capacity);

/// Darcy velocity [m/s] at the centres of own cells, three components each, from the fluxes through their
/// faces (Perot 2000, doi:10.1006/jcph.2000.6424, eq. 94).
void velocities(const ExecutionSpace& space, const Geometry& geometry, const Carrier& carrier,
                const Array<double>& velocity);

/// Hydrodynamic dispersion normal to each face, Bear 1972: (aL - aT) qn^2/|q| + aT |q| + theta tau Dm, with
/// the tortuosity tau = theta^(7/3) / porosity^2 of Millington & Quirk 1961, doi:10.1039/TF9615701200.
/// `velocity` is of own and ghost cells.
void dispersion(const ExecutionSpace& space, const Geometry& geometry, const Carrier& carrier,
                const Material& material, const Array<double>& velocity, const Dispersion& result);

/// Backward Euler with upstream concentrations: mass `mass` [kg] per own slot before the step, inputs `input`
/// [kg/s].
void assemble(const ExecutionSpace& space, const Geometry& geometry, const Carrier& carrier,
              const Material& material, const Dispersion& dispersion, const Array<double>& capacity,
              const Array<double>& mass, const Array<double>& input, double length,
              const process::ColumnMatrix& matrix, const Array<double>& right_side);

/// Matrix times concentrations minus the right side, per own slot [kg/s].
void imbalance(const ExecutionSpace& space, const Geometry& geometry, const process::ColumnMatrix& matrix,
               const Array<double>& concentration, const Array<double>& right_side,
               const Array<double>& result);

}  // namespace entail::transport
