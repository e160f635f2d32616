/// Host vectors as wide as the processor's registers, through the compiler's vector types (GCC, Clang): no
/// intrinsics, so that the same text serves SSE2, AVX2, AVX-512 and NEON.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <type_traits>
#include <utility>

#define ENTAIL_INLINE inline __attribute__((always_inline))

namespace entail::quantum::simd {

#if defined(__AVX512F__)
inline constexpr std::size_t register_bytes = 64;
inline constexpr int n_registers = 32;
#elif defined(__AVX__)
inline constexpr std::size_t register_bytes = 32;
inline constexpr int n_registers = 16;
#else
inline constexpr std::size_t register_bytes = 16;
#if defined(__aarch64__)
inline constexpr int n_registers = 32;
#else
inline constexpr int n_registers = 16;
#endif
#endif

template <class Real>
struct VectorOf {
  typedef Real type __attribute__((vector_size(register_bytes)));
  typedef Real unaligned_type __attribute__((vector_size(register_bytes), aligned(alignof(Real))));
  using Integer = std::conditional_t<sizeof(Real) == 8, std::int64_t, std::int32_t>;
  typedef Integer integer_type __attribute__((vector_size(register_bytes)));
};

/// `lanes<Real>` values of type Real that are worked on at once.
template <class Real>
using Vector = typename VectorOf<Real>::type;
/// As many integers of the same size.
template <class Real>
using IntegerVector = typename VectorOf<Real>::integer_type;

template <class Real>
inline constexpr std::ptrdiff_t lanes = register_bytes / sizeof(Real);

/// The number of qubits whose bit lies within one vector: log2(lanes).
template <class Real>
inline constexpr int lane_bits = lanes<Real> == 16  ? 4
                                 : lanes<Real> == 8 ? 3
                                 : lanes<Real> == 4 ? 2
                                                    : 1;

// Through a vector type and not by memcpy: a store of real numbers then cannot change a pointer or an index,
// so that these stay in registers.
template <class Real>
ENTAIL_INLINE Vector<Real> load(const Real* from) {
  return *reinterpret_cast<const typename VectorOf<Real>::unaligned_type*>(from);
}

template <class Real>
ENTAIL_INLINE void store(Real* to, Vector<Real> v) {
  *reinterpret_cast<typename VectorOf<Real>::unaligned_type*>(to) = v;
}

/// Wishes the cache line at `from` in the second cache level, to be written or only read.
template <class Real>
ENTAIL_INLINE void prefetch(const Real* from) {
  __builtin_prefetch(from, 1, 2);
}
template <class T>
ENTAIL_INLINE void prefetch_to_read(const T* from) {
  __builtin_prefetch(from, 0, 2);
}

template <class Real>
ENTAIL_INLINE Vector<Real> broadcast(Real value) {
  return Vector<Real>{} + value;
}

/// The lane k of the result is the lane k ^ mask of v.
template <class Real, int mask>
ENTAIL_INLINE Vector<Real> exchange_lanes(Vector<Real> v) {
  return [&]<std::size_t... k>(std::index_sequence<k...>) __attribute__((always_inline)) {
    return __builtin_shufflevector(v, v, (k ^ static_cast<std::size_t>(mask))...);
  }
  (std::make_index_sequence<static_cast<std::size_t>(lanes<Real>)>{});
}

/// The bits of a vector as integers and back.
template <class Real>
ENTAIL_INLINE IntegerVector<Real> bits_of(Vector<Real> v) {
  IntegerVector<Real> i;
  std::memcpy(&i, &v, sizeof i);
  return i;
}
template <class Real>
ENTAIL_INLINE Vector<Real> from_bits(IntegerVector<Real> i) {
  Vector<Real> v;
  std::memcpy(&v, &i, sizeof v);
  return v;
}

/// The sum of the lanes, added pairwise.
template <class Real>
ENTAIL_INLINE double sum_lanes(Vector<Real> v) {
  double values[lanes<Real>];
  for (std::ptrdiff_t k = 0; k < lanes<Real>; ++k) values[k] = static_cast<double>(v[k]);
  for (std::ptrdiff_t width = lanes<Real> / 2; width > 0; width /= 2)
    for (std::ptrdiff_t k = 0; k < width; ++k) values[k] += values[k + width];
  return values[0];
}

/// cos and sin of 2 pi `turns`.
template <class Real>
struct CosSin {
  Vector<Real> cosine, sine;
};

/// Cosine and sine by reduction to an eighth of a turn and the polynomials of Moshier's Cephes library
/// (sin.c, sinf.c): absolute error below 2 units in the last place for |turns| < 2^20.
template <class Real>
ENTAIL_INLINE CosSin<Real> cos_sin(Vector<Real> turns) {
  using V = Vector<Real>;
  using I = IntegerVector<Real>;
  constexpr bool wide = sizeof(Real) == 8;
  // Adding 1.5 * 2^(mantissa bits) rounds to a whole number, which then stands in the lowest bits.
  constexpr Real magic = wide ? Real(0x1.8p52) : Real(0x1.8p23);
  constexpr int top_bit = wide ? 63 : 31;
  const V shifted = turns * Real(4) + magic;
  const I quadrant = bits_of<Real>(shifted);
  const V x = (turns - (shifted - magic) * Real(0.25)) * Real(6.283185307179586476925);
  const V z = x * x;
  V s, c;
  if constexpr (wide) {
    s = z * Real(1.58962301576546568060e-10) - Real(2.50507477628578072866e-8);
    s = s * z + Real(2.75573136213857245213e-6);
    s = s * z - Real(1.98412698295895385996e-4);
    s = s * z + Real(8.33333333332211858878e-3);
    s = s * z - Real(1.66666666666666307295e-1);
    c = z * Real(-1.13585365213876817300e-11) + Real(2.08757008419747316778e-9);
    c = c * z - Real(2.75573141792967388112e-7);
    c = c * z + Real(2.48015872888517045348e-5);
    c = c * z - Real(1.38888888888730564116e-3);
    c = c * z + Real(4.16666666666665929218e-2);
  } else {
    s = z * Real(-1.9515295891e-4) + Real(8.3321608736e-3);
    s = s * z - Real(1.6666654611e-1);
    c = z * Real(2.443315711809948e-5) - Real(1.388731625493765e-3);
    c = c * z + Real(4.166664568298827e-2);
  }
  const V sine = x + x * z * s;
  const V cosine = Real(1) - Real(0.5) * z + z * z * c;
  // A quarter turn: (cos, sin) -> (-sin, cos).
  const I odd = (quadrant << top_bit) >> top_bit;  // all ones in odd quadrants
  const I sine_sign = (quadrant >> 1) << top_bit;
  const I cosine_sign = ((quadrant + 1) >> 1) << top_bit;
  const I sine_bits = bits_of<Real>(sine), cosine_bits = bits_of<Real>(cosine);
  const I difference = (sine_bits ^ cosine_bits) & odd;
  return {from_bits<Real>((cosine_bits ^ difference) ^ cosine_sign),
          from_bits<Real>((sine_bits ^ difference) ^ sine_sign)};
}

}  // namespace entail::quantum::simd
