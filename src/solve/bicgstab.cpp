#include "solve/bicgstab.hpp"

#include <algorithm>
#include <cmath>

#include "base/lanes.hpp"

namespace entail::solve {

namespace {

using process::LinearReport;
using Size = std::size_t;

constexpr int most_iterations = 10000;
/// A solve is given up when what is left is so many times the right side.
constexpr double diverged = 1e5;
/// Norms below this are zero.
constexpr double zero = 1e-50;

/// So many slots make whole vectors of the processor, whatever the number of lanes.
constexpr int strip = 4;
/// Slots that one call of a kernel passes through.
constexpr Index block = 1024;

/// A number per value of a strip: that of its lane.
template <int width>
struct Strip {
  double at[strip * width];

  KOKKOS_INLINE_FUNCTION explicit Strip(const PerLane& factors) {
    for (int k = 0; k < strip * width; ++k) at[k] = factors.at[k % width];
  }
  KOKKOS_INLINE_FUNCTION Strip() : Strip(PerLane()) {}
  KOKKOS_INLINE_FUNCTION void add_to(double* sums) const {
    for (int k = 0; k < strip * width; ++k) sums[k % width] += at[k];
  }
};

/// Calls body(i, place in a strip) for the values of a block of slots.
template <int width, class Body>
KOKKOS_INLINE_FUNCTION void for_values(Index which, Index slots, const Body& body) {
  constexpr int length = strip * width;
  Index i = which * block * width;
  const Index after = i + block * width, last = slots * width, end = after < last ? after : last;
  for (; i + length <= end; i += length) {
#pragma omp simd
    for (int k = 0; k < length; ++k) body(i + k, k);
  }
  for (int k = 0; i + k < end; ++k) body(i + k, k);
}

Index n_blocks(Index slots) { return (slots + block - 1) / block; }

/// residual = right side - product, both as M^-1 shows them; the shadow and the first direction are the same.
/// Sums of residual . residual per lane.
template <int width>
std::vector<double> begin(Index slots, const double* right_side, const double* product, double* residual,
                          double* shadow, double* direction) {
  return reduce_lanes(
      "entail::solve::bicgstab_begin", ExecutionSpace(), n_blocks(slots), width,
      KOKKOS_LAMBDA(Index b, double* sums) {
        Strip<width> squares;
        for_values<width>(b, slots, [&](Index i, int k) {
          const double left = right_side[i] - product[i];
          residual[i] = shadow[i] = direction[i] = left;
          squares.at[k] += left * left;
        });
        squares.add_to(sums);
      });
}

/// residual -= alpha product.
template <int width>
void subtract(Index slots, const PerLane& alpha, const double* product, double* residual) {
  Kokkos::parallel_for(
      "entail::solve::bicgstab_subtract", range(n_blocks(slots)), KOKKOS_LAMBDA(Index b) {
        const Strip<width> a(alpha);
        for_values<width>(b, slots, [&](Index i, int k) { residual[i] -= a.at[k] * product[i]; });
      });
}

/// unknowns += alpha direction + omega residual;  residual -= omega second. Sums of residual . residual per
/// lane, then of residual . shadow.
template <int width>
std::vector<double> advance(Index slots, const PerLane& alpha, const PerLane& omega, const double* direction,
                            const double* second, const double* shadow, double* residual, double* unknowns) {
  return reduce_lanes(
      "entail::solve::bicgstab_advance", ExecutionSpace(), n_blocks(slots), 2 * width,
      KOKKOS_LAMBDA(Index b, double* sums) {
        const Strip<width> a(alpha), w(omega);
        Strip<width> squares, shadowed;
        for_values<width>(b, slots, [&](Index i, int k) {
          const double before = residual[i], left = before - w.at[k] * second[i];
          unknowns[i] += a.at[k] * direction[i] + w.at[k] * before;
          residual[i] = left;
          squares.at[k] += left * left;
          shadowed.at[k] += left * shadow[i];
        });
        squares.add_to(sums);
        shadowed.add_to(sums + width);
      });
}

/// direction = residual + beta (direction - omega product).
template <int width>
void turn(Index slots, const PerLane& beta, const PerLane& omega, const double* residual,
          const double* product, double* direction) {
  Kokkos::parallel_for(
      "entail::solve::bicgstab_turn", range(n_blocks(slots)), KOKKOS_LAMBDA(Index block_) {
        const Strip<width> b(beta), w(omega);
        for_values<width>(block_, slots, [&](Index i, int k) {
          direction[i] = residual[i] + b.at[k] * (direction[i] - w.at[k] * product[i]);
        });
      });
}

}  // namespace

/// One of the systems. What has ended stands still: its coefficients are 0.
struct Bicgstab::Lane {
  LinearReport report;
  bool ended = false;
  double enough = 0.0, too_much = 0.0;  // norms
  double rho = 0.0, alpha = 0.0, omega = 0.0, beta = 0.0;

  /// Whether there is nothing more to do at a norm of what is left.
  bool ends_at(double norm) {
    report.converged = norm <= enough;
    return report.converged || !(norm < too_much) || report.iterations >= most_iterations;
  }
  void end() {
    ended = true;
    alpha = omega = beta = 0.0;
  }

