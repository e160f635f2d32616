#include "quantum/statevector/observables.hpp"

#include <cmath>

#include "quantum/statevector/block_sums.hpp"

namespace entail::quantum {

namespace {

struct Probability {
  template <class V>
  KOKKOS_INLINE_FUNCTION V operator()(V re, V im, V) const {
    return re * re + im * im;
  }
};
struct WeightedCost {
  template <class V>
  KOKKOS_INLINE_FUNCTION V operator()(V re, V im, V cost) const {
    return (re * re + im * im) * cost;
  }
};
struct WeightedSquare {
  template <class V>
  KOKKOS_INLINE_FUNCTION V operator()(V re, V im, V cost) const {
    return (re * re + im * im) * cost * cost;
  }
};

std::size_t at(std::int64_t k) { return static_cast<std::size_t>(k); }

/// Walsh-Hadamard transform: values[mask] becomes sum_x (-1)^popcount(x & mask) values[x].
void walsh_hadamard(std::vector<double>& values) {
  for (std::size_t step = 1; step < values.size(); step *= 2)
    for (std::size_t first = 0; first < values.size(); first += 2 * step)
      for (std::size_t k = first; k < first + step; ++k) {
        const double a = values[k], b = values[k + step];
        values[k] = a + b;
        values[k + step] = a - b;
      }
}

/// Sums of z and z z over the probabilities of one block: z of `bits` block bits first, then of the bits
/// outside. `sums` holds [bits+1][bits+1]: entry (i, j) is the sum of z_i z_j, with z_bits = 1.
void add_block_moments(std::vector<double>& transformed, int bits, std::uint64_t outer, int n,
                       std::vector<double>& zz, std::vector<double>& z) {
  walsh_hadamard(transformed);
  const double total = transformed[0];
  for (int i = 0; i < bits; ++i) {
    z[at(i)] += transformed[at(1) << i];
    for (int j = 0; j < i; ++j) zz[at(i * n + j)] += transformed[(at(1) << i) | (at(1) << j)];
  }
  for (int k = bits; k < n; ++k) {
    const double sign = (outer >> (k - bits)) & 1 ? -1.0 : 1.0;
    z[at(k)] += sign * total;
    for (int i = 0; i < bits; ++i) zz[at(k * n + i)] += sign * transformed[at(1) << i];
    for (int j = bits; j < k; ++j) zz[at(k * n + j)] += ((outer >> (j - bits)) & 1 ? -sign : sign) * total;
  }
}

/// Moments by position, of this rank's amplitudes: z in [0, n), z z in the lower triangle behind it.
template <class Real>
std::vector<double> tuned_moments(const StateVector<Real>& state) {
  const int n = state.n_qubits(), bits = std::min(sum_block_bits, state.n_local());
  const std::int64_t block = std::int64_t{1} << bits, n_blocks = state.local_size() / block;
  const auto rank_bits = static_cast<std::uint64_t>(state.comm().rank()) << (state.n_local() - bits);
  // A fixed number of parts, each summed in order: the result does not depend on the number of threads.
  const std::int64_t n_parts = std::min<std::int64_t>(64, n_blocks);
  std::vector<std::vector<double>> z(at(n_parts), std::vector<double>(at(n)));
  std::vector<std::vector<double>> zz(at(n_parts), std::vector<double>(at(n * n)));
  const Real *re = state.re().data(), *im = state.im().data();
  for_each_item("entail::spin_moments", n_parts, [&](int, std::int64_t part) {
    std::vector<double> p(at(block));
    for (std::int64_t b = part * n_blocks / n_parts; b < (part + 1) * n_blocks / n_parts; ++b) {
      for (std::int64_t k = 0; k < block; ++k) {
        const double r = static_cast<double>(re[b * block + k]), i = static_cast<double>(im[b * block + k]);
        p[at(k)] = r * r + i * i;
      }
      add_block_moments(p, bits, rank_bits | static_cast<std::uint64_t>(b), n, zz[at(part)], z[at(part)]);
    }
  });
  std::vector<double> sums(at(n + n * n));
  for (std::int64_t part = 0; part < n_parts; ++part) {
    for (int i = 0; i < n; ++i) sums[at(i)] += z[at(part)][at(i)];
    for (int k = 0; k < n * n; ++k) sums[at(n + k)] += zz[at(part)][at(k)];
  }
  return sums;
}

/// The sum of |a|^2 z_i z_j over this rank's amplitudes, with z_i = 1 for i < 0; positions.
template <class Real>
double portable_moment(const StateVector<Real>& state, int i, int j) {
  const auto re = state.re(), im = state.im();
  const std::uint64_t mask = (i >= 0 ? std::uint64_t{1} << i : 0) ^ (std::uint64_t{1} << j);
  const auto rank_bits = static_cast<std::uint64_t>(state.comm().rank()) << state.n_local();
  double sum = 0.0;
  Kokkos::parallel_reduce(
      "entail::portable::moment", long_range(state.local_size()),
      KOKKOS_LAMBDA(const std::int64_t k, double& part) {
        std::uint64_t odd = (static_cast<std::uint64_t>(k) | rank_bits) & mask;
        odd ^= odd >> 32;
        odd ^= odd >> 16;
        odd ^= odd >> 8;
        odd ^= odd >> 4;
        odd ^= odd >> 2;
        odd ^= odd >> 1;
        const double r = static_cast<double>(re(k)), m = static_cast<double>(im(k));
        part += ((odd & 1) != 0 ? -1.0 : 1.0) * (r * r + m * m);
      },
      sum);
  return sum;
}

template <class Real>
std::vector<double> portable_moments(const StateVector<Real>& state) {
  const int n = state.n_qubits();
  std::vector<double> sums(at(n + n * n));
  for (int i = 0; i < n; ++i) {
    sums[at(i)] = portable_moment(state, -1, i);
    for (int j = 0; j < i; ++j) sums[at(n + i * n + j)] = portable_moment(state, i, j);
  }
  return sums;
}

}  // namespace

template <class Real>
double norm(const StateVector<Real>& state, KernelPath path) {
  return total(state.comm(), block_sums(state, Probability{}, path));
}

template <class Real>
double expectation(const StateVector<Real>& state, const CostDiagonal<Real>& cost, KernelPath path) {
  return cost.offset() + total(state.comm(), block_sums(state, cost, WeightedCost{}, path));
}

template <class Real>
CostMoments cost_moments(const StateVector<Real>& state, const CostDiagonal<Real>& cost) {
  const double mean = total(state.comm(), block_sums(state, cost, WeightedCost{}));
  const double square = total(state.comm(), block_sums(state, cost, WeightedSquare{}));
  return {mean + cost.offset(), std::max(0.0, square - mean * mean)};
}

template <class Real>
SpinMoments spin_moments(const StateVector<Real>& state, KernelPath path) {
  std::vector<double> sums;
  if (tuned_for_host && path == KernelPath::best)
    sums = tuned_moments(state);
  else
    sums = portable_moments(state);
  state.comm().sum(sums);
  SpinMoments result;
  const int n = result.n = state.n_qubits();
  result.z.resize(at(n));
  result.zz.resize(at(n * n));
  for (int q = 0; q < n; ++q) {
    const int p = state.position(q);
    result.z[at(q)] = sums[at(p)];
    for (int r = 0; r < n; ++r) {
      const int s = state.position(r);
      result.zz[at(q * n + r)] = q == r ? 1.0 : sums[at(n + std::max(p, s) * n + std::min(p, s))];
    }
  }
  return result;
}

std::vector<double> marginals(const SpinMoments& moments) {
  std::vector<double> result;
  for (const double z : moments.z) result.push_back((1.0 - z) / 2);
  return result;
}

template <class Real>
double x_expectation(StateVector<Real>& state, int qubit) {
  state.make_local({qubit});
  const std::int64_t bit = std::int64_t{1} << state.position(qubit);
  const auto re = state.re(), im = state.im();
  double sum = 0.0;
  Kokkos::parallel_reduce(
      "entail::x_expectation", long_range(state.local_size() / 2),
      KOKKOS_LAMBDA(const std::int64_t k, double& part) {
        const std::int64_t one = ((k & ~(bit - 1)) << 1) | (k & (bit - 1)), other = one | bit;
        part += 2.0 * (static_cast<double>(re(one)) * static_cast<double>(re(other)) +
                       static_cast<double>(im(one)) * static_cast<double>(im(other)));
      },
      sum);
  return state.comm().sum(sum);
}

#define ENTAIL_INSTANTIATE(Real)                                                                \
  template double norm(const StateVector<Real>&, KernelPath);                                   \
  template double expectation(const StateVector<Real>&, const CostDiagonal<Real>&, KernelPath); \
  template CostMoments cost_moments(const StateVector<Real>&, const CostDiagonal<Real>&);       \
  template SpinMoments spin_moments(const StateVector<Real>&, KernelPath);                      \
  template double x_expectation(StateVector<Real>&, int);
ENTAIL_INSTANTIATE(double)
ENTAIL_INSTANTIATE(float)
#undef ENTAIL_INSTANTIATE

}  // namespace entail::quantum
