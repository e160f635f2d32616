/// Counter-based random numbers: a value is a pure function of (seed, stream, index), never of who asks
/// first, so results do not depend on the number of threads or ranks.
///
/// Philox4x32-10, Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3",
/// doi:10.1145/2063384.2063405.
#pragma once

#include <Kokkos_Core.hpp>
#include <cstdint>

namespace entail::random {

/// 128 random bits.
struct Block {
  std::uint32_t word[4];

  KOKKOS_INLINE_FUNCTION std::uint64_t low() const {
    return word[0] | (static_cast<std::uint64_t>(word[1]) << 32);
  }
  KOKKOS_INLINE_FUNCTION std::uint64_t high() const {
    return word[2] | (static_cast<std::uint64_t>(word[3]) << 32);
  }
};

/// The Philox4x32-10 bijection of a 128-bit counter under a 64-bit key.
KOKKOS_INLINE_FUNCTION Block philox(Block counter, std::uint32_t key0, std::uint32_t key1) {
  for (int round = 0; round < 10; ++round) {
    const std::uint64_t product0 = std::uint64_t{0xD2511F53} * counter.word[0];
    const std::uint64_t product1 = std::uint64_t{0xCD9E8D57} * counter.word[2];
    counter = {{static_cast<std::uint32_t>(product1 >> 32) ^ counter.word[1] ^ key0,
                static_cast<std::uint32_t>(product1),
                static_cast<std::uint32_t>(product0 >> 32) ^ counter.word[3] ^ key1,
                static_cast<std::uint32_t>(product0)}};
    key0 += 0x9E3779B9;
    key1 += 0xBB67AE85;
  }
  return counter;
}

/// The block number `index` of the stream `stream` of `seed`.
KOKKOS_INLINE_FUNCTION Block block(std::uint64_t seed, std::uint64_t stream, std::uint64_t index) {
  return philox({{static_cast<std::uint32_t>(index), static_cast<std::uint32_t>(index >> 32),
                  static_cast<std::uint32_t>(stream), static_cast<std::uint32_t>(stream >> 32)}},
                static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32));
}

/// 53 random bits as a number in [0, 1).
KOKKOS_INLINE_FUNCTION double unit_interval(std::uint64_t bits) {
  return static_cast<double>(bits >> 11) * 0x1p-53;
}

/// Uniform in [0, 1).
KOKKOS_INLINE_FUNCTION double uniform(std::uint64_t seed, std::uint64_t stream, std::uint64_t index) {
  return unit_interval(block(seed, stream, index).low());
}

/// A sequence for serial code: the blocks of one stream, one after the other.
class Sequence {
 public:
  Sequence(std::uint64_t seed, std::uint64_t stream) : seed_(seed), stream_(stream) {}

  std::uint64_t bits() {
    if (!second_) {
      block_ = block(seed_, stream_, next_++);
      second_ = true;
      return block_.low();
    }
    second_ = false;
    return block_.high();
  }
  double uniform() { return unit_interval(bits()); }

  /// Uniform in 0 … n-1, by multiplication (Lemire 2019); the bias is below n / 2^32.
  std::uint32_t below(std::uint32_t n) { return static_cast<std::uint32_t>(((bits() >> 32) * n) >> 32); }

 private:
  std::uint64_t seed_, stream_, next_ = 0;
  Block block_{};
  bool second_ = false;
};

}  // namespace entail::random
