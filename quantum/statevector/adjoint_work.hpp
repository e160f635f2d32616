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

/// Loads one half of both states, returns the overlap and rotates.
template <int bits, bool half, class Real>
ENTAIL_INLINE simd::Vector<Real> load_both(HalfRows<bits, Real>& psi, HalfRows<bits, Real>& lambda,
                                           const RowsOfBoth<Real>& from, std::ptrdiff_t place,
                                           simd::Vector<Real> t) {
  load_half<bits, half, false>(from.psi, place, t, psi.y);
  load_half<bits, half, false>(from.lambda, place, t, lambda.y);
  const auto result = overlap<bits, half>(psi, lambda);
  rotate_loaded<bits, half, Real>(psi.y, t);
  rotate_loaded<bits, half, Real>(lambda.y, t);
  return result;
}

/// The overlap of one half of two or four rows; rotates them from one place to another.
template <int bits, bool half, class Real>
ENTAIL_INLINE simd::Vector<Real> rotate_half_of_both(const RowsOfBoth<Real>& from, const RowsOfBoth<Real>& to,
                                                     std::ptrdiff_t place, simd::Vector<Real> t,
                                                     int flip_mask) {
  HalfRows<bits, Real> psi, lambda;
  const auto result = load_both<bits, half>(psi, lambda, from, place, t);
  store_both<bits, half>(psi, lambda, to.psi, to.lambda, place, flip_mask);
  return result;
}

/// The same for eight rows. Products of sums over even and odd rows hold the four opposite pairs too, which
/// are three bits apart: they are taken out again. Only the adjoint's rows fit the registers beside the sums,
/// so the state's are loaded twice.
template <bool half, class Real>
ENTAIL_INLINE simd::Vector<Real> rotate_half_of_eight(const RowsOfBoth<Real>& from,
                                                      const RowsOfBoth<Real>& to, std::ptrdiff_t place,
                                                      simd::Vector<Real> t, int flip_mask) {
  simd::Vector<Real> lambda[8];
  load_half<3, half, false>(from.lambda, place, t, lambda);
  const auto lambda_even = (lambda[0] + lambda[3]) + (lambda[5] + lambda[6]);
  const auto lambda_odd = (lambda[1] + lambda[2]) + (lambda[4] + lambda[7]);
  simd::Vector<Real> psi_even{}, psi_odd{}, opposite{};
#pragma GCC unroll 8
  for (int k = 0; k < 8; ++k) {
    if (odd_parity(k)) continue;
    const auto even = simd::load((half ? from.psi.im : from.psi.re) + k * from.psi.stride + place);
    const auto odd = simd::load((half ? from.psi.re : from.psi.im) + (7 - k) * from.psi.stride + place);
    psi_even += even;
    psi_odd += odd;
    opposite += lambda[k] * odd - lambda[7 - k] * even;
  }
  const auto overlap = lambda_even * psi_odd - lambda_odd * psi_even - opposite;
  rotate_loaded<3, half, Real>(lambda, t);
  store_half<3, half>(to.lambda, place, lambda, flip_mask);
  simd::Vector<Real> psi[8];
  load_half<3, half, true>(from.psi, place, t, psi);
  store_half<3, half>(to.psi, place, psi, flip_mask);
  return half ? -overlap : overlap;
}

/// Two rows in place with a flip, which takes them to the other half: both are loaded before one is stored.
template <class Real>
ENTAIL_INLINE simd::Vector<Real> rotate_and_flip_two(const RowsOfBoth<Real>& rows, std::ptrdiff_t place,
                                                     simd::Vector<Real> t) {
  HalfRows<1, Real> psi, lambda, psi_other, lambda_other;
  auto result = load_both<1, false>(psi, lambda, rows, place, t);
  result += load_both<1, true>(psi_other, lambda_other, rows, place, t);
  store_both<1, false>(psi, lambda, rows.psi, rows.lambda, place, 1);
  store_both<1, true>(psi_other, lambda_other, rows.psi, rows.lambda, place, 1);
  return result;
}

