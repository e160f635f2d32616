// The gradient by kernels that run on any execution space, one step of the circuit at a time.
#include "quantum/statevector/adjoint_kernels.hpp"
#include "quantum/statevector/block_sums.hpp"
#include "quantum/statevector/layer_kernels.hpp"

namespace entail::quantum {

namespace {

/// Fills the adjoint with O |psi> and returns <O>.
template <class Real, class Cost>
double apply_observable(const StateVector<Real>& state, const StateVector<Real>& adjoint, const Cost& cost,
                        const CostObservable& observable) {
  const double threshold = observable.threshold, slope = 1.0 / observable.fraction;
  const double constant = observable.is_cost() ? 0.0 : threshold * (1.0 - slope);
  const auto re = state.re(), im = state.im(), adjoint_re = adjoint.re(), adjoint_im = adjoint.im();
  double sum = 0.0;
  Kokkos::parallel_reduce(
      "entail::portable::apply_observable", long_range(state.local_size()),
      KOKKOS_LAMBDA(const std::int64_t k, double& part) {
        const double c = static_cast<double>(cost(k));
        const Real o = static_cast<Real>(constant + slope * (c < threshold ? c : threshold));
        adjoint_re(k) = o * re(k);
        adjoint_im(k) = o * im(k);
        part += static_cast<double>(adjoint_re(k) * re(k) + adjoint_im(k) * im(k));
      },
      sum);
  return state.comm().sum(sum);
}

/// Im <lambda| C |psi>.
template <class Real, class Cost>
double cost_overlap(const StateVector<Real>& state, const StateVector<Real>& adjoint, const Cost& cost) {
  const auto re = state.re(), im = state.im(), adjoint_re = adjoint.re(), adjoint_im = adjoint.im();
  double sum = 0.0;
  Kokkos::parallel_reduce(
      "entail::portable::cost_overlap", long_range(state.local_size()),
      KOKKOS_LAMBDA(const std::int64_t k, double& part) {
        part +=
            static_cast<double>(cost(k)) * static_cast<double>(adjoint_re(k) * im(k) - adjoint_im(k) * re(k));
      },
      sum);
  return state.comm().sum(sum);
}

/// The sum over k of Im conj(lambda_k) psi_(k ^ mask).
template <class Real>
double flip_overlap(const StateVector<Real>& state, const StateVector<Real>& adjoint, std::int64_t mask) {
  const auto re = state.re(), im = state.im(), adjoint_re = adjoint.re(), adjoint_im = adjoint.im();
  double sum = 0.0;
  Kokkos::parallel_reduce(
      "entail::portable::flip_overlap", long_range(state.local_size()),
      KOKKOS_LAMBDA(const std::int64_t k, double& part) {
        part += static_cast<double>(adjoint_re(k) * im(k ^ mask) - adjoint_im(k) * re(k ^ mask));
      },
      sum);
  return state.comm().sum(sum);
}

template <class Real>
double mixer_overlap(const StateVector<Real>& state, const StateVector<Real>& adjoint, int low, int high) {
  double sum = 0.0;
  for (int position = low; position < high; ++position)
    sum += flip_overlap(state, adjoint, std::int64_t{1} << position);
  return sum;
}

}  // namespace

template <class Real>
LayerGradient layer_gradient_portable(StateVector<Real>& state, StateVector<Real>& adjoint,
                                      const CostDiagonal<Real>& cost, const LayerAngles& angles,
                                      const CostObservable& observable, const LayerOptions& options,
                                      bool prepared) {
  const int n_local = state.n_local(), bits = state.n_rank_bits();
  if (!prepared) {
    apply_layers_portable(state, cost, angles, options);
  } else {
    state.bring_home();
    if (angles.n_layers() % 2 == 1) state.exchange_top();
  }
  LayerGradient result{0.0, std::vector<double>(angles.gamma.size()),
                       std::vector<double>(angles.beta.size())};
  adjoint.adopt_order(state);
  result.value = cost.offset() + with_costs(cost, state, [&](const auto& costs) {
                   return apply_observable(state, adjoint, costs, observable);
                 });
  for (auto k = angles.gamma.size(); k-- > 0;) {
    const double beta = angles.beta[k], gamma = angles.gamma[k];
    double overlap = 0.0;
    if (bits > 0) {
      overlap += mixer_overlap(state, adjoint, n_local - bits, n_local);
      for (auto* one : {&state, &adjoint}) {
        portable::rotate_positions(*one, n_local - bits, n_local, -beta);
        one->exchange_top();
      }
    }
    overlap += mixer_overlap(state, adjoint, 0, n_local);
    if (options.mirrored) overlap += flip_overlap(state, adjoint, state.local_size() - 1);
    result.beta[k] = 2 * overlap;
    for (auto* one : {&state, &adjoint}) {
      portable::rotate_positions(*one, 0, n_local, -beta);
      if (options.mirrored) portable::rotate_all_at_once(*one, -beta);
    }
    result.gamma[k] =
        2 * with_costs(cost, state, [&](const auto& costs) { return cost_overlap(state, adjoint, costs); });
    portable::apply_phase(state, cost, -gamma);
    portable::apply_phase(adjoint, cost, -gamma);
  }
  return result;
}

template LayerGradient layer_gradient_portable(StateVector<double>&, StateVector<double>&,
                                               const CostDiagonal<double>&, const LayerAngles&,
                                               const CostObservable&, const LayerOptions&, bool);
template LayerGradient layer_gradient_portable(StateVector<float>&, StateVector<float>&,
                                               const CostDiagonal<float>&, const LayerAngles&,
                                               const CostObservable&, const LayerOptions&, bool);

}  // namespace entail::quantum
