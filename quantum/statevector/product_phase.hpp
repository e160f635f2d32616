/// The phase exp(-i gamma C) of a block of amplitudes as a product of tables, on the host: no stored cost is
/// read and no sine taken for any amplitude.
///
/// C is quadratic. With the bits of a block cut into those of columns c and of rows r, and the bits outside
/// fixed (block_model.hpp),
///     exp(-i gamma C) = P(r, c) R(r) L(c).
/// P holds the pairs inside the block and is the same for all blocks of a pass. R and L hold the fields that
/// the bits outside leave; for each block they are built by doubling, one complex multiplication per entry.
#pragma once

#include <array>
#include <complex>
#include <numbers>
#include <vector>

#include "quantum/statevector/block_model.hpp"
#include "quantum/statevector/simd.hpp"
#include "quantum/statevector/state_vector.hpp"

namespace entail::quantum {

/// No phase.
struct NoPhase {
  void start_block(std::int64_t) {}
  template <class V>
  ENTAIL_INLINE void operator()(V&, V&, std::int64_t) const {}
};

/// a <- a * (re + i im).
template <class V>
ENTAIL_INLINE void multiply(V& a_re, V& a_im, const V& re, const V& im) {
  const V product = a_re * re - a_im * im;
  a_im = a_re * im + a_im * re;
  a_re = product;
}

/// How the amplitudes of a block lie in a local state: its columns are numbered by the positions
/// [0, column_bits), its rows by [first_row_bit, first_row_bit + row_bits).
struct BlockShape {
  int column_bits = 0;
  int row_bits = 0;
  int first_row_bit = 0;

  int bits() const { return column_bits + row_bits; }
  int bits_between() const { return first_row_bit - column_bits; }

  /// The bit of a position when the block's bits come first.
  int bit_of(int position) const {
    if (position < column_bits) return position;
    if (position < first_row_bit) return position + row_bits;
    if (position < first_row_bit + row_bits) return position - bits_between();
    return position;
  }
  /// The bits outside the block that holds an index.
  std::uint64_t outer(std::uint64_t index) const {
    const std::uint64_t between = (index >> column_bits) & ((std::uint64_t{1} << bits_between()) - 1);
    return between | ((index >> (first_row_bit + row_bits)) << bits_between());
  }
};

/// The shape of 2^bits contiguous amplitudes.
template <class Real>
BlockShape contiguous_block(int bits) {
  const int column_bits = std::max(simd::lane_bits<Real>, bits / 2);
  return {column_bits, bits - column_bits, column_bits};
}

/// What all blocks of a pass share. `factor` multiplies every phase.
template <class Real>
class PhaseTables {
 public:
  PhaseTables(const StateVector<Real>& state, const IsingModel& model, const BlockShape& shape, double gamma,
              std::complex<double> factor);

 private:
  template <class>
  friend class ProductPhase;
  struct ComplexVector {
    simd::Vector<Real> re, im;
  };

  BlockShape shape_;
  std::uint64_t rank_bits_;
  std::complex<double> factor_;
  BlockModel model_;  ///< in turns: -gamma C / (2 pi)
  std::vector<ComplexVector> pairs_;
};

/// The phases of one block at a time; each thread has its own.
template <class Real>
class ProductPhase {
 public:
  using V = simd::Vector<Real>;

  explicit ProductPhase(const PhaseTables<Real>& tables);

  /// Prepares for the block whose first amplitude has this local index.
  void start_block(std::int64_t index);

  /// The phases of the amplitudes of the block from `place` on, place = (row << column_bits) | column.
  ENTAIL_INLINE simd::CosSin<Real> phase_at(std::int64_t place) const {
    const auto& pair = tables_->pairs_[static_cast<std::size_t>(place >> simd::lane_bits<Real>)];
    const auto& column = columns_[static_cast<std::size_t>((place >> simd::lane_bits<Real>)&column_mask_)];
    const auto& row = rows_[static_cast<std::size_t>(place >> column_bits_)];
    const V re = pair.re * column.re - pair.im * column.im;
    const V im = pair.re * column.im + pair.im * column.re;
    return {re * row[0] - im * row[1], re * row[1] + im * row[0]};
  }

  ENTAIL_INLINE void operator()(V& a_re, V& a_im, std::int64_t place) const {
    const auto phase = phase_at(place);
    multiply(a_re, a_im, phase.cosine, phase.sine);
  }

 private:
  const PhaseTables<Real>* tables_;
  int column_bits_;
  std::int64_t column_mask_;
  std::vector<typename PhaseTables<Real>::ComplexVector> columns_;
  std::vector<std::array<Real, 2>> rows_;
};

}  // namespace entail::quantum
