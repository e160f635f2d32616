#include "quantum/placement/pareto.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <map>

#include "base/random.hpp"
#include "quantum/placement/feasible_plans.hpp"
#include "quantum/placement/outer_approximation.hpp"
#include "quantum/placement/routes.hpp"
#include "quantum/statevector/host_work.hpp"

namespace entail::placement {

namespace {

using Values = std::array<double, 3>;  ///< cost, harm, life

double now() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

/// The problem with other weights.
PlacementProblem weighing(const PlacementProblem& problem, const Weights& weights) {
  PlacementProblem other = problem;
  other.weights = weights;
  return other;
}

/// The weights that make E the harm.
Weights harm_weights(const PlacementProblem& problem) {
  const Weights& w = problem.weights;
  return w.water == 0 && w.breach == 0 ? Weights{0, 1, 1, 0} : Weights{0, w.water, w.breach, 0};
}

/// The three accounts as landscapes.
struct AccountLandscapes {
  Landscape cost, harm, life;
  explicit AccountLandscapes(const PlacementProblem& problem)
      : cost(problem, objective_of(weighing(problem, {1, 0, 0, 0}))),
        harm(problem, objective_of(weighing(problem, harm_weights(problem)))),
        life(problem, objective_of(weighing(problem, {0, 0, 0, 1}))) {}
  Values of(const Plan& plan) const { return {cost.energy(plan), harm.energy(plan), life.energy(plan)}; }
};

/// Plans none of which beats another.
class Archive {
 public:
  struct Entry {
    Values values;
    Plan plan;
    bool by_weights = false, by_epsilon = false;
  };

  static bool beats(const Values& a, const Values& b) {
    return a[0] <= b[0] && a[1] <= b[1] && a[2] <= b[2] && a != b;
  }
  /// Whether a plan of these values would stay. Of equal plans the first one given stays.
  bool wants(const Values& values) const {
    return std::none_of(entries_.begin(), entries_.end(), [&](const Entry& entry) {
      return beats(entry.values, values) || entry.values == values;
    });
  }
  void add(Entry entry) {
    for (auto& known : entries_)
      if (known.plan == entry.plan) {
        known.by_weights = known.by_weights || entry.by_weights;
        known.by_epsilon = known.by_epsilon || entry.by_epsilon;
        return;
      }
    if (!wants(entry.values)) return;
    std::erase_if(entries_, [&](const Entry& known) { return beats(entry.values, known.values); });
    entries_.push_back(std::move(entry));
  }
  const std::vector<Entry>& entries() const { return entries_; }

