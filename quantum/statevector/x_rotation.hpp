/// The rotation exp(-i beta X) of many qubits on blocks of amplitudes that fit a cache, on the host.
///
/// In tangent form, with t = tan beta,
///     exp(-i beta X) = cos beta (1 - i t X):   a' = a - i t b,   b' = b - i t a,
/// two multiply-adds per amplitude and qubit; the factor cos beta is left to the caller, who has to multiply
/// anyway. For |t| > 1 the cotangent form keeps the numbers small:
///     exp(-i beta X) = -i sin beta X (1 - i t' X),   t' = -cot beta,
/// the same rotation followed by a flip of the qubit.
///
/// Real and imaginary parts are stored apart. A rotation couples the real part of a with the imaginary part
/// of b only, so the amplitudes of a group of qubits fall into two halves that never meet: real parts of even
/// and imaginary parts of odd parity, and the rest. Each half is worked on by itself, which halves the
/// registers.
#pragma once

#include <algorithm>
#include <cmath>
#include <complex>

#include "quantum/statevector/simd.hpp"

namespace entail::quantum {

/// One rotation by beta without its factor; see the file's head.
struct XRotation {
  double tangent = 0.0;               ///< t, at most 1 in magnitude
  bool flip = false;                  ///< flip the qubit afterwards
  std::complex<double> factor = 1.0;  ///< what each rotated qubit is still to be multiplied by
};

/// True for the rotation by 0.
inline bool is_identity(const XRotation& rotation) { return rotation.tangent == 0.0 && !rotation.flip; }

inline XRotation x_rotation(double beta) {
  const double sine = std::sin(beta), cosine = std::cos(beta);
  if (std::abs(sine) <= std::abs(cosine)) return {sine / cosine, false, cosine};
  return {-cosine / sine, true, {0.0, -sine}};
}

/// The factor of n rotated qubits.
inline std::complex<double> factor_of(const XRotation& rotation, int n) {
  return std::pow(rotation.factor, n);
}

/// 2^k rows of amplitudes, `stride` apart.
template <class Real>
struct Rows {
  Real* re;
  Real* im;
  std::ptrdiff_t stride;
};

namespace detail {

constexpr bool odd_parity(int k) { return (__builtin_popcount(static_cast<unsigned>(k)) & 1) != 0; }

/// Rotates one half (see the file's head) of 2^bits rows in registers, by all bits.
template <int bits, bool half, class Real>
ENTAIL_INLINE void rotate_loaded(simd::Vector<Real>* y, simd::Vector<Real> t) {
  constexpr int n = 1 << bits;
#pragma GCC unroll 3
  for (int bit = 1; bit < n; bit *= 2) {
#pragma GCC unroll 8
    for (int k = 0; k < n; ++k) {
      if (k & bit) continue;
      const auto a = y[k], b = y[k | bit];
      // y[k] is a real part when its parity is that of the half: a_re + t b_im, b_im - t a_re; else the signs
      // turn round.
      if (odd_parity(k) == half) {
        y[k] = a + t * b;
        y[k | bit] = b - t * a;
      } else {
        y[k] = a - t * b;
        y[k | bit] = b + t * a;
      }
    }
  }
}

/// One half (see the file's head) of 2^bits rows at one place: load and rotate by all bits.
template <int bits, bool half, bool rotates, class Real>
ENTAIL_INLINE void load_half(const Rows<Real>& from, std::ptrdiff_t place, simd::Vector<Real> t,
                             simd::Vector<Real>* y) {
  constexpr int n = 1 << bits;
#pragma GCC unroll 8
  for (int k = 0; k < n; ++k)
    y[k] = simd::load((odd_parity(k) == half ? from.re : from.im) + k * from.stride + place);
  if constexpr (rotates) rotate_loaded<bits, half, Real>(y, t);
}

template <int bits, bool half, class Real>
ENTAIL_INLINE void store_half(const Rows<Real>& to, std::ptrdiff_t place, const simd::Vector<Real>* y,
                              int flip_mask) {
#pragma GCC unroll 8
  for (int k = 0; k < 1 << bits; ++k)
    simd::store((odd_parity(k) == half ? to.re : to.im) + (k ^ flip_mask) * to.stride + place, y[k]);
}

template <int bits, bool half, bool rotates, class Real>
ENTAIL_INLINE void rotate_half(const Rows<Real>& from, const Rows<Real>& to, std::ptrdiff_t place,
                               simd::Vector<Real> t) {
  simd::Vector<Real> y[1 << bits];
  load_half<bits, half, rotates>(from, place, t, y);
  store_half<bits, half>(to, place, y, 0);
}

/// Calls body(half, place) for every vector of rows of `length` amplitudes: a whole cache line of one half
/// before the other, since rows that are a power of two apart share a cache set, which holds the lines of one
/// half but not of both.
template <class Real, class Body>
ENTAIL_INLINE void for_each_half(std::ptrdiff_t length, const Body& body) {
  constexpr std::ptrdiff_t w = simd::lanes<Real>, line = std::max<std::ptrdiff_t>(64 / sizeof(Real), w);
  if (length % line != 0) {
    for (std::ptrdiff_t k = 0; k < length; k += w) {
      body(std::false_type{}, k);
      body(std::true_type{}, k);
    }
    return;
  }
  for (std::ptrdiff_t c = 0; c < length; c += line) {
#pragma GCC unroll 8
    for (std::ptrdiff_t k = 0; k < line; k += w) body(std::false_type{}, c + k);
#pragma GCC unroll 8
    for (std::ptrdiff_t k = 0; k < line; k += w) body(std::true_type{}, c + k);
  }
}

/// Calls blocks(length) with the length of contiguous rows, 2^first; as a constant where rows are short.
template <class Real, class Blocks>
ENTAIL_INLINE void with_row_length(int first, const Blocks& blocks) {
  constexpr std::ptrdiff_t w = simd::lanes<Real>;
  switch (first - simd::lane_bits<Real>) {
    case 0:
      return blocks(std::integral_constant<std::ptrdiff_t, w>{});
    case 2:
      return blocks(std::integral_constant<std::ptrdiff_t, 4 * w>{});
    case 3:
      return blocks(std::integral_constant<std::ptrdiff_t, 8 * w>{});
    default:
      return blocks(std::ptrdiff_t{1} << first);
  }
}

/// Rotates and flips. The flip of an odd number of bits takes rows from one half to the other, so both are
/// loaded before either is stored.
template <int bits, class Real>
void rotate_and_flip_rows(const Rows<Real>& from, const Rows<Real>& to, std::ptrdiff_t length,
                          simd::Vector<Real> t) {
  constexpr int all = (1 << bits) - 1;
  for (std::ptrdiff_t k = 0; k < length; k += simd::lanes<Real>) {
    simd::Vector<Real> y[1 << bits], other[1 << bits];
    load_half<bits, false, true>(from, k, t, y);
    load_half<bits, true, true>(from, k, t, other);
    store_half<bits, false>(to, k, y, all);
    store_half<bits, true>(to, k, other, all);
  }
}

}  // namespace detail

/// Rotates the `bits` qubits whose bits number the 2^bits rows; each row has `length` amplitudes, a multiple
/// of the vector's lanes. With rotates = false the rows are only copied.
template <int bits, bool rotates = true, class Real>
ENTAIL_INLINE void rotate_rows(const Rows<Real>& from, const Rows<Real>& to, std::ptrdiff_t length,
                               const XRotation& rotation) {
  const auto t = simd::broadcast(static_cast<Real>(rotation.tangent));
  if (rotates && rotation.flip) return detail::rotate_and_flip_rows<bits>(from, to, length, t);
  detail::for_each_half<Real>(
      length, [&](auto half, std::ptrdiff_t k) __attribute__((always_inline)) {
        detail::rotate_half<bits, half.value, rotates>(from, to, k, t);
      });
}

/// A block of amplitudes that is cut into rows: 2^k rows, `stride` apart, each of `length` amplitudes.
template <class Real>
struct RowBlock {
  Rows<Real> rows;
  std::ptrdiff_t n_rows;
  std::ptrdiff_t length;
};

/// Calls visit(bits, low) for groups of at most `most` bits that cover the row bits [low, high) from the top
/// down.
template <class Visit>
inline void for_bit_groups(int low, int high, int most, Visit&& visit) {
  int left = high - low;
  while (left > 0) {
    // 4 = 2 + 2 costs less than 3 + 1.
    const int bits = left == 4 ? 2 : std::min(left, most);
    visit(bits, low + left - bits);
    left -= bits;
  }
}

namespace detail {

/// Rotates the qubits of the row bits [low, low + bits).
template <int bits, class Real>
inline void rotate_row_group(const RowBlock<Real>& block, int low, const XRotation& rotation) {
  const std::ptrdiff_t step = std::ptrdiff_t{1} << low, stride = block.rows.stride;
  for (std::ptrdiff_t first = 0; first < block.n_rows; first += step << bits)
    for (std::ptrdiff_t row = first; row < first + step; ++row) {
      const Rows<Real> rows{block.rows.re + row * stride, block.rows.im + row * stride, step * stride};
      rotate_rows<bits>(rows, rows, block.length, rotation);
    }
}

}  // namespace detail

/// Rotates the qubits of the bits [low, high) of the row number, in place.
template <class Real>
inline void rotate_row_bits(const RowBlock<Real>& block, int low, int high, const XRotation& rotation) {
  for_bit_groups(low, high, 3, [&](int bits, int first) {
    if (bits == 3)
      detail::rotate_row_group<3>(block, first, rotation);
    else if (bits == 2)
      detail::rotate_row_group<2>(block, first, rotation);
    else
      detail::rotate_row_group<1>(block, first, rotation);
  });
}

namespace detail {

/// Rotates the qubits of the bits [first, first + bits) of a contiguous block.
template <int bits, class Real>
inline void rotate_contiguous(Real* re, Real* im, std::ptrdiff_t size, int first, const XRotation& rotation) {
  with_row_length<Real>(first, [&](auto length) {
    for (std::ptrdiff_t start = 0; start < size; start += length << bits) {
      const Rows<Real> rows{re + start, im + start, length};
      rotate_rows<bits>(rows, rows, length, rotation);
    }
  });
}

}  // namespace detail

/// Rotates the qubits of the bits [low, high) of a contiguous block; low is at least lane_bits. Each group of
/// bits is done with rows as long as its place allows.
template <class Real>
inline void rotate_bits(Real* re, Real* im, std::ptrdiff_t size, int low, int high,
                        const XRotation& rotation) {
  for_bit_groups(low, high, 3, [&](int bits, int first) {
    if (bits == 3)
      detail::rotate_contiguous<3>(re, im, size, first, rotation);
    else if (bits == 2)
      detail::rotate_contiguous<2>(re, im, size, first, rotation);
    else
      detail::rotate_contiguous<1>(re, im, size, first, rotation);
  });
}

/// Rotates the qubits whose bits lie within a vector.
template <bool flip, class Real>
ENTAIL_INLINE void rotate_lanes(simd::Vector<Real>& re, simd::Vector<Real>& im, simd::Vector<Real> t) {
  [&]<int... k>(std::integer_sequence<int, k...>) __attribute__((always_inline)) {
    (
        [&] {
          const auto other_im = simd::exchange_lanes<Real, (1 << k)>(im);
          const auto other_re = simd::exchange_lanes<Real, (1 << k)>(re);
          re = re + t * other_im;
          im = im - t * other_re;
        }(),
        ...);
  }
  (std::make_integer_sequence<int, simd::lane_bits<Real>>{});
  if constexpr (flip) {
    constexpr int all = static_cast<int>(simd::lanes<Real>) - 1;
    re = simd::exchange_lanes<Real, all>(re);
    im = simd::exchange_lanes<Real, all>(im);
  }
}

/// Rotates the two qubits that number four vectors.
template <bool flip, class Real>
ENTAIL_INLINE void rotate_four(simd::Vector<Real>* re, simd::Vector<Real>* im, simd::Vector<Real> t) {
  const auto rotate = [&](int a, int b) __attribute__((always_inline)) {
    const auto a_re = re[a] + t * im[b], a_im = im[a] - t * re[b];
    re[b] = re[b] + t * im[a];
    im[b] = im[b] - t * re[a];
    re[a] = a_re;
    im[a] = a_im;
  };
  rotate(0, 1);
  rotate(2, 3);
  rotate(0, 2);
  rotate(1, 3);
  if constexpr (flip) {
    std::swap(re[0], re[3]);
    std::swap(re[1], re[2]);
    std::swap(im[0], im[3]);
    std::swap(im[1], im[2]);
  }
}

/// The rotation exp(-i beta X...X) of all qubits at once: it couples each amplitude k of a block with the
/// amplitude size-1-k of its mirror block. The factor is left to the caller, and the flip of all qubits does
/// nothing to the symmetric states this is for.
template <class Real>
inline void rotate_mirrored(Real* re, Real* im, Real* mirror_re, Real* mirror_im, std::ptrdiff_t size,
                            const XRotation& rotation) {
  constexpr int all = static_cast<int>(simd::lanes<Real>) - 1;
  const auto t = simd::broadcast(static_cast<Real>(rotation.tangent));
  for (std::ptrdiff_t k = 0; k < size; k += simd::lanes<Real>) {
    const std::ptrdiff_t other = size - simd::lanes<Real> - k;
    const auto a_re = simd::load(re + k), a_im = simd::load(im + k);
    const auto b_re = simd::exchange_lanes<Real, all>(simd::load(mirror_re + other));
    const auto b_im = simd::exchange_lanes<Real, all>(simd::load(mirror_im + other));
    simd::store(re + k, a_re + t * b_im);
    simd::store(im + k, a_im - t * b_re);
    simd::store(mirror_re + other, simd::exchange_lanes<Real, all>(b_re + t * a_im));
    simd::store(mirror_im + other, simd::exchange_lanes<Real, all>(b_im - t * a_re));
  }
}

}  // namespace entail::quantum
