/// Several vectors side by side, for kernels that walk over a mesh once for all of them: the value of lane l
/// at place i stands at i * width + l. What all share of a place is read once, and the processor works on the
/// lanes at once.
#pragma once

#include <cstdlib>
#include <string>
#include <type_traits>
#include <vector>

#include "base/array.hpp"

namespace entail {

inline constexpr int most_lanes = 5;

/// A number per lane, and which lanes are wanted, as arguments of kernels for any number of lanes.
struct PerLane {
  double at[most_lanes] = {};
};
struct Wanted {
  bool at[most_lanes] = {};
  bool all = false;  ///< of those that there are
};

/// Four numbers that a processor works on at once, where the compiler has a type for them; elsewhere lanes
/// are worked on one by one.
#if defined(__GNUC__) && !defined(KOKKOS_ENABLE_CUDA) && !defined(KOKKOS_ENABLE_HIP) && \
    !defined(KOKKOS_ENABLE_SYCL)
using Quad = double __attribute__((vector_size(32), aligned(8), may_alias));
inline constexpr int quad = 4;
#else
using Quad = double;
inline constexpr int quad = 1;
#endif

/// A number per lane in a kernel.
template <int width>
struct Lanes {
  static constexpr int n_quads = width / quad, n_rest = width % quad;
  Quad quads[n_quads > 0 ? n_quads : 1];
  double rest[n_rest > 0 ? n_rest : 1];

  /// The lanes at a place of an array, and their values put there.
  KOKKOS_INLINE_FUNCTION static Lanes load(const double* values, std::size_t place) {
    const double* from = values + place * width;
    Lanes result;
    for (int q = 0; q < n_quads; ++q) result.quads[q] = *reinterpret_cast<const Quad*>(from + q * quad);
    for (int r = 0; r < n_rest; ++r) result.rest[r] = from[n_quads * quad + r];
    return result;
  }
  KOKKOS_INLINE_FUNCTION static Lanes load(const Array<double>& values, std::size_t place) {
    return load(values.data(), place);
  }
  KOKKOS_INLINE_FUNCTION static Lanes load(const PerLane& values) { return load(values.at, 0); }
  KOKKOS_INLINE_FUNCTION void store(double* values, std::size_t place) const {
    double* to = values + place * width;
    for (int q = 0; q < n_quads; ++q) *reinterpret_cast<Quad*>(to + q * quad) = quads[q];
    for (int r = 0; r < n_rest; ++r) to[n_quads * quad + r] = rest[r];
  }
  KOKKOS_INLINE_FUNCTION void store(const Array<double>& values, std::size_t place) const {
    store(values.data(), place);
  }
  /// Puts the wanted lanes' values at a place of an array.
  KOKKOS_INLINE_FUNCTION void store(const Array<double>& values, std::size_t place,
                                    const Wanted& wanted) const {
    if (wanted.all) return store(values.data(), place);
    double mine[width];
    store(mine, 0);
    for (int l = 0; l < width; ++l)
      if (wanted.at[l]) values.data()[place * width + static_cast<std::size_t>(l)] = mine[l];
  }
  KOKKOS_INLINE_FUNCTION static Lanes all(double value) {
    Lanes result;
    for (int q = 0; q < n_quads; ++q) result.quads[q] = Quad{} + value;
    for (int r = 0; r < n_rest; ++r) result.rest[r] = value;
    return result;
  }

  /// Adds to as many numbers.
  KOKKOS_INLINE_FUNCTION void add_to(double* sums) const { (load(sums, 0) + *this).store(sums, 0); }

