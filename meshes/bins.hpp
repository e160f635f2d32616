/// Rectangles that cut the plane, and the blocks of columns in them: what multigrid merges and what stays on
/// one rank.
#pragma once

#include <cmath>
#include <cstdint>
#include <tuple>
#include <vector>

#include "meshes/surface_mesh.hpp"

namespace entail::meshes {

/// Squares, or rectangles, that cut the plane; where columns are larger or smaller than usual, so are the
/// bins, by a power of two.
struct Bins {
  double x = 0.0, y = 0.0;           ///< [m], a corner
  double width = 1.0, height = 1.0;  ///< [m], for columns of the area below
  double area = 1.0;                 ///< [m2], of usual columns before the first merge

  /// Those that merge two by two of these.
  Bins merged() const { return {x, y, 2.0 * width, 2.0 * height, area}; }

  /// By what power of two the bins of columns of some area are larger than usual ones.
  int size_for(double column_area) const {
    return static_cast<int>(std::lround(0.5 * std::log2(column_area / area)));
  }
};

/// Bins that hold about two by two faces: quadrilaterals of one size exactly.
Bins bins_of(const SurfaceMesh& mesh, const std::vector<Edge>& edges);

/// What lies where, and beside what.
template <class Number>
struct Neighbourhood {
  const std::vector<double>&x, &y;        ///< [m]
  const std::vector<Number>& first;       ///< n + 1
  const std::vector<Number>& neighbours;  ///< from n on they are none of ours
  const std::vector<int>& size;           ///< of its bins
};

/// The block of each: those of one bin that hang together, numbered in the order of their first ones.
template <class Number>
std::vector<Number> blocks(const Neighbourhood<Number>& columns, const Bins& bins) {
  using Size = std::size_t;
  auto bin_of = [&](Size i) {
    const double scale = std::ldexp(1.0, columns.size[i]);
    return std::tuple(columns.size[i], std::floor((columns.x[i] - bins.x) / (scale * bins.width)),
                      std::floor((columns.y[i] - bins.y) / (scale * bins.height)));
  };
  const Size n = columns.first.size() - 1;
  std::vector<Number> block(n, Number{-1});
  std::vector<Size> queue;
  Number n_blocks = 0;
  for (Size first = 0; first < n; ++first) {
    if (block[first] >= 0) continue;
    const auto bin = bin_of(first);
    auto take = [&](Size i) {
      block[i] = n_blocks;
      queue.push_back(i);
    };
    take(first);
    while (!queue.empty()) {
      const Size i = queue.back();
      queue.pop_back();
      for (auto k = static_cast<Size>(columns.first[i]); k < static_cast<Size>(columns.first[i + 1]); ++k) {
        const auto other = static_cast<Size>(columns.neighbours[k]);
        if (other < n && block[other] < 0 && bin_of(other) == bin) take(other);
      }
    }
    ++n_blocks;
  }
  return block;
}

/// The blocks of faces in the bins that make up `merges` merges, or each face by itself for none. `first` and
/// `neighbours` are the faces that touch, in compressed rows.
std::vector<std::int64_t> blocks_of(const SurfaceMesh& mesh, const std::vector<std::int64_t>& first,
                                    const std::vector<std::int64_t>& neighbours, Bins bins, int merges);

}  // namespace entail::meshes
