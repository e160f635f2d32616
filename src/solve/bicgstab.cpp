#include "solve/bicgstab.hpp"

#include <algorithm>
#include <cmath>

namespace entail::solve {

namespace {

using process::LinearReport;
using process::LinearSystem;
using Size = std::size_t;

constexpr int most_iterations = 10000;
/// A solve is given up when what is left is so many times the right side.
constexpr double diverged = 1e5;
/// Norms below this are zero.
constexpr double zero = 1e-50;

/// One number per lane.
struct Factors {
  double at[most_lanes] = {};
};

/// Lanes take turns after so many values, so that few streams from memory are open at once.
constexpr Index block = 512;

/// The sums of what body(lane, first, end, sums) adds to them over all lanes and blocks of [0, n); of this
/// rank.
template <class Body>
std::vector<double> sum_blocks(const std::string& label, Index n, int n_lanes, int n_sums, const Body& body) {
  return sum_per_lane(
      label, (n + block - 1) / block, n_sums, KOKKOS_LAMBDA(Index b, double* sums) {
        const Index first = b * block, end = first + block < n ? first + block : n;
        for (int l = 0; l < n_lanes; ++l) body(l, first, end, sums);
      });
}

/// residual = right side - product, both as T^-1 shows them; the shadow and the first direction are the same.
/// Sums of residual . residual per lane.
std::vector<double> begin(int n_lanes, Index n, const Lanes& right_side, const Lanes& product,
                          const Lanes& residual, const Lanes& shadow, const Lanes& direction) {
  return sum_blocks(
      "entail::solve::bicgstab_begin", n, n_lanes, n_lanes,
      KOKKOS_LAMBDA(int l, Index first, Index end, double* sums) {
        const double *b = right_side.at[l], *v = product.at[l];
        double *KOKKOS_RESTRICT r = residual.at[l], *KOKKOS_RESTRICT r0 = shadow.at[l],
                                *KOKKOS_RESTRICT p = direction.at[l];
        double square = 0.0;
#pragma omp simd reduction(+ : square)
        for (Index i = first; i < end; ++i) {
          r[i] = r0[i] = p[i] = b[i] - v[i];
          square += r[i] * r[i];
        }
        sums[l] += square;
      });
}

/// y -= factor * x.
void subtract(int n_lanes, Index n, const Factors& factor, const Lanes& x, const Lanes& y) {
  sum_blocks(
      "entail::solve::bicgstab_subtract", n, n_lanes, 1,
      KOKKOS_LAMBDA(int l, Index first, Index end, double*) {
        const double a = factor.at[l];
        const double* from = x.at[l];
        double* KOKKOS_RESTRICT to = y.at[l];
        for (Index i = first; i < end; ++i) to[i] -= a * from[i];
      });
}

/// unknowns += alpha direction + omega residual;  residual -= omega second. Sums of residual . residual per
/// lane, then of residual . shadow.
std::vector<double> advance(int n_lanes, Index n, const Factors& alpha, const Factors& omega,
                            const Lanes& direction, const Lanes& second, const Lanes& shadow,
                            const Lanes& residual, const Lanes& unknowns) {
  return sum_blocks(
      "entail::solve::bicgstab_advance", n, n_lanes, 2 * n_lanes,
      KOKKOS_LAMBDA(int l, Index first, Index end, double* sums) {
        const double a = alpha.at[l], w = omega.at[l];
        const double *p = direction.at[l], *t = second.at[l], *r0 = shadow.at[l];
        double *KOKKOS_RESTRICT r = residual.at[l], *KOKKOS_RESTRICT x = unknowns.at[l];
        double square = 0.0, shadowed = 0.0;
#pragma omp simd reduction(+ : square, shadowed)
        for (Index i = first; i < end; ++i) {
          x[i] += a * p[i] + w * r[i];
          r[i] -= w * t[i];
          square += r[i] * r[i];
          shadowed += r[i] * r0[i];
        }
        sums[l] += square;
        sums[n_lanes + l] += shadowed;
      });
}

/// direction = residual + beta (direction - omega product).
void turn(int n_lanes, Index n, const Factors& beta, const Factors& omega, const Lanes& residual,
          const Lanes& product, const Lanes& direction) {
  sum_blocks(
      "entail::solve::bicgstab_turn", n, n_lanes, 1, KOKKOS_LAMBDA(int l, Index first, Index end, double*) {
        const double b = beta.at[l], w = omega.at[l];
        const double *r = residual.at[l], *v = product.at[l];
        double* KOKKOS_RESTRICT p = direction.at[l];
        for (Index i = first; i < end; ++i) p[i] = r[i] + b * (p[i] - w * v[i]);
      });
}

}  // namespace

/// A system that is not solved yet; its vectors are those of its place.
struct Bicgstab::Run {
  Size place;
  double* unknowns;
  LinearReport* report;
  double enough = 0.0, too_much = 0.0;  // norms
  double rho = 0.0, alpha = 0.0, omega = 0.0, beta = 0.0;
  bool ended = false;

