#include "quantum/qaoa/x_ansatz.hpp"

#include <fmt/format.h>

#include "base/memory.hpp"
#include "quantum/statevector/cost_reader.hpp"
#include "quantum/statevector/observables.hpp"
#include "quantum/statevector/ordered_sum.hpp"
#include "quantum/statevector/sampling.hpp"

namespace entail::quantum {

namespace {

/// The probability of costs up to `limit`.
template <class Real>
double probability_up_to(const StateVector<Real>& state, const CostDiagonal<Real>& cost, double limit) {
  const auto read = cost_reader(cost, state);
  const auto re = state.re(), im = state.im();
  return state.comm().sum(ordered_sum(
      "entail::qaoa::probability_up_to", state.local_size(), KOKKOS_LAMBDA(const std::int64_t k) {
        const double r = static_cast<double>(re(k)), m = static_cast<double>(im(k));
        return read(k) <= limit ? r * r + m * m : 0.0;
      }));
}

/// True when the model can be halved; throws when what is needed in all does not fit the memory.
template <class Real>
bool checked_halving(const Comm& comm, const IsingModel& model, bool gradients) {
  const bool halved = can_be_halved(model, comm);
  const int n = model.n_spins() - (halved ? 1 : 0);
  if (n > 60) return halved;  // the state vector itself refuses
  const double states = StateVector<Real>::bytes_per_rank(n, comm.size()) * (gradients ? 2 : 1);
  require_memory(
      comm, states + CostDiagonal<Real>::bytes_per_rank(halved ? fix_last_spin(model) : model, comm.size()),
      fmt::format("{} with costs{}", describe_qubits<Real>(model.n_spins()),
                  gradients ? " and an adjoint state for gradients" : ""),
      "use single precision, given angles, more machines or fewer variables");
  return halved;
}

}  // namespace

template <class Real>
XAnsatz<Real>::XAnsatz(const Comm& comm, const IsingModel& model, bool gradients)
    : model_(model),
      halved_(checked_halving<Real>(comm, model, gradients)),
      state_(comm, model.n_spins() - (halved_ ? 1 : 0)),
      cost_(state_, halved_ ? fix_last_spin(model) : model) {}

template <class Real>
std::string XAnsatz<Real>::describe() const {
  return fmt::format("X mixer, 2^{} amplitudes in {} precision{}", state_.n_qubits(),
                     sizeof(Real) == 8 ? "double" : "single", halved_ ? " (halved by symmetry)" : "");
}

template <class Real>
void XAnsatz<Real>::prepare(const LayerAngles& angles) {
  apply_layers(state_, cost_, angles, {.mirrored = halved_});
}

template <class Real>
double XAnsatz<Real>::expectation() {
  return quantum::expectation(state_, cost_);
}

template <class Real>
double XAnsatz<Real>::quantile(double fraction) {
  const auto range = energy_range(cost_.model());
  double low = range.low - cost_.offset(), high = range.high - cost_.offset();
  for (int step = 0; step < 40 && high - low > 1e-12 * (range.high - range.low); ++step) {
    const double middle = 0.5 * (low + high);
    (probability_up_to(state_, cost_, middle) >= fraction ? high : low) = middle;
  }
  return high;
}

template <class Real>
std::vector<std::vector<std::uint8_t>> XAnsatz<Real>::sample(std::int64_t shots, std::uint64_t seed) {
  std::vector<std::vector<std::uint8_t>> result;
  for (const auto configuration : quantum::sample(state_, shots, seed, halved_))
    result.push_back(bits_of_state(configuration, model_.n_spins()));
  return result;
}

template <class Real>
LayerGradient XAnsatz<Real>::gradient(const LayerAngles& angles, const CostObservable& observable) {
  if (!adjoint_) adjoint_ = std::make_unique<StateVector<Real>>(state_.comm(), state_.n_qubits(), 1);
  return layer_gradient(state_, *adjoint_, cost_, angles, observable, {.mirrored = halved_});
}

template class XAnsatz<double>;
template class XAnsatz<float>;

}  // namespace entail::quantum
