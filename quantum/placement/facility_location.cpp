#include "quantum/placement/facility_location.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <limits>
#include <map>
#include <numeric>

#include "base/error.hpp"
#include "quantum/annealing/annealers.hpp"
#include "quantum/placement/linear_program.hpp"
#include "quantum/placement/qubo.hpp"

namespace entail::placement {

namespace {

constexpr double infinite = std::numeric_limits<double>::infinity();

double largest(const std::vector<double>& values) { return *std::max_element(values.begin(), values.end()); }

/// The program for given bounds of y; whole or not.
LinearProgram program_of(const FacilityLocation& problem, const std::vector<double>& low,
                         const std::vector<double>& high, bool whole) {
  LinearProgram program;
  const int n = problem.n_facilities();
  const auto facility = [](int j) { return static_cast<std::size_t>(j); };
  for (int j = 0; j < n; ++j)
    program.add_column(low[facility(j)], high[facility(j)], problem.fixed_cost[facility(j)], whole);
  std::vector<std::vector<Term>> loads(facility(n));
  for (std::size_t i = 0; i < problem.demand.size(); ++i) {
    std::vector<Term> shares;
    for (int j = 0; j < n; ++j) {
      if (high[facility(j)] == 0.0) continue;
      const int x = program.add_column(0, 1, problem.cost[i][facility(j)]);
      shares.push_back({x, 1.0});
      loads[facility(j)].push_back({x, problem.demand[i]});
      if (whole) program.add_row(-unbounded, 0, {{x, 1.0}, {j, -1.0}});
    }
    program.add_row(1, 1, std::move(shares));
  }
  for (int j = 0; j < n; ++j) {
    if (high[facility(j)] == 0.0) continue;
    loads[facility(j)].push_back({j, -problem.capacity[facility(j)]});
    program.add_row(-unbounded, 0, std::move(loads[facility(j)]));
  }
  return program;
}

/// Prices of sets of facilities, each computed once.
class Prices {
 public:
  explicit Prices(const FacilityLocation& problem) : problem_(problem) {}
  double operator()(const std::vector<std::uint8_t>& open) {
    const auto [place, fresh] = known_.emplace(open, 0.0);
    if (fresh) place->second = cost_of_open(problem_, open);
    return place->second;
  }

