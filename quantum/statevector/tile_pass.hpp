/// The zig-zag order of work on a state, on the host.
///
/// X rotations of different qubits commute, so the mixer of a layer is split into the qubits at low positions
/// and those at high positions, in any order. One pass over cache-sized tiles of the low positions does
///     [low half of the mixer of layer l-1] [phase of layer l] [low half of the mixer of layer l],
/// the next pass does the same with the high half for layers l and l+1: p layers take p + 1 passes over
/// memory.
///
/// A low tile is a contiguous block of 2^low_bits amplitudes, worked on in blocks for the second and first
/// cache level. On several ranks it is one such block for each value of the positions that are exchanged. A
/// high tile is a few columns of all 2^high_bits rows of length 2^low_bits, copied to a buffer of its own,
/// because rows that are a power of two apart share cache sets and memory pages.
///
/// What is done to the amplitudes is given by a class Work (ForwardWork, AdjointWork):
///     start_tile(item), finish_tile(item)             a tile begins, ends
///     rotate_block(side, start, size, low, high)      rotate the bits [low, high) of contiguous amplitudes
///     rotate_segments(side, start, stride, bits, length)  rotate the bits that number segments of amplitudes
///     middle_block(start, size, ahead)                what lies between the two sides, with the lowest bits
///     mirror_blocks(side, start, mirror, size)        the flip of all qubits, for states halved by symmetry
///     load_columns(column, geometry), store_columns(column, geometry)   between state and buffer, with the
///     top bits rotate_rows_in_buffer(side, first_row, n_rows, low, high)   rotate row bits in the buffer
///     middle_rows(first_row, n_rows, column, ahead, geometry)    as middle_block, in the buffer
/// `ahead` is how far the amplitudes of the worker's next tile are from those of this one: between arithmetic
/// they are fetched from memory, so that both take place at once.
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>

#include "quantum/statevector/cache_sizes.hpp"
#include "quantum/statevector/host_work.hpp"
#include "quantum/statevector/product_phase.hpp"
#include "quantum/statevector/simd.hpp"

namespace entail::quantum {

/// Before or after the phase.
enum class Side { before, after };

/// How a local state is cut into tiles.
struct TileGeometry {
  int n_local = 0;
  int low_bits = 0;          ///< positions of a low tile
  int segment_bits = 0;      ///< top positions that belong to the low half as well, those that ranks exchange
  int first_level_bits = 0;  ///< block that fits the first cache level
  std::int64_t columns = 0;  ///< of a high tile

