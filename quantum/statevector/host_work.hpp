/// Compile-time choice between the tuned host kernels (SIMD, tiles) and the portable ones, and work sharing
/// for the former.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <vector>

#include "base/array.hpp"

namespace entail::quantum {

/// True when the default execution space runs on host memory, so that the tuned host kernels serve it.
inline constexpr bool tuned_for_host =
    Kokkos::SpaceAccessibility<ExecutionSpace, Kokkos::HostSpace>::accessible;

/// Which kernels to use: the best for the execution space, or the portable ones, which exist for every space.
enum class KernelPath { best, portable };

/// A loop over [0, n) with 64-bit indices: states are larger than 2^31.
inline auto long_range(std::int64_t n) {
  return Kokkos::RangePolicy<ExecutionSpace, Kokkos::IndexType<std::int64_t>>(0, n);
}

/// Number of host threads.
inline int host_threads() { return std::max(1, Kokkos::DefaultHostExecutionSpace().concurrency()); }

/// Runs body(worker, item) for the items 0 … n-1, each once and in no fixed order, on all host threads;
/// `worker` is below host_threads() and not used by two threads at a time.
template <class Body>
void for_each_item(const char* label, std::int64_t n, const Body& body) {
  std::atomic<std::int64_t> taken{0};
  auto* next = &taken;
  const auto workers = std::min<std::int64_t>(host_threads(), n);
  Kokkos::parallel_for(label, Kokkos::RangePolicy<Kokkos::DefaultHostExecutionSpace>(0, workers),
                       [=, &body](const int worker) {
                         for (std::int64_t item; (item = next->fetch_add(1, std::memory_order_relaxed)) < n;)
                           body(worker, item);
                       });
  Kokkos::fence();
}

/// The items 0 … n-1 in one contiguous range per worker. A worker takes those of its own range in order and
/// then helps with the others': workers side by side in memory would fetch ahead into each other's data.
class ItemRanges {
 public:
  ItemRanges(std::int64_t n, int workers) : n_(n), ranges_(static_cast<std::size_t>(workers)) {
    for (int worker = 0; worker < workers; ++worker) {
      range(worker).next = n * worker / workers;
      range(worker).end = n * (worker + 1) / workers;
    }
  }

  /// An item that nobody took before, or n where none is left.
  std::int64_t take(int worker) {
    const int workers = static_cast<int>(ranges_.size());
    for (int k = 0; k < workers; ++k) {
      Range& candidate = range((worker + k) % workers);
      const std::int64_t item = candidate.next.fetch_add(1, std::memory_order_relaxed);
      if (item < candidate.end) return item;
    }
    return n_;
  }

 private:
  struct alignas(64) Range {  // a cache line each
    std::atomic<std::int64_t> next{0};
    std::int64_t end = 0;
  };
  Range& range(int worker) { return ranges_[static_cast<std::size_t>(worker)]; }

  std::int64_t n_;
  std::vector<Range> ranges_;
};

/// The same with body(worker, item, following), `following` being the item that the worker does next, or n
/// where there is none: its data can be fetched ahead. Workers are kept apart, as ItemRanges says.
template <class Body>
void for_each_item_ahead(const char* label, std::int64_t n, const Body& body) {
  const int workers = static_cast<int>(std::min<std::int64_t>(host_threads(), n));
  ItemRanges ranges(n, workers);
  auto* items = &ranges;
  Kokkos::parallel_for(label, Kokkos::RangePolicy<Kokkos::DefaultHostExecutionSpace>(0, workers),
                       [=, &body](const int worker) {
                         for (std::int64_t item = items->take(worker); item < n;) {
                           const std::int64_t following = items->take(worker);
                           body(worker, item, following);
                           item = following;
                         }
                       });
  Kokkos::fence();
}

/// The sum of `values`, added pairwise in a fixed order, so that it does not depend on who computed them.
inline double pairwise_sum(const double* values, std::int64_t n) {
  if (n <= 8) {
    double sum = 0.0;
    for (std::int64_t k = 0; k < n; ++k) sum += values[k];
    return sum;
  }
  const std::int64_t half = (n + 1) / 2;
  return pairwise_sum(values, half) + pairwise_sum(values + half, n - half);
}

}  // namespace entail::quantum
