/// The steps of solutes side by side (base/lanes.hpp) as linear systems: finite volumes, positive and
/// second-order accurate where that goes together.
///
/// Space: between two cells the concentration is the mean of both (central) where dispersion is strong enough
/// for that to be positive, |q| w <= D; elsewhere the conductance is raised to what makes it so (the hybrid
/// scheme of Spalding 1972, doi:10.1002/nme.1620040409), and correction.hpp takes back what that mixes too
/// much. Time: fluxes take theta of the concentration at the end and 1 - theta of that at the start of the
/// step, with theta = max(1/2, 1 - 1/Co) of the Courant number Co of the two cells, dispersion counted:
/// Crank-Nicolson up to Co = 2, and never more leaves than is there (adaptive implicit, Thomas & Thurnau
/// 1983, doi:10.2118/10120-PA).
#pragma once

#include "base/array.hpp"
#include "base/lanes.hpp"
#include "meshes/column_mesh.hpp"
#include "physics/laws/sorption.hpp"
#include "physics/transport/carrier.hpp"
#include "process/column_matrix.hpp"

namespace entail::transport {

/// What holds the solute, per own and ghost slot of the surface or cell.
struct Storage {
  Array<double> grains;  ///< per own cell: grains [kg] times the isotherm's capacity
  laws::Isotherm isotherm;
  double solubility = 1e30;  ///< [kg/m3]

  bool is_linear() const { return isotherm.kind == laws::Isotherm::Kind::linear && solubility >= 1e30; }
};

/// The storage of solutes side by side.
struct Storages {
  int lanes = 1;
  Storage at[most_lanes];
};

/// A solute's own numbers in the scheme.
struct Solute {
  double molecular_diffusion = 0.0;  ///< [m2/s]
  Array<double> outside;             ///< [kg/m3] per open face: concentration of the water that enters
  Array<double> held;                ///< per open face: 1 where the concentration is held at the face, else 0
};

/// Depth of the film of water on the bed that holds solute besides what stands above it [m]. Where the
/// surface falls dry, the film keeps its solute in place until water comes again. It is there under any
/// depth: only a film that never changes leaves the concentration alone where water of the same concentration
/// comes or goes.
inline constexpr double bed_film = 1e-4;

/// Coefficients of the flux from a cell to the one behind a face: leaving * C(here) - entering * C(there),
/// both at least 0, and the conductance `excess` that the scheme mixes too much [m3/s].
struct FaceCoefficients {
  double leaving, entering, excess;
};

/// `flux` leaves, `conductance` mixes; `weight` is the part of the cell here in a linear interpolation.
KOKKOS_INLINE_FUNCTION FaceCoefficients coefficients(double flux, double conductance, double weight) {
  const double there = 1.0 - weight;
  const double needed = flux > 0.0 ? flux * there : -flux * weight;
  const double used = conductance > needed ? conductance : needed;
  return {flux * weight + used, used - flux * there, used - conductance};
}

/// The coefficients of all faces for one coefficient of molecular diffusion: they follow from the flow alone.
struct FaceTable {
  struct Pair {
    double leaving, entering;
  };
  Array<Pair> lateral;   ///< per link and slot, seen from a
  Array<Pair> vertical;  ///< per own slot, through its bottom, seen from above
};

FaceTable make_face_table(const Geometry& geometry);

/// Fills a table for the fluxes of the carrier and a molecular diffusion [m2/s].
void fill_faces(const ExecutionSpace& space, const Geometry& geometry, const Carrier& carrier,
                double molecular_diffusion, const FaceTable& faces);

KOKKOS_INLINE_FUNCTION double conductance(const Mixing& mixing, double molecular_diffusion) {
  return mixing.mechanical + molecular_diffusion * mixing.pores;
}

/// Water of a slot that holds solute [m3].
KOKKOS_INLINE_FUNCTION double holding_water(const Geometry& g, const Array<double>& volume, Index column,
                                            int slot) {
  const double v = volume(static_cast<std::size_t>(column) * g.slots + slot);
  return slot >= g.first_cell ? v : (v > 0.0 ? v : 0.0) + bed_film * g.area(column);
}

/// Grains times capacity of a slot.
KOKKOS_INLINE_FUNCTION double holding_grains(const Geometry& g, const Storage& storage, Index column,
                                             int slot) {
  return slot < g.first_cell
             ? 0.0
             : storage.grains(static_cast<std::size_t>(column) * g.n_layers + slot - g.first_cell);
}

/// The masses in slots as lines around the last guess: M = capacity * C + offset, per own slot and lane.
struct LinearStorage {
  Array<double> capacity;  ///< [m3]
  Array<double> offset;    ///< [kg]
};

/// What the open faces bring in, per own slot: `rate` [kg/s] that does not depend on the concentration, and
/// `exchange` [m3/s] that leaves per concentration where one is held at the face.
void open_exchange(const ExecutionSpace& space, const Geometry& geometry, const Carrier& carrier,
                   const Solute& solute, const Array<double>& rate, const Array<double>& exchange);

/// theta per own slot, the same for all solutes: that of the one of which a slot holds least. `sinks` [m3/s]
/// leave the model per concentration; `before` are the concentrations at the start, where the slope of the
/// storage counts.
void implicitness(const ExecutionSpace& space, const Geometry& geometry, const Carrier& carrier,
                  const FaceTable& faces, const Storages& storages, const Array<double>& sinks,
                  const Array<double>& before, double length, const Array<double>& theta);

/// The storage at the end of the step around `guess`. Slots whose `mass` at the start is more than can be
/// dissolved, after all that can leave too, keep their solubility.
void linearise(const ExecutionSpace& space, const Geometry& geometry, const Carrier& carrier,
               const Storages& storages, const Array<double>& guess, const Array<double>& mass,
               const Array<double>& sinks, double length, const LinearStorage& line);

/// What moves in a step, without what is stored. It depends on the flow and on theta alone.
struct Transfer {
  process::ColumnMatrix now;     ///< [m3/s] by concentrations at the end of the step
  process::ColumnMatrix before;  ///< [m3/s] what those at the start bring
};

Transfer make_transfer(const meshes::ColumnMesh& mesh, const Geometry& geometry);

/// `theta` holds ghosts too.
void assemble_transfer(const ExecutionSpace& space, const Geometry& geometry, const FaceTable& faces,
                       const Array<double>& theta, const Array<double>& sinks, const Transfer& transfer);

/// gain [kg/s] per own slot: what does not depend on the concentrations at the end of the step, from those at
/// its start (own and ghost) and the input of all sources and open faces.
void gain_in_step(const ExecutionSpace& space, const Transfer& transfer, int lanes,
                  const Array<double>& before, const Array<double>& input, const Array<double>& gain);

/// The diagonals of the systems whose other entries are those of `transfer.now`.
void add_storage(const ExecutionSpace& space, const Transfer& transfer, int lanes, const LinearStorage& line,
                 double length, const Array<double>& diagonals);

/// The right side of a step from `mass` [kg] per own slot.
void step_right_side(const ExecutionSpace& space, const LinearStorage& line, const Array<double>& mass,
                     const Array<double>& gain, double length, const Array<double>& right_side);

/// Adds to the masses what the fluxes of the concentrations `low` (own and ghost) move in the step, and
/// nothing else. `work` is per own slot.
void move_by_transfer(const ExecutionSpace& space, const Transfer& transfer, int lanes,
                      const Array<double>& gain, const Array<double>& low, double length,
                      const Array<double>& work, const Array<double>& mass);

}  // namespace entail::transport