 private:
  const FacilityLocation& problem_;
  std::map<std::vector<std::uint8_t>, double> known_;
};

/// The cheapest set that opens, closes or exchanges one facility; `open` itself when none is cheaper.
std::vector<std::uint8_t> best_neighbour(const std::vector<std::uint8_t>& open, Prices& prices) {
  auto best = open;
  const auto consider = [&](const std::vector<std::uint8_t>& other) {
    if (prices(other) < prices(best) * (1 - 1e-12)) best = other;
  };
  for (std::size_t j = 0; j < open.size(); ++j) {
    auto one = open;
    one[j] ^= 1;
    consider(one);
    for (std::size_t k = j + 1; k < open.size(); ++k) {
      if (open[j] == open[k]) continue;
      auto two = one;
      two[k] ^= 1;
      consider(two);
    }
  }
  return best;
}

}  // namespace

FacilityLocation read_facility_location(const std::string& path) {
  std::ifstream file(path);
  if (!file) throw DataError(path + ": cannot be opened");
  const auto number = [&](const std::string& what) {
    double value = 0.0;
    if (!(file >> value) || !std::isfinite(value) || value < 0)
      throw DataError(fmt::format("{}: {} is missing, or is no number of 0 or more", path, what));
    return value;
  };
  FacilityLocation problem;
  const auto n = static_cast<int>(number("the number of facilities"));
  const auto m = static_cast<int>(number("the number of customers"));
  if (n < 1 || m < 1) throw DataError(path + ": there must be at least one facility and one customer");
  for (int j = 0; j < n; ++j) {
    problem.capacity.push_back(number(fmt::format("the capacity of facility {}", j + 1)));
    problem.fixed_cost.push_back(number(fmt::format("the fixed cost of facility {}", j + 1)));
  }
  for (int i = 0; i < m; ++i) {
    problem.demand.push_back(number(fmt::format("the demand of customer {}", i + 1)));
    problem.cost.emplace_back();
    for (int j = 0; j < n; ++j)
      problem.cost.back().push_back(
          number(fmt::format("the cost of customer {} at facility {}", i + 1, j + 1)));
  }
  return problem;
}

double cost_of_open(const FacilityLocation& problem, const std::vector<std::uint8_t>& open) {
  double capacity = 0.0;
  for (std::size_t j = 0; j < open.size(); ++j) capacity += open[j] ? problem.capacity[j] : 0.0;
  if (capacity < std::accumulate(problem.demand.begin(), problem.demand.end(), 0.0)) return infinite;
  const std::vector<double> fixed(open.begin(), open.end());
  const auto program = program_of(problem, fixed, fixed, false);
  const auto result = Relaxation(program).solve(program);
  return result.optimal ? result.objective : infinite;
}

FacilityPlan locate_exactly(const FacilityLocation& problem, double seconds) {
  const std::vector<double> closed(problem.capacity.size(), 0.0), open(problem.capacity.size(), 1.0);
  const auto result = solve_whole(program_of(problem, closed, open, true), seconds, {});
  FacilityPlan plan;
  plan.bound = result.bound;
  plan.optimal = result.optimal;
  if (result.columns.empty()) return plan;
  for (std::size_t j = 0; j < problem.capacity.size(); ++j)
    plan.open.push_back(result.columns[j] > 0.5 ? 1 : 0);
  plan.cost = cost_of_open(problem, plan.open);
  return plan;
}

quantum::Qubo facility_qubo(const FacilityLocation& problem) {
  const int n = problem.n_facilities(), m = problem.n_customers();
  const auto at = [](int k) { return static_cast<std::size_t>(k); };
  const double dearest = largest(problem.fixed_cost) / 10;
  const double unit = *std::min_element(problem.capacity.begin(), problem.capacity.end()) / 10;
  double offset = 0.0;
  std::vector<double> linear = problem.fixed_cost;
  std::vector<quantum::PairTerm> quadratic;
  std::vector<double> units;
  for (const double capacity : problem.capacity) units.push_back(std::floor(capacity / unit));
  for (int i = 0; i < m; ++i) {
    const double one = largest(problem.cost[at(i)]);
    offset += one;
    for (int j = 0; j < n; ++j) {
      const double closed = problem.fixed_cost[at(j)] + dearest;
      const int x = static_cast<int>(linear.size());
      linear.push_back(problem.cost[at(i)][at(j)] - one + closed);
      quadratic.push_back({j, x, -closed});
      for (int k = 0; k < j; ++k) quadratic.push_back({x - j + k, x, 2 * one});
    }
  }
  const double demand = std::ceil(std::accumulate(problem.demand.begin(), problem.demand.end(), 0.0) / unit);
  const double surplus = std::accumulate(units.begin(), units.end(), 0.0) - demand;
  std::vector<int> places(at(n));
  std::iota(places.begin(), places.end(), 0);
  for (const auto worth : slack_worths(static_cast<std::int64_t>(std::max(surplus, 0.0)))) {
    places.push_back(static_cast<int>(linear.size()));
    units.push_back(-static_cast<double>(worth));
    linear.push_back(0.0);
  }
  offset += dearest * demand * demand;
  for (std::size_t a = 0; a < units.size(); ++a) {
    linear[at(places[a])] += dearest * units[a] * (units[a] - 2 * demand);
    for (std::size_t b = a + 1; b < units.size(); ++b)
      quadratic.push_back({places[a], places[b], 2 * dearest * units[a] * units[b]});
  }
  return quantum::make_qubo(offset, std::move(linear), std::move(quadratic));
}

FacilityPlan locate_by_qubo(const Comm& comm, const FacilityLocation& problem, std::uint64_t seed) {
  const auto model = quantum::to_ising(facility_qubo(problem));
  quantum::SearchLimits limits;
  limits.seed = seed;
  limits.batches = 4;
  const auto found = quantum::simulated_annealing(comm, model, quantum::beta_range(model), limits);
  Prices prices(problem);
  std::vector<std::uint8_t> best(problem.capacity.size(), 1);
  for (const auto& solution : found.solutions) {
    const std::vector<std::uint8_t> open(solution.bits.begin(),
                                         solution.bits.begin() + problem.n_facilities());
    if (prices(open) < prices(best)) best = open;
  }
  for (auto next = best_neighbour(best, prices); next != best; next = best_neighbour(best, prices))
    best = next;
  FacilityPlan plan;
  plan.cost = prices(best);
  plan.bound = -infinite;
  if (plan.cost < infinite) plan.open = best;
  return plan;
}

}  // namespace entail::placement