  /// Whether there is nothing more to do at a norm of what is left.
  bool ends_at(double norm) const {
    report->converged = norm <= enough;
    return report->converged || !(norm < too_much) || report->iterations >= most_iterations;
  }
};

namespace {

template <class Run>
Factors factors(const std::vector<Run>& runs, double Run::*which) {
  Factors result;
  for (Size l = 0; l < runs.size(); ++l) result.at[l] = runs[l].*which;
  return result;
}

}  // namespace

void Bicgstab::load(const process::ColumnMatrix& matrix) {
  matrix_ = matrix;
  if (inverse_.extent(0) == 0)
    inverse_ = Array<double>("column pivots", static_cast<Size>(matrix.n_columns * slots_));
  factor_lines(matrix, inverse_);
}

Lanes Bicgstab::lanes(const std::vector<Run>& runs, Array<double> Vectors::*which) const {
  Lanes result;
  for (Size l = 0; l < runs.size(); ++l) result.at[l] = (vectors_[runs[l].place].*which).data();
  return result;
}

/// result = T^-1 A of, per lane. Sums of weight . result per lane, then of result . result.
std::vector<double> Bicgstab::multiply(const std::vector<Run>& runs, Array<double> Vectors::*of,
                                       Array<double> Vectors::*weight, Array<double> Vectors::*result) {
  for (const Run& run : runs) {
    const Vectors& v = vectors_[run.place];
    mesh_.halo().exchange(v.*of, v.ghosts, slots_);
  }
  auto sums =
      multiply_and_solve_lines(matrix_, inverse_, static_cast<int>(runs.size()), lanes(runs, of),
                               lanes(runs, &Vectors::ghosts), lanes(runs, weight), lanes(runs, result));
  mesh_.comm().sum(sums);
  return sums;
}

std::vector<LinearReport> Bicgstab::solve(const std::vector<LinearSystem>& systems, double tolerance) {
  std::vector<LinearReport> reports;
  for (Size first = 0; first < systems.size(); first += most_lanes) {
    const Size last = std::min(systems.size(), first + most_lanes);
    const auto some = solve_some({systems.begin() + static_cast<std::ptrdiff_t>(first),
                                  systems.begin() + static_cast<std::ptrdiff_t>(last)},
                                 tolerance);
    reports.insert(reports.end(), some.begin(), some.end());
  }
  return reports;
}

std::vector<LinearReport> Bicgstab::solve_some(const std::vector<LinearSystem>& systems, double tolerance) {
  const auto own = static_cast<Size>(matrix_.n_columns * slots_);
  std::vector<LinearReport> reports(systems.size());
  std::vector<Run> runs;
  for (Size s = 0; s < systems.size(); ++s) {
    if (s == vectors_.size()) {
      const auto vector = [&] { return Array<double>("bicgstab", own); };
      vectors_.push_back({vector(), vector(), vector(), vector(), vector(),
                          Array<double>("ghosts", static_cast<Size>(mesh_.halo().n_ghosts() * slots_))});
    }
    runs.push_back({s, systems[s].unknowns.data(), &reports[s]});
    const auto own_part = [&](const Array<double>& all) {
      return Kokkos::subview(all, std::pair<Size, Size>(0, own));
    };
    Kokkos::deep_copy(vectors_[s].residual, own_part(systems[s].unknowns));
    Kokkos::deep_copy(vectors_[s].shadow, own_part(systems[s].right_side));
  }
  start(runs, tolerance);
  while (!runs.empty()) iterate(runs);
  for (const auto& system : systems) mesh_.halo().exchange(system.unknowns, slots_);
  return reports;
}

/// From the unknowns in `residual` and the right sides in `shadow`.
void Bicgstab::start(std::vector<Run>& runs, double tolerance) {
  const auto n_lanes = static_cast<int>(runs.size());
  const auto of = [&](Array<double> Vectors::*which) { return lanes(runs, which); };
  auto given = solve_lines(matrix_, inverse_, n_lanes, of(&Vectors::shadow), of(&Vectors::second));
  mesh_.comm().sum(given);
  multiply(runs, &Vectors::residual, &Vectors::second, &Vectors::product);
  auto left = begin(n_lanes, n_own(), of(&Vectors::second), of(&Vectors::product), of(&Vectors::residual),
                    of(&Vectors::shadow), of(&Vectors::direction));
  mesh_.comm().sum(left);
  for (Size l = 0; l < runs.size(); ++l) {
    const double norm = std::sqrt(given[l] > 0.0 ? given[l] : left[l]);
    runs[l].enough = std::max(tolerance * norm, zero);
    runs[l].too_much = std::max(diverged * norm, zero);
    runs[l].rho = left[l];
    runs[l].ended = runs[l].ends_at(std::sqrt(left[l]));
  }
  std::erase_if(runs, [](const Run& run) { return run.ended; });
}

void Bicgstab::iterate(std::vector<Run>& runs) {
  const auto n_lanes = static_cast<int>(runs.size());
  const Size m = runs.size();
  const auto of = [&](Array<double> Vectors::*which) { return lanes(runs, which); };
  const auto shadowed = multiply(runs, &Vectors::direction, &Vectors::shadow, &Vectors::product);
  for (Size l = 0; l < m; ++l) runs[l].alpha = runs[l].rho / shadowed[l];
  subtract(n_lanes, n_own(), factors(runs, &Run::alpha), of(&Vectors::product), of(&Vectors::residual));
  const auto sizes = multiply(runs, &Vectors::residual, &Vectors::residual, &Vectors::second);
  // Half an iteration may have left nothing.
  for (Size l = 0; l < m; ++l) runs[l].omega = sizes[m + l] > 0.0 ? sizes[l] / sizes[m + l] : 0.0;
  Lanes unknowns;
  for (Size l = 0; l < m; ++l) unknowns.at[l] = runs[l].unknowns;
  auto sums = advance(n_lanes, n_own(), factors(runs, &Run::alpha), factors(runs, &Run::omega),
                      of(&Vectors::direction), of(&Vectors::second), of(&Vectors::shadow),
                      of(&Vectors::residual), unknowns);
  mesh_.comm().sum(sums);
  for (Size l = 0; l < m; ++l) {
    Run& run = runs[l];
    ++run.report->iterations;
    run.beta = sums[m + l] / run.rho * (run.alpha / run.omega);
    run.rho = sums[m + l];
    // A breakdown leaves no direction to go on in.
    run.ended = run.ends_at(std::sqrt(sums[l])) || !std::isfinite(run.beta) || run.beta == 0.0;
  }
  std::erase_if(runs, [](const Run& run) { return run.ended; });
  if (runs.empty()) return;
  turn(static_cast<int>(runs.size()), n_own(), factors(runs, &Run::beta), factors(runs, &Run::omega),
       of(&Vectors::residual), of(&Vectors::product), of(&Vectors::direction));
}

}  // namespace entail::solve
