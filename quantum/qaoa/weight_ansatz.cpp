#include "quantum/qaoa/weight_ansatz.hpp"

#include <fmt/format.h>

#include <cmath>
#include <numeric>

#include "base/error.hpp"
#include "quantum/statevector/gates.hpp"
#include "quantum/statevector/ordered_sum.hpp"

namespace entail::quantum {

namespace {

using Complex = Kokkos::complex<double>;

double binomial(int n, int k) {
  double result = 1.0;
  for (int i = 1; i <= k; ++i) result = result * (n - k + i) / i;
  return std::round(result);
}

double subspace_size(const IsingModel& model, int weight) {
  const int n = model.n_spins();
  if (weight < 0 || weight > n) throw UsageError(fmt::format("{} of {} variables cannot be 1", weight, n));
  if (n > 63) throw UsageError(fmt::format("the subspace of one weight has at most 63 variables, not {}", n));
  return binomial(n, weight);
}

/// The place of a configuration among those of its weight in rising order: the combinatorial number system,
/// sum_k binomial(c_k, k) over its ones c_1 < c_2 < … (Knuth, TAOCP 4A, 7.2.1.3).
struct Rank {
  ConstArray<std::int64_t> binomials;
  int columns;
  KOKKOS_INLINE_FUNCTION std::int64_t operator()(std::uint64_t state) const {
    std::int64_t rank = 0;
    int k = 0;
    for (int bit = 0; state != 0; ++bit, state >>= 1)
      if (state & 1) rank += binomials(bit * columns + ++k);
    return rank;
  }
};

}  // namespace

std::vector<std::pair<int, int>> mixer_pairs(const std::vector<int>& qubits, MixerKind mixer) {
  if (mixer == MixerKind::xy_ring) return ring_pairs(qubits);
  std::vector<std::pair<int, int>> pairs;
  for (std::size_t a = 0; a < qubits.size(); ++a)
    for (std::size_t b = a + 1; b < qubits.size(); ++b) pairs.emplace_back(qubits[a], qubits[b]);
  return pairs;
}

WeightAnsatz::WeightAnsatz(const Comm& comm, const IsingModel& model, int weight, MixerKind mixer)
    : SubspaceAnsatz(comm, model, subspace_size(model, weight),
                     fmt::format("the configurations of {} variables with {} ones", model.n_spins(), weight)),
      weight_(weight),
      mixer_(mixer) {
  const int n = model.n_spins(), columns = weight + 1;
  std::vector<int> qubits(static_cast<std::size_t>(n));
  std::iota(qubits.begin(), qubits.end(), 0);
  pairs_ = mixer_pairs(qubits, mixer);
  std::vector<std::int64_t> binomials;
  for (int row = 0; row <= n; ++row)
    for (int k = 0; k < columns; ++k)
      binomials.push_back(k > row ? 0 : static_cast<std::int64_t>(binomial(row, k)));
  binomials_ = to_device("entail::weight::binomials", binomials);
  // The next larger number with as many ones (Warren, Hacker's Delight, figure 2-1).
  std::vector<std::uint64_t> states;
  std::vector<double> costs;
  std::uint64_t state = (std::uint64_t{1} << weight) - 1;
  for (std::int64_t k = 0; k < size(); ++k) {
    states.push_back(state);
    costs.push_back(energy(model, state) - model.offset);
    if (state == 0) break;
    const std::uint64_t lowest = state & (~state + 1), ripple = state + lowest;
    state = ripple | (((state ^ ripple) >> 2) / lowest);
  }
  states_ = to_device("entail::weight::states", states);
  Kokkos::deep_copy(this->costs(), to_device("entail::weight::costs", costs));
}

std::string WeightAnsatz::describe() const {
  return fmt::format("XY mixer on a {} within weight {}, {}",
                     mixer_ == MixerKind::xy_ring ? "ring" : "complete graph", weight_, describe_size());
}

std::vector<std::uint8_t> WeightAnsatz::bits(std::int64_t index) const {
  std::uint64_t state = 0;
  Kokkos::deep_copy(state, Kokkos::subview(states_, static_cast<std::size_t>(index)));
  return bits_of_state(state, model().n_spins());
}

void WeightAnsatz::start(const Amplitudes& psi) const {
  Kokkos::deep_copy(psi, Complex(1.0 / std::sqrt(static_cast<double>(size())), 0.0));
}

namespace {

/// Applies exp(-i beta (X_a X_b + Y_a Y_b)/2): each configuration with a = 1, b = 0 mixes with its partner.
void rotate_pair(const Amplitudes& psi, const Array<std::uint64_t>& states, const Rank& rank, int a, int b,
                 double beta) {
  const std::uint64_t one = std::uint64_t{1} << a, both = one | (std::uint64_t{1} << b);
  const double c = std::cos(beta), s = std::sin(beta);
  Kokkos::parallel_for(
      "entail::weight::pair", long_range(static_cast<std::int64_t>(psi.extent(0))),
      KOKKOS_LAMBDA(const std::int64_t k) {
        if ((states(k) & both) != one) return;
        const std::int64_t partner = rank(states(k) ^ both);
        const Complex x = psi(k), y = psi(partner);
        psi(k) = Complex(c * x.real() + s * y.imag(), c * x.imag() - s * y.real());
        psi(partner) = Complex(c * y.real() + s * x.imag(), c * y.imag() - s * x.real());
      });
}

/// Im <lambda| (X_a X_b + Y_a Y_b)/2 |psi>.
double pair_overlap(const Amplitudes& lambda, const Amplitudes& psi, const Array<std::uint64_t>& states,
                    const Rank& rank, int a, int b) {
  const std::uint64_t one = std::uint64_t{1} << a, both = one | (std::uint64_t{1} << b);
  return ordered_sum(
      "entail::weight::overlap", static_cast<std::int64_t>(psi.extent(0)),
      KOKKOS_LAMBDA(const std::int64_t k) {
        if ((states(k) & both) != one) return 0.0;
        const std::int64_t partner = rank(states(k) ^ both);
        return lambda(k).real() * psi(partner).imag() - lambda(k).imag() * psi(partner).real() +
               lambda(partner).real() * psi(k).imag() - lambda(partner).imag() * psi(k).real();
      });
}

}  // namespace

void WeightAnsatz::mix(const Amplitudes& psi, double beta) const {
  const Rank rank{binomials_, weight_ + 1};
  for (const auto& [a, b] : pairs_) rotate_pair(psi, states_, rank, a, b, beta);
}

double WeightAnsatz::unmix(const Amplitudes& psi, const Amplitudes& lambda, double beta) const {
  const Rank rank{binomials_, weight_ + 1};
  double overlap = 0.0;
  for (auto pair = pairs_.rbegin(); pair != pairs_.rend(); ++pair) {
    overlap += pair_overlap(lambda, psi, states_, rank, pair->first, pair->second);
    rotate_pair(psi, states_, rank, pair->first, pair->second, -beta);
    rotate_pair(lambda, states_, rank, pair->first, pair->second, -beta);
  }
  return 2 * overlap;
}

}  // namespace entail::quantum
