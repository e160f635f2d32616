/// The caches of this computer, for the sizes of tiles.
#pragma once

#include <cstdint>

namespace entail::quantum {

/// Sizes of one core's data caches [bytes].
struct CacheSizes {
  std::int64_t first, second;
};

/// What the system tells, within 16 to 128 KiB and 256 KiB to 4 MiB; where it tells nothing, 32 and 512 KiB.
const CacheSizes& cache_sizes();

}  // namespace entail::quantum