  int high_bits() const { return n_local - low_bits; }
  std::int64_t row_stride() const { return std::int64_t{1} << low_bits; }
  std::int64_t n_rows() const { return std::int64_t{1} << high_bits(); }
};

/// States up to this size are one low tile.
inline constexpr int single_tile_bits = 13;

/// For passes on one state; `more_low_bits` widens low tiles at the expense of high ones.
template <class Real>
TileGeometry tile_geometry(int n_local, int rank_bits, bool mirrored, int more_low_bits = 0) {
  constexpr std::int64_t amplitude = 2 * sizeof(Real);
  const auto bits_in = [](std::int64_t bytes) {
    return std::bit_width(static_cast<std::uint64_t>(bytes / amplitude)) - 1;
  };
  TileGeometry geometry;
  geometry.n_local = n_local;
  // Wide rows in the high tile matter more than a small low tile; beyond, bits are best rotated in threes.
  geometry.low_bits = std::min(n_local - std::max(5, rank_bits),
                               std::max({single_tile_bits, n_local / 2 + 4, n_local - 8}) + more_low_bits);
  if (rank_bits == 0 && !mirrored && n_local <= single_tile_bits) geometry.low_bits = n_local;
  geometry.segment_bits = rank_bits;
  // A block shares its cache with tables and, in the high tile, with the lines that it was copied from.
  const CacheSizes& caches = cache_sizes();
  geometry.first_level_bits = bits_in(caches.first / 2);
  geometry.columns =
      std::clamp<std::int64_t>((std::int64_t{1} << bits_in(caches.second / 2)) / geometry.n_rows(),
                               128 / sizeof(Real), 1024 / sizeof(Real));
  geometry.columns = std::min(geometry.columns, geometry.row_stride());
  return geometry;
}

/// The blocks in which Work sees the amplitudes of a low and of a high tile (middle_block, middle_rows).
template <class Real>
BlockShape low_block_shape(const TileGeometry& geometry) {
  return contiguous_block<Real>(std::min(geometry.low_bits, geometry.first_level_bits));
}
inline BlockShape high_block_shape(const TileGeometry& geometry, int load_bits) {
  const int column_bits = std::countr_zero(static_cast<std::uint64_t>(geometry.columns));
  return {column_bits, geometry.high_bits() - load_bits, geometry.low_bits};
}

/// The number of tiles of a low and of a high pass.
inline std::int64_t n_low_tiles(const TileGeometry& geometry) {
  return std::int64_t{1} << (geometry.high_bits() - geometry.segment_bits);
}
inline std::int64_t n_high_tiles(const TileGeometry& geometry) {
  return geometry.row_stride() / geometry.columns;
}

namespace detail {

/// From an item to the following, 0 where there is none.
inline std::int64_t distance(std::int64_t item, std::int64_t following, std::int64_t n) {
  return following < n ? following - item : 0;
}

/// A block of a low tile and, for halved states, its mirror image. Down to the size of the first cache level
/// each level of blocks rotates three bits, so that a block is in the nearest cache that holds it.
template <class Work>
void low_block(Work& work, const TileGeometry& geometry, std::int64_t start, std::int64_t mirror, int bits,
               std::int64_t ahead) {
  const bool innermost = bits <= geometry.first_level_bits;
  const int inner = innermost ? std::min(bits, Work::core_bits)
                              : geometry.first_level_bits + (bits - geometry.first_level_bits - 1) / 3 * 3;
  const std::int64_t size = std::int64_t{1} << bits, inner_size = std::int64_t{1} << inner;
  const auto rotate = [&](Side side) {
    if (inner == bits) return;
    work.rotate_block(side, start, size, inner, bits);
    if (mirror >= 0) work.rotate_block(side, mirror, size, inner, bits);
  };
  rotate(Side::before);
  if (innermost) {
    if (mirror >= 0) work.mirror_blocks(Side::before, start, mirror, size);
    work.middle_block(start, size, ahead);
    if (mirror >= 0) work.middle_block(mirror, size, -ahead);
    if (mirror >= 0) work.mirror_blocks(Side::after, start, mirror, size);
  } else {
    for (std::int64_t done = 0; done < size; done += inner_size)
      low_block(work, geometry, start + done, mirror >= 0 ? mirror + size - done - inner_size : -1, inner,
                ahead);
  }
  rotate(Side::after);
}

}  // namespace detail

/// One low tile: `item` counts the tiles of a pass, `following` is the one after it or the number of tiles.
template <class Work>
void low_tile(Work& work, const TileGeometry& geometry, std::int64_t item, std::int64_t following) {
  const std::int64_t size = geometry.row_stride(), start = item * size;
  const std::int64_t ahead = detail::distance(item, following, n_low_tiles(geometry)) * size;
  const std::int64_t stride = std::int64_t{1} << (geometry.n_local - geometry.segment_bits);
  const std::int64_t n_segments = std::int64_t{1} << geometry.segment_bits;
  work.start_tile(item);
  if (n_segments > 1) work.rotate_segments(Side::before, start, stride, geometry.segment_bits, size);
  for (std::int64_t segment = 0; segment < n_segments; ++segment)
    detail::low_block(work, geometry, start + segment * stride, -1, geometry.low_bits, ahead);
  if (n_segments > 1) work.rotate_segments(Side::after, start, stride, geometry.segment_bits, size);
  work.finish_tile(item);
}

/// One low tile and its mirror image, for states halved by symmetry on one rank.
template <class Work>
void mirrored_low_tile(Work& work, const TileGeometry& geometry, std::int64_t item, std::int64_t following) {
  const std::int64_t size = geometry.row_stride();
  const std::int64_t ahead = detail::distance(item, following, n_low_tiles(geometry) / 2) * size;
  const std::int64_t n_tiles = std::int64_t{1} << geometry.high_bits();
  work.start_tile(item);
  detail::low_block(work, geometry, item * size, (n_tiles - 1 - item) * size, geometry.low_bits, ahead);
  work.finish_tile(item);
}

/// One high tile: `item` counts groups of columns.
template <class Work>
void high_tile(Work& work, const TileGeometry& geometry, std::int64_t item, std::int64_t following) {
  const std::int64_t column = item * geometry.columns;
  const std::int64_t ahead = detail::distance(item, following, n_high_tiles(geometry)) * geometry.columns;
  const int inner_bits = geometry.high_bits() - Work::load_bits;
  const std::int64_t inner_rows = std::int64_t{1} << inner_bits;
  work.start_tile(item);
  work.load_columns(column, geometry);
  for (std::int64_t row = 0; row < geometry.n_rows(); row += inner_rows) {
    work.rotate_rows_in_buffer(Side::before, row, inner_rows, Work::core_row_bits, inner_bits);
    work.middle_rows(row, inner_rows, column, ahead, geometry);
    work.rotate_rows_in_buffer(Side::after, row, inner_rows, Work::core_row_bits, inner_bits);
  }
  work.store_columns(column, geometry);
  work.finish_tile(item);
}

}  // namespace entail::quantum
