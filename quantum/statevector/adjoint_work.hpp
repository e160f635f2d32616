/// The work of one backward pass of the zig-zag on one tile (see tile_pass.hpp), on the state and its adjoint
/// at once.
///
/// A backward pass takes back the mixer of layer l on one half of the qubits, the phase of layer l, and the
/// mixer of layer l-1 on the same half. The turning pass comes first: it completes the last mixer of the
/// state, makes the adjoint from it, and begins to take the mixer back.
///
/// The overlaps <lambda| X_q |psi> are taken in registers just before qubit q is rotated; rotations commute,
/// so any moment will do. Since rotations are done in tangent form, both states are then too long by
/// 1/|factor| for every qubit that was rotated before, which the weights undo.
#pragma once

#include <array>

#include "quantum/statevector/adjoint.hpp"
#include "quantum/statevector/cost_reader.hpp"
#include "quantum/statevector/forward_work.hpp"

namespace entail::quantum {

namespace detail {

/// One half of 2^bits rows of the state, or of its adjoint, held in registers.
template <int bits, class Real>
struct HalfRows {
  simd::Vector<Real> y[1 << bits];
};

/// The part of sum_q Im <lambda|X_q|psi> that comes from one half (see x_rotation.hpp). The rows of even
/// parity are neighbours of all rows of odd parity when there are at most two bits, so sums can be
/// multiplied.
template <int bits, bool half, class Real>
ENTAIL_INLINE simd::Vector<Real> overlap(const HalfRows<bits, Real>& psi,
                                         const HalfRows<bits, Real>& lambda) {
  static_assert(bits == 1 || bits == 2);
  simd::Vector<Real> result;
  if constexpr (bits == 1) {
    result = lambda.y[0] * psi.y[1] - lambda.y[1] * psi.y[0];
  } else {
    const auto lambda_even = lambda.y[0] + lambda.y[3], lambda_odd = lambda.y[1] + lambda.y[2];
    const auto psi_even = psi.y[0] + psi.y[3], psi_odd = psi.y[1] + psi.y[2];
    result = lambda_even * psi_odd - lambda_odd * psi_even;
  }
  return half ? -result : result;
}

/// Loads without rotating, for the overlap, then rotates.
template <int bits, bool half, class Real>
ENTAIL_INLINE void rotate_both(HalfRows<bits, Real>& psi, HalfRows<bits, Real>& lambda,
                               const Rows<Real>& psi_rows, const Rows<Real>& lambda_rows,
                               std::ptrdiff_t place, simd::Vector<Real> t, simd::Vector<Real>& sum) {
  load_half<bits, half, false>(psi_rows, place, t, psi.y);
  load_half<bits, half, false>(lambda_rows, place, t, lambda.y);
  sum += overlap<bits, half>(psi, lambda);
  rotate_loaded<bits, half, Real>(psi.y, t);
  rotate_loaded<bits, half, Real>(lambda.y, t);
}

template <int bits, bool half, class Real>
ENTAIL_INLINE void store_both(const HalfRows<bits, Real>& psi, const HalfRows<bits, Real>& lambda,
                              const Rows<Real>& psi_rows, const Rows<Real>& lambda_rows, std::ptrdiff_t place,
                              int flip_mask) {
  store_half<bits, half>(psi_rows, place, psi.y, flip_mask);
  store_half<bits, half>(lambda_rows, place, lambda.y, flip_mask);
}

/// Rows of both states.
template <class Real>
struct RowsOfBoth {
  Rows<Real> psi, lambda;
};

/// Adds the overlap of 2^bits rows to `sum`, lane by lane, and rotates them; in place or from one place to
/// another.
template <int bits, class Real>
inline void rotate_rows_of_both(const RowsOfBoth<Real>& from, const RowsOfBoth<Real>& to,
                                std::ptrdiff_t length, const XRotation& rotation, simd::Vector<Real>& sum) {
  const auto t = simd::broadcast(static_cast<Real>(rotation.tangent));
  const int flip_mask = rotation.flip ? (1 << bits) - 1 : 0;
  for (std::ptrdiff_t k = 0; k < length; k += simd::lanes<Real>) {
    HalfRows<bits, Real> psi_half, lambda_half;
    rotate_both<bits, false>(psi_half, lambda_half, from.psi, from.lambda, k, t, sum);
    if constexpr (bits == 1) {
      // The flip of one bit takes rows to the other half, so that is loaded before this one is stored.
      HalfRows<bits, Real> psi_other, lambda_other;
      rotate_both<bits, true>(psi_other, lambda_other, from.psi, from.lambda, k, t, sum);
      store_both<bits, false>(psi_half, lambda_half, to.psi, to.lambda, k, flip_mask);
      store_both<bits, true>(psi_other, lambda_other, to.psi, to.lambda, k, flip_mask);
    } else {
      store_both<bits, false>(psi_half, lambda_half, to.psi, to.lambda, k, flip_mask);
      rotate_both<bits, true>(psi_half, lambda_half, from.psi, from.lambda, k, t, sum);
      store_both<bits, true>(psi_half, lambda_half, to.psi, to.lambda, k, flip_mask);
    }
  }
}

/// The same for one half of eight rows in place, without flips. Products of sums over even and odd rows hold
/// the four opposite pairs too, which are three bits apart: they are taken out again. Only the adjoint's rows
/// fit the registers beside the sums, so the state's are loaded twice.
template <bool half, class Real>
ENTAIL_INLINE void rotate_eight_of_both(const RowsOfBoth<Real>& rows, std::ptrdiff_t place,
                                        simd::Vector<Real> t, simd::Vector<Real>& sum) {
  simd::Vector<Real> lambda[8];
  load_half<3, half, false>(rows.lambda, place, t, lambda);
  const auto lambda_even = (lambda[0] + lambda[3]) + (lambda[5] + lambda[6]);
  const auto lambda_odd = (lambda[1] + lambda[2]) + (lambda[4] + lambda[7]);
  simd::Vector<Real> psi_even{}, psi_odd{}, opposite{};
#pragma GCC unroll 8
  for (int k = 0; k < 8; ++k) {
    if (odd_parity(k)) continue;
    const auto even = simd::load((half ? rows.psi.im : rows.psi.re) + k * rows.psi.stride + place);
    const auto odd = simd::load((half ? rows.psi.re : rows.psi.im) + (7 - k) * rows.psi.stride + place);
    psi_even += even;
    psi_odd += odd;
    opposite += lambda[k] * odd - lambda[7 - k] * even;
  }
  const auto overlap = lambda_even * psi_odd - lambda_odd * psi_even - opposite;
  sum = half ? sum - overlap : sum + overlap;
  rotate_loaded<3, half, Real>(lambda, t);
  store_half<3, half>(rows.lambda, place, lambda, 0);
  rotate_half<3, half, true>(rows.psi, rows.psi, place, t);
}

}  // namespace detail

/// The observable on vectors.
template <class Real>
class VectorObservable {
 public:
  using V = simd::Vector<Real>;
  explicit VectorObservable(const CostObservable& observable)
      : threshold_(static_cast<Real>(
            std::min(observable.threshold, static_cast<double>(std::numeric_limits<Real>::max())))),
        slope_(static_cast<Real>(1.0 / observable.fraction)),
        constant_(static_cast<Real>(
            observable.is_cost() ? 0.0 : observable.threshold * (1.0 - 1.0 / observable.fraction))) {}
  ENTAIL_INLINE V operator()(const V& cost) const {
    const V limit = simd::broadcast(threshold_);
    const V least = cost < limit ? cost : limit;
    return constant_ + slope_ * least;
  }

