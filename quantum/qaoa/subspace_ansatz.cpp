#include "quantum/qaoa/subspace_ansatz.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "base/error.hpp"
#include "base/memory.hpp"
#include "base/random.hpp"
#include "quantum/statevector/ordered_sum.hpp"

namespace entail::quantum {

namespace {

constexpr std::uint64_t shot_stream = 0x73686f74;  // "shot"

using Complex = Kokkos::complex<double>;

/// O of a cost, see CostObservable.
struct Observable {
  double threshold, fraction;
  bool is_cost;
  KOKKOS_INLINE_FUNCTION double operator()(double cost) const {
    if (is_cost) return cost;
    return threshold + (cost < threshold ? cost - threshold : 0.0) / fraction;
  }
};

/// psi <- exp(-i gamma C) psi.
void apply_phase(const Amplitudes& psi, const Array<double>& costs, double gamma) {
  Kokkos::parallel_for(
      "entail::subspace::phase", long_range(static_cast<std::int64_t>(psi.extent(0))),
      KOKKOS_LAMBDA(const std::int64_t k) {
        const double angle = -gamma * costs(k);
        psi(k) *= Complex(Kokkos::Experimental::cos(angle), Kokkos::Experimental::sin(angle));
      });
}

}  // namespace

SubspaceAnsatz::SubspaceAnsatz(const Comm& comm, const IsingModel& model, double size,
                               const std::string& what)
    : model_(model), size_(static_cast<std::int64_t>(size)), n_ranks_(comm.size()) {
  require_memory(comm, size * (2 * sizeof(Complex) + sizeof(double)), what,
                 "use smaller groups or, as every rank holds this space whole, fewer ranks");
  const auto length = static_cast<std::size_t>(size_);
  costs_ = Array<double>("entail::subspace::costs", length);
  psi_ = Amplitudes("entail::subspace::psi", length);
}

std::string SubspaceAnsatz::describe_size() const {
  return fmt::format("{} amplitudes in double precision{}", size_,
                     n_ranks_ > 1 ? fmt::format(", whole on each of {} ranks", n_ranks_) : "");
}

void SubspaceAnsatz::prepare(const LayerAngles& angles) {
  start(psi_);
  for (std::size_t layer = 0; layer < angles.gamma.size(); ++layer) {
    apply_phase(psi_, costs_, angles.gamma[layer]);
    mix(psi_, angles.beta[layer]);
  }
}

double SubspaceAnsatz::expectation() {
  const auto costs = costs_;
  const auto psi = psi_;
  const double sum = ordered_sum(
      "entail::subspace::expectation", size_, KOKKOS_LAMBDA(const std::int64_t k) {
        return costs(k) * (psi(k).real() * psi(k).real() + psi(k).imag() * psi(k).imag());
      });
  return sum + model_.offset;
}

double SubspaceAnsatz::quantile(double fraction) {
  const auto costs = to_host(costs_);
  const auto psi = to_host(psi_);
  std::vector<std::size_t> order(costs.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return costs[a] < costs[b]; });
  double reached = 0.0;
  for (const auto k : order) {
    reached += psi[k].real() * psi[k].real() + psi[k].imag() * psi[k].imag();
    if (reached >= fraction) return costs[k];
  }
  return costs[order.back()];
}

std::vector<std::vector<std::uint8_t>> SubspaceAnsatz::sample(std::int64_t shots, std::uint64_t seed) {
  const auto psi = to_host(psi_);
  std::vector<double> reached;
  double sum = 0.0;
  for (const auto& a : psi) reached.push_back(sum += a.real() * a.real() + a.imag() * a.imag());
  std::vector<std::vector<std::uint8_t>> result;
  for (std::int64_t shot = 0; shot < shots; ++shot) {
    const double level = sum * random::uniform(seed, shot_stream, static_cast<std::uint64_t>(shot));
    const auto place = std::upper_bound(reached.begin(), reached.end(), level) - reached.begin();
    result.push_back(bits(std::min<std::int64_t>(place, size_ - 1)));
  }
  return result;
}

LayerGradient SubspaceAnsatz::gradient(const LayerAngles& angles, const CostObservable& observable) {
  prepare(angles);
  if (lambda_.extent(0) == 0)
    lambda_ = Amplitudes("entail::subspace::lambda", static_cast<std::size_t>(size_));
  const auto costs = costs_;
  const auto psi = psi_, lambda = lambda_;
  const Observable o{observable.threshold, observable.fraction, observable.is_cost()};
  LayerGradient result;
  const double value = ordered_sum(
      "entail::subspace::observable", size_, KOKKOS_LAMBDA(const std::int64_t k) {
        lambda(k) = o(costs(k)) * psi(k);
        return lambda(k).real() * psi(k).real() + lambda(k).imag() * psi(k).imag();
      });
  result.value = value + model_.offset;
  const std::size_t p = angles.gamma.size();
  result.gamma.resize(p);
  result.beta.resize(p);
  for (std::size_t layer = p; layer-- > 0;) {
    result.beta[layer] = unmix(psi, lambda, angles.beta[layer]);
    const double overlap = ordered_sum(
        "entail::subspace::cost_overlap", size_, KOKKOS_LAMBDA(const std::int64_t k) {
          return costs(k) * (lambda(k).real() * psi(k).imag() - lambda(k).imag() * psi(k).real());
        });
    result.gamma[layer] = 2 * overlap;
    apply_phase(psi, costs, -angles.gamma[layer]);
    apply_phase(lambda, costs, -angles.gamma[layer]);
  }
  return result;
}

}  // namespace entail::quantum
