#include "quantum/placement/descent.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace entail::placement {

namespace {

std::size_t at(int i) { return static_cast<std::size_t>(i); }

constexpr double infinite = std::numeric_limits<double>::infinity();

}  // namespace

Landscape::Landscape(const PlacementProblem& problem, const quantum::Qubo& objective)
    : n_options_(problem.n_options()),
      site_of_(at(n_options_)),
      offset_(objective.offset),
      linear_(objective.linear),
      matrix_(at((n_options_ + 1) * (n_options_ + 1)), 0.0),
      demand_(problem.demand * (1 - 1e-12)),
      asked_sites_(problem.n_sites.value_or(-1)),
      objective_(objective) {
  for (const auto& site : sites_of(problem)) {
    for (const int a : site.options) site_of_[at(a)] = static_cast<int>(sites_.size());
    sites_.push_back(site.options);
  }
  for (const auto& option : problem.options) capacity_.push_back(option.capacity);
  capacity_.push_back(0.0);
  linear_.push_back(0.0);
  double largest = std::abs(offset_);
  for (const double a : objective.linear) largest = std::max(largest, std::abs(a));
  for (const auto& [i, j, q] : objective.quadratic) {
    if (site_of_[at(i)] == site_of_[at(j)]) continue;
    matrix_[at(i * (n_options_ + 1) + j)] = matrix_[at(j * (n_options_ + 1) + i)] = q;
    largest = std::max(largest, std::abs(q));
  }
  slack_ = 1e-12 * largest;
}

bool is_feasible(const Landscape& landscape, const std::vector<std::uint8_t>& bits) {
  double capacity = 0.0;
  int used = 0;
  for (int s = 0; s < landscape.n_sites(); ++s) {
    int chosen = 0;
    for (const int a : landscape.options_of(s)) {
      if (!bits[at(a)]) continue;
      ++chosen;
      capacity += landscape.capacity(a);
    }
    if (chosen > 1) return false;
    used += chosen;
  }
  return capacity >= landscape.demand() && (landscape.asked_sites() < 0 || used == landscape.asked_sites());
}

Walker::Walker(const Landscape& landscape, const Plan& plan)
    : landscape_(landscape), choice_(at(landscape.n_sites()), landscape.none()) {
  for (int a = 0; a <= landscape.n_options(); ++a) field_.push_back(landscape.linear(a));
  const auto chosen_on = [&](int site) {
    std::vector<int> chosen;
    for (const int a : landscape_.options_of(site))
      if (plan[at(a)]) chosen.push_back(a);
    return chosen;
  };
  for (int s = 0; s < landscape_.n_sites(); ++s)
    if (const auto chosen = chosen_on(s); chosen.size() == 1) take(s, chosen.front());
  for (int s = 0; s < landscape_.n_sites(); ++s) {
    const auto chosen = chosen_on(s);
    if (chosen.size() < 2) continue;
    take(s, *std::min_element(chosen.begin(), chosen.end(),
                              [&](int a, int b) { return field_[at(a)] < field_[at(b)]; }));
  }
}

Plan Walker::plan() const {
  Plan plan(at(landscape_.n_options()), 0);
  for (const int a : choice_)
    if (a != landscape_.none()) plan[at(a)] = 1;
  return plan;
}

bool Walker::allowed(double capacity, int used) const {
  return capacity >= landscape_.demand() &&
         (landscape_.asked_sites() < 0 || used == landscape_.asked_sites());
}

bool Walker::feasible() const { return allowed(capacity_, n_used_); }

double Walker::change(int site, int option) const { return field_[at(option)] - field_[at(choice(site))]; }

double Walker::change_of_two(int s, int to_s, int t, int to_t) const {
  const int from_s = choice(s), from_t = choice(t);
  return change(s, to_s) + change(t, to_t) + landscape_.pair(to_s, to_t) - landscape_.pair(to_s, from_t) -
         landscape_.pair(from_s, to_t) + landscape_.pair(from_s, from_t);
}

void Walker::take(int site, int option) {
  const int before = choice(site);
  if (before == option) return;
  for (int a = 0; a < landscape_.n_options(); ++a)
    field_[at(a)] += landscape_.pair(a, option) - landscape_.pair(a, before);
  capacity_ = 0.0;
  choice_[at(site)] = option;
  for (const int a : choice_) capacity_ += landscape_.capacity(a);
  n_used_ += (option != landscape_.none()) - (before != landscape_.none());
}

