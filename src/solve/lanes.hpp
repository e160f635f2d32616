/// Several vectors that a kernel works on at once, side by side in its innermost loop.
#pragma once

#include <string>
#include <vector>

#include "base/array.hpp"

namespace entail::solve {

inline constexpr int most_lanes = 8;

/// One vector per lane, in the memory of the execution space.
struct Lanes {
  double* at[most_lanes] = {};
};

/// A functor that adds to `value_count` sums.
template <class Body>
struct LaneSums {
  using value_type = double[];
  unsigned value_count;
  Body body;
  KOKKOS_FUNCTION void operator()(const Index i, double* sums) const { body(i, sums); }
};

/// `n_sums` sums over [0, n) of what body(i, sums) adds to them; of this rank.
template <class Body>
std::vector<double> sum_per_lane(const std::string& label, Index n, int n_sums, const Body& body) {
  std::vector<double> sums(static_cast<std::size_t>(n_sums), 0.0);
  double* result = sums.data();
  if (n_sums > 0)
    Kokkos::parallel_reduce(label, range(n), LaneSums<Body>{static_cast<unsigned>(n_sums), body}, result);
  return sums;
}

}  // namespace entail::solve
