/// The work of one forward pass of the zig-zag on one tile (see tile_pass.hpp): rotations on either side of a
/// phase.
#pragma once

#include <memory>

#include "quantum/statevector/product_phase.hpp"
#include "quantum/statevector/tile_pass.hpp"
#include "quantum/statevector/x_rotation.hpp"

namespace entail::quantum {

/// A buffer for the columns of a high tile. Its rows are one cache line longer than the columns, so that they
/// do not share cache sets, and its two halves are apart likewise. It takes its memory when it is first used:
/// low tiles need none, and the thread that uses it is the first to touch it.
template <class Real>
class ColumnBuffer {
 public:
  explicit ColumnBuffer(const TileGeometry& geometry)
      : pitch_(geometry.columns + static_cast<std::int64_t>(64 / sizeof(Real))),
        size_(2 * geometry.n_rows() * pitch_ + static_cast<std::int64_t>(4096 / sizeof(Real))) {}

  void allocate() {
    if (!values_) values_ = std::make_unique_for_overwrite<Real[]>(static_cast<std::size_t>(size_));
  }

  std::ptrdiff_t pitch() const { return pitch_; }
  Real* re(std::int64_t row) { return aligned() + row * pitch_; }
  Real* im(std::int64_t row) { return aligned() + size_ / 2 + row * pitch_; }

 private:
  // Vectors are stored and loaded fastest where they do not cross cache lines.
  Real* aligned() {
    const auto address = reinterpret_cast<std::uintptr_t>(values_.get());
    return reinterpret_cast<Real*>((address + 63) / 64 * 64);
  }

  std::ptrdiff_t pitch_;
  std::int64_t size_;
  std::unique_ptr<Real[]> values_;
};

namespace detail {

/// Fetches `size` amplitudes ahead.
template <std::ptrdiff_t size, class Real>
ENTAIL_INLINE void prefetch_range(const Real* re, const Real* im) {
#pragma GCC unroll 8
  for (std::ptrdiff_t k = 0; k < size; k += 64 / static_cast<std::ptrdiff_t>(sizeof(Real))) {
    simd::prefetch(re + k);
    simd::prefetch(im + k);
  }
}

/// Fetches four rows ahead, a line of each in as many calls as a line has vectors; `column` counts
/// amplitudes.
template <class Real>
ENTAIL_INLINE void prefetch_four_rows(const Rows<Real>& rows, std::ptrdiff_t column) {
  constexpr std::ptrdiff_t vectors_per_line = 64 / static_cast<std::ptrdiff_t>(simd::register_bytes),
                           rows_per_vector = 4 / vectors_per_line;
  const std::ptrdiff_t first = column / simd::lanes<Real> % vectors_per_line * rows_per_vector;
#pragma GCC unroll 4
  for (std::ptrdiff_t row = first; row < first + rows_per_vector; ++row) {
    simd::prefetch(rows.re + row * rows.stride);
    simd::prefetch(rows.im + row * rows.stride);
  }
}

/// Four rows of vectors: rotate (lanes and) the two bits that number the rows, middle, rotate again.
template <bool lanes, bool flip_before, bool flip_after, class Real, class Middle>
ENTAIL_INLINE void middle_of_four(const Rows<Real>& rows, std::int64_t place, std::int64_t place_stride,
                                  simd::Vector<Real> before, simd::Vector<Real> after, const Middle& middle) {
  simd::Vector<Real> re[4], im[4];
#pragma GCC unroll 4
  for (int k = 0; k < 4; ++k) {
    re[k] = simd::load(rows.re + k * rows.stride);
    im[k] = simd::load(rows.im + k * rows.stride);
  }
  rotate_four<flip_before, Real>(re, im, before);
#pragma GCC unroll 4
  for (int k = 0; k < 4; ++k) {
    if constexpr (lanes) rotate_lanes<flip_before, Real>(re[k], im[k], before);
    middle(re[k], im[k], place + k * place_stride);
    if constexpr (lanes) rotate_lanes<flip_after, Real>(re[k], im[k], after);
  }
  rotate_four<flip_after, Real>(re, im, after);
#pragma GCC unroll 4
  for (int k = 0; k < 4; ++k) {
    simd::store(rows.re + k * rows.stride, re[k]);
    simd::store(rows.im + k * rows.stride, im[k]);
  }
}

/// Calls body with the two flips as compile-time constants.
template <class Body>
void with_flips(bool before, bool after, const Body& body) {
  if (before)
    after ? body(std::true_type{}, std::true_type{}) : body(std::true_type{}, std::false_type{});
  else
    after ? body(std::false_type{}, std::true_type{}) : body(std::false_type{}, std::false_type{});
}

}  // namespace detail

template <class Real, class Middle>
class ForwardWork {
 public:
  static constexpr int core_bits = simd::lane_bits<Real> + 2;  ///< that a middle block rotates itself
  static constexpr int core_row_bits = 2;                      ///< likewise in a high tile
  static constexpr int load_bits = 3;  ///< top row bits that are rotated while a high tile is copied

  /// The amplitudes, the rotations on both sides and what lies between. With a `fill` that is not 0 the
  /// amplitudes are not read but start as that number.
  ForwardWork(Real* re, Real* im, const XRotation& before, const XRotation& after,
              const XRotation& mirror_before, const XRotation& mirror_after, const Middle& middle,
              double fill, const TileGeometry& geometry)
      : re_(re),
        im_(im),
        rotations_{before, after},
        mirror_rotations_{mirror_before, mirror_after},
        middle_(middle),
        fill_(static_cast<Real>(fill)),
        buffer_(geometry) {}

