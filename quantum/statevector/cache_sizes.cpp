#include "quantum/statevector/cache_sizes.hpp"

#include <algorithm>

#if __has_include(<unistd.h>)
#include <unistd.h>
#endif

namespace entail::quantum {

namespace {

constexpr std::int64_t KiB = 1024;

CacheSizes ask_system() {
  std::int64_t first = 0, second = 0;
#if defined(_SC_LEVEL1_DCACHE_SIZE) && defined(_SC_LEVEL2_CACHE_SIZE)
  first = sysconf(_SC_LEVEL1_DCACHE_SIZE);
  second = sysconf(_SC_LEVEL2_CACHE_SIZE);
#endif
  return {first > 0 ? std::clamp(first, 16 * KiB, 128 * KiB) : 32 * KiB,
          second > 0 ? std::clamp(second, 256 * KiB, 4096 * KiB) : 512 * KiB};
}

}  // namespace

const CacheSizes& cache_sizes() {
  static const CacheSizes sizes = ask_system();
  return sizes;
}

}  // namespace entail::quantum
