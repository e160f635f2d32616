/// What lies between the rotations of a backward pass (adjoint_work.hpp), on one row of amplitudes: the
/// qubits within vectors, the overlap of the cost and the phase; in the turning pass, the observable.
#pragma once

#include <limits>

#include "quantum/statevector/adjoint.hpp"
#include "quantum/statevector/adjoint_rotation.hpp"
#include "quantum/statevector/product_phase.hpp"
#include "quantum/statevector/simd.hpp"
#include "quantum/statevector/x_rotation.hpp"

namespace entail::quantum {

/// The observable on vectors.
template <class Real>
class VectorObservable {
 public:
  using V = simd::Vector<Real>;
  explicit VectorObservable(const CostObservable& observable)
      : threshold_(static_cast<Real>(
            std::min(observable.threshold, static_cast<double>(std::numeric_limits<Real>::max())))),
        slope_(static_cast<Real>(1.0 / observable.fraction)),
        constant_(static_cast<Real>(
            observable.is_cost() ? 0.0 : observable.threshold * (1.0 - 1.0 / observable.fraction))) {}
  ENTAIL_INLINE V operator()(const V& cost) const {
    const V limit = simd::broadcast(threshold_);
    const V least = cost < limit ? cost : limit;
    return constant_ + slope_ * least;
  }