 private:
  Real threshold_, slope_, constant_;
};

/// What one tile adds to: overlaps of the qubits rotated before and after the phase, of the cost, and <O>.
struct TileSums {
  double before = 0.0, after = 0.0, cost = 0.0, value = 0.0;
};

/// The rotations of a backward pass and the weights of their overlaps.
struct BackwardPass {
  XRotation before, after;
  bool has_before = false;  ///< a rotation by 0 has an overlap too, so absence is told apart
  bool has_after = false;
  double before_weight = 1.0;  ///< |factor|^2 of the qubits that the pass before has rotated by `before`
  double cost_weight = 1.0;    ///< the same of all qubits
  bool mirrored = false;
};

/// Top row bits that are rotated while a high tile is copied.
inline constexpr int adjoint_load_bits = 2;

/// `Phase` is NoPhase in the turning pass.
template <class Real, class Costs, class Phase>
class AdjointWork {
 public:
  using V = simd::Vector<Real>;
  static constexpr bool turning = std::is_same_v<Phase, NoPhase>;
  static constexpr int core_bits = simd::lane_bits<Real>;
  static constexpr int core_row_bits = 0;
  static constexpr int load_bits = adjoint_load_bits;

  AdjointWork(StateVector<Real>& state, StateVector<Real>& adjoint, const BackwardPass& pass,
              const Costs& costs, const Phase& phase, const CostObservable& observable,
              const TileGeometry& geometry, std::vector<TileSums>& results)
      : re_(state.re().data()),
        im_(state.im().data()),
        adjoint_re_(adjoint.re().data()),
        adjoint_im_(adjoint.im().data()),
        pass_(pass),
        costs_(costs),
        phase_(phase),
        observable_(observable),
        geometry_(geometry),
        buffer_(geometry),
        adjoint_buffer_(geometry),
        results_(&results) {
    for (const Side side : {Side::before, Side::after}) {
      double weight = side == Side::before ? pass.before_weight : 1.0;
      for (auto& entry : weights_[side == Side::after]) {
        entry = weight;
        weight *= std::norm(rotation(side).factor);
      }
    }
  }

