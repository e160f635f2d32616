// QAOA on a placement problem (see solvers.hpp). In order of preference:
// - the subspace of n_sites ones under the ring XY mixer, where the number of sites is asked for and any such
//   plan meets the demand;
// - the product space of the sites, each a digit of its options and "none" under the complete XY mixer, with
// the
//   slack bits under the X mixer, in a unit of capacity so coarse that the space fits;
// - recursive QAOA on the penalised QUBO, or where that has too many variables on its core: the sites whose
// best
//   other choice is closest to breaking even beside the greedy plan (the core of a knapsack problem, Balas &
//   Zemel 1980, doi:10.1287/opre.28.5.1130), all others being held at the greedy plan.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <numeric>

#include "base/error.hpp"
#include "quantum/placement/feasible_plans.hpp"
#include "quantum/placement/routes.hpp"
#include "quantum/qaoa/angles.hpp"
#include "quantum/qaoa/digit_ansatz.hpp"
#include "quantum/qaoa/one_layer.hpp"
#include "quantum/qaoa/optimise.hpp"
#include "quantum/qaoa/weight_ansatz.hpp"

namespace entail::placement {

namespace {

std::size_t at(int i) { return static_cast<std::size_t>(i); }

constexpr double escalation = 4.0;
constexpr int fewest_slack_bits = 3;  ///< fewer make capacity too coarse to be worth it
constexpr int most_recursive = 48;    ///< variables: dense recursion takes about n^4
constexpr int most_weight_variables = 63;

double now() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

/// Optimises the angles and samples.
std::vector<std::vector<std::uint8_t>> sampled(const Instance& instance, quantum::Ansatz& ansatz,
                                               double seconds) {
  quantum::OptimiseOptions how;
  how.most_evaluations = instance.options.evaluations;
  how.tolerance = 1e-4;
  how.seconds = seconds;
  const auto start = quantum::starting_angles(ansatz.model(), instance.options.layers);
  ansatz.prepare(quantum::optimise(ansatz, start, how).angles);
  return ansatz.sample(instance.options.shots, instance.options.seed);
}

/// Whether every plan of n_sites sites meets the demand.
bool capacity_is_redundant(const Instance& instance) {
  std::vector<double> least;
  for (const auto& site : sites_of(instance.problem)) {
    double smallest = instance.landscape.capacity(site.options.front());
    for (const int a : site.options) smallest = std::min(smallest, instance.landscape.capacity(a));
    least.push_back(smallest);
  }
  std::sort(least.begin(), least.end());
  const auto n = static_cast<std::ptrdiff_t>(*instance.problem.n_sites);
  return std::accumulate(least.begin(), least.begin() + n, 0.0) >= instance.landscape.demand();
}

double log2_binomial(int n, int k) {
  return (std::lgamma(n + 1.0) - std::lgamma(k + 1.0) - std::lgamma(n - k + 1.0)) / std::log(2.0);
}

bool fits_weight_space(const Instance& instance) {
  const int n = instance.problem.n_options();
  return instance.problem.n_sites && n <= most_weight_variables && *instance.problem.n_sites <= n &&
         log2_binomial(n, *instance.problem.n_sites) <= std::log2(instance.options.most_amplitudes) &&
         capacity_is_redundant(instance);
}

/// Capacities in a unit that leaves at most `bits` slack bits, where there is one.
std::optional<WholeCapacities> coarse_capacities(const Instance& instance, int bits) {
  if (static_cast<int>(slack_worths(instance.capacities.surplus()).size()) <= bits)
    return instance.capacities;
  if (bits < fewest_slack_bits) return std::nullopt;
  const double surplus = largest_capacity(instance.problem) - instance.problem.demand;
  for (double unit = surplus / ((1 << bits) - 1); unit < surplus; unit *= 1.25) {
    try {
      auto whole = whole_capacities(instance.problem, unit);
      if (static_cast<int>(slack_worths(whole.surplus()).size()) <= bits) return whole;
    } catch (const UsageError&) {
      // Rounded so coarsely no plan is left; a larger unit may divide the capacities better.
    }
  }
  return std::nullopt;
}

/// The QUBO with one variable more per site, "none", and the digits that it makes.
struct DigitSpace {
  quantum::IsingModel model;
  std::vector<quantum::Digit> digits;
};

DigitSpace digit_space(const Instance& instance, const PlacementQubo& qubo) {
  DigitSpace space;
  auto linear = qubo.qubo.linear;
  for (int s = 0; s < instance.landscape.n_sites(); ++s) {
    auto variables = instance.landscape.options_of(s);
    variables.push_back(static_cast<int>(linear.size()));
    linear.push_back(0.0);
    space.digits.push_back(quantum::group_digit(variables, quantum::MixerKind::xy_complete));
  }
  for (int v = qubo.n_options; v < qubo.qubo.n_variables(); ++v)
    space.digits.push_back(quantum::free_digit(v));
  space.model =
      quantum::to_ising(quantum::make_qubo(qubo.qubo.offset, std::move(linear), qubo.qubo.quadratic));
  return space;
}

/// Samples of QAOA at rising penalties, until the best is feasible.
template <class MakeAnsatz>
void sample_rounds(const Instance& instance, const WholeCapacities& capacities, const MakeAnsatz& make,
                   PlanPool& pool, MethodRow& row) {
  const double start = now(), seconds = instance.options.seconds;
  Finisher finisher(instance, pool, row);
  std::int64_t feasible = 0, shots = 0;
  row.penalties = starting_penalties(instance.problem, instance.objective, capacities, instance.sufficient);
  for (int round = 0;; ++round) {
    const auto qubo = to_qubo(instance.problem, instance.objective, capacities, row.penalties);
    const auto ansatz = make(qubo);
    const double left = seconds > 0 ? std::max(seconds - (now() - start), 0.1) : 0.0;
    double lowest = std::numeric_limits<double>::infinity();
    bool best_is_feasible = false;
    for (const auto& bits : sampled(instance, *ansatz, left)) {
      const bool meets = finisher.add(qubo.plan_of(bits));
      feasible += meets;
      ++shots;
      const double energy = quantum::energy(ansatz->model(), bits);
      if (energy >= lowest) continue;
      lowest = energy;
      best_is_feasible = meets;
    }
    row.how = fmt::format("{}, {} layers, {} shots, {} slack bits of {:.6g} {}, penalties raised {} times",
                          ansatz->describe(), instance.options.layers, instance.options.shots, qubo.n_slack(),
                          capacities.unit, instance.problem.units.amount, round);
    const bool late = instance.comm.any(seconds > 0 && now() - start > seconds);
    if (best_is_feasible || late || row.penalties == instance.sufficient) break;
    row.penalties = escalated(row.penalties, escalation, instance.sufficient);
  }
  finisher.count(feasible, shots);
}

void run_in_weight_space(const Instance& instance, PlanPool& pool, MethodRow& row) {
  // Any surplus is allowed: the demand is met by all, and the capacity needs no slack.
  Finisher finisher(instance, pool, row);
  row.penalties = {instance.sufficient.one_option, 0.0, 0.0};
  auto quadratic = instance.objective.quadratic;
  for (const auto& site : sites_of(instance.problem))
    for (std::size_t i = 0; i < site.options.size(); ++i)
      for (std::size_t j = i + 1; j < site.options.size(); ++j)
        quadratic.push_back({site.options[i], site.options[j], row.penalties.one_option});
  const auto model =
      quantum::to_ising(quantum::make_qubo(instance.objective.offset, instance.objective.linear, quadratic));
  quantum::WeightAnsatz ansatz(instance.comm, model, *instance.problem.n_sites, quantum::MixerKind::xy_ring);
  std::int64_t feasible = 0, shots = 0;
  for (const auto& bits : sampled(instance, ansatz, instance.options.seconds)) {
    feasible += finisher.add(bits);
    ++shots;
  }
  finisher.count(feasible, shots);
  row.how = fmt::format("{}, {} layers, {} shots", ansatz.describe(), instance.options.layers, shots);
}

/// The sites of which another choice is nearly as good beside the greedy plan, at most so many that their
/// options and `n_slack` fit.
std::vector<bool> core_sites(const Instance& instance, int n_slack) {
  const Landscape& landscape = instance.landscape;
  const Walker walker(landscape, instance.greedy);
  const int none = landscape.none();
  double price = 0.0;  // of capacity: what the dearest chosen site saves per unit when it is dropped
  for (int s = 0; s < landscape.n_sites(); ++s)
    if (walker.choice(s) != none)
      price = std::max(price, -walker.change(s, none) / landscape.capacity(walker.choice(s)));
  std::vector<std::pair<double, int>> order;
  for (int s = 0; s < landscape.n_sites(); ++s) {
    auto choices = landscape.options_of(s);
    choices.push_back(none);
    double least = std::numeric_limits<double>::infinity();
    for (const int a : choices)
      if (a != walker.choice(s))
        least = std::min(least, walker.change(s, a) -
                                    price * (landscape.capacity(a) - landscape.capacity(walker.choice(s))));
    order.emplace_back(least, s);
  }
  std::sort(order.begin(), order.end());
  std::vector<bool> core(at(landscape.n_sites()), false);
  int room = most_recursive - n_slack;
  for (const auto& [least, s] : order) {
    room -= static_cast<int>(landscape.options_of(s).size());
    if (room < 0) break;
    core[at(s)] = true;
  }
  return core;
}

/// A QUBO in which some variables are held, with the places of the others.
struct Reduced {
  quantum::Qubo qubo;
  std::vector<int> places;
};

Reduced reduced(const quantum::Qubo& qubo, const std::vector<bool>& free,
                const std::vector<std::uint8_t>& held) {
  Reduced result;
  std::vector<int> place(free.size(), -1);
  double offset = qubo.offset;
  std::vector<double> linear;
  for (std::size_t v = 0; v < free.size(); ++v) {
    if (free[v]) {
      place[v] = static_cast<int>(result.places.size());
      result.places.push_back(static_cast<int>(v));
      linear.push_back(qubo.linear[v]);
    } else if (held[v]) {
      offset += qubo.linear[v];
    }
  }
  std::vector<quantum::PairTerm> quadratic;
  for (const auto& [i, j, q] : qubo.quadratic) {
    if (free[at(i)] && free[at(j)])
      quadratic.push_back({place[at(i)], place[at(j)], q});
    else if (free[at(i)] && held[at(j)])
      linear[at(place[at(i)])] += q;
    else if (free[at(j)] && held[at(i)])
      linear[at(place[at(j)])] += q;
    else if (!free[at(i)] && !free[at(j)] && held[at(i)] && held[at(j)])
      offset += q;
  }
  result.qubo = quantum::make_qubo(offset, std::move(linear), std::move(quadratic));
  return result;
}

void run_recursive(const Instance& instance, PlanPool& pool, MethodRow& row) {
  const double start = now(), seconds = instance.options.seconds;
  Finisher finisher(instance, pool, row);
  std::int64_t feasible = 0, runs = 0;
  std::size_t n_free = 0, n_all = 0;
  row.penalties = instance.starting;
  for (const double factor : {1.0, escalation, escalation * escalation}) {
    row.penalties = escalated(instance.starting, factor, instance.sufficient);
    const auto qubo = to_qubo(instance.problem, instance.objective, instance.capacities, row.penalties);
    const auto held = configuration_of(qubo, instance.greedy);
    std::vector<bool> free(held.size(), true);
    if (qubo.qubo.n_variables() > most_recursive) {
      const auto core = core_sites(instance, qubo.n_slack());
      for (int a = 0; a < instance.problem.n_options(); ++a)
        free[at(a)] = core[at(instance.landscape.site_of(a))];
    }
    const Reduced core = reduced(qubo.qubo, free, held);
    n_free = core.places.size();
    n_all = held.size();
    for (const int cutoff : {8, 16}) {
      const auto result = quantum::recursive_qaoa(quantum::to_ising(core.qubo), cutoff);
      auto bits = held;
      for (std::size_t v = 0; v < core.places.size(); ++v) bits[at(core.places[v])] = result.solution.bits[v];
      feasible += finisher.add(qubo.plan_of(bits));
      ++runs;
    }
    if (instance.comm.any(seconds > 0 && now() - start > seconds)) break;
  }
  finisher.count(feasible, runs);
  row.how = fmt::format("recursive, one layer, {} runs on {}", runs,
                        n_free == n_all ? fmt::format("all {} variables", n_all)
                                        : fmt::format("a core of {} of {} variables", n_free, n_all));
}

}  // namespace

void run_qaoa(const Instance& instance, PlanPool& pool, MethodRow& row) {
  if (fits_weight_space(instance)) return run_in_weight_space(instance, pool, row);
  const double room =
      std::log2(instance.options.most_amplitudes) - std::log2(n_combinations(instance.problem));
  const auto capacities = coarse_capacities(instance, static_cast<int>(std::floor(std::max(room, 0.0))));
  if (room < 0 || !capacities) return run_recursive(instance, pool, row);
  sample_rounds(
      instance, *capacities,
      [&](const PlacementQubo& qubo) {
        auto space = digit_space(instance, qubo);
        return std::make_unique<quantum::DigitAnsatz>(
            instance.comm, space.model, std::move(space.digits),
            fmt::format("XY mixer on {} sites, X mixer on {} slack bits", instance.landscape.n_sites(),
                        qubo.n_slack()));
      },
      pool, row);
}

}  // namespace entail::placement
