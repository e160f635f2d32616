#include "study/place_pareto.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "base/random.hpp"

namespace entail::study {

namespace {

using Size = std::size_t;
using placement::PlacementProblem;

/// The part of E that weights choose.
quantum::Qubo account(const PlacementProblem& problem, const placement::Weights& weights) {
  PlacementProblem part = problem;
  part.weights = weights;
  return placement::objective_of(part);
}

bool dominates(const ParetoPlan& a, const ParetoPlan& b) {
  return a.cost <= b.cost && a.water <= b.water && a.life <= b.life &&
         (a.cost < b.cost || a.water < b.water || a.life < b.life);
}

/// Adds a plan unless one beats it, and drops those that it beats.
void add(ParetoPlan plan, std::vector<ParetoPlan>& front) {
  for (const auto& other : front)
    if (dominates(other, plan)) return;
  std::erase_if(front, [&](const ParetoPlan& other) { return dominates(plan, other); });
  front.push_back(std::move(plan));
}

/// Three weights, even over the simplex: the gaps between two sorted uniform numbers.
std::array<double, 3> draw(std::uint32_t seed, std::uint32_t number) {
  const auto random = random::philox({{number, 7, 0, 0}}, seed, 0);
  double a = (random.word[0] + 0.5) * 0x1p-32, b = (random.word[1] + 0.5) * 0x1p-32;
  if (a > b) std::swap(a, b);
  return {a, b - a, 1.0 - b};
}

/// The accounts of each plan, from 0 for the best in the set to 1 for the worst.
std::vector<std::array<double, 3>> scaled(const std::vector<ParetoPlan>& front) {
  std::vector<std::array<double, 3>> values;
  for (const auto& plan : front) values.push_back({plan.cost, plan.water, plan.life});
  for (Size k = 0; k < 3; ++k) {
    double low = std::numeric_limits<double>::infinity(), high = -low;
    for (const auto& v : values) {
      low = std::min(low, v[k]);
      high = std::max(high, v[k]);
    }
    for (auto& v : values) v[k] = high > low ? (v[k] - low) / (high - low) : 0.0;
  }
  return values;
}

void share_weights(std::vector<ParetoPlan>& front, std::uint32_t seed, int n_weights) {
  const auto values = scaled(front);
  for (int i = 0; i < n_weights; ++i) {
    const auto w = draw(seed, static_cast<std::uint32_t>(i));
    Size best = 0;
    auto sum = [&](Size p) { return w[0] * values[p][0] + w[1] * values[p][1] + w[2] * values[p][2]; };
    for (Size p = 1; p < front.size(); ++p)
      if (sum(p) < sum(best)) best = p;
    front[best].weight_share += 1.0 / n_weights;
  }
}

/// Each member's best plan with the deck's weights is in the set when its responses are near those of all.
void share_members(const PlacementProblem& problem, std::vector<ParetoPlan>& front) {
  for (int m = 0; m < problem.n_members(); ++m) {
    Size best = 0;
    for (Size p = 1; p < front.size(); ++p)
      if (placement::member_energy(problem, front[p].plan, m) <
          placement::member_energy(problem, front[best].plan, m))
        best = p;
    front[best].member_share += 1.0 / problem.n_members();
  }
}

}  // namespace

std::vector<ParetoPlan> pareto_plans(const PlacementProblem& problem, std::uint32_t seed, int n_weights,
                                     double most) {
  const PlanMoves moves(problem);
  std::vector<ParetoPlan> front;
  if (moves.n_combinations() > most) return front;
  const auto cost = account(problem, {1.0, 0.0, 0.0, 0.0}), water = account(problem, {0.0, 1.0, 0.0, 0.0});
  // Weights of 0 would leave nothing to see of breach and delay.
  const double breach = problem.weights.breach > 0.0 ? problem.weights.breach : 1.0,
               delay = problem.weights.life > 0.0 ? problem.weights.life : 1.0;
  const auto life = account(problem, {0.0, 0.0, breach, delay});
  moves.for_each_feasible([&](const placement::Plan& plan, double) {
    add({plan, quantum::energy(cost, plan), quantum::energy(water, plan), quantum::energy(life, plan), 0.0,
         0.0},
        front);
  });
  std::sort(front.begin(), front.end(), [](const ParetoPlan& a, const ParetoPlan& b) {
    return std::pair(a.cost, a.water) < std::pair(b.cost, b.water);
  });
  if (front.empty()) return front;
  share_weights(front, seed, n_weights);
  share_members(problem, front);
  return front;
}

}  // namespace entail::study