  static bool all_ended(const std::vector<Lane>& lanes) {
    return std::all_of(lanes.begin(), lanes.end(), [](const Lane& lane) { return lane.ended; });
  }
  static PerLane factors(const std::vector<Lane>& lanes, double Lane::*which) {
    PerLane result;
    for (Size l = 0; l < lanes.size(); ++l) result.at[l] = lanes[l].*which;
    return result;
  }
};

void Bicgstab::load(const process::ColumnMatrix& matrix) {
  take(matrix, 1);
  factor_lines(matrix, inverse_);
}

void Bicgstab::load(const process::ColumnMatrix& matrix, int lanes, const Array<double>& diagonals) {
  take(matrix, lanes);
  factor_lines(matrix, lanes, diagonals, inverse_);
}

void Bicgstab::take(const process::ColumnMatrix& matrix, int lanes) {
  matrix_ = matrix;
  lanes_ = lanes;
  const auto own = static_cast<Size>(matrix.n_columns * slots_) * static_cast<Size>(lanes);
  if (inverse_.extent(0) >= own) return;
  inverse_ = Array<double>("column pivots", own);
  for (auto* vector : {&v_.residual, &v_.shadow, &v_.direction, &v_.product, &v_.second})
    *vector = Array<double>("bicgstab", own);
  v_.ghosts = Array<double>("ghosts", static_cast<Size>(mesh_.halo().n_ghosts() * slots_ * lanes));
}

/// result = M^-1 A of. Sums of weight . result per lane, then of result . result.
std::vector<double> Bicgstab::multiply(const Array<double>& of, const Array<double>& weight,
                                       const Array<double>& result) {
  mesh_.halo().exchange(of, v_.ghosts, slots_ * lanes_);
  auto sums = multiply_and_sweep_columns(matrix_, sweep_, inverse_, lanes_, of, v_.ghosts, weight, result);
  mesh_.comm().sum(sums);
  return sums;
}

std::vector<LinearReport> Bicgstab::solve(const Array<double>& right_side, const Array<double>& unknowns,
                                          const std::vector<bool>& wanted, double tolerance) {
  std::vector<Lane> lanes(static_cast<Size>(lanes_));
  start(lanes, right_side, unknowns, tolerance);
  for (Size l = 0; l < lanes.size(); ++l)
    if (!wanted[l]) lanes[l].end();
  while (!Lane::all_ended(lanes)) iterate(lanes, unknowns);
  mesh_.halo().exchange(unknowns, slots_ * lanes_);
  std::vector<LinearReport> reports;
  for (const Lane& lane : lanes) reports.push_back(lane.report);
  return reports;
}

void Bicgstab::start(std::vector<Lane>& lanes, const Array<double>& right_side, const Array<double>& unknowns,
                     double tolerance) {
  auto given = sweep_columns(matrix_, sweep_, inverse_, lanes_, right_side, v_.second);
  mesh_.comm().sum(given);
  multiply(unknowns, v_.second, v_.product);
  std::vector<double> left;
  with_lanes(lanes_, [&](auto width) {
    left = begin<width()>(matrix_.n_columns * slots_, v_.second.data(), v_.product.data(), v_.residual.data(),
                          v_.shadow.data(), v_.direction.data());
  });
  mesh_.comm().sum(left);
  for (Size l = 0; l < lanes.size(); ++l) {
    const double norm = std::sqrt(given[l] > 0.0 ? given[l] : left[l]);
    lanes[l].enough = std::max(tolerance * norm, zero);
    lanes[l].too_much = std::max(diverged * norm, zero);
    lanes[l].rho = left[l];
    if (lanes[l].ends_at(std::sqrt(left[l]))) lanes[l].end();
  }
}

void Bicgstab::iterate(std::vector<Lane>& lanes, const Array<double>& unknowns) {
  const Size m = lanes.size();
  const Index slots = matrix_.n_columns * slots_;
  const auto factors = [&](double Lane::*which) { return Lane::factors(lanes, which); };
  const auto shadowed = multiply(v_.direction, v_.shadow, v_.product);
  for (Size l = 0; l < m; ++l)
    if (!lanes[l].ended) lanes[l].alpha = lanes[l].rho / shadowed[l];
  with_lanes(lanes_, [&](auto width) {
    subtract<width()>(slots, factors(&Lane::alpha), v_.product.data(), v_.residual.data());
  });
  const auto sizes = multiply(v_.residual, v_.residual, v_.second);
  // Half an iteration may have left nothing.
  for (Size l = 0; l < m; ++l)
    if (!lanes[l].ended) lanes[l].omega = sizes[m + l] > 0.0 ? sizes[l] / sizes[m + l] : 0.0;
  std::vector<double> sums;
  with_lanes(lanes_, [&](auto width) {
    sums = advance<width()>(slots, factors(&Lane::alpha), factors(&Lane::omega), v_.direction.data(),
                            v_.second.data(), v_.shadow.data(), v_.residual.data(), unknowns.data());
  });
  mesh_.comm().sum(sums);
  for (Size l = 0; l < m; ++l) {
    Lane& lane = lanes[l];
    if (lane.ended) continue;
    ++lane.report.iterations;
    lane.beta = sums[m + l] / lane.rho * (lane.alpha / lane.omega);
    lane.rho = sums[m + l];
    // A breakdown leaves no direction to go on in.
    if (lane.ends_at(std::sqrt(sums[l])) || !std::isfinite(lane.beta) || lane.beta == 0.0) lane.end();
  }
  if (Lane::all_ended(lanes)) return;
  with_lanes(lanes_, [&](auto width) {
    turn<width()>(slots, factors(&Lane::beta), factors(&Lane::omega), v_.residual.data(), v_.product.data(),
                  v_.direction.data());
  });
}

}  // namespace entail::solve
