/// The rotation exp(-i beta X) of many qubits of the state and of its adjoint at once, with the overlaps
/// <lambda| X_q |psi> taken in registers just before qubit q is rotated (adjoint_work.hpp).
#pragma once

#include "quantum/statevector/simd.hpp"
#include "quantum/statevector/x_rotation.hpp"

namespace entail::quantum {

/// Where amplitudes of the state and of its adjoint lie.
template <class Real>
struct BothPointers {
  Real *re, *im, *adjoint_re, *adjoint_im;
};

namespace detail {

/// One half of 2^bits rows of the state, or of its adjoint, held in registers.
template <int bits, class Real>
struct HalfRows {
  simd::Vector<Real> y[1 << bits];
};

/// Sums of the overlap over the halves (see x_rotation.hpp), lane by lane; the second half counts negatively.
template <class Real>
struct HalfSums {
  simd::Vector<Real> sum[2]{};
  double total() const { return simd::sum_lanes<Real>(sum[0] - sum[1]); }
};

/// Adds the part of sum_q Im <lambda|X_q|psi> that comes from one half, but for its sign. The rows of even
/// parity are neighbours of all rows of odd parity when there are at most two bits, so sums can be
/// multiplied.
template <int bits, class Real>
ENTAIL_INLINE void add_overlap(const HalfRows<bits, Real>& psi, const HalfRows<bits, Real>& lambda,
                               simd::Vector<Real>& sum) {
  static_assert(bits == 1 || bits == 2);
  if constexpr (bits == 1) {
    sum += lambda.y[0] * psi.y[1];
    sum -= lambda.y[1] * psi.y[0];
  } else {
    sum += (lambda.y[0] + lambda.y[3]) * (psi.y[1] + psi.y[2]);
    sum -= (lambda.y[1] + lambda.y[2]) * (psi.y[0] + psi.y[3]);
  }
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

/// Loads one half of both states, adds their overlap and rotates.
template <int bits, bool half, class Real>
ENTAIL_INLINE void load_both(HalfRows<bits, Real>& psi, HalfRows<bits, Real>& lambda,
                             const RowsOfBoth<Real>& from, std::ptrdiff_t place, simd::Vector<Real> t,
                             HalfSums<Real>& sums) {
  load_half<bits, half, false>(from.psi, place, t, psi.y);
  load_half<bits, half, false>(from.lambda, place, t, lambda.y);
  add_overlap<bits, Real>(psi, lambda, sums.sum[half]);
  rotate_loaded<bits, half, Real>(psi.y, t);
  rotate_loaded<bits, half, Real>(lambda.y, t);
}

/// One half of two or four rows, from one place to another.
template <int bits, bool half, class Real>
ENTAIL_INLINE void rotate_half_of_both(const RowsOfBoth<Real>& from, const RowsOfBoth<Real>& to,
                                       std::ptrdiff_t place, simd::Vector<Real> t, int flip_mask,
                                       HalfSums<Real>& sums) {
  HalfRows<bits, Real> psi, lambda;
  load_both<bits, half>(psi, lambda, from, place, t, sums);
  store_both<bits, half>(psi, lambda, to.psi, to.lambda, place, flip_mask);
}

/// The same for eight rows. Products of sums over even and odd rows hold the four opposite pairs too, which
/// are three bits apart: they are taken out again. Where both states' rows do not fit the registers, the
/// state's are loaded twice.
template <bool half, class Real>
ENTAIL_INLINE void rotate_half_of_eight(const RowsOfBoth<Real>& from, const RowsOfBoth<Real>& to,
                                        std::ptrdiff_t place, simd::Vector<Real> t, int flip_mask,
                                        HalfSums<Real>& sums) {
  simd::Vector<Real> y[8], x[8];
  load_half<3, half, false>(from.lambda, place, t, y);
  const auto lambda_even = (y[0] + y[3]) + (y[5] + y[6]), lambda_odd = (y[1] + y[2]) + (y[4] + y[7]);
  simd::Vector<Real> psi_even{}, psi_odd{}, overlap{};
#pragma GCC unroll 8
  for (int k = 0; k < 8; ++k) {
    if (odd_parity(k)) continue;
    x[k] = simd::load((half ? from.psi.im : from.psi.re) + k * from.psi.stride + place);
    x[7 - k] = simd::load((half ? from.psi.re : from.psi.im) + (7 - k) * from.psi.stride + place);
    psi_even += x[k];
    psi_odd += x[7 - k];
    overlap -= y[k] * x[7 - k];
    overlap += y[7 - k] * x[k];
  }
  overlap += lambda_even * psi_odd;
  overlap -= lambda_odd * psi_even;
  sums.sum[half] += overlap;  // one addition, so that the next rows need not wait for all of the above
  rotate_loaded<3, half, Real>(y, t);
  store_half<3, half>(to.lambda, place, y, flip_mask);
  if constexpr (simd::n_registers < 32) load_half<3, half, false>(from.psi, place, t, x);
  rotate_loaded<3, half, Real>(x, t);
  store_half<3, half>(to.psi, place, x, flip_mask);
}

/// Two rows in place with a flip, which takes them to the other half: both are loaded before one is stored.
template <class Real>
ENTAIL_INLINE void rotate_and_flip_two(const RowsOfBoth<Real>& rows, std::ptrdiff_t place,
                                       simd::Vector<Real> t, HalfSums<Real>& sums) {
  HalfRows<1, Real> psi, lambda, psi_other, lambda_other;
  load_both<1, false>(psi, lambda, rows, place, t, sums);
  load_both<1, true>(psi_other, lambda_other, rows, place, t, sums);
  store_both<1, false>(psi, lambda, rows.psi, rows.lambda, place, 1);
  store_both<1, true>(psi_other, lambda_other, rows.psi, rows.lambda, place, 1);
}

}  // namespace detail

/// Rotates 2^bits rows, in place or from one place to another, and adds their overlap. Eight rows are not
/// flipped in place.
template <int bits, class Real>
ENTAIL_INLINE void rotate_rows_of_both(const detail::RowsOfBoth<Real>& from,
                                       const detail::RowsOfBoth<Real>& to, std::ptrdiff_t length,
                                       const XRotation& rotation, detail::HalfSums<Real>& sums) {
  const auto t = simd::broadcast(static_cast<Real>(rotation.tangent));
  if (bits == 1 && rotation.flip) {
    for (std::ptrdiff_t k = 0; k < length; k += simd::lanes<Real>)
      detail::rotate_and_flip_two(from, k, t, sums);
    return;
  }
  const int flip_mask = rotation.flip ? (1 << bits) - 1 : 0;
  detail::for_each_half<Real>(
      length, [&](auto half, std::ptrdiff_t k) __attribute__((always_inline)) {
        if constexpr (bits == 3)
          detail::rotate_half_of_eight<half.value>(from, to, k, t, flip_mask, sums);
        else
          detail::rotate_half_of_both<bits, half.value>(from, to, k, t, flip_mask, sums);
      });
}

/// Rotates the row bits [first, first + bits) of both states; returns their overlap.
template <int bits, class Real>
double rotate_row_group_of_both(const RowBlock<Real>& psi, const RowBlock<Real>& lambda, int first,
                                const XRotation& rotation) {
  const std::ptrdiff_t step = std::ptrdiff_t{1} << first, stride = psi.rows.stride;
  detail::HalfSums<Real> sums;
  for (std::ptrdiff_t block = 0; block < psi.n_rows; block += step << bits)
    for (std::ptrdiff_t row = block; row < block + step; ++row) {
      const std::ptrdiff_t at = row * stride;
      const detail::RowsOfBoth<Real> rows{{psi.rows.re + at, psi.rows.im + at, step * stride},
                                          {lambda.rows.re + at, lambda.rows.im + at, step * stride}};
      rotate_rows_of_both<bits>(rows, rows, psi.length, rotation, sums);
    }
  return sums.total();
}

/// The same for the bits of `size` contiguous amplitudes.
template <int bits, class Real>
double rotate_contiguous_of_both(const BothPointers<Real>& both, std::ptrdiff_t size, int first,
                                 const XRotation& rotation) {
  detail::HalfSums<Real> sums;
  detail::with_row_length<Real>(first, [&](auto length) {
    for (std::ptrdiff_t start = 0; start < size; start += length << bits) {
      const detail::RowsOfBoth<Real> rows{{both.re + start, both.im + start, length},
                                          {both.adjoint_re + start, both.adjoint_im + start, length}};
      rotate_rows_of_both<bits>(rows, rows, length, rotation, sums);
    }
  });
  return sums.total();
}

}  // namespace entail::quantum
