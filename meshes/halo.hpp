/// Values of the ring of columns around this rank's own, brought from the ranks that own them.
#pragma once

#include <cstdint>
#include <vector>

#include "base/array.hpp"
#include "base/parallel.hpp"

namespace entail::meshes {

/// Exchanges ghost columns with the neighbouring ranks through MPI neighbourhood collectives. Arrays are
/// ordered by column, own columns first, with `block` values each; ghosts are ordered by owner and global
/// number.
class Halo {
 public:
  /// Collective. `ghosts` are the global numbers of this rank's ghost columns, grouped by owner in ascending
  /// order; `owners` their ranks. `owned` are the global numbers of its own columns, ascending.
  Halo(const Comm& comm, const std::vector<std::int64_t>& owned, const std::vector<std::int64_t>& ghosts,
       const std::vector<int>& owners);
  ~Halo();
  Halo(const Halo&) = delete;
  Halo& operator=(const Halo&) = delete;

  /// Fills the ghost part of `values` (extent: columns * block) from the owners. Collective among neighbours.
  void exchange(const Array<double>& values, int block) const;

  /// The same with the values of own and of ghost columns in arrays of their own.
  void exchange(const ConstArray<double>& own, const Array<double>& ghosts, int block) const;

  Index n_ghosts() const { return n_ghost_; }

 private:
  MPI_Comm neighbourhood_ = MPI_COMM_NULL;
  Index n_owned_ = 0, n_ghost_ = 0;
  std::vector<int> send_counts_, receive_counts_;
  Array<Index> send_columns_;
};

}  // namespace entail::meshes
