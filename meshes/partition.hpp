/// Columns shared out among ranks by PT-Scotch.
#pragma once

#include <cstdint>
#include <vector>

#include "base/parallel.hpp"

namespace entail::meshes {

/// Which faces touch which, in compressed rows.
struct Graph {
  std::vector<std::int64_t> first;  ///< n + 1
  std::vector<std::int64_t> neighbours;
};

/// The rank of every vertex of the root's graph, on the root; empty elsewhere. Collective. Parts are balanced
/// by count and have short borders; the same graph on as many ranks gives the same parts.
std::vector<int> partition(const Comm& comm, const Graph& graph_on_root);

}  // namespace entail::meshes
