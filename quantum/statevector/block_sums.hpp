/// Sums over all amplitudes in a fixed order, so that the result does not depend on the number of threads.
///
/// A term is a functor `V operator()(V re, V im, V cost)` that works on single numbers and on host vectors
/// alike.
#pragma once

#include <vector>

#include "quantum/statevector/cost_reader.hpp"
#include "quantum/statevector/host_work.hpp"
#include "quantum/statevector/state_vector.hpp"

namespace entail::quantum {

inline constexpr int sum_block_bits = 12;

namespace detail {

/// Costs of 0, for sums without them.
template <class Real>
struct NoCost {
  ENTAIL_INLINE simd::Vector<Real> vector(std::int64_t) const { return simd::broadcast(Real(0)); }
  KOKKOS_INLINE_FUNCTION Real operator()(std::int64_t) const { return 0; }
};

/// The sum over the amplitudes [first, first + size). Single-precision lanes are widened every 32 vectors.
template <class Real, class Term, class Cost>
double sum_of_block(const Real* re, const Real* im, std::int64_t first, std::int64_t size, const Term& term,
                    const Cost& cost) {
  constexpr std::int64_t w = simd::lanes<Real>;
  double sum = 0.0;
  if (size < w) {
    for (std::int64_t k = first; k < first + size; ++k)
      sum += static_cast<double>(term(re[k], im[k], cost(k)));
    return sum;
  }
  for (std::int64_t k = first; k < first + size;) {
    auto part = simd::broadcast(Real(0));
    for (const std::int64_t end = std::min(k + 32 * w, first + size); k < end; k += w)
      part += term(simd::load(re + k), simd::load(im + k), cost.vector(k));
    sum += simd::sum_lanes<Real>(part);
  }
  return sum;
}

template <class Real, class Term, class Cost>
std::vector<double> host_block_sums(const StateVector<Real>& state, const Term& term, const Cost& cost) {
  const std::int64_t block = std::min(std::int64_t{1} << sum_block_bits, state.local_size());
  std::vector<double> sums(static_cast<std::size_t>(state.local_size() / block));
  const Real *re = state.re().data(), *im = state.im().data();
  for_each_item("entail::block_sums", static_cast<std::int64_t>(sums.size()), [&](int, std::int64_t item) {
    sums[static_cast<std::size_t>(item)] = sum_of_block(re, im, item * block, block, term, cost);
  });
  return sums;
}

/// Portable: one team per block would be faster on a device, but this is memory-bound and rarely called.
template <class Real, class Term, class Cost>
std::vector<double> portable_block_sums(const StateVector<Real>& state, const Term& term, const Cost& cost) {
  const std::int64_t block = std::min(std::int64_t{1} << sum_block_bits, state.local_size());
  const Array<double> sums("entail::block_sums", static_cast<std::size_t>(state.local_size() / block));
  const auto re = state.re(), im = state.im();
  Kokkos::parallel_for(
      "entail::portable::block_sums", long_range(state.local_size() / block),
      KOKKOS_LAMBDA(const std::int64_t item) {
        double sum = 0.0;
        for (std::int64_t k = item * block; k < (item + 1) * block; ++k)
          sum += static_cast<double>(term(re(k), im(k), cost(k)));
        sums(item) = sum;
      });
  return to_host(sums);
}

template <class Real, class Term, class Cost>
std::vector<double> block_sums_with(const StateVector<Real>& state, const Term& term, const Cost& cost,
                                    KernelPath path) {
  if constexpr (tuned_for_host) {
    if (path == KernelPath::best) return host_block_sums(state, term, cost);
  }
  return portable_block_sums(state, term, cost);
}

}  // namespace detail

/// The sums over blocks of 2^sum_block_bits local amplitudes.
template <class Real, class Term>
std::vector<double> block_sums(const StateVector<Real>& state, const Term& term,
                               KernelPath path = KernelPath::best) {
  return detail::block_sums_with(state, term, detail::NoCost<Real>{}, path);
}
template <class Real, class Term>
std::vector<double> block_sums(const StateVector<Real>& state, const CostDiagonal<Real>& cost,
                               const Term& term, KernelPath path = KernelPath::best) {
  return with_costs(cost, state,
                    [&](const auto& costs) { return detail::block_sums_with(state, term, costs, path); });
}

/// The sum over all blocks of all ranks. Collective.
inline double total(const Comm& comm, const std::vector<double>& sums) {
  return comm.sum(pairwise_sum(sums.data(), static_cast<std::int64_t>(sums.size())));
}

}  // namespace entail::quantum
