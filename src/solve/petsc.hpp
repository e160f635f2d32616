/// PETSc for the lifetime of a run, and the shape in which it sees column matrices.
#pragma once

#include <petscmat.h>
#include <petscvec.h>

#include <memory>
#include <string>

#include "base/array.hpp"
#include "meshes/column_mesh.hpp"
#include "process/column_matrix.hpp"
#include "solve/column_graph.hpp"

namespace entail::solve {

/// Turns a PETSc error code into an exception; a bug or a lack of memory, not a user's mistake.
void check(PetscErrorCode code);

/// Holds PETSc open; one that is made while another lives only adds its options, so that simulations on parts
/// of the ranks can share a session that all ranks have opened. `options` are PETSc options as on a command
/// line ("-flow_ksp_monitor -flow_pc_type ilu"). Throws UsageError when they cannot be read. MPI must be up.
class PetscSession {
 public:
  explicit PetscSession(const std::string& options);
  ~PetscSession();
  PetscSession(const PetscSession&) = delete;
  PetscSession& operator=(const PetscSession&) = delete;

  static std::string version();

 private:
  void warn_of_unused() const;

  std::string options_;
  bool opened_ = false;
};

/// True when the user, or default_option(), has set an option.
bool has_option(const std::string& name);

/// True when there is any option that begins so: "-transport_".
bool has_options_of(const std::string& prefix);

/// Sets an option that the user has not set.
void default_option(const std::string& name, const std::string& value);

/// The own part of a PETSc vector as an array, for as long as this lives: the vector's own memory on a host,
/// a copy with an accelerator.
class VectorArray {
 public:
  enum class Access { read, write, update };
  VectorArray(Vec vector, Access access);
  ~VectorArray();
  VectorArray(const VectorArray&) = delete;
  VectorArray& operator=(const VectorArray&) = delete;

  const Array<double>& array() const { return array_; }

 private:
  Vec vector_;
  Access access_;
  PetscScalar* data_ = nullptr;
  Array<double> array_;
};

/// A matrix and vectors of a system with one unknown per slot of a column. Rows are numbered rank by rank, in
/// the order of the own slots.
class ColumnSystem {
 public:
  /// How PETSc sees the matrix: as what it does to a vector, or with its entries, as PETSc's own
  /// preconditioners need it.
  enum class Form { action, entries };

  /// The mesh, or the graph's halo, must outlive it. Collective.
  ColumnSystem(const meshes::ColumnMesh& mesh, int slots, Form form);
  ColumnSystem(const ColumnGraph& graph, int slots, Form form);
  ~ColumnSystem();
  ColumnSystem(const ColumnSystem&) = delete;
  ColumnSystem& operator=(const ColumnSystem&) = delete;

  Mat matrix() const { return matrix_; }
  const meshes::Halo& halo() const { return *halo_; }
  int slots() const { return slots_; }
  Index n_own() const { return n_columns_ * slots_; }

  Vec make_vector() const;  ///< the caller destroys it
  /// Takes a matrix's values; as action, it keeps a reference to them.
  void load(const process::ColumnMatrix& values);

 private:
  void make_action(const Comm& comm);
  void make_entries(const ColumnGraph& graph);
  static PetscErrorCode multiply(Mat matrix, Vec x, Vec y);

  std::shared_ptr<const meshes::Halo> halo_;
  Index n_columns_;  // own
  int slots_;
  Mat matrix_ = nullptr;
  process::ColumnMatrix values_;  // as action
  Array<double> ghosts_;
};

/// Copies the own part of an array to a vector and back.
void to_vector(const Array<double>& own, Vec vector);
void to_array(Vec vector, const Array<double>& own);

}  // namespace entail::solve
