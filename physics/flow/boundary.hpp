/// Conditions on and in the flow model: heads, fluxes, seepage, rivers, drains, wells, outflow of surface
/// water.
#pragma once

#include <string>
#include <vector>

#include "base/array.hpp"
#include "base/parallel.hpp"
#include "physics/flow/kernels.hpp"
#include "process/column_matrix.hpp"

namespace entail::flow {

enum class BoundaryKind {
  head,            ///< a hydraulic head at the face
  held,            ///< a hydraulic head of the cell itself, which takes and gives what its balance needs
  free_drainage,   ///< water leaves at unit gradient: conductance times kr
  seepage,         ///< water leaves where its pressure is above that of the air, none comes in
  flux,            ///< a given inflow
  general_head,    ///< c (value - H)
  river,           ///< c (value - max(H, elevation)): a bed with water above it
  drain,           ///< c (value - H) where H > value, else 0
  well,            ///< a given inflow; what is drawn falls off in a cell about to fall dry
  normal_depth,    ///< surface water leaves as on a long uniform slope
  critical_depth,  ///< surface water leaves over a free fall
};

/// One face of an own slot on a boundary, H its hydraulic head.
struct BoundaryFace {
  Index column = 0;
  int slot = 0;
  /// [m2/s]; head and seepage: saturated, from the face to the centre; held: any of the cell's own magnitude;
  /// free_drainage: saturated conductivity times area [m3/s]
  double conductance = 0.0;
  double elevation = 0.0;  ///< [m]; head and seepage: of the face's centre; river: of the bed's bottom
  /// Head, held, general_head, river: hydraulic head [m]; drain: level [m]; flux, well: inflow [m3/s];
  /// normal_depth: slope of the bed
  double value = 0.0;
  double width = 0.0;  ///< [m] of the face: normal_depth, critical_depth
};

/// A named condition on some faces of this rank; every rank holds the same patches in the same order.
struct BoundaryPatch {
  std::string name;
  BoundaryKind kind = BoundaryKind::head;
  std::vector<BoundaryFace> faces;
};

/// Inflow through a face [m3/s] and its derivative by the unknown of the face's slot [m2/s].
struct Inflow {
  double value, derivative;
};

/// The faces of all patches as kernels see them, ordered by slot: those of one slot are a group.
struct BoundaryFaces {
  Geometry geometry;
  Material material;
  Index n_groups = 0;
  Array<Index> first;  ///< per group and one more
  Array<BoundaryFace> faces;
  Array<int> kind, patch;
  Array<UpstreamFactor> factor;
  Array<double> held_inflow;  ///< [m3/s] per face: what held cells took at the last residual

  KOKKOS_FUNCTION std::size_t slot(Index face) const {
    return static_cast<std::size_t>(faces(face).column) * geometry.slots + faces(face).slot;
  }
  KOKKOS_FUNCTION std::size_t cell(Index face) const {
    return static_cast<std::size_t>(faces(face).column) * geometry.n_layers + faces(face).slot -
           geometry.first_cell;
  }
  KOKKOS_FUNCTION bool is_held(Index face) const {
    return kind(face) == static_cast<int>(BoundaryKind::held);
  }
  /// Inflow through one face.
  KOKKOS_FUNCTION Inflow through(const Array<double>& unknowns, const CellState& state, Index face) const;

 private:
  KOKKOS_FUNCTION Inflow at_head(const Array<double>& unknowns, const CellState& state, Index face,
                                 const UpstreamFactor& upstream) const;
  KOKKOS_FUNCTION Inflow through_bed(const Array<double>& unknowns, const CellState& state, Index face) const;
  KOKKOS_FUNCTION Inflow at_well(const CellState& state, Index face) const;
};

/// All patches, ordered for kernels: faces of one slot lie together, so that sums need no atomics.
///
/// A held cell has an equation of its own, c (H - value) = 0 with c of the magnitude of its conductances, and
/// its inflow is what its balance of water lacks. Unknowns meet that equation from the guess on, so that it
/// couples to no other: a linear aquifer stays linear, symmetric, and as well conditioned as without.
class Boundary {
 public:
  Boundary() = default;
  /// Collective.
  Boundary(std::vector<BoundaryPatch> patches, const meshes::ColumnMesh& mesh, const Geometry& geometry,
           const Material& material);

  const std::vector<BoundaryPatch>& patches() const { return patches_; }

  /// New values of the faces of a patch, in its order, for the coming steps.
  void set_values(std::size_t patch, const std::vector<double>& values);

  /// Takes the factors of upstream kr from the state before the step.
  void begin(const Array<double>& unknowns, const CellState& state) const;

  /// Puts the unknowns of held cells where they are held; own slots.
  void hold(const Array<double>& unknowns) const;

  /// Subtracts inflow from the residual of all else; that of held cells becomes their equation.
  void add_to_residual(const Array<double>& unknowns, const CellState& state,
                       const Array<double>& residual) const;
  void add_to_jacobian(const Array<double>& unknowns, const CellState& state,
                       const process::ColumnMatrix& matrix) const;

  /// Takes the inflow of each face, at the unknowns of the last add_to_residual().
  void flows(const Array<double>& unknowns, const CellState& state) const;

  /// All that comes in and all that goes out [m3/s], both positive, face by face.
  struct Gross {
    double inflow, outflow;
  };
  /// Of this rank at the last flows().
  Gross gross() const;

  /// What leaves each slot at the last flows() [m3/s].
  void outflow(const Array<double>& outflow) const;

  /// Groundwater that leaves each slot at the last flows(), through all patches but wells [m3/s].
  void seepage(const Array<double>& outflow) const;

  /// Net inflow through each patch [m3/s], summed over all ranks. Collective.
  std::vector<double> totals(const Comm& comm) const;

  /// Inflow through each face of a patch [m3/s] at the last flows(), in the patch's order.
  std::vector<double> inflow_of(std::size_t patch) const;

  /// 1 for held cells, per own and ghost slot; empty where no rank holds any.
  const Array<std::uint8_t>& is_held() const { return is_held_; }

 private:
  void mark_held(const meshes::ColumnMesh& mesh);

  std::vector<BoundaryPatch> patches_;
  std::vector<std::vector<std::size_t>> place_;  // of each patch's faces among all
  BoundaryFaces faces_;
  Array<double> inflow_;  // per face, at the last flows()
  Array<std::uint8_t> is_held_;
};

}  // namespace entail::flow
