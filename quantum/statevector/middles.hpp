/// What happens to a vector of amplitudes between the two sides of a pass, on the host: nothing, or the phase
/// of the cost function from stored costs or from levels. Each is called with the amplitudes and their local
/// index.
#pragma once

#include <cmath>
#include <complex>
#include <cstdint>
#include <numbers>
#include <vector>

#include "quantum/statevector/simd.hpp"

namespace entail::quantum {

struct NoPhase {
  template <class V>
  ENTAIL_INLINE void operator()(V&, V&, std::int64_t) const {}
};

/// a <- a * (re + i im).
template <class V>
ENTAIL_INLINE void multiply(V& a_re, V& a_im, const V& re, const V& im) {
  const V product = a_re * re - a_im * im;
  a_im = a_re * im + a_im * re;
  a_re = product;
}

/// a <- factor exp(-i gamma cost) a, from stored costs.
template <class Real>
class ValuePhase {
 public:
  using V = simd::Vector<Real>;

  ValuePhase(const Real* costs, double gamma, std::complex<double> factor)
      : costs_(costs),
        turns_per_cost_(simd::broadcast(static_cast<Real>(-gamma / (2 * std::numbers::pi)))),
        turns_(simd::broadcast(static_cast<Real>(std::arg(factor) / (2 * std::numbers::pi)))),
        magnitude_(simd::broadcast(static_cast<Real>(std::abs(factor)))) {}

  /// The cosine and sine of the phase of the costs from `index` on, times the factor.
  ENTAIL_INLINE simd::CosSin<Real> phase(const V& cost) const {
    auto phase = simd::cos_sin<Real>(turns_per_cost_ * cost + turns_);
    phase.cosine *= magnitude_;
    phase.sine *= magnitude_;
    return phase;
  }
  ENTAIL_INLINE V cost(std::int64_t index) const { return simd::load(costs_ + index); }
  ENTAIL_INLINE simd::CosSin<Real> phase_at(std::int64_t index) const { return phase(cost(index)); }

  ENTAIL_INLINE void operator()(V& re, V& im, std::int64_t index) const {
    const auto p = phase_at(index);
    multiply(re, im, p.cosine, p.sine);
  }

 private:
  const Real* costs_;
  V turns_per_cost_, turns_, magnitude_;
};

/// The phases of all levels, times a factor: cosine and sine of each level side by side.
template <class Real>
std::vector<Real> level_phases(double low, double unit, int n_levels, double gamma,
                               std::complex<double> factor) {
  std::vector<Real> table;
  table.reserve(2 * static_cast<std::size_t>(n_levels));
  for (int level = 0; level < n_levels; ++level) {
    const auto phase = factor * std::polar(1.0, -gamma * (low + unit * level));
    table.push_back(static_cast<Real>(phase.real()));
    table.push_back(static_cast<Real>(phase.imag()));
  }
  return table;
}

/// a <- phase of the level of a, looked up in a table of level_phases.
template <class Real>
class LevelPhase {
 public:
  using V = simd::Vector<Real>;

  LevelPhase(const std::uint16_t* levels, const Real* table, double low, double unit)
      : levels_(levels), table_(table), low_(static_cast<Real>(low)), unit_(static_cast<Real>(unit)) {}

  ENTAIL_INLINE simd::CosSin<Real> phase_at(std::int64_t index) const {
    simd::CosSin<Real> phase{};
#pragma GCC unroll 16
    for (std::ptrdiff_t k = 0; k < simd::lanes<Real>; ++k) {
      const Real* entry = table_ + 2 * static_cast<std::ptrdiff_t>(levels_[index + k]);
      phase.cosine[k] = entry[0];
      phase.sine[k] = entry[1];
    }
    return phase;
  }
  ENTAIL_INLINE V cost(std::int64_t index) const {
    V cost{};
#pragma GCC unroll 16
    for (std::ptrdiff_t k = 0; k < simd::lanes<Real>; ++k) cost[k] = static_cast<Real>(levels_[index + k]);
    return low_ + unit_ * cost;
  }

  ENTAIL_INLINE void operator()(V& re, V& im, std::int64_t index) const {
    const auto p = phase_at(index);
    multiply(re, im, p.cosine, p.sine);
  }

 private:
  const std::uint16_t* levels_;
  const Real* table_;
  Real low_, unit_;
};

}  // namespace entail::quantum
