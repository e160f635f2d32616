/// Relaxation along the lines of a matrix of columns, in colours.
#pragma once

#include <memory>
#include <vector>

#include "base/array.hpp"
#include "process/column_matrix.hpp"
#include "solve/column_graph.hpp"

namespace entail::solve {

/// A level of a multigrid hierarchy: a matrix of columns A, its lines T (A without its links), and colours of
/// its columns such that neighbours differ; the lines of one colour are solved side by side, on all
/// ranks.
class ColumnLevel {
 public:
  ColumnLevel(const ColumnGraph& graph, int slots);

  /// Takes the values of a matrix of this level's pattern, as a reference.
  void load(const process::ColumnMatrix& matrix);

  /// z = half of a symmetric Gauss-Seidel relaxation over lines from zero: colour by colour
  /// z = T^-1 (r - links z). Collective.
  void relax(const Array<double>& r, const Array<double>& z) const;

  /// The other half, from z and its ghosts: the colours in the opposite order. Leaves ghosts of the first
  /// colour behind. Collective.
  void relax_back(const Array<double>& r, const Array<double>& z) const;

  const process::ColumnMatrix& matrix() const { return matrix_; }
  int slots() const { return slots_; }
  const meshes::Halo& halo() const { return *halo_; }
  /// Per own and ghost column.
  const Array<Index>& colours() const { return colours_; }
  Index n_colours() const { return static_cast<Index>(first_.size()) - 1; }
  const Array<double>& ghosts() const { return ghosts_; }  ///< of z, per slot
  process::LinkedValues linked(const Array<double>& z) const {
    return {z.data(), ghosts_.data(), matrix_.n_columns};
  }

 private:
  int slots_;
  std::shared_ptr<const meshes::Halo> halo_;
  process::ColumnMatrix matrix_;
  Array<Index> colours_, by_colour_;  // own columns, colour by colour
  std::vector<Index> first_;          // per colour and one more: where it starts
  Array<double> inverse_, ghosts_;
};

/// Calls add(slot, part) for what makes up r - A z of a column, for the z that relax() made of r: the lines
/// are solved for the columns that came before, and what came later is missing. `known` is the number of
/// slots, or 0.
template <int known, class Add>
KOKKOS_INLINE_FUNCTION void visit_residual(const process::ColumnMatrix& a, const Array<Index>& colours,
                                           const process::LinkedValues& z, Index column, const Add& add) {
  const int slots = known > 0 ? known : a.slots;
  const double* KOKKOS_RESTRICT value =
      a.values.data() + a.first(column) + process::ColumnMatrix::links * slots;
  const Index mine = colours(column);
  for (Index k = a.first_link(column); k < a.first_link(column + 1); ++k, value += slots) {
    const Index other = a.neighbour(k);
    if (colours(other) < mine) continue;
    const double* KOKKOS_RESTRICT behind = z.column(other, slots);
    for (int s = 0; s < slots; ++s) add(s, -value[s] * behind[s]);
  }
}

}  // namespace entail::solve
