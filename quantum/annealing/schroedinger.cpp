#include "quantum/annealing/schroedinger.hpp"

#include <Eigen/Eigenvalues>
#include <cmath>
#include <memory>

#include "base/error.hpp"
#include "quantum/statevector/cost_reader.hpp"
#include "quantum/statevector/layers.hpp"
#include "quantum/statevector/observables.hpp"
#include "quantum/statevector/ordered_sum.hpp"

namespace entail::quantum {

namespace {

/// Adds factor times the flips of the local positions [first, last) of `from` to `to`.
template <class Real>
void add_flips(const StateVector<Real>& from, const StateVector<Real>& to, int first, int last,
               double factor) {
  const auto re = from.re(), im = from.im(), to_re = to.re(), to_im = to.im();
  const auto scale = static_cast<Real>(factor);
  Kokkos::parallel_for(
      "entail::hamiltonian::flips", long_range(from.local_size()), KOKKOS_LAMBDA(const std::int64_t k) {
        Real sum_re = 0, sum_im = 0;
        for (int p = first; p < last; ++p) {
          sum_re += re(k ^ (std::int64_t{1} << p));
          sum_im += im(k ^ (std::int64_t{1} << p));
        }
        to_re(k) += scale * sum_re;
        to_im(k) += scale * sum_im;
      });
}

/// <a|b>, of which the Lanczos process needs the real part for Hermitian H: alpha is real.
template <class Real>
double real_overlap(const StateVector<Real>& a, const StateVector<Real>& b) {
  const auto a_re = a.re(), a_im = a.im(), b_re = b.re(), b_im = b.im();
  return a.comm().sum(ordered_sum(
      "entail::krylov::overlap", a.local_size(), KOKKOS_LAMBDA(const std::int64_t k) {
        return static_cast<double>(a_re(k)) * static_cast<double>(b_re(k)) +
               static_cast<double>(a_im(k)) * static_cast<double>(b_im(k));
      }));
}

/// to <- scale * to + (re + i im) * from.
template <class Real>
void combine(const StateVector<Real>& to, double scale, const StateVector<Real>& from,
             std::complex<double> factor) {
  const auto to_re = to.re(), to_im = to.im(), from_re = from.re(), from_im = from.im();
  const auto s = static_cast<Real>(scale), r = static_cast<Real>(factor.real()),
             m = static_cast<Real>(factor.imag());
  Kokkos::parallel_for(
      "entail::krylov::combine", long_range(to.local_size()), KOKKOS_LAMBDA(const std::int64_t k) {
        const Real a = from_re(k), b = from_im(k);
        to_re(k) = s * to_re(k) + r * a - m * b;
        to_im(k) = s * to_im(k) + r * b + m * a;
      });
}

constexpr std::size_t largest_basis = 24;

/// exp(-i dt T) e_1 of the real tridiagonal matrix T.
Eigen::VectorXcd small_exponential(const std::vector<double>& alpha, const std::vector<double>& beta,
                                   double dt) {
  const auto m = static_cast<Eigen::Index>(alpha.size());
  Eigen::MatrixXd t = Eigen::MatrixXd::Zero(m, m);
  for (Eigen::Index k = 0; k < m; ++k) {
    t(k, k) = alpha[static_cast<std::size_t>(k)];
    if (k + 1 < m) t(k, k + 1) = t(k + 1, k) = beta[static_cast<std::size_t>(k)];
  }
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(t);
  Eigen::VectorXcd phases(m);
  for (Eigen::Index k = 0; k < m; ++k)
    phases(k) = std::polar(1.0, -dt * solver.eigenvalues()(k)) * solver.eigenvectors()(0, k);
  return solver.eigenvectors() * phases;
}

/// state <- exp(-i dt H) state; halves the step where the basis does not suffice. Returns applications of H.
template <class Real>
std::int64_t exponential(StateVector<Real>& state, const CostDiagonal<Real>& cost, const Strengths& strengths,
                         double dt, double tolerance,
                         std::vector<std::unique_ptr<StateVector<Real>>>& basis) {
  const double length = std::sqrt(norm(state));
  basis[0]->copy_from(state);
  combine(*basis[0], 0.0, state, 1.0 / length);
  std::vector<double> alpha, beta;
  Eigen::VectorXcd weights;
  std::int64_t applied = 0;
  for (std::size_t j = 0; j < largest_basis; ++j) {
    if (!basis[j + 1]) basis[j + 1] = std::make_unique<StateVector<Real>>(state.comm(), state.n_qubits());
    StateVector<Real>& next = *basis[j + 1];
    apply_hamiltonian(*basis[j], cost, strengths, next);
    ++applied;
    alpha.push_back(real_overlap(*basis[j], next));
    combine(next, 1.0, *basis[j], -alpha[j]);
    if (j > 0) combine(next, 1.0, *basis[j - 1], -beta[j - 1]);
    const double residual = std::sqrt(norm(next));
    weights = small_exponential(alpha, beta, dt);
    // The usual estimate: what would flow into the next basis vector.
    if (residual * std::abs(weights(static_cast<Eigen::Index>(j))) * std::abs(dt) < tolerance) {
      combine(state, 0.0, *basis[0], length * weights(0));
      for (std::size_t k = 1; k <= j; ++k)
        combine(state, 1.0, *basis[k], length * weights(static_cast<Eigen::Index>(k)));
      return applied;
    }
    beta.push_back(residual);
    combine(next, 1.0 / residual, next, 0.0);
  }
  applied += exponential(state, cost, strengths, dt / 2, tolerance / 2, basis);
  return applied + exponential(state, cost, strengths, dt / 2, tolerance / 2, basis);
}

}  // namespace

Schedule linear_schedule(double scale) {
  return [scale](double s) { return Strengths{scale * (1 - s), s}; };
}

Schedule tabulated_schedule(std::vector<SchedulePoint> points) {
  bool valid = points.size() >= 2 && points.front().s == 0.0 && points.back().s == 1.0;
  for (std::size_t k = 1; k < points.size(); ++k) valid = valid && points[k].s > points[k - 1].s;
  if (!valid) throw UsageError("a schedule needs points whose first column rises from 0 to 1");
  return [points](double s) {
    std::size_t k = 1;
    while (k + 1 < points.size() && points[k].s < s) ++k;
    const auto &a = points[k - 1], &b = points[k];
    const double w = (s - a.s) / (b.s - a.s);
    return Strengths{a.transverse + w * (b.transverse - a.transverse), a.cost + w * (b.cost - a.cost)};
  };
}

// The cost's half steps of neighbouring steps are one phase, so the steps are layers.
template <class Real>
void anneal_trotter(StateVector<Real>& state, const CostDiagonal<Real>& cost, const Schedule& schedule,
                    double duration, int steps) {
  const double dt = duration / steps;
  LayerAngles angles;
  LayerOptions options;
  options.from_plus = false;
  double before = 0.0;
  for (int k = 0; k < steps; ++k) {
    const Strengths middle = schedule((k + 0.5) / steps);
    const double half = 0.5 * dt * middle.cost;
    angles.gamma.push_back(before + half);
    angles.beta.push_back(-dt * middle.transverse);
    before = half;
  }
  options.final_gamma = before;
  apply_layers(state, cost, angles, options);
  state.bring_home();
}

template <class Real>
void apply_hamiltonian(StateVector<Real>& state, const CostDiagonal<Real>& cost, const Strengths& strengths,
                       StateVector<Real>& result) {
  state.bring_home();
  result.adopt_order(state);
  const CostReader<Real> read = cost_reader(cost, state);
  const auto re = state.re(), im = state.im(), to_re = result.re(), to_im = result.im();
  const double strength = strengths.cost;
  Kokkos::parallel_for(
      "entail::hamiltonian::cost", long_range(state.local_size()), KOKKOS_LAMBDA(const std::int64_t k) {
        const auto c = static_cast<Real>(strength * read(k));
        to_re(k) = c * re(k);
        to_im(k) = c * im(k);
      });
  add_flips(state, result, 0, state.n_local(), -strengths.transverse);
  if (state.n_rank_bits() == 0) return;
  // The qubits of the ranks take their turn at the top local positions.
  state.exchange_top();
  result.exchange_top();
  add_flips(state, result, state.n_local() - state.n_rank_bits(), state.n_local(), -strengths.transverse);
  state.exchange_top();
  result.exchange_top();
}

template <class Real>
std::int64_t anneal_krylov(StateVector<Real>& state, const CostDiagonal<Real>& cost, const Schedule& schedule,
                           double duration, int steps, double tolerance) {
  state.bring_home();
  std::vector<std::unique_ptr<StateVector<Real>>> basis(largest_basis + 1);
  basis[0] = std::make_unique<StateVector<Real>>(state.comm(), state.n_qubits());
  const double dt = duration / steps, root = std::sqrt(3.0) / 6;
  std::int64_t applied = 0;
  for (int k = 0; k < steps; ++k) {
    const Strengths first = schedule((k + 0.5 - root) / steps), second = schedule((k + 0.5 + root) / steps);
    // H is taken with the weights 1/4 +- sqrt(3)/6 at the two Gauss points, mirrored in the second factor.
    for (const double lean : {root, -root}) {
      const double a = 0.25 + lean, b = 0.25 - lean;
      const Strengths mixed{a * first.transverse + b * second.transverse, a * first.cost + b * second.cost};
      applied += exponential(state, cost, mixed, dt, tolerance / (2 * steps), basis);
    }
  }
  return applied;
}

#define ENTAIL_INSTANTIATE(Real)                                                                             \
  template void anneal_trotter(StateVector<Real>&, const CostDiagonal<Real>&, const Schedule&, double, int); \
  template std::int64_t anneal_krylov(StateVector<Real>&, const CostDiagonal<Real>&, const Schedule&,        \
                                      double, int, double);                                                  \
  template void apply_hamiltonian(StateVector<Real>&, const CostDiagonal<Real>&, const Strengths&,           \
                                  StateVector<Real>&);
ENTAIL_INSTANTIATE(double)
ENTAIL_INSTANTIATE(float)
#undef ENTAIL_INSTANTIATE

}  // namespace entail::quantum
