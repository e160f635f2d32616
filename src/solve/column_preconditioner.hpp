/// A preconditioner made for columns of flat cells: a hierarchy of ever larger columns, and below it a
/// problem on the map.
#pragma once

#include <petscksp.h>

#include <memory>
#include <string>

#include "meshes/column_mesh.hpp"
#include "process/column_matrix.hpp"

namespace entail::solve {

/// For r it gives z by a V-cycle of multigrid. On each of its levels, with A that level's matrix, T this
/// without its links between columns, and P from the next level, of columns merged two by two:
///
///     z = T^-1 (r - links z)       colour by colour, from zero
///     z = z + P (next level)(P^T (r - A z))
///     z = z + T^-1 (r - A z)       colour by colour, backwards
///
/// Columns keep their layers, so that the strong vertical coupling of flat cells is in T on every level.
/// Below the last one P gives all slots of a column one value, and that system on the map is solved by a
/// V-cycle of algebraic multigrid (hypre's BoomerAMG). Where A is symmetric and positive definite this is,
/// too. Between ranks lines are relaxed side by side, and columns of different ranks are not merged.
class ColumnPreconditioner {
 public:
  /// `prefix` is that of the PETSc options of the system on the map: -<prefix>map_pc_type … Links between
  /// merged columns are shortened where the matrix `is_diffusive`: what follows a slope is no larger between
  /// columns that are nearer, and shortened it would let corrections grow without end. Collective.
  ColumnPreconditioner(const meshes::ColumnMesh& mesh, int slots, const std::string& prefix,
                       bool is_diffusive);
  ~ColumnPreconditioner();
  ColumnPreconditioner(const ColumnPreconditioner&) = delete;
  ColumnPreconditioner& operator=(const ColumnPreconditioner&) = delete;

  /// Takes the values of the matrix that it shall precondition. Collective.
  void load(const process::ColumnMatrix& values);

  /// z = M^-1 r, own slots. Collective.
  void apply(const Array<double>& r, const Array<double>& z);

  /// Makes `pc` apply this; it must outlive the use of `pc`.
  void install(PC pc);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace entail::solve
