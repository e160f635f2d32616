/// Columns shared out among ranks by PT-Scotch.
#pragma once

#include <cstdint>
#include <vector>

#include "base/parallel.hpp"

namespace entail::meshes {

/// Which columns, or blocks of them, touch which, in compressed rows.
struct Graph {
  std::vector<std::int64_t> first;  ///< n + 1
  std::vector<std::int64_t> neighbours;
  std::vector<std::int64_t> weights;  ///< columns of each vertex; empty for one each
  std::vector<std::int64_t> touches;  ///< edges between columns, per neighbour; empty for one each
};

/// The graph of blocks of a graph's vertices.
Graph graph_of_blocks(const Graph& columns, const std::vector<std::int64_t>& block);

/// The rank of every vertex of the root's graph, on the root; empty elsewhere. Collective. Parts are balanced
/// by weight and have short borders; the same graph on as many ranks gives the same parts.
std::vector<int> partition(const Comm& comm, const Graph& graph_on_root);

}  // namespace entail::meshes
