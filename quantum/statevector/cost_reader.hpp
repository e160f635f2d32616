/// The cost at a local index from either kind of storage, for portable kernels.
#pragma once

#include "quantum/statevector/cost_diagonal.hpp"

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

}  // namespace entail::quantum
