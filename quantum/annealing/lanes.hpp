/// Vectors whose lanes are replicas, and their random numbers. The number of lanes is fixed, not the
/// machine's, so that results are the same everywhere; the compiler splits vectors that are too wide.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "base/random.hpp"

#if defined(__AVX2__)
#include <immintrin.h>
#endif

namespace entail::quantum::lanes {

#define ENTAIL_LANES inline __attribute__((always_inline))

typedef std::int8_t Bytes __attribute__((vector_size(32)));
typedef std::uint8_t UBytes __attribute__((vector_size(32)));
typedef std::int16_t Shorts __attribute__((vector_size(32)));
typedef std::uint32_t Words __attribute__((vector_size(32)));
typedef std::int32_t Integers __attribute__((vector_size(32)));
typedef float Floats __attribute__((vector_size(32)));

inline constexpr int n_bytes = 32;
inline constexpr int n_floats = 8;

inline std::size_t at(int i) { return static_cast<std::size_t>(i); }

template <class To, class From>
ENTAIL_LANES To as(From from) {
  static_assert(sizeof(To) == sizeof(From));
  To to;
  std::memcpy(&to, &from, sizeof to);
  return to;
}

/// xoshiro128+ in each of 8 lanes of 32 bits (Blackman & Vigna 2021, doi:10.1145/3460772), started from the
/// counter-based generator, so that a stream depends on nothing but (seed, stream).
class Random {
 public:
  Random(std::uint64_t seed, std::uint64_t stream) {
    for (int lane = 0; lane < n_floats; ++lane) {
      const auto block = random::block(seed, stream, static_cast<std::uint64_t>(lane));
      for (int k = 0; k < 4; ++k) state_[k][lane] = block.word[k];
      if ((block.word[0] | block.word[1] | block.word[2] | block.word[3]) == 0) state_[0][lane] = 1;
    }
  }
  ENTAIL_LANES Words next() {
    const Words result = state_[0] + state_[3];
    const Words shifted = state_[1] << 9;
    state_[2] ^= state_[0];
    state_[3] ^= state_[1];
    state_[1] ^= state_[2];
    state_[0] ^= state_[3];
    state_[2] ^= shifted;
    state_[3] = (state_[3] << 11) | (state_[3] >> 21);
    return result;
  }
  /// Uniform in (0, 1), of 23 bits.
  ENTAIL_LANES Floats uniform() {
    const Words one_to_two = (next() >> 9) | 0x3f800000u;
    return as<Floats>(one_to_two) - (1.0f - 0x1p-24f);
  }

 private:
  Words state_[4];
};

/// v where the lane of `sign` is not negative, -v elsewhere.
ENTAIL_LANES Bytes with_sign(Bytes v, Bytes sign) {
  const Bytes negative = sign < 0;
  return (v ^ negative) - negative;
}

/// 2^y for y <= 0: Taylor polynomial of degree 6 on [-1/2, 1/2], relative error below 2e-7; 0 below 2^-126.
ENTAIL_LANES Floats exp2_of_negative(Floats y) {
  const Floats least = Floats{} - 126.0f;
  y = y < least ? least : y;
  const Floats magic = Floats{} + 0x1.8p23f;
  const Floats shifted = y + magic;
  const Floats x = (y - (shifted - magic)) * 0.693147180559945f;
  Floats p = x * (1.0f / 720) + 1.0f / 120;
  p = p * x + 1.0f / 24;
  p = p * x + 1.0f / 6;
  p = p * x + 0.5f;
  p = p * x + 1.0f;
  p = p * x + 1.0f;
  return as<Floats>(as<Words>(p) + (as<Words>(shifted) << 23));
}

/// 16-bit thresholds of the levels 0 … 127, looked up for 32 lanes at once.
class ThresholdTable {
 public:
  /// probability(level) must fall with the level.
  template <class Probability>
  explicit ThresholdTable(const Probability& probability) {
    for (int level = 0; level < 128; ++level) {
      const double scaled = probability(level) * 65536.0;
      threshold_[level] = static_cast<std::uint16_t>(scaled >= 65535.0 ? 65535.0 : scaled);
      low_[level] = static_cast<std::uint8_t>(threshold_[level] & 255);
      high_[level] = static_cast<std::uint8_t>(threshold_[level] >> 8);
      if (threshold_[level] > 0) n_tables_ = level / 16 + 1;
    }
  }

  /// All ones in the lanes where 16 random bits fall below the threshold of the level (0 … 127).
  ENTAIL_LANES Bytes below(Bytes level, Words random0, Words random1) const {
#if defined(__AVX2__)
    __m256i low = _mm256_setzero_si256(), high = low;
    for (int t = 0; t < n_tables_; ++t) {
      // Saturation sets the top bit of what is not in this table, which makes the shuffle return 0.
      const __m256i index =
          _mm256_adds_epu8(_mm256_sub_epi8(as<__m256i>(level), _mm256_set1_epi8(static_cast<char>(16 * t))),
                           _mm256_set1_epi8(0x70));
      low = _mm256_or_si256(low, _mm256_shuffle_epi8(table(low_, t), index));
      high = _mm256_or_si256(high, _mm256_shuffle_epi8(table(high_, t), index));
    }
    // There is only a signed comparison: both sides are shifted by 2^15.
    high = _mm256_xor_si256(high, _mm256_set1_epi8(static_cast<char>(0x80)));
    const __m256i first = _mm256_cmpgt_epi16(_mm256_unpacklo_epi8(low, high), as<__m256i>(random0));
    const __m256i second = _mm256_cmpgt_epi16(_mm256_unpackhi_epi8(low, high), as<__m256i>(random1));
    return as<Bytes>(_mm256_packs_epi16(first, second));
#else
    // The same lanes get the same random bits as above.
    const Shorts first = as<Shorts>(random0), second = as<Shorts>(random1);
    Bytes result{};
    for (int lane = 0; lane < n_bytes; ++lane) {
      const int half = lane / 16, within = lane % 16;
      const int random = (within < 8 ? first : second)[half * 8 + within % 8] + 32768;
      result[lane] = random < threshold_[level[lane]] ? -1 : 0;
    }
    return result;
#endif
  }

 private:
#if defined(__AVX2__)
  static ENTAIL_LANES __m256i table(const std::uint8_t* bytes, int t) {
    return _mm256_broadcastsi128_si256(_mm_load_si128(reinterpret_cast<const __m128i*>(bytes + 16 * t)));
  }
#endif
  alignas(32) std::uint8_t low_[128], high_[128];
  std::uint16_t threshold_[128];
  int n_tables_ = 0;
};

}  // namespace entail::quantum::lanes
