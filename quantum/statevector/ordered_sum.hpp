/// Sums in a fixed order, so that the same seed gives the same result on any number of threads.
#pragma once

#include <string>

#include "quantum/statevector/host_work.hpp"

namespace entail::quantum {

/// The sum of term(k) over [0, n), in every execution space: blocks in order, their sums pairwise.
template <class Term>
double ordered_sum(const std::string& label, std::int64_t n, const Term& term) {
  constexpr std::int64_t block = 1024;
  const std::int64_t n_blocks = (n + block - 1) / block;
  const Array<double> sums(Kokkos::view_alloc(label, Kokkos::WithoutInitializing),
                           static_cast<std::size_t>(n_blocks));
  Kokkos::parallel_for(
      label, long_range(n_blocks), KOKKOS_LAMBDA(const std::int64_t item) {
        const std::int64_t end = (item + 1) * block < n ? (item + 1) * block : n;
        double sum = 0.0;
        for (std::int64_t k = item * block; k < end; ++k) sum += term(k);
        sums(item) = sum;
      });
  return pairwise_sum(to_host(sums).data(), n_blocks);
}

}  // namespace entail::quantum
