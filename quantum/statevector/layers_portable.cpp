// Layers by kernels that run on any execution space: three qubits at a time in registers, the phase by
// itself.

#include <cmath>
#include <complex>
#include <vector>

#include "quantum/statevector/layer_kernels.hpp"
#include "quantum/statevector/x_rotation.hpp"

namespace entail::quantum {

namespace {

/// Rotates the `bits` qubits from position `low` on by exp(-i beta X), 2^bits amplitudes at a time.
template <int bits, class Real>
struct RotateGroup {
  Array<Real> re, im;
  int low;
  Real cosine, sine;

  KOKKOS_FUNCTION void operator()(const std::int64_t k) const {
    constexpr int n = 1 << bits;
    const std::int64_t stride = std::int64_t{1} << low;
    const std::int64_t first = ((k >> low) << (low + bits)) | (k & (stride - 1));
    Real a_re[n], a_im[n];
    for (int j = 0; j < n; ++j) {
      a_re[j] = re(first + j * stride);
      a_im[j] = im(first + j * stride);
    }
    for (int bit = 1; bit < n; bit *= 2)
      for (int j = 0; j < n; ++j) {
        if ((j & bit) != 0) continue;
        const int other = j | bit;
        const Real x_re = a_re[j], x_im = a_im[j], y_re = a_re[other], y_im = a_im[other];
        a_re[j] = cosine * x_re + sine * y_im;
        a_im[j] = cosine * x_im - sine * y_re;
        a_re[other] = cosine * y_re + sine * x_im;
        a_im[other] = cosine * y_im - sine * x_re;
      }
    for (int j = 0; j < n; ++j) {
      re(first + j * stride) = a_re[j];
      im(first + j * stride) = a_im[j];
    }
  }
};

template <int bits, class Real>
void rotate_group(StateVector<Real>& state, int low, double beta) {
  Kokkos::parallel_for("entail::portable::rotate_group", long_range(state.local_size() >> bits),
                       RotateGroup<bits, Real>{state.re(), state.im(), low, static_cast<Real>(std::cos(beta)),
                                               static_cast<Real>(std::sin(beta))});
}

}  // namespace

namespace portable {

template <class Real>
void rotate_positions(StateVector<Real>& state, int low, int high, double beta) {
  while (low < high) {
    const int bits = std::min(3, high - low);
    if (bits == 3)
      rotate_group<3>(state, low, beta);
    else if (bits == 2)
      rotate_group<2>(state, low, beta);
    else
      rotate_group<1>(state, low, beta);
    low += bits;
  }
}

template <class Real>
void rotate_all_at_once(StateVector<Real>& state, double beta) {
  const auto re = state.re(), im = state.im();
  const std::int64_t last = state.local_size() - 1;
  const Real cosine = static_cast<Real>(std::cos(beta)), sine = static_cast<Real>(std::sin(beta));
  Kokkos::parallel_for(
      "entail::portable::rotate_all_at_once", long_range(state.local_size() / 2),
      KOKKOS_LAMBDA(const std::int64_t k) {
        const Real x_re = re(k), x_im = im(k), y_re = re(last - k), y_im = im(last - k);
        re(k) = cosine * x_re + sine * y_im;
        im(k) = cosine * x_im - sine * y_re;
        re(last - k) = cosine * y_re + sine * x_im;
        im(last - k) = cosine * y_im - sine * x_re;
      });
}

namespace {

/// The phases of all levels: cosine and sine of each level side by side.
template <class Real>
std::vector<Real> level_phases(double low, double unit, int n_levels, double gamma) {
  std::vector<Real> table;
  table.reserve(2 * static_cast<std::size_t>(n_levels));
  for (int level = 0; level < n_levels; ++level) {
    const auto phase = std::polar(1.0, -gamma * (low + unit * level));
    table.push_back(static_cast<Real>(phase.real()));
    table.push_back(static_cast<Real>(phase.imag()));
  }
  return table;
}

template <class Real>
void apply_level_phase(StateVector<Real>& state, const CostDiagonal<Real>& cost, double gamma) {
  const auto table =
      to_device("entail::level_phases", level_phases<Real>(cost.low(), cost.unit(), cost.n_levels(), gamma));
  const auto levels = cost.in_order_of(state).levels.view;
  const auto re = state.re(), im = state.im();
  Kokkos::parallel_for(
      "entail::portable::level_phase", long_range(state.local_size()), KOKKOS_LAMBDA(const std::int64_t k) {
        const int entry = 2 * static_cast<int>(levels(k));
        const Real p_re = table(entry), p_im = table(entry + 1), a_re = re(k), a_im = im(k);
        re(k) = a_re * p_re - a_im * p_im;
        im(k) = a_re * p_im + a_im * p_re;
      });
}

template <class Real>
void apply_value_phase(StateVector<Real>& state, const CostDiagonal<Real>& cost, double gamma) {
  const auto values = cost.in_order_of(state).values.view;
  const auto re = state.re(), im = state.im();
  Kokkos::parallel_for(
      "entail::portable::value_phase", long_range(state.local_size()), KOKKOS_LAMBDA(const std::int64_t k) {
        // The angle is formed in double: a single-precision product would lose digits of large costs.
        const double angle = -gamma * static_cast<double>(values(k));
        const Real p_re = static_cast<Real>(std::cos(angle)), p_im = static_cast<Real>(std::sin(angle));
        const Real a_re = re(k), a_im = im(k);
        re(k) = a_re * p_re - a_im * p_im;
        im(k) = a_re * p_im + a_im * p_re;
      });
}

}  // namespace

template <class Real>
void apply_phase(StateVector<Real>& state, const CostDiagonal<Real>& cost, double gamma) {
  if (cost.has_levels())
    apply_level_phase(state, cost, gamma);
  else
    apply_value_phase(state, cost, gamma);
}

}  // namespace portable

template <class Real>
void apply_layers_portable(StateVector<Real>& state, const CostDiagonal<Real>& cost,
                           const LayerAngles& angles, const LayerOptions& options) {
  if (options.from_plus)
    state.set_plus();
  else if (!state.at_home())
    state.bring_home();
  const int n_local = state.n_local(), bits = state.n_rank_bits();
  for (std::size_t layer = 0; layer < angles.gamma.size(); ++layer) {
    portable::apply_phase(state, cost, angles.gamma[layer]);
    portable::rotate_positions(state, 0, n_local, angles.beta[layer]);
    if (options.mirrored) portable::rotate_all_at_once(state, angles.beta[layer]);
    if (bits == 0) continue;
    state.exchange_top();
    portable::rotate_positions(state, n_local - bits, n_local, angles.beta[layer]);
  }
  if (options.final_gamma != 0.0) portable::apply_phase(state, cost, options.final_gamma);
  Kokkos::fence();
}

template void portable::apply_phase(StateVector<double>&, const CostDiagonal<double>&, double);
template void portable::apply_phase(StateVector<float>&, const CostDiagonal<float>&, double);
template void portable::rotate_positions(StateVector<double>&, int, int, double);
template void portable::rotate_positions(StateVector<float>&, int, int, double);
template void portable::rotate_all_at_once(StateVector<double>&, double);
template void portable::rotate_all_at_once(StateVector<float>&, double);
template void apply_layers_portable(StateVector<double>&, const CostDiagonal<double>&, const LayerAngles&,
                                    const LayerOptions&);
template void apply_layers_portable(StateVector<float>&, const CostDiagonal<float>&, const LayerAngles&,
                                    const LayerOptions&);

}  // namespace entail::quantum
