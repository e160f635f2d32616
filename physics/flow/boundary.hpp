/// Conditions on the outside of the flow model: heads, fluxes, outflow at normal depth.
#pragma once

#include <string>
#include <vector>

#include "base/array.hpp"
#include "base/parallel.hpp"
#include "physics/flow/kernels.hpp"
#include "process/column_matrix.hpp"

namespace entail::flow {

enum class BoundaryKind { head, flux, normal_depth };

/// One face of an own slot on a boundary.
struct BoundaryFace {
  Index column = 0;
  int slot = 0;
  double conductance = 0.0;  ///< head: saturated, from the face to the centre [m2/s]
  double elevation = 0.0;    ///< head: of the face's centre [m]
  double value = 0.0;  ///< head: hydraulic head [m]; flux: inflow [m3/s]; normal_depth: slope of the bed
  double width = 0.0;  ///< normal_depth: of the face [m]
};

/// A named condition on some faces of this rank; every rank holds the same patches in the same order.
struct BoundaryPatch {
  std::string name;
  BoundaryKind kind = BoundaryKind::head;
  std::vector<BoundaryFace> faces;
};

/// All patches, ordered for kernels: faces of one slot lie together, so that sums need no atomics.
class Boundary {
 public:
  Boundary() = default;
  Boundary(std::vector<BoundaryPatch> patches, const Geometry& geometry, const Material& material);

  const std::vector<BoundaryPatch>& patches() const { return patches_; }

  /// Takes the factors of upstream kr from the state before the step.
  void begin(const Array<double>& unknowns, const CellState& state) const;

  void add_to_residual(const Array<double>& unknowns, const CellState& state,
                       const Array<double>& residual) const;
  void add_to_jacobian(const Array<double>& unknowns, const CellState& state,
                       const process::ColumnMatrix& matrix) const;

  /// Inflow and outflow [m3/s], both positive, added to each slot.
  void flows(const Array<double>& unknowns, const CellState& state, const Array<double>& inflow,
             const Array<double>& outflow) const;

  /// Net inflow through each patch [m3/s], summed over all ranks. Collective.
  std::vector<double> totals(const Comm& comm) const;

 private:
  std::vector<BoundaryPatch> patches_;
  Geometry geometry_;
  Material material_;
  Index n_groups_ = 0;
  Array<Index> first_face_;  // per group (slot with boundary faces) and one more
  Array<BoundaryFace> faces_;
  Array<int> kind_, patch_;
  Array<double> inflow_;  // per face, at the last flows()
  Array<UpstreamFactor> factor_;
};

}  // namespace entail::flow