 private:
  Real threshold_, slope_, constant_;
};

/// Sums of one row, lane by lane: overlaps of each qubit within vectors on either side of the phase, and the
/// overlap of the cost or, in the turning pass, <O>.
template <class Real>
struct MiddleSums {
  simd::Vector<Real> before[simd::lane_bits<Real>]{}, after[simd::lane_bits<Real>]{}, cost{};
};

namespace detail {

/// One vector of both states.
template <class Real>
struct BothVectors {
  simd::Vector<Real> re, im, adjoint_re, adjoint_im;
};

template <class Real>
ENTAIL_INLINE BothVectors<Real> load(const BothPointers<Real>& from, std::int64_t k) {
  return {simd::load(from.re + k), simd::load(from.im + k), simd::load(from.adjoint_re + k),
          simd::load(from.adjoint_im + k)};
}

template <class Real>
ENTAIL_INLINE void store(const BothPointers<Real>& to, std::int64_t k, const BothVectors<Real>& a) {
  simd::store(to.re + k, a.re);
  simd::store(to.im + k, a.im);
  simd::store(to.adjoint_re + k, a.adjoint_re);
  simd::store(to.adjoint_im + k, a.adjoint_im);
}

template <class Real>
ENTAIL_INLINE void prefetch(const BothPointers<Real>& from, std::int64_t k) {
  simd::prefetch(from.re + k);
  simd::prefetch(from.im + k);
  simd::prefetch(from.adjoint_re + k);
  simd::prefetch(from.adjoint_im + k);
}

/// Rotates the qubits within vectors; before each, its overlap is added to a sum of its own.
template <bool flip, class Real>
ENTAIL_INLINE void rotate_lanes_of_both(BothVectors<Real>& a, simd::Vector<Real> t,
                                        simd::Vector<Real>* sums) {
  [&]<int... bit>(std::integer_sequence<int, bit...>) __attribute__((always_inline)) {
    (
        [&]() __attribute__((always_inline)) {
          const auto other = [](const simd::Vector<Real>& v) __attribute__((always_inline)) {
            return simd::exchange_lanes<Real, 1 << bit>(v);
          };
          const BothVectors<Real> b{other(a.re), other(a.im), other(a.adjoint_re), other(a.adjoint_im)};
          sums[bit] += a.adjoint_re * b.im;
          sums[bit] -= a.adjoint_im * b.re;
          a.re += t * b.im;
          a.im -= t * b.re;
          a.adjoint_re += t * b.adjoint_im;
          a.adjoint_im -= t * b.adjoint_re;
        }(),
        ...);
  }
  (std::make_integer_sequence<int, simd::lane_bits<Real>>{});
  if constexpr (flip) {
    constexpr int all = static_cast<int>(simd::lanes<Real>) - 1;
    for (auto* v : {&a.re, &a.im, &a.adjoint_re, &a.adjoint_im}) *v = simd::exchange_lanes<Real, all>(*v);
  }
}

/// Calls body(place) for each vector of a row, and fetch(place) once per cache line.
template <class Real, class Fetch, class Body>
ENTAIL_INLINE void for_each_vector(std::int64_t length, const Fetch& fetch, const Body& body) {
  constexpr std::int64_t w = simd::lanes<Real>, line = std::max<std::int64_t>(64 / sizeof(Real), w);
  for (std::int64_t c = 0; c < length; c += line) {
    fetch(c);
    for (std::int64_t k = c; k < std::min(c + line, length); k += w) body(k);
  }
}

}  // namespace detail

/// A row of the turning pass: the state's last rotation, the adjoint O|psi>, the first rotation back.
/// `fetch` fetches ahead, here and below.
template <bool lanes, bool flip_before, bool flip_after, class Real, class Costs, class Fetch>
ENTAIL_INLINE void turn_row(const BothPointers<Real> to, const Fetch fetch, std::int64_t length,
                            simd::Vector<Real> before, simd::Vector<Real> after, const Costs costs,
                            const VectorObservable<Real> observable, MiddleSums<Real>& sums) {
  detail::for_each_vector<Real>(
      length, fetch, [&](std::int64_t k) __attribute__((always_inline)) {
        detail::BothVectors<Real> a{simd::load(to.re + k), simd::load(to.im + k), {}, {}};
        if constexpr (lanes) rotate_lanes<flip_before, Real>(a.re, a.im, before);
        const auto o = observable(costs.vector(k));
        a.adjoint_re = o * a.re;
        a.adjoint_im = o * a.im;
        sums.cost += a.adjoint_re * a.re;
        sums.cost += a.adjoint_im * a.im;
        if constexpr (lanes) detail::rotate_lanes_of_both<flip_after, Real>(a, after, sums.after);
        detail::store(to, k, a);
      });
}

/// A row of the last pass: the end of the first mixer and the overlap of the cost. Amplitudes are not needed
/// any more.
template <bool lanes, bool flip_before, class Real, class Costs, class Fetch>
ENTAIL_INLINE void end_row(const BothPointers<Real> from, const Fetch fetch, std::int64_t length,
                           simd::Vector<Real> before, const Costs costs, MiddleSums<Real>& sums) {
  detail::for_each_vector<Real>(
      length, fetch, [&](std::int64_t k) __attribute__((always_inline)) {
        auto a = detail::load(from, k);
        if constexpr (lanes) detail::rotate_lanes_of_both<flip_before, Real>(a, before, sums.before);
        sums.cost += costs.vector(k) * (a.adjoint_re * a.im - a.adjoint_im * a.re);
      });
}

/// A row of any other backward pass: the end of one mixer, the overlap of the cost, the phase, and the start
/// of the mixer below.
template <bool lanes, bool flip_before, bool flip_after, class Real, class Costs, class PhaseRow, class Fetch>
ENTAIL_INLINE void back_row(const BothPointers<Real> to, const Fetch fetch, std::int64_t length,
                            simd::Vector<Real> before, simd::Vector<Real> after, const Costs costs,
                            const PhaseRow phases, MiddleSums<Real>& sums) {
  detail::for_each_vector<Real>(
      length, fetch, [&](std::int64_t k) __attribute__((always_inline)) {
        auto a = detail::load(to, k);
        if constexpr (lanes) detail::rotate_lanes_of_both<flip_before, Real>(a, before, sums.before);
        sums.cost += costs.vector(k) * (a.adjoint_re * a.im - a.adjoint_im * a.re);
        const auto phase = phases(k / simd::lanes<Real>);
        multiply(a.re, a.im, phase.cosine, phase.sine);
        multiply(a.adjoint_re, a.adjoint_im, phase.cosine, phase.sine);
        if constexpr (lanes) detail::rotate_lanes_of_both<flip_after, Real>(a, after, sums.after);
        detail::store(to, k, a);
      });
}

}  // namespace entail::quantum