  void start_tile(std::int64_t) {}
  void finish_tile(std::int64_t) {}

  void rotate_block(Side side, std::int64_t start, std::int64_t size, int low, int high) {
    if (is_identity(rotation(side))) return;
    rotate_bits(re_ + start, im_ + start, size, low, high, rotation(side));
  }

  void rotate_segments(Side side, std::int64_t start, std::int64_t stride, int bits, std::int64_t length) {
    if (is_identity(rotation(side))) return;
    const RowBlock<Real> block{{re_ + start, im_ + start, stride}, std::int64_t{1} << bits, length};
    rotate_row_bits(block, 0, bits, rotation(side));
  }

  void middle_block(std::int64_t start, std::int64_t size, std::int64_t ahead) {
    constexpr std::int64_t w = simd::lanes<Real>;
    if (fill_ != 0) {
      std::fill_n(re_ + start, size, fill_);
      std::fill_n(im_ + start, size, Real(0));
    }
    middle_.start_block(start);
    Real *re = re_ + start, *im = im_ + start;
    const auto before = tangent(Side::before), after = tangent(Side::after);
    detail::with_flips(rotation(Side::before).flip, rotation(Side::after).flip,
                       [&](auto flip_before, auto flip_after) {
                         for (std::int64_t k = 0; k < size; k += 4 * w) {
                           detail::prefetch_range<4 * w>(re + ahead + k, im + ahead + k);
                           detail::middle_of_four<true, flip_before.value, flip_after.value>(
                               Rows<Real>{re + k, im + k, w}, k, w, before, after, middle_);
                         }
                       });
  }

  void mirror_blocks(Side side, std::int64_t start, std::int64_t mirror, std::int64_t size) {
    if (is_identity(mirror_rotations_[side == Side::after])) return;
    rotate_mirrored(re_ + start, im_ + start, re_ + mirror, im_ + mirror, size,
                    mirror_rotations_[side == Side::after]);
  }

  void load_columns(std::int64_t column, const TileGeometry& geometry) {
    buffer_.allocate();
    const std::int64_t rows = geometry.n_rows() >> load_bits, stride = geometry.row_stride();
    for (std::int64_t row = 0; row < rows; ++row) {
      const std::int64_t at = column + row * stride;
      const Rows<Real> from{re_ + at, im_ + at, rows * stride};
      const Rows<Real> to{buffer_.re(row), buffer_.im(row), rows * buffer_.pitch()};
      if (is_identity(rotation(Side::before)))
        rotate_rows<load_bits, false>(from, to, geometry.columns, rotation(Side::before));
      else
        rotate_rows<load_bits>(from, to, geometry.columns, rotation(Side::before));
    }
  }

  void store_columns(std::int64_t column, const TileGeometry& geometry) {
    const std::int64_t rows = geometry.n_rows() >> load_bits, stride = geometry.row_stride();
    for (std::int64_t row = 0; row < rows; ++row) {
      const std::int64_t at = column + row * stride;
      const Rows<Real> from{buffer_.re(row), buffer_.im(row), rows * buffer_.pitch()};
      const Rows<Real> to{re_ + at, im_ + at, rows * stride};
      if (is_identity(rotation(Side::after)))
        rotate_rows<load_bits, false>(from, to, geometry.columns, rotation(Side::after));
      else
        rotate_rows<load_bits>(from, to, geometry.columns, rotation(Side::after));
    }
  }

  void rotate_rows_in_buffer(Side side, std::int64_t first, std::int64_t n_rows, int low, int high) {
    if (is_identity(rotation(side))) return;
    const std::ptrdiff_t length = buffer_.pitch() - static_cast<std::ptrdiff_t>(64 / sizeof(Real));
    const RowBlock<Real> block{{buffer_.re(first), buffer_.im(first), buffer_.pitch()}, n_rows, length};
    rotate_row_bits(block, low, high, rotation(side));
  }

  void middle_rows(std::int64_t first, std::int64_t n_rows, std::int64_t column, std::int64_t ahead,
                   const TileGeometry& geometry) {
    const auto before = tangent(Side::before), after = tangent(Side::after);
    const std::int64_t columns = geometry.columns;
    middle_.start_block(first * geometry.row_stride() + column);
    detail::with_flips(
        rotation(Side::before).flip, rotation(Side::after).flip, [&](auto flip_before, auto flip_after) {
          for (std::int64_t row = 0; row < n_rows; row += 4)
            for (std::int64_t c = 0; c < columns; c += simd::lanes<Real>) {
              const std::int64_t next = (first + row) * geometry.row_stride() + column + ahead + c;
              detail::prefetch_four_rows<Real>({re_ + next, im_ + next, geometry.row_stride()}, c);
              detail::middle_of_four<false, flip_before.value, flip_after.value>(
                  Rows<Real>{buffer_.re(first + row) + c, buffer_.im(first + row) + c, buffer_.pitch()},
                  row * columns + c, columns, before, after, middle_);
            }
        });
  }

 private:
  const XRotation& rotation(Side side) const { return rotations_[side == Side::after]; }
  simd::Vector<Real> tangent(Side side) const {
    return simd::broadcast(static_cast<Real>(rotation(side).tangent));
  }

  Real *re_, *im_;
  XRotation rotations_[2], mirror_rotations_[2];
  Middle middle_;
  Real fill_;
  ColumnBuffer<Real> buffer_;
};

}  // namespace entail::quantum