/// Rotates 2^bits rows, in place or from one place to another, and returns their overlap, lane by lane. Eight
/// rows are not flipped in place.
template <int bits, class Real>
ENTAIL_INLINE simd::Vector<Real> rotate_rows_of_both(const RowsOfBoth<Real>& from, const RowsOfBoth<Real>& to,
                                                     std::ptrdiff_t length, const XRotation& rotation) {
  constexpr std::ptrdiff_t w = simd::lanes<Real>, line = std::max<std::ptrdiff_t>(64 / sizeof(Real), w);
  const auto t = simd::broadcast(static_cast<Real>(rotation.tangent));
  simd::Vector<Real> sum{};
  if (bits == 1 && rotation.flip) {
    for (std::ptrdiff_t k = 0; k < length; k += w) sum += rotate_and_flip_two(from, k, t);
    return sum;
  }
  const int flip_mask = rotation.flip ? (1 << bits) - 1 : 0;
  const auto rotate = [&](auto half, std::ptrdiff_t k) __attribute__((always_inline)) {
    if constexpr (bits == 3)
      sum += rotate_half_of_eight<half.value>(from, to, k, t, flip_mask);
    else
      sum += rotate_half_of_both<bits, half.value>(from, to, k, t, flip_mask);
  };
  // A whole cache line of one half before the other, as in rotate_rows.
  for (std::ptrdiff_t c = 0; c < length; c += line) {
    const std::ptrdiff_t end = std::min(c + line, length);
    for (std::ptrdiff_t k = c; k < end; k += w) rotate(std::false_type{}, k);
    for (std::ptrdiff_t k = c; k < end; k += w) rotate(std::true_type{}, k);
  }
  return sum;
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

  void middle_block(std::int64_t start, std::int64_t size, std::int64_t ahead) {
    phase_.start_block(start);
    with_rotations([&](auto flip_before, auto flip_after) {
      VectorSums sums;
      const Middle by = middle_of_pass();
      for (std::int64_t k = start; k < start + size; k += simd::lanes<Real>) {
        prefetch(k + ahead, k / simd::lanes<Real>);
        middle<true, flip_before.value, flip_after.value>(by, re_ + k, im_ + k, adjoint_re_ + k,
                                                          adjoint_im_ + k, k, k - start, sums);
      }
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
      sum += move_rows(Side::before, rows_of_state(row, column, geometry), rows_of_buffer(row, geometry));
    add(Side::before, 0, sum_lanes_of(sum));
  }

  void store_columns(std::int64_t column, const TileGeometry& geometry) {
    V sum{};
    for (std::int64_t row = 0; row < geometry.n_rows() >> load_bits; ++row)
      sum += move_rows(Side::after, rows_of_buffer(row, geometry), rows_of_state(row, column, geometry));
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

  void middle_rows(std::int64_t first_row, std::int64_t n_rows, std::int64_t column, std::int64_t ahead,
                   const TileGeometry& geometry) {
    phase_.start_block(first_row * geometry.row_stride() + column);
    VectorSums sums;
    const Middle by = middle_of_pass();
    for (std::int64_t row = first_row; row < first_row + n_rows; ++row)
      for (std::int64_t c = 0; c < geometry.columns; c += simd::lanes<Real>) {
        const std::int64_t index = row * geometry.row_stride() + column + c;
        prefetch(index + ahead, c / simd::lanes<Real>);
        middle<false, false, false>(by, buffer_.re(row) + c, buffer_.im(row) + c, adjoint_buffer_.re(row) + c,
                                    adjoint_buffer_.im(row) + c, index,
                                    (row - first_row) * geometry.columns + c, sums);
      }
    add(sums);
  }

 private:
  /// Fetches what belongs to an index ahead; of the vectors in a line, each calls for a part.
  ENTAIL_INLINE void prefetch(std::int64_t index, std::int64_t vector) const {
    constexpr std::int64_t per_line = 64 / static_cast<std::int64_t>(simd::register_bytes);
    const std::int64_t part = vector % per_line;
    if (part == 0) {
      simd::prefetch(re_ + index);
      simd::prefetch(im_ + index);
    }
    if (part == per_line - 1) {
      simd::prefetch(adjoint_re_ + index);
      simd::prefetch(adjoint_im_ + index);
    }
  }
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
        const detail::RowsOfBoth<Real> rows{{psi.rows.re + at, psi.rows.im + at, step * stride},
                                            {lambda.rows.re + at, lambda.rows.im + at, step * stride}};
        sum += detail::rotate_rows_of_both<bits>(rows, rows, psi.length, rotation);
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

  /// The rotation of the qubits within vectors, and the weights of their overlaps.
  struct LaneRotation {
    V tangent, weights[simd::lane_bits<Real>];
  };
  LaneRotation lane_rotation(Side side) const {
    const int n_rotated =
        side == Side::before ? geometry_.segment_bits + geometry_.low_bits - core_bits + n_mirror() : 0;
    LaneRotation result{simd::broadcast(static_cast<Real>(rotation(side).tangent)), {}};
    for (int bit = 0; bit < simd::lane_bits<Real>; ++bit)
      result.weights[bit] = simd::broadcast(static_cast<Real>(weight(side, n_rotated + bit)));
    return result;
  }

  /// Rotates the qubits within vectors and takes their overlaps.
  template <bool flip>
  static ENTAIL_INLINE void rotate_lanes_of_both(V& re, V& im, V& adjoint_re, V& adjoint_im,
                                                 const LaneRotation& rotation, V& sum) {
    const V t = rotation.tangent;
    [&]<int... k>(std::integer_sequence<int, k...>) __attribute__((always_inline)) {
      (
          [&]() __attribute__((always_inline)) {
            constexpr int bit = 1 << k;
            const V other_re = simd::exchange_lanes<Real, bit>(re),
                    other_im = simd::exchange_lanes<Real, bit>(im);
            const V adjoint_other_re = simd::exchange_lanes<Real, bit>(adjoint_re);
            const V adjoint_other_im = simd::exchange_lanes<Real, bit>(adjoint_im);
            sum += rotation.weights[k] * (adjoint_re * other_im - adjoint_im * other_re);
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
      re = simd::exchange_lanes<Real, all>(re);
      im = simd::exchange_lanes<Real, all>(im);
      adjoint_re = simd::exchange_lanes<Real, all>(adjoint_re);
      adjoint_im = simd::exchange_lanes<Real, all>(adjoint_im);
    }
  }

  /// What `middle` needs in registers: copies, since stores through pointers could change members.
  struct Middle {
    LaneRotation before, after;
    Costs costs;
    const Phase& phase;
    VectorObservable<Real> observable;
  };
  Middle middle_of_pass() const {
    return {lane_rotation(Side::before), lane_rotation(Side::after), costs_, phase_, observable_};
  }

  /// One vector of amplitudes: what lies between the two sides. `place` is that in the block.
  template <bool lanes, bool flip_before, bool flip_after>
  static ENTAIL_INLINE void middle(const Middle& by, Real* re_at, Real* im_at, Real* adjoint_re_at,
                                   Real* adjoint_im_at, std::int64_t index, std::int64_t place,
                                   VectorSums& sums) {
    V re = simd::load(re_at), im = simd::load(im_at), adjoint_re{}, adjoint_im{};
    if constexpr (turning) {
      if constexpr (lanes) rotate_lanes<flip_before, Real>(re, im, by.before.tangent);
      const V o = by.observable(by.costs.vector(index));
      adjoint_re = o * re;
      adjoint_im = o * im;
      sums.value += adjoint_re * re + adjoint_im * im;
    } else {
      adjoint_re = simd::load(adjoint_re_at);
      adjoint_im = simd::load(adjoint_im_at);
      if constexpr (lanes)
        rotate_lanes_of_both<flip_before>(re, im, adjoint_re, adjoint_im, by.before, sums.before);
      sums.cost += by.costs.vector(index) * (adjoint_re * im - adjoint_im * re);
      const auto phase = by.phase.phase_at(place);
      multiply(re, im, phase.cosine, phase.sine);
      multiply(adjoint_re, adjoint_im, phase.cosine, phase.sine);
    }
    if constexpr (lanes)
      rotate_lanes_of_both<flip_after>(re, im, adjoint_re, adjoint_im, by.after, sums.after);
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

  /// Rotates the top bits on the way between state and buffer, where this side has a rotation; returns the
  /// overlap.
  V move_rows(Side side, const detail::RowsOfBoth<Real>& from, const detail::RowsOfBoth<Real>& to) {
    const std::ptrdiff_t length = geometry_.columns;
    if (present(side) && !alone(side))
      return detail::rotate_rows_of_both<load_bits>(from, to, length, rotation(side));
    if (present(side))
      rotate_rows<load_bits>(from.psi, to.psi, length, rotation(side));
    else
      rotate_rows<load_bits, false>(from.psi, to.psi, length, rotation(side));
    if (!present(side) && !alone(side))
      rotate_rows<load_bits, false>(from.lambda, to.lambda, length, rotation(side));
    return V{};
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
