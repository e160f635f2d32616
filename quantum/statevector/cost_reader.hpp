/// The cost at a local index from either kind of storage: one reader for both, and one for each that reads
/// host vectors as well.
#pragma once

#include "quantum/statevector/cost_diagonal.hpp"
#include "quantum/statevector/simd.hpp"

namespace entail::quantum {

template <class Real>
struct CostReader {
  ConstArray<Real> values;
  ConstArray<std::uint16_t> levels;
  double low, unit;
  KOKKOS_INLINE_FUNCTION double operator()(std::int64_t k) const {
    return unit > 0 ? low + unit * levels(k) : static_cast<double>(values(k));
  }
};

template <class Real>
CostReader<Real> cost_reader(const CostDiagonal<Real>& cost, const StateVector<Real>& state) {
  const auto& array = cost.in_order_of(state);
  return {array.values.view, array.levels.view, cost.low(), cost.unit()};
}

/// Stored numbers.
template <class Real>
struct ValueCost {
  const Real* values;
  ValueCost from(std::int64_t k) const { return {values + k}; }
  ENTAIL_INLINE simd::Vector<Real> vector(std::int64_t k) const { return simd::load(values + k); }
  ENTAIL_INLINE void prefetch(std::int64_t k) const { simd::prefetch_to_read(values + k); }
  KOKKOS_INLINE_FUNCTION Real operator()(std::int64_t k) const { return values[k]; }
};

/// Levels of a unit.
template <class Real>
struct LevelCost {
  const std::uint16_t* levels;
  Real low, unit;
  LevelCost from(std::int64_t k) const { return {levels + k, low, unit}; }
  ENTAIL_INLINE simd::Vector<Real> vector(std::int64_t k) const {
    simd::Vector<Real> cost{};
#pragma GCC unroll 16
    for (std::ptrdiff_t lane = 0; lane < simd::lanes<Real>; ++lane)
      cost[lane] = static_cast<Real>(levels[k + lane]);
    return low + unit * cost;
  }
  ENTAIL_INLINE void prefetch(std::int64_t k) const { simd::prefetch_to_read(levels + k); }
  KOKKOS_INLINE_FUNCTION Real operator()(std::int64_t k) const {
    return low + unit * static_cast<Real>(levels[k]);
  }
};

/// Calls body with the reader that suits the storage.
template <class Real, class Body>
auto with_costs(const CostDiagonal<Real>& cost, const StateVector<Real>& state, const Body& body) {
  const auto& array = cost.in_order_of(state);
  if (cost.has_levels())
    return body(LevelCost<Real>{array.levels.view.data(), static_cast<Real>(cost.low()),
                                static_cast<Real>(cost.unit())});
  return body(ValueCost<Real>{array.values.view.data()});
}

}  // namespace entail::quantum