  void start_tile(std::int64_t) { sums_ = {}; }
  void finish_tile(std::int64_t item) { (*results_)[static_cast<std::size_t>(item)] = sums_; }

  void rotate_block(Side side, std::int64_t start, std::int64_t size, int low, int high) {
    if (!present(side)) return;
    if (alone(side)) return rotate_bits(re_ + start, im_ + start, size, low, high, rotation(side));
    for_bit_groups(low, high, most_bits(side), [&](int bits, int first) {
      const auto psi = contiguous_rows(re_ + start, im_ + start, size, first);
      const auto lambda = contiguous_rows(adjoint_re_ + start, adjoint_im_ + start, size, first);
      const int done = side == Side::before ? geometry_.segment_bits + geometry_.low_bits - first - bits
                                            : low + n_mirror() + high - first - bits;
      add(side, done, rotate_group(bits, psi, lambda, 0, rotation(side)));
    });
  }

  void rotate_segments(Side side, std::int64_t start, std::int64_t stride, int bits, std::int64_t length) {
    if (!present(side)) return;
    const RowBlock<Real> psi{{re_ + start, im_ + start, stride}, std::int64_t{1} << bits, length};
    if (alone(side)) return rotate_row_bits(psi, 0, bits, rotation(side));
    const RowBlock<Real> lambda{{adjoint_re_ + start, adjoint_im_ + start, stride}, psi.n_rows, length};
    for_bit_groups(0, bits, most_bits(side), [&](int group, int first) {
      const int done = bits - first - group + (side == Side::after ? geometry_.low_bits : 0);
      add(side, done, rotate_group(group, psi, lambda, first, rotation(side)));
    });
  }

  void middle_block(std::int64_t start, std::int64_t size) {
    phase_.start_block(start);
    with_rotations([&](auto flip_before, auto flip_after) {
      VectorSums sums;
      for (std::int64_t k = start; k < start + size; k += simd::lanes<Real>)
        middle<true, flip_before.value, flip_after.value>(re_ + k, im_ + k, adjoint_re_ + k, adjoint_im_ + k,
                                                          k, k - start, sums);
      add(sums);
    });
  }

  void mirror_blocks(Side side, std::int64_t start, std::int64_t mirror, std::int64_t size) {
    if (!present(side)) return;
    if (alone(side)) {
      rotate_mirrored(re_ + start, im_ + start, re_ + mirror, im_ + mirror, size, rotation(side));
      return;
    }
    const int done = side == Side::before ? geometry_.low_bits - core_bits : core_bits;
    add(side, done, mirrored_overlap(start, mirror, size));
    rotate_mirrored(re_ + start, im_ + start, re_ + mirror, im_ + mirror, size, rotation(side));
    rotate_mirrored(adjoint_re_ + start, adjoint_im_ + start, adjoint_re_ + mirror, adjoint_im_ + mirror,
                    size, rotation(side));
  }

