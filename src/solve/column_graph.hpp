/// Columns and the links between them on one rank, and their aggregation to fewer, larger columns.
#pragma once

#include <memory>
#include <vector>

#include "meshes/column_mesh.hpp"

namespace entail::solve {

/// What matrices of columns need of a mesh, on the host; own columns first, then ghosts. The links of own
/// columns are in the order of ColumnMatrix.
struct ColumnGraph {
  Comm comm;
  std::shared_ptr<const meshes::Halo> halo;
  Index n_owned = 0;
  std::vector<Index> first_link;  ///< per own column and one more
  std::vector<Index> neighbour;   ///< per link
  std::vector<double> distance;   ///< [m], per link: between the centres of its columns
  std::vector<double> length;     ///< [m], per link: of the shared edge
  std::vector<double> x, y, area;
  /// Per own column: by what power of two its bins are larger than usual ones; empty before the first merge.
  /// What a border between ranks cuts small keeps that of whole columns, and merges with them.
  std::vector<int> size;

  Index n_columns() const { return static_cast<Index>(x.size()); }
};

/// The graph of a mesh, which must outlive it.
ColumnGraph graph_of(const meshes::ColumnMesh& mesh);

/// A coarser graph and how it follows from a finer one. A rank merges its own columns only.
struct Aggregation {
  Index n_fine = 0;  ///< own fine columns
  ColumnGraph coarse;
  std::vector<Index> aggregate;    ///< per fine column, own and ghost: the coarse column that it is part of
  std::vector<Index> link;         ///< per fine link: which of its coarse column's links it is part of, or -1
  std::vector<double> shortening;  ///< per coarse link: the distance of fine centres over that of coarse ones
};

/// Merges the connected columns of each bin. Collective.
Aggregation aggregate(const ColumnGraph& fine, const meshes::Bins& bins);

/// A colour from 0 for every column, own and ghost, such that neighbours differ; two on a grid of
/// quadrilaterals. Collective.
std::vector<Index> colour(const ColumnGraph& graph);

}  // namespace entail::solve