/// Sites are given up, or taken with their largest option, where it costs least.
void Walker::repair_count() {
  const int none = landscape_.none();
  while (landscape_.asked_sites() >= 0 && n_used_ != landscape_.asked_sites()) {
    const bool too_many = n_used_ > landscape_.asked_sites();
    double least = infinite;
    int site = -1, option = none;
    for (int s = 0; s < landscape_.n_sites(); ++s) {
      if ((choice(s) != none) != too_many) continue;
      if (too_many && change(s, none) < least) {
        least = change(s, none);
        site = s;
      }
      for (const int a : landscape_.options_of(s)) {
        if (too_many || change(s, a) >= least) continue;
        least = change(s, a);
        site = s;
        option = a;
      }
    }
    take(site, option);
  }
}

/// One move that adds capacity at the least energy per unit that is still missing: another option of one
/// site, or, where the number of sites is fixed, one site for another.
bool Walker::add_capacity() {
  const int none = landscape_.none();
  const double missing = landscape_.demand() - capacity_;
  double least = infinite;
  int best[4] = {-1, none, -1, none};
  const auto consider = [&](double gain, double change, int s, int to_s, int t, int to_t) {
    if (gain <= 0) return;
    const double price = change / std::min(gain, missing);
    if (price >= least) return;
    least = price;
    const int move[4] = {s, to_s, t, to_t};
    std::copy(std::begin(move), std::end(move), std::begin(best));
  };
  for (int s = 0; s < landscape_.n_sites(); ++s) {
    const double held = landscape_.capacity(choice(s));
    const bool keeps_count = landscape_.asked_sites() < 0 || choice(s) != none;
    for (const int a : landscape_.options_of(s))
      if (keeps_count) consider(landscape_.capacity(a) - held, change(s, a), s, a, -1, none);
    if (landscape_.asked_sites() < 0 || choice(s) == none) continue;
    for (int t = 0; t < landscape_.n_sites(); ++t) {
      if (choice(t) != none) continue;
      for (const int b : landscape_.options_of(t))
        consider(landscape_.capacity(b) - held, change_of_two(s, none, t, b), s, none, t, b);
    }
  }
  if (best[0] < 0) return false;
  take(best[0], best[1]);
  if (best[2] >= 0) take(best[2], best[3]);
  return true;
}

void Walker::repair() {
  repair_count();
  while (capacity_ < landscape_.demand() && add_capacity()) {
  }
}

bool Walker::improve_one() {
  bool improved = false;
  const int none = landscape_.none();
  for (int s = 0; s < landscape_.n_sites(); ++s) {
    const auto consider = [&](int option) {
      const double capacity = capacity_ + landscape_.capacity(option) - landscape_.capacity(choice(s));
      const int used = n_used_ + (option != none) - (choice(s) != none);
      if (!allowed(capacity, used) || change(s, option) >= -landscape_.slack()) return;
      take(s, option);
      improved = true;
    };
    consider(none);
    for (const int a : landscape_.options_of(s)) consider(a);
  }
  return improved;
}

bool Walker::improve_two() {
  const int none = landscape_.none();
  const auto choices = [&](int site) {
    auto all = landscape_.options_of(site);
    all.push_back(none);
    std::erase(all, choice(site));
    return all;
  };
  for (int s = 0; s < landscape_.n_sites(); ++s)
    for (const int to_s : choices(s)) {
      const double capacity = capacity_ + landscape_.capacity(to_s) - landscape_.capacity(choice(s));
      const int used = n_used_ + (to_s != none) - (choice(s) != none);
      for (int t = s + 1; t < landscape_.n_sites(); ++t) {
        const double held = landscape_.capacity(choice(t));
        const int was_used = choice(t) != none;
        const auto lowers = [&](int to_t) {
          return allowed(capacity + landscape_.capacity(to_t) - held, used + (to_t != none) - was_used) &&
                 change_of_two(s, to_s, t, to_t) < -landscape_.slack();
        };
        const auto go = [&](int to_t) {
          take(s, to_s);
          take(t, to_t);
          return true;
        };
        if (was_used && lowers(none)) return go(none);
        for (const int to_t : landscape_.options_of(t))
          if (to_t != choice(t) && lowers(to_t)) return go(to_t);
      }
    }
  return false;
}

void Walker::descend() {
  if (!feasible()) return;
  do {
    while (improve_one()) {
    }
  } while (improve_two());
}

Plan finished(const Landscape& landscape, const Plan& plan) {
  Walker walker(landscape, plan);
  walker.repair();
  walker.descend();
  return walker.plan();
}

Plan greedy_plan(const Landscape& landscape) {
  return finished(landscape, Plan(at(landscape.n_options()), 0));
}

}  // namespace entail::placement
