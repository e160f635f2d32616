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

#include "quantum/statevector/adjoint_middle.hpp"
#include "quantum/statevector/adjoint_rotation.hpp"
#include "quantum/statevector/cost_reader.hpp"
#include "quantum/statevector/forward_work.hpp"

namespace entail::quantum {

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

/// Whether the amplitudes of the next tile are fetched ahead. Both states' tile and the next do not fit the
/// second cache level together, so what was fetched waits in the third. That was measured to pay where the
/// third level is near, beside cores with a small second one, and not across the mesh of a server whose cores
/// have 2 MiB (docs/performance.md).
inline bool both_states_are_fetched_ahead() { return cache_sizes().second < 1024 * 1024; }

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
        fetches_ahead_(both_states_are_fetched_ahead()),
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
      const int done = side == Side::before ? geometry_.segment_bits + geometry_.low_bits - first - bits
                                            : low + n_mirror() + high - first - bits;
      const auto both = amplitudes(start);
      const XRotation& by = rotation(side);
      add(side, done,
          bits == 3   ? rotate_contiguous_of_both<3>(both, size, first, by)
          : bits == 2 ? rotate_contiguous_of_both<2>(both, size, first, by)
                      : rotate_contiguous_of_both<1>(both, size, first, by));
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
    const std::int64_t length = std::min(size, phase_.row_length());
    detail::with_flips(pass_.before.flip, pass_.after.flip, [&](auto flip_before, auto flip_after) {
      MiddleSums<Real> sums;
      for (std::int64_t row = 0; row < size / length; ++row) {
        const std::int64_t at = start + row * length;
        middle_row<true, flip_before.value, flip_after.value>(amplitudes(at), at, ahead, row, length, sums);
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
    buffer_.allocate();
    adjoint_buffer_.allocate();
    detail::HalfSums<Real> sums;
    for (std::int64_t row = 0; row < geometry.n_rows() >> load_bits; ++row)
      move_rows(Side::before, rows_of_state(row, column, geometry), rows_of_buffer(row, geometry), sums);
    add(Side::before, 0, sums.total());
  }

  void store_columns(std::int64_t column, const TileGeometry& geometry) {
    if (!turning && !pass_.has_after) return;  // the last pass: the amplitudes are not needed any more
    detail::HalfSums<Real> sums;
    for (std::int64_t row = 0; row < geometry.n_rows() >> load_bits; ++row)
      move_rows(Side::after, rows_of_buffer(row, geometry), rows_of_state(row, column, geometry), sums);
    add(Side::after, geometry.high_bits() - load_bits, sums.total());
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
    MiddleSums<Real> sums;
    for (std::int64_t row = first_row; row < first_row + n_rows; ++row) {
      const BothPointers<Real> to{buffer_.re(row), buffer_.im(row), adjoint_buffer_.re(row),
                                  adjoint_buffer_.im(row)};
      middle_row<false, false, false>(to, row * geometry.row_stride() + column, ahead, row - first_row,
                                      geometry.columns, sums);
    }
    add(sums);
  }

 private:
  BothPointers<Real> amplitudes(std::int64_t at) const {
    return {re_ + at, im_ + at, adjoint_re_ + at, adjoint_im_ + at};
  }

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
  static double sum_lanes_of(const V& v) { return simd::sum_lanes<Real>(v); }

  static double rotate_group(int bits, const RowBlock<Real>& psi, const RowBlock<Real>& lambda, int first,
                             const XRotation& rotation) {
    return bits == 3   ? rotate_row_group_of_both<3>(psi, lambda, first, rotation)
           : bits == 2 ? rotate_row_group_of_both<2>(psi, lambda, first, rotation)
                       : rotate_row_group_of_both<1>(psi, lambda, first, rotation);
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

  /// The number of qubits of this side that are rotated before those within vectors.
  int n_before_lanes(Side side) const {
    return side == Side::before ? geometry_.segment_bits + geometry_.low_bits - core_bits + n_mirror() : 0;
  }

  /// What lies between the two sides, on one row of the block: `index` is that of its first amplitude in the
  /// state, `row` its number in the block.
  template <bool lanes, bool flip_before, bool flip_after>
  ENTAIL_INLINE void middle_row(const BothPointers<Real>& to, std::int64_t index, std::int64_t ahead,
                                std::int64_t row, std::int64_t length, MiddleSums<Real>& sums) {
    const auto next = amplitudes(index + ahead);
    const auto costs = costs_.from(index);
    const bool amplitudes_ahead = fetches_ahead_ && ahead != 0;
    // Costs in rows of a high tile are out of the hardware's sight, too.
    const bool costs_ahead = !lanes && ahead != 0;
    const auto fetch = [&](std::int64_t k) __attribute__((always_inline)) {
      if (amplitudes_ahead) detail::prefetch(next, k);
      if (costs_ahead) costs.prefetch(k + ahead);
    };
    const V before = tangent(Side::before), after = tangent(Side::after);
    if constexpr (turning)
      turn_row<lanes, flip_before, flip_after>(to, fetch, length, before, after, costs, observable_, sums);
    else if (!pass_.has_after)
      end_row<lanes, flip_before>(to, fetch, length, before, costs, sums);
    else
      back_row<lanes, flip_before, flip_after>(to, fetch, length, before, after, costs, phase_.row(row),
                                               sums);
  }
  void add(const MiddleSums<Real>& sums) {
    (turning ? sums_.value : sums_.cost) += pass_.cost_weight * sum_lanes_of(sums.cost);
    for (int bit = 0; bit < simd::lane_bits<Real>; ++bit) {
      add(Side::before, n_before_lanes(Side::before) + bit, sum_lanes_of(sums.before[bit]));
      add(Side::after, n_before_lanes(Side::after) + bit, sum_lanes_of(sums.after[bit]));
    }
  }
  V tangent(Side side) const { return simd::broadcast(static_cast<Real>(rotation(side).tangent)); }

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

  /// Rotates the top bits on the way between state and buffer, where this side has a rotation; adds the
  /// overlap.
  void move_rows(Side side, const detail::RowsOfBoth<Real>& from, const detail::RowsOfBoth<Real>& to,
                 detail::HalfSums<Real>& sums) {
    const std::ptrdiff_t length = geometry_.columns;
    if (present(side) && !alone(side))
      return rotate_rows_of_both<load_bits>(from, to, length, rotation(side), sums);
    if (present(side))
      rotate_rows<load_bits>(from.psi, to.psi, length, rotation(side));
    else
      rotate_rows<load_bits, false>(from.psi, to.psi, length, rotation(side));
    if (!present(side) && !alone(side))
      rotate_rows<load_bits, false>(from.lambda, to.lambda, length, rotation(side));
  }

  Real *re_, *im_, *adjoint_re_, *adjoint_im_;
  BackwardPass pass_;
  Costs costs_;
  Phase phase_;
  VectorObservable<Real> observable_;
  TileGeometry geometry_;
  ColumnBuffer<Real> buffer_, adjoint_buffer_;
  bool fetches_ahead_;
  std::vector<TileSums>* results_;
  TileSums sums_;
  std::array<double, 64> weights_[2];  ///< of overlaps, by the number of qubits rotated before
};

}  // namespace entail::quantum