  void load_columns(std::int64_t column, const TileGeometry& geometry) {
    V sum{};
    for (std::int64_t row = 0; row < geometry.n_rows() >> load_bits; ++row)
      move_rows(Side::before, rows_of_state(row, column, geometry), rows_of_buffer(row, geometry), sum);
    add(Side::before, 0, sum_lanes_of(sum));
  }

  void store_columns(std::int64_t column, const TileGeometry& geometry) {
    V sum{};
    for (std::int64_t row = 0; row < geometry.n_rows() >> load_bits; ++row)
      move_rows(Side::after, rows_of_buffer(row, geometry), rows_of_state(row, column, geometry), sum);
    add(Side::after, geometry.high_bits() - load_bits, sum_lanes_of(sum));
  }

  void rotate_rows_in_buffer(Side side, std::int64_t first_row, std::int64_t n_rows, int low, int high) {
    if (!present(side)) return;
    const RowBlock<Real> psi{
        {buffer_.re(first_row), buffer_.im(first_row), buffer_.pitch()}, n_rows, geometry_.columns};
    if (alone(side)) return rotate_row_bits(psi, low, high, rotation(side));
    const RowBlock<Real> lambda{
        {adjoint_buffer_.re(first_row), adjoint_buffer_.im(first_row), buffer_.pitch()},
        n_rows,
        geometry_.columns};
    for_bit_groups(low, high, most_bits(side), [&](int bits, int first) {
      const int done =
          side == Side::before ? geometry_.high_bits() - first - bits : low + high - first - bits;
      add(side, done, rotate_group(bits, psi, lambda, first, rotation(side)));
    });
  }

  void middle_rows(std::int64_t first_row, std::int64_t n_rows, std::int64_t column,
                   const TileGeometry& geometry) {
    VectorSums sums;
    phase_.start_block(first_row * geometry.row_stride() + column);
    for (std::int64_t row = first_row; row < first_row + n_rows; ++row)
      for (std::int64_t c = 0; c < geometry.columns; c += simd::lanes<Real>)
        middle<false, false, false>(buffer_.re(row) + c, buffer_.im(row) + c, adjoint_buffer_.re(row) + c,
                                    adjoint_buffer_.im(row) + c, row * geometry.row_stride() + column + c,
                                    (row - first_row) * geometry.columns + c, sums);
    add(sums);
  }

 private:
  /// Sums of one call, lane by lane.
  struct VectorSums {
    V before{}, after{}, cost{}, value{};
  };

  /// Bits of a group; a flip of three bits would take rows to the other half.
  int most_bits(Side side) const { return rotation(side).flip ? 2 : 3; }
  const XRotation& rotation(Side side) const { return side == Side::before ? pass_.before : pass_.after; }
  bool present(Side side) const { return side == Side::before ? pass_.has_before : pass_.has_after; }
  /// In the turning pass the state alone is rotated before the adjoint exists.
  bool alone(Side side) const { return turning && side == Side::before; }
  int n_mirror() const { return pass_.mirrored ? 1 : 0; }

  double weight(Side side, int n_rotated) const {
    if (!present(side)) return 0.0;
    return weights_[side == Side::after][static_cast<std::size_t>(n_rotated)];
  }
  void add(Side side, int n_rotated, double overlap) {
    (side == Side::before ? sums_.before : sums_.after) += weight(side, n_rotated) * overlap;
  }
  void add(const VectorSums& sums) {
    sums_.before += sum_lanes_of(sums.before);
    sums_.after += sum_lanes_of(sums.after);
    sums_.cost += pass_.cost_weight * sum_lanes_of(sums.cost);
    sums_.value += sum_lanes_of(sums.value);
  }
  static double sum_lanes_of(const V& v) { return simd::sum_lanes<Real>(v); }

  template <class Body>
  void with_rotations(const Body& body) const {
    detail::with_flips(pass_.before.flip, pass_.after.flip, body);
  }

  static double rotate_group(int bits, const RowBlock<Real>& psi, const RowBlock<Real>& lambda, int first,
                             const XRotation& rotation) {
    return bits == 3   ? rotate_rows_of_group<3>(psi, lambda, first, rotation)
           : bits == 2 ? rotate_rows_of_group<2>(psi, lambda, first, rotation)
                       : rotate_rows_of_group<1>(psi, lambda, first, rotation);
  }

