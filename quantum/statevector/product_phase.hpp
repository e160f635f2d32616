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
#include <limits>
#include <numbers>
#include <vector>

#include "quantum/statevector/block_model.hpp"
#include "quantum/statevector/simd.hpp"
#include "quantum/statevector/state_vector.hpp"

namespace entail::quantum {

/// No phase.
struct NoPhase {
  void start_block(std::int64_t) {}
  std::int64_t row_length() const { return std::numeric_limits<std::int64_t>::max(); }
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
  const int column_bits = std::min(bits, std::max(simd::lane_bits<Real> + 2, bits / 2));
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

  /// The phases of one row of the block, a vector at a time.
  class Row {
   public:
    ENTAIL_INLINE simd::CosSin<Real> operator()(std::int64_t vector) const {
      const auto& pair = pairs_[vector];
      const auto& column = columns_[vector];
      const V re = pair.re * column.re - pair.im * column.im;
      const V im = pair.re * column.im + pair.im * column.re;
      return {re * re_ - im * im_, re * im_ + im * re_};
    }

   private:
    friend class ProductPhase;
    using ComplexVector = typename PhaseTables<Real>::ComplexVector;
    Row(const ComplexVector* pairs, const ComplexVector* columns, Real re, Real im)
        : pairs_(pairs), columns_(columns), re_(simd::broadcast(re)), im_(simd::broadcast(im)) {}

    const ComplexVector *pairs_, *columns_;
    V re_, im_;
  };

  /// Multiplies the amplitudes from `place` on by their phases, place = (row << column_bits) | column.
  ENTAIL_INLINE void operator()(V& a_re, V& a_im, std::int64_t place) const {
    const std::int64_t column = place & (row_length() - 1);
    const auto phase = row(place >> column_bits_)(column >> simd::lane_bits<Real>);
    multiply(a_re, a_im, phase.cosine, phase.sine);
  }

  std::int64_t row_length() const { return std::int64_t{1} << column_bits_; }
  ENTAIL_INLINE Row row(std::int64_t number) const {
    const auto& factor = rows_[static_cast<std::size_t>(number)];
    return {tables_->pairs_.data() + (number << (column_bits_ - simd::lane_bits<Real>)), columns_.data(),
            factor[0], factor[1]};
  }

 private:
  const PhaseTables<Real>* tables_;
  int column_bits_;
  std::vector<typename PhaseTables<Real>::ComplexVector> columns_;
  std::vector<std::array<Real, 2>> rows_;
};

}  // namespace entail::quantum
