#include "study/place_search.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <map>

#include "base/error.hpp"
#include "base/log.hpp"
#include "quantum/exact/branch_and_bound.hpp"
#include "quantum/solve/solve.hpp"
#include "study/place_moves.hpp"

namespace entail::study {

namespace {

using Size = std::size_t;
using placement::PlacementProblem;
using placement::Plan;

constexpr double most_enumerated = 5e7;        ///< combinations
constexpr int most_levels = 63;                ///< of the surplus in the QUBO
constexpr int most_qubits = 20;                ///< of QAOA; beyond it is recursive
constexpr std::size_t most_linearised = 5000;  ///< pairs that branch and bound takes
constexpr int most_recursive = 80;             ///< variables of recursive QAOA

double now() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

/// The best distinct plans and who found them.
class Pool {
 public:
  explicit Pool(Size capacity) : capacity_(capacity) {}

  void add(const Plan& plan, double energy, const std::string& method) {
    auto [entry, is_new] = found_.try_emplace({energy, plan});
    if (std::find(entry->second.begin(), entry->second.end(), method) == entry->second.end())
      entry->second.push_back(method);
    if (found_.size() > capacity_) found_.erase(std::prev(found_.end()));
  }
  bool wants(double energy) const {
    return found_.size() < capacity_ || energy <= found_.rbegin()->first.first;
  }

  std::vector<RankedPlan> plans() const {
    std::vector<RankedPlan> list;
    for (const auto& [key, methods] : found_) list.push_back({key.second, key.first, methods});
    return list;
  }

 private:
  Size capacity_;
  std::map<std::pair<double, Plan>, std::vector<std::string>> found_;
};

/// Whole units of capacity: the surplus has at most most_levels of them.
struct Units {
  double unit = 1.0;
  std::vector<std::int64_t> capacity;
  std::int64_t demand = 0, surplus = 0;
};

Units units_of(const PlacementProblem& problem) {
  Units u;
  const double surplus = placement::largest_capacity(problem) - problem.demand;
  u.unit = std::max(1.0, std::ceil(surplus / most_levels));
  for (; u.unit >= 1.0; u.unit = std::floor(u.unit / 2.0)) {
    u.capacity.clear();
    for (const auto& option : problem.options)
      u.capacity.push_back(static_cast<std::int64_t>(std::floor(option.capacity / u.unit + 1e-9)));
    u.demand = static_cast<std::int64_t>(std::ceil(problem.demand / u.unit - 1e-9));
    std::int64_t largest = 0;
    for (const auto& site : placement::sites_of(problem)) {
      std::int64_t most = 0;
      for (const int a : site.options) most = std::max(most, u.capacity[static_cast<Size>(a)]);
      largest += most;
    }
    u.surplus = largest - u.demand;
    if (u.surplus >= 0) break;  // else rounding has left no feasible plan
  }
  return u;
}

std::vector<std::int64_t> slack_worths(std::int64_t surplus) {
  std::vector<std::int64_t> worths;
  for (std::int64_t worth = 1, reached = 0; reached < surplus; worth *= 2) {
    worths.push_back(std::min(worth, surplus - reached));
    reached += worths.back();
  }
  return worths;
}

double lower_bound(const quantum::Qubo& objective) {
  double bound = objective.offset;
  for (const double a : objective.linear) bound += std::min(0.0, a);
  for (const auto& term : objective.quadratic) bound += std::min(0.0, term.value);
  return bound;
}

quantum::Problem make_qubo(const PlacementProblem& problem, const PlanMoves& moves) {
  const Units units = units_of(problem);
  const auto worths = slack_worths(units.surplus);
  const Size n = problem.options.size(), all = n + worths.size();
  const quantum::Qubo& objective = moves.objective();
  const double feasible = moves.energy(moves.finished(Plan(n, 0)));
  const double penalty = 1.001 * (feasible - lower_bound(objective)) + 1e-9;
  std::vector<double> amounts, linear(objective.linear);
  for (const auto v : units.capacity) amounts.push_back(static_cast<double>(v));
  for (const auto w : worths) amounts.push_back(-static_cast<double>(w));
  linear.resize(all, 0.0);
  auto quadratic = objective.quadratic;
  const auto demand = static_cast<double>(units.demand);
  for (Size i = 0; i < all; ++i) {
    linear[i] += penalty * amounts[i] * (amounts[i] - 2.0 * demand);
    for (Size j = i + 1; j < all; ++j)
      quadratic.push_back(
          {static_cast<int>(i), static_cast<int>(j), 2.0 * penalty * amounts[i] * amounts[j]});
  }
  for (const auto& site : placement::sites_of(problem))
    for (Size i = 0; i < site.options.size(); ++i)
      for (Size j = i + 1; j < site.options.size(); ++j)
        quadratic.push_back({site.options[i], site.options[j], penalty});
  quantum::Problem result;
  result.model =
      quantum::to_ising(quantum::make_qubo(objective.offset + penalty * demand * demand, linear, quadratic));
  for (const auto& option : problem.options) result.names.push_back(option.site + "/" + option.name);
  for (const auto w : worths)
    result.names.push_back(
        fmt::format("slack_{}_{}", w * static_cast<std::int64_t>(units.unit), problem.units.amount));
  return result;
}

/// The least that the linear terms must come to when options can be used in part: the demand filled by what
/// costs least per unit. Pairs count as far as they are negative.
double fractional_bound(const PlacementProblem& problem, const quantum::Qubo& objective) {
  std::vector<std::pair<double, double>> options;  // price per unit, capacity
  double bound = objective.offset, missing = problem.demand;
  for (const auto& term : objective.quadratic) bound += std::min(0.0, term.value);
  for (Size a = 0; a < problem.options.size(); ++a)
    options.emplace_back(objective.linear[a] / problem.options[a].capacity, problem.options[a].capacity);
  std::sort(options.begin(), options.end());
  for (const auto& [price, capacity] : options) {
    const double taken = price < 0.0 ? capacity : std::clamp(missing, 0.0, capacity);
    bound += price * taken;
    missing -= taken;
  }
  return bound;
}

class Search {
 public:
  Search(const Comm& comm, const PlacementProblem& problem, const PlanSearchOptions& options)
      : comm_(comm), problem_(problem), options_(options), moves_(problem), pool_(options.n_plans) {}