  template <int bits>
  static double rotate_rows_of_group(const RowBlock<Real>& psi, const RowBlock<Real>& lambda, int first,
                                     const XRotation& rotation) {
    const std::ptrdiff_t step = std::ptrdiff_t{1} << first, stride = psi.rows.stride;
    V sum{};
    for (std::ptrdiff_t block = 0; block < psi.n_rows; block += step << bits)
      for (std::ptrdiff_t row = block; row < block + step; ++row) {
        const std::ptrdiff_t at = row * stride;
        const Rows<Real> psi_rows{psi.rows.re + at, psi.rows.im + at, step * stride};
        const Rows<Real> lambda_rows{lambda.rows.re + at, lambda.rows.im + at, step * stride};
        const detail::RowsOfBoth<Real> rows{psi_rows, lambda_rows};
        if constexpr (bits == 3) {
          const auto t = simd::broadcast(static_cast<Real>(rotation.tangent));
          // Whole cache lines of one half before the other, as in rotate_rows.
          constexpr std::ptrdiff_t w = simd::lanes<Real>,
                                   line = std::max<std::ptrdiff_t>(64 / sizeof(Real), w);
          for (std::ptrdiff_t c = 0; c < psi.length; c += line) {
            const std::ptrdiff_t end = std::min(c + line, psi.length);
            for (std::ptrdiff_t k = c; k < end; k += w) detail::rotate_eight_of_both<false>(rows, k, t, sum);
            for (std::ptrdiff_t k = c; k < end; k += w) detail::rotate_eight_of_both<true>(rows, k, t, sum);
          }
        } else {
          detail::rotate_rows_of_both<bits>(rows, rows, psi.length, rotation, sum);
        }
      }
    return simd::sum_lanes<Real>(sum);
  }

  /// Im <lambda| X...X |psi> of a block and its mirror image.
  double mirrored_overlap(std::int64_t start, std::int64_t mirror, std::int64_t size) const {
    constexpr int all = static_cast<int>(simd::lanes<Real>) - 1;
    V sum{};
    for (std::int64_t k = 0; k < size; k += simd::lanes<Real>) {
      const std::int64_t here = start + k, there = mirror + size - simd::lanes<Real> - k;
      const auto reversed = [&](const Real* values) {
        return simd::exchange_lanes<Real, all>(simd::load(values + there));
      };
      sum += simd::load(adjoint_re_ + here) * reversed(im_) - simd::load(adjoint_im_ + here) * reversed(re_);
      sum += reversed(adjoint_re_) * simd::load(im_ + here) - reversed(adjoint_im_) * simd::load(re_ + here);
    }
    return simd::sum_lanes<Real>(sum);
  }

  /// Rotates the qubits within vectors and takes their overlaps; `n_rotated` counts the qubits done before.
  template <bool flip>
  ENTAIL_INLINE void rotate_lanes_of_both(V& re, V& im, V& adjoint_re, V& adjoint_im, Side side,
                                          int n_rotated, V& sum) const {
    const auto t = simd::broadcast(static_cast<Real>(rotation(side).tangent));
    const Real per_qubit = static_cast<Real>(std::norm(rotation(side).factor));
    Real weight_now = static_cast<Real>(weight(side, n_rotated));
    [&]<int... k>(std::integer_sequence<int, k...>) __attribute__((always_inline)) {
      (
          [&] {
            constexpr int bit = 1 << k;
            const V other_re = simd::exchange_lanes<Real, bit>(re),
                    other_im = simd::exchange_lanes<Real, bit>(im);
            const V adjoint_other_re = simd::exchange_lanes<Real, bit>(adjoint_re);
            const V adjoint_other_im = simd::exchange_lanes<Real, bit>(adjoint_im);
            sum += weight_now * (adjoint_re * other_im - adjoint_im * other_re);
            weight_now *= per_qubit;
            re = re + t * other_im;
            im = im - t * other_re;
            adjoint_re = adjoint_re + t * adjoint_other_im;
            adjoint_im = adjoint_im - t * adjoint_other_re;
          }(),
          ...);
    }
    (std::make_integer_sequence<int, simd::lane_bits<Real>>{});
    if constexpr (flip) {
      constexpr int all = static_cast<int>(simd::lanes<Real>) - 1;
      for (V* v : {&re, &im, &adjoint_re, &adjoint_im}) *v = simd::exchange_lanes<Real, all>(*v);
    }
  }

