/// A preconditioner made for columns of flat cells: exact solves along the columns, and a coarse problem on
/// the map.
#pragma once

#include <petscksp.h>

#include <memory>

#include "meshes/column_mesh.hpp"
#include "process/column_matrix.hpp"
#include "solve/petsc.hpp"

namespace entail::solve {

/// For r it gives z by
///
///     z = T^-1 r                              T: the matrix without its links between columns
///     z = z + P (P^T A P)^-1 P^T (r - A z)    P: one value per column
///     z = z + T^-1 (r - A z)
///
/// where the system on the map is solved by a V-cycle of algebraic multigrid (hypre's BoomerAMG). The strong
/// vertical coupling of flat cells is in T; what is left is smooth along the columns. Nothing but the
/// multigrid depends on the number of ranks.
class ColumnPreconditioner {
 public:
  /// `prefix` is that of the PETSc options of the system on the map: -<prefix>map_pc_type …
  ColumnPreconditioner(const ColumnSystem& system, const std::string& prefix);
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