 private:
  std::vector<Entry> entries_;
};

/// All that nothing beats, by looking at every feasible plan, on all threads of each rank.
Archive complete_archive(const AccountLandscapes& accounts) {
  const auto prefixes = shared_prefixes(accounts.cost);
  std::vector<Archive> parts(prefixes.size());
  quantum::for_each_item("entail::placement::pareto", static_cast<std::int64_t>(prefixes.size()),
                         [&](int, std::int64_t k) {
                           auto& part = parts[static_cast<std::size_t>(k)];
                           PlanWalk<3> walk({&accounts.cost, &accounts.harm, &accounts.life});
                           walk.run(prefixes[static_cast<std::size_t>(k)],
                                    [&](const std::vector<int>& choice, const Values& values) {
                                      if (!part.wants(values)) return;
                                      Plan plan(static_cast<std::size_t>(accounts.cost.n_options()), 0);
                                      for (const int a : choice)
                                        if (a != accounts.cost.none()) plan[static_cast<std::size_t>(a)] = 1;
                                      part.add({values, std::move(plan), false, true});
                                    });
                         });
  Archive all;
  for (const auto& part : parts)
    for (auto entry : part.entries()) {
      entry.values = accounts.of(entry.plan);
      all.add(std::move(entry));
    }
  return all;
}

/// The least value of each account and its range over the archive.
struct Ranges {
  Values low, width;
  explicit Ranges(const std::vector<Archive::Entry>& entries) {
    for (std::size_t k = 0; k < 3; ++k) {
      double least = std::numeric_limits<double>::infinity(), most = -least;
      for (const auto& entry : entries) {
        least = std::min(least, entry.values[k]);
        most = std::max(most, entry.values[k]);
      }
      low[k] = least;
      width[k] = most > least ? most - least : 1.0;
    }
  }
};

/// The best plan that a short annealing and descent find.
Plan annealed(const Comm& comm, const PlacementProblem& problem, const ParetoOptions& options) {
  SolverOptions how;
  how.seed = options.seed;
  how.sweeps = options.sweeps;
  how.batches = 1;
  how.seconds = 0.0;
  const Instance instance(comm, problem, how);
  PlanPool pool(1);
  MethodRow row;
  run_annealer(instance, Annealer::simulated, pool, row);
  return pool.plans().front().plan;
}

/// Weighted sums on a lattice over the simplex, the accounts scaled to the range that their best plans span.
void add_weighted(const Comm& comm, const PlacementProblem& problem, const ParetoOptions& options,
                  const AccountLandscapes& accounts, Archive& archive) {
  const Weights harm = harm_weights(problem);
  const auto sum = [&](double cost, double harmful, double life) {
    return weighing(problem, {cost, harmful * harm.water, harmful * harm.breach, life});
  };
  std::vector<Archive::Entry> corners;
  for (const auto& corner : {sum(1, 0, 0), sum(0, 1, 0), sum(0, 0, 1)}) {
    const Plan plan = annealed(comm, corner, options);
    corners.push_back({accounts.of(plan), plan, true, false});
    archive.add(corners.back());
  }
  const Ranges ranges(corners);
  const int n = options.lattice;
  for (int i = 0; i <= n; ++i)
    for (int j = 0; i + j <= n; ++j) {
      const int k = n - i - j;
      if (std::max({i, j, k}) == n) continue;
      const Plan plan =
          annealed(comm, sum(i / ranges.width[0], j / ranges.width[1], k / ranges.width[2]), options);
      archive.add({accounts.of(plan), plan, true, false});
    }
}

AccountLimit limit_of(const quantum::Qubo& account, double most) {
  return {account.linear, account.quadratic, most - account.offset};
}

/// The least harm under limits on cost and life, from the best known plan that meets them.
void add_limited(const Comm& comm, const PlacementProblem& problem, const ParetoOptions& options,
                 const AccountLandscapes& accounts, Archive& archive) {
  const Ranges ranges(archive.entries());
  const auto known = archive.entries();
  const auto cost = objective_of(weighing(problem, {1, 0, 0, 0}));
  const auto life = objective_of(weighing(problem, {0, 0, 0, 1}));
  const auto harmful = weighing(problem, harm_weights(problem));
  const double start = now();
  const int n = options.epsilons, n_programs = n * n;
  for (int program = 0; program < n_programs; ++program) {
    const double most_cost = ranges.low[0] + ranges.width[0] * (program / n + 1) / (n + 1);
    const double most_life = ranges.low[2] + ranges.width[2] * (program % n + 1) / (n + 1);
    const Archive::Entry* best = nullptr;
    for (const auto& entry : known)
      if (entry.values[0] <= most_cost && entry.values[2] <= most_life &&
          (best == nullptr || entry.values[1] < best->values[1]))
        best = &entry;
    std::vector<std::int64_t> plan;
    comm.on_root([&] {
      ProofOptions how;
      how.seconds = std::max((options.seconds - (now() - start)) / (n_programs - program), 0.1);
      how.limits = {limit_of(cost, most_cost), limit_of(life, most_life)};
      const auto proof = prove(harmful, best != nullptr ? best->plan : Plan{}, how);
      plan.assign(proof.best.begin(), proof.best.end());
    });
    comm.broadcast(plan);
    if (plan.empty()) continue;
    const Plan found(plan.begin(), plan.end());
    archive.add({accounts.of(found), found, false, true});
  }
}

/// Shares of even draws on the simplex: with e exponential, e / sum e.
void add_weight_shares(const ParetoOptions& options, std::vector<ParetoPoint>& points, const Ranges& ranges) {
  random::Sequence draw(options.seed, 7301);
  for (int n = 0; n < options.n_weights; ++n) {
    Values w;
    for (double& value : w) value = -std::log(1.0 - draw.uniform());
    const auto sum = [&](const ParetoPoint& p) {
      return w[0] * (p.cost - ranges.low[0]) / ranges.width[0] +
             w[1] * (p.harm - ranges.low[1]) / ranges.width[1] +
             w[2] * (p.life - ranges.low[2]) / ranges.width[2];
    };
    auto best = std::min_element(points.begin(), points.end(),
                                 [&](const auto& a, const auto& b) { return sum(a) < sum(b); });
    best->weight_share += 1.0 / options.n_weights;
    best->by_weights = true;
  }
}

/// The best plan of every member: by all plans, or by descent from the set and from the greedy plan.
std::vector<MemberWinner> member_winners(const Comm& comm, const PlacementProblem& problem, bool all_plans,
                                         const std::vector<ParetoPoint>& points) {
  const auto shares = member_shares(problem);
  std::map<Plan, double> wins;
  for (std::size_t w = 0; w < shares.size(); ++w) {
    PlacementProblem one = problem;
    one.member_weights.clear();
    for (auto& receptor : one.receptors) receptor.response = {receptor.response[w]};
    const Landscape landscape(one, objective_of(one));
    Plan best;
    if (all_plans) {
      best = best_of_all_plans(comm, landscape, 1).best.front().bits;
    } else {
      best = greedy_plan(landscape);
      for (const auto& point : points)
        if (const Plan plan = finished(landscape, point.plan);
            landscape.energy(plan) < landscape.energy(best))
          best = plan;
    }
    wins[best] += shares[w];
  }
  std::vector<MemberWinner> winners;
  for (const auto& [plan, share] : wins) winners.push_back({plan, share});
  std::stable_sort(winners.begin(), winners.end(),
                   [](const auto& a, const auto& b) { return a.share > b.share; });
  return winners;
}

}  // namespace

ParetoFront pareto_front(const Comm& comm, const PlacementProblem& problem, const ParetoOptions& options) {
  validate(problem);
  const AccountLandscapes accounts(problem);
  ParetoFront front;
  front.complete = n_combinations(problem) <= options.most_enumerated;
  Archive archive;
  if (front.complete) {
    archive = complete_archive(accounts);
  } else {
    add_weighted(comm, problem, options, accounts, archive);
    add_limited(comm, problem, options, accounts, archive);
  }
  for (const auto& entry : archive.entries())
    front.points.push_back(
        {entry.plan, entry.values[0], entry.values[1], entry.values[2], entry.by_weights, entry.by_epsilon});
  std::sort(front.points.begin(), front.points.end(), [](const auto& a, const auto& b) {
    return a.cost != b.cost ? a.cost < b.cost : a.plan < b.plan;
  });
  add_weight_shares(options, front.points, Ranges(archive.entries()));
  const auto weighted = std::count_if(front.points.begin(), front.points.end(),
                                      [](const ParetoPoint& point) { return point.by_weights; });
  front.share_by_weights = static_cast<double>(weighted) / static_cast<double>(front.points.size());
  front.winners = member_winners(comm, problem, front.complete, front.points);
  return front;
}

std::string format_front(const PlacementProblem& problem, const ParetoFront& front) {
  std::string text = fmt::format("{:>14} {:>12} {:>12} {:>9}  {}\n", "cost [" + problem.units.money + "]",
                                 "harm", "delay", "weights", "found by: options");
  for (const auto& point : front.points)
    text += fmt::format("{:>14.6g} {:>12.6g} {:>12.6g} {:>7.1f} %  {}: {}\n", point.cost, point.harm,
                        point.life, 100 * point.weight_share,
                        point.by_weights && point.by_epsilon ? "both"
                        : point.by_weights                   ? "weights"
                                                             : "epsilon",
                        describe(problem, point.plan));
  text += fmt::format("{} points{}, {:.0f} % of them by weighted sums\n", front.points.size(),
                      front.complete ? ", all there are" : "", 100 * front.share_by_weights);
  for (const auto& winner : front.winners)
    text += fmt::format("best in {:.1f} % of the members: {}\n", 100 * winner.share,
                        describe(problem, winner.plan));
  return text;
}

}  // namespace entail::placement
