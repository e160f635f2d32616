#include "study/place_moves.hpp"

#include <algorithm>
#include <limits>

namespace entail::study {

namespace {

using Size = std::size_t;

}  // namespace

PlanMoves::PlanMoves(const placement::PlacementProblem& problem)
    : objective_(placement::objective_of(problem)),
      n_(problem.n_options()),
      demand_(problem.demand * (1.0 - 1e-12)),
      sites_(placement::sites_of(problem)),
      matrix_(static_cast<Size>(n_) * static_cast<Size>(n_), 0.0) {
  for (const auto& option : problem.options) capacity_.push_back(option.capacity);
  for (const auto& term : objective_.quadratic) {
    matrix_[static_cast<Size>(term.i) * static_cast<Size>(n_) + static_cast<Size>(term.j)] = term.value;
    matrix_[static_cast<Size>(term.j) * static_cast<Size>(n_) + static_cast<Size>(term.i)] = term.value;
  }
  most_left_.assign(sites_.size() + 1, 0.0);
  for (Size s = sites_.size(); s-- > 0;) {
    double most = 0.0;
    for (const int a : sites_[s].options) most = std::max(most, capacity_[static_cast<Size>(a)]);
    most_left_[s] = most_left_[s + 1] + most;
  }
}

double PlanMoves::n_combinations() const {
  double n = 1.0;
  for (const auto& site : sites_) n *= static_cast<double>(site.options.size() + 1);
  return n;
}

double PlanMoves::change(const placement::Plan& plan, int out, int in) const {
  double sum = in >= 0 ? objective_.linear[static_cast<Size>(in)] : 0.0;
  if (out >= 0) sum -= objective_.linear[static_cast<Size>(out)];
  for (int b = 0; b < n_; ++b) {
    if (!plan[static_cast<Size>(b)] || b == out || b == in) continue;
    if (in >= 0) sum += pair(in, b);
    if (out >= 0) sum -= pair(out, b);
  }
  return sum;
}

double PlanMoves::capacity_of(const placement::Plan& plan) const {
  double sum = 0.0;
  for (Size a = 0; a < plan.size(); ++a)
    if (plan[a]) sum += capacity_[a];
  return sum;
}

int PlanMoves::chosen(const placement::Plan& plan, const placement::Site& site) const {
  for (const int a : site.options)
    if (plan[static_cast<Size>(a)]) return a;
  return -1;
}

void PlanMoves::keep_one_per_site(placement::Plan& plan) const {
  for (const auto& site : sites_) {
    std::vector<int> on;
    for (const int a : site.options)
      if (plan[static_cast<Size>(a)]) on.push_back(a);
    if (on.size() < 2) continue;
    for (const int a : on) plan[static_cast<Size>(a)] = 0;
    const int best = *std::min_element(
        on.begin(), on.end(), [&](int a, int b) { return change(plan, -1, a) < change(plan, -1, b); });
    plan[static_cast<Size>(best)] = 1;
  }
}

void PlanMoves::add_capacity(placement::Plan& plan) const {
  while (capacity_of(plan) < demand_) {
    int best_in = -1, best_out = -1;
    double least = std::numeric_limits<double>::infinity();
    for (const auto& site : sites_) {
      const int out = chosen(plan, site);
      for (const int in : site.options) {
        const double more =
            capacity_[static_cast<Size>(in)] - (out >= 0 ? capacity_[static_cast<Size>(out)] : 0.0);
        if (more <= 0.0) continue;
        const double price = change(plan, out, in) / more;
        if (price >= least) continue;
        least = price;
        best_in = in;
        best_out = out;
      }
    }
    if (best_in < 0) return;
    if (best_out >= 0) plan[static_cast<Size>(best_out)] = 0;
    plan[static_cast<Size>(best_in)] = 1;
  }
}

bool PlanMoves::improve_one(placement::Plan& plan) const {
  const double capacity = capacity_of(plan);
  int best_in = -1, best_out = -1;
  double lowest = -1e-12;
  for (const auto& site : sites_) {
    const int out = chosen(plan, site);
    const double without = capacity - (out >= 0 ? capacity_[static_cast<Size>(out)] : 0.0);
    auto consider = [&](int in) {
      if (without + (in >= 0 ? capacity_[static_cast<Size>(in)] : 0.0) < demand_) return;
      const double delta = change(plan, out, in);
      if (delta >= lowest) return;
      lowest = delta;
      best_in = in;
      best_out = out;
    };
    if (out >= 0) consider(-1);
    for (const int in : site.options)
      if (in != out) consider(in);
  }
  if (best_in < 0 && best_out < 0) return false;
  if (best_out >= 0) plan[static_cast<Size>(best_out)] = 0;
  if (best_in >= 0) plan[static_cast<Size>(best_in)] = 1;
  return true;
}

/// One site is given up or changed and another one used or changed; the first pair that lowers E is taken.
bool PlanMoves::improve_two(placement::Plan& plan) const {
  const double capacity = capacity_of(plan);
  for (const auto& first : sites_) {
    const int out = chosen(plan, first);
    if (out < 0) continue;
    std::vector<int> instead{-1};
    for (const int a : first.options)
      if (a != out) instead.push_back(a);
    for (const int in : instead) {
      placement::Plan next = plan;
      next[static_cast<Size>(out)] = 0;
      if (in >= 0) next[static_cast<Size>(in)] = 1;
      const double delta = change(plan, out, in);
      const double held =
          capacity - capacity_[static_cast<Size>(out)] + (in >= 0 ? capacity_[static_cast<Size>(in)] : 0.0);
      for (const auto& second : sites_) {
        if (&second == &first) continue;
        const int other = chosen(next, second);
        for (const int to : second.options) {
          if (to == other ||
              held + capacity_[static_cast<Size>(to)] -
                      (other >= 0 ? capacity_[static_cast<Size>(other)] : 0.0) <
                  demand_ ||
              delta + change(next, other, to) >= -1e-12)
            continue;
          if (other >= 0) next[static_cast<Size>(other)] = 0;
          next[static_cast<Size>(to)] = 1;
          plan = std::move(next);
          return true;
        }
      }
    }
  }
  return false;
}

placement::Plan PlanMoves::finished(placement::Plan plan) const {
  keep_one_per_site(plan);
  add_capacity(plan);
  while (improve_one(plan) || improve_two(plan)) {
  }
  return plan;
}

}  // namespace entail::study