  KOKKOS_INLINE_FUNCTION Lanes& operator+=(const Lanes& other) { return *this = *this + other; }
  KOKKOS_INLINE_FUNCTION Lanes& operator-=(const Lanes& other) { return *this = *this - other; }
};

/// function(a, b), for quads and for single numbers.
template <int width, class Function>
KOKKOS_INLINE_FUNCTION Lanes<width> by_lane(const Lanes<width>& a, const Lanes<width>& b,
                                            const Function& function) {
  Lanes<width> result;
  for (int q = 0; q < Lanes<width>::n_quads; ++q) result.quads[q] = function(a.quads[q], b.quads[q]);
  for (int r = 0; r < Lanes<width>::n_rest; ++r) result.rest[r] = function(a.rest[r], b.rest[r]);
  return result;
}
template <int width>
KOKKOS_INLINE_FUNCTION Lanes<width> operator+(const Lanes<width>& a, const Lanes<width>& b) {
  return by_lane(a, b, [](auto x, auto y) { return x + y; });
}
template <int width>
KOKKOS_INLINE_FUNCTION Lanes<width> operator-(const Lanes<width>& a, const Lanes<width>& b) {
  return by_lane(a, b, [](auto x, auto y) { return x - y; });
}
template <int width>
KOKKOS_INLINE_FUNCTION Lanes<width> operator*(const Lanes<width>& a, const Lanes<width>& b) {
  return by_lane(a, b, [](auto x, auto y) { return x * y; });
}
template <int width>
KOKKOS_INLINE_FUNCTION Lanes<width> operator/(const Lanes<width>& a, const Lanes<width>& b) {
  return by_lane(a, b, [](auto x, auto y) { return x / y; });
}
template <int width>
KOKKOS_INLINE_FUNCTION Lanes<width> operator*(double factor, const Lanes<width>& b) {
  return by_lane(b, b, [factor](auto x, auto) { return factor * x; });
}
template <int width>
KOKKOS_INLINE_FUNCTION Lanes<width> smaller(const Lanes<width>& a, const Lanes<width>& b) {
  return by_lane(a, b, [](auto x, auto y) { return x < y ? x : y; });
}
template <int width>
KOKKOS_INLINE_FUNCTION Lanes<width> larger(const Lanes<width>& a, const Lanes<width>& b) {
  return by_lane(a, b, [](auto x, auto y) { return x > y ? x : y; });
}
template <int width>
KOKKOS_INLINE_FUNCTION Lanes<width> magnitude(const Lanes<width>& a) {
  return by_lane(a, a, [](auto x, auto) { return x < 0.0 ? -x : x; });
}

/// Lane by lane, `yes` where a condition is above 0, else `no`.
template <int width>
KOKKOS_INLINE_FUNCTION Lanes<width> where_positive(const Lanes<width>& condition, const Lanes<width>& yes,
                                                   const Lanes<width>& no) {
  Lanes<width> result;
  for (int q = 0; q < Lanes<width>::n_quads; ++q)
    result.quads[q] = condition.quads[q] > 0.0 ? yes.quads[q] : no.quads[q];
  for (int r = 0; r < Lanes<width>::n_rest; ++r)
    result.rest[r] = condition.rest[r] > 0.0 ? yes.rest[r] : no.rest[r];
  return result;
}

/// Calls run(std::integral_constant<int, n>) with a number of lanes from 1 to most_lanes.
template <class Run>
void with_lanes(int n, const Run& run) {
  switch (n) {
    case 1:
      return run(std::integral_constant<int, 1>());
    case 2:
      return run(std::integral_constant<int, 2>());
    case 3:
      return run(std::integral_constant<int, 3>());
    case 4:
      return run(std::integral_constant<int, 4>());
    case 5:
      return run(std::integral_constant<int, 5>());
    default:
      std::abort();
  }
}

/// What a reduction makes of the numbers of its iterations.
enum class Reduction { sum, largest };

/// A functor that adds to (or raises) `value_count` numbers.
template <Reduction reduction, class Body>
struct LaneReduction {
  using value_type = double[];
  unsigned value_count;
  Body body;
  KOKKOS_FUNCTION void operator()(const Index i, double* results) const { body(i, results); }
  KOKKOS_FUNCTION void init(double* results) const {
    for (unsigned k = 0; k < value_count; ++k) results[k] = 0.0;
  }
  KOKKOS_FUNCTION void join(double* results, const double* others) const {
    for (unsigned k = 0; k < value_count; ++k)
      results[k] = reduction == Reduction::sum ? results[k] + others[k]
                                               : (results[k] > others[k] ? results[k] : others[k]);
  }
};

/// `n_results` numbers, not below 0 where the largest are sought, to which body(i, results) contributes for i
/// in [0, n); of this rank.
template <Reduction reduction = Reduction::sum, class Body>
std::vector<double> reduce_lanes(const std::string& label, const ExecutionSpace& space, Index n,
                                 int n_results, const Body& body) {
  std::vector<double> results(static_cast<std::size_t>(n_results), 0.0);
  double* result = results.data();
  if (n_results > 0)
    Kokkos::parallel_reduce(label, range(space, n),
                            LaneReduction<reduction, Body>{static_cast<unsigned>(n_results), body}, result);
  return results;
}

/// joint(i * width + lane) = single(i) for i in [0, n), and the way back.
void put_lane(const ExecutionSpace& space, Index n, int width, int lane, const Array<double>& single,
              const Array<double>& joint);
void take_lane(const ExecutionSpace& space, Index n, int width, int lane, const Array<double>& joint,
               const Array<double>& single);

}  // namespace entail