  PlanSearch run() {
    const quantum::Problem qubo = make_qubo(problem_, moves_);
    for (const auto& method : options_.methods)
      if (method != "exact") heuristic(method, qubo);
    exact(qubo);
    result_.plans = pool_.plans();
    result_.proven = !result_.plans.empty() && result_.gap(result_.plans.front().energy) <= 1e-9;
    return std::move(result_);
  }

 private:
  void heuristic(const std::string& method, const quantum::Problem& qubo) {
    MethodRow row;
    row.method = method;
    quantum::SolveOptions how;
    how.method = method == "qaoa" && qubo.n_variables() > most_qubits ? "recursive-qaoa" : method;
    how.seed = options_.seed;
    how.seconds = method == "qaoa" ? 0.0 : 0.5 * options_.seconds;
    how.batches = method == "qaoa" ? 0 : 8;
    how.keep = 256;
    how.evaluations = 40;
    row.how = fmt::format("{} on {} options and {} slack bits", how.method, problem_.n_options(),
                          qubo.n_variables() - problem_.n_options());
    const double begun = now();
    log::mute(true);
    try {
      if (how.method == "recursive-qaoa" && qubo.n_variables() > most_recursive)
        throw UsageError(
            fmt::format("not run: recursive QAOA takes minutes beyond {} variables", most_recursive));
      take(quantum::solve(comm_, qubo, how), row);
    } catch (const UsageError& error) {
      row.nearest = error.what();
    }
    log::mute(false);
    row.seconds = now() - begun;
    result_.rows.push_back(std::move(row));
  }

  void take(const quantum::SolveReport& report, MethodRow& row) {
    double feasible = 0.0, all = 0.0;
    for (const auto& solution : report.solutions) {
      const Plan raw(solution.bits.begin(), solution.bits.begin() + problem_.n_options());
      const auto count = static_cast<double>(solution.count);
      all += count;
      if (placement::is_feasible(problem_, raw))
        feasible += count;
      else if (row.nearest.empty() && feasible == 0.0)
        row.nearest =
            "lowest state: " + placement::describe(problem_, placement::violation_of(problem_, raw)) +
            "; repaired";
      const Plan plan = moves_.finished(raw);
      if (!placement::is_feasible(problem_, plan)) continue;
      const double energy = moves_.energy(plan);
      pool_.add(plan, energy, row.method);
      if (row.incumbent.empty() || energy < row.energy) {
        row.incumbent = plan;
        row.energy = energy;
      }
    }
    if (all > 0.0) row.feasible_share = feasible / all;
    if (feasible > 0.0) row.nearest.clear();
  }