  /// One vector of amplitudes: what lies between the two sides. `place` is that in the block.
  template <bool lanes, bool flip_before, bool flip_after>
  ENTAIL_INLINE void middle(Real* re_at, Real* im_at, Real* adjoint_re_at, Real* adjoint_im_at,
                            std::int64_t index, std::int64_t place, VectorSums& sums) const {
    V re = simd::load(re_at), im = simd::load(im_at), adjoint_re{}, adjoint_im{};
    const int others = geometry_.segment_bits + geometry_.low_bits - core_bits + n_mirror();
    if constexpr (turning) {
      if constexpr (lanes)
        rotate_lanes<flip_before, Real>(re, im, simd::broadcast(static_cast<Real>(pass_.before.tangent)));
      const V o = observable_(costs_.vector(index));
      adjoint_re = o * re;
      adjoint_im = o * im;
      sums.value += adjoint_re * re + adjoint_im * im;
    } else {
      adjoint_re = simd::load(adjoint_re_at);
      adjoint_im = simd::load(adjoint_im_at);
      if constexpr (lanes)
        rotate_lanes_of_both<flip_before>(re, im, adjoint_re, adjoint_im, Side::before, others, sums.before);
      sums.cost += costs_.vector(index) * (adjoint_re * im - adjoint_im * re);
      const auto phase = phase_.phase_at(place);
      multiply(re, im, phase.cosine, phase.sine);
      multiply(adjoint_re, adjoint_im, phase.cosine, phase.sine);
    }
    if constexpr (lanes)
      rotate_lanes_of_both<flip_after>(re, im, adjoint_re, adjoint_im, Side::after, 0, sums.after);
    simd::store(re_at, re);
    simd::store(im_at, im);
    simd::store(adjoint_re_at, adjoint_re);
    simd::store(adjoint_im_at, adjoint_im);
  }

  /// The 2^load_bits rows that differ from `row` in the top bits.
  detail::RowsOfBoth<Real> rows_of_state(std::int64_t row, std::int64_t column,
                                         const TileGeometry& geometry) {
    const std::ptrdiff_t stride = geometry.row_stride() * (geometry.n_rows() >> load_bits);
    const std::int64_t at = column + row * geometry.row_stride();
    return {{re_ + at, im_ + at, stride}, {adjoint_re_ + at, adjoint_im_ + at, stride}};
  }
  detail::RowsOfBoth<Real> rows_of_buffer(std::int64_t row, const TileGeometry& geometry) {
    const std::ptrdiff_t stride = buffer_.pitch() * (geometry.n_rows() >> load_bits);
    return {{buffer_.re(row), buffer_.im(row), stride},
            {adjoint_buffer_.re(row), adjoint_buffer_.im(row), stride}};
  }

  /// Rotates the top bits on the way between state and buffer, where this side has a rotation.
  void move_rows(Side side, const detail::RowsOfBoth<Real>& from, const detail::RowsOfBoth<Real>& to,
                 V& sum) {
    const std::ptrdiff_t length = geometry_.columns;
    const bool state_only = turning && side == Side::before;
    if (present(side) && !state_only)
      detail::rotate_rows_of_both<load_bits>(from, to, length, rotation(side), sum);
    else if (present(side))
      rotate_rows<load_bits>(from.psi, to.psi, length, rotation(side));
    else
      rotate_rows<load_bits, false>(from.psi, to.psi, length, rotation(side));
    if (!present(side) && !state_only)
      rotate_rows<load_bits, false>(from.lambda, to.lambda, length, rotation(side));
  }

  Real *re_, *im_, *adjoint_re_, *adjoint_im_;
  BackwardPass pass_;
  Costs costs_;
  Phase phase_;
  VectorObservable<Real> observable_;
  TileGeometry geometry_;
  ColumnBuffer<Real> buffer_, adjoint_buffer_;
  std::vector<TileSums>* results_;
  TileSums sums_;
  std::array<double, 64> weights_[2];  ///< of overlaps, by the number of qubits rotated before
};

}  // namespace entail::quantum