  /// All plans where that is quick, else branch and bound on the QUBO.
  void exact(const quantum::Problem& qubo) {
    MethodRow row;
    row.method = "exact";
    const double begun = now();
    if (moves_.n_combinations() <= most_enumerated) {
      enumerate(row);
    } else if (qubo.model.couplings.size() > most_linearised) {
      relax(row);
    } else {
      branch(qubo, row);
    }
    row.seconds = now() - begun;
    if (std::find(options_.methods.begin(), options_.methods.end(), "exact") != options_.methods.end())
      result_.rows.push_back(std::move(row));
  }

  void enumerate(MethodRow& row) {
    double count = 0.0;
    moves_.for_each_feasible([&](const Plan& plan, double energy) {
      ++count;
      if (pool_.wants(energy)) pool_.add(plan, moves_.energy(plan), "exact");
    });
    const auto plans = pool_.plans();
    if (!plans.empty()) {
      row.incumbent = plans.front().plan;
      row.energy = result_.bound = plans.front().energy;
    }
    result_.n_feasible = count;
    result_.bound_source =
        fmt::format("all {:.0f} feasible plans of {:.3g} combinations", count, moves_.n_combinations());
    row.how = "every feasible plan";
  }

  /// A bound by hand where linearised pairs are too many for CBC, and a plan by descent alone.
  void relax(MethodRow& row) {
    result_.bound = fractional_bound(problem_, moves_.objective());
    result_.bound_source = "options used in part, without what they do together";
    row.incumbent = moves_.finished(Plan(problem_.options.size(), 0));
    row.energy = moves_.energy(row.incumbent);
    row.how = "descent from nothing; too many pairs for branch and bound";
    pool_.add(row.incumbent, row.energy, "exact");
  }

  void branch(const quantum::Problem& qubo, MethodRow& row) {
    double bound = 0.0;
    Plan found;
    comm_.on_root([&] {
      const auto result = quantum::branch_and_bound(qubo.model, {}, options_.seconds, {});
      bound = std::max(result.bound, lower_bound(moves_.objective()));
      if (!result.best.bits.empty())
        found.assign(result.best.bits.begin(), result.best.bits.begin() + problem_.n_options());
    });
    result_.bound = comm_.broadcast(bound);
    std::vector<std::int64_t> bits(found.begin(), found.end());
    comm_.broadcast(bits);
    const Plan plan =
        moves_.finished(bits.empty() ? Plan(problem_.options.size(), 0) : Plan(bits.begin(), bits.end()));
    row.incumbent = plan;
    row.energy = moves_.energy(plan);
    pool_.add(plan, row.energy, "exact");
    result_.bound_source = "branch and bound on the linearised QUBO (CBC)";
    row.how = result_.bound_source + ", then descent";
  }

  const Comm& comm_;
  const PlacementProblem& problem_;
  const PlanSearchOptions& options_;
  PlanMoves moves_;
  Pool pool_;
  PlanSearch result_;
};

}  // namespace

double PlanSearch::gap(double energy) const {
  return energy == bound ? 0.0 : (energy - bound) / std::max(std::fabs(energy), 1e-300);
}

PlanSearch search_plans(const Comm& comm, const PlacementProblem& problem, const PlanSearchOptions& options) {
  placement::validate(problem);
  return Search(comm, problem, options).run();
}

quantum::Problem placement_qubo(const PlacementProblem& problem) {
  return make_qubo(problem, PlanMoves(problem));
}

std::string format_search(const PlanSearch& search) {
  std::string text = fmt::format("{:14} {:>14} {:>9} {:>9} {:>8}  {}\n", "solver", "best energy", "gap [%]",
                                 "feasible", "time [s]", "how");
  for (const auto& row : search.rows)
    text += fmt::format("{:14} {:>14} {:>9} {:>9} {:>8.2f}  {}{}\n", row.method,
                        row.incumbent.empty() ? "none" : fmt::format("{:.6f}", row.energy),
                        row.incumbent.empty() ? "" : fmt::format("{:.3g}", 100.0 * search.gap(row.energy)),
                        row.feasible_share < 0.0 ? "" : fmt::format("{:.1f} %", 100.0 * row.feasible_share),
                        row.seconds, row.how, row.nearest.empty() ? "" : "; " + row.nearest);
  return text + fmt::format("bound {:.6f}: {}", search.bound, search.bound_source);
}

}  // namespace entail::study
