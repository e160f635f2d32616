/// Where to put the tailings: the options of every site, what each does to water, life and money, and the
/// objective that weighs them. Plain arrays; nothing here knows a mesh, a deck or a quantum state.
///
/// With x_a = 1 for a chosen option a, and W the weights,
///
///     E(x) = W_cost   [ sum_a cost_a x_a - sum_ab saving_ab x_a x_b ]
///          + W_water  sum_r w_r  E_w[ (c0_r + R_r(w).x)^2 ] / L_r^2
///          + W_breach [ sum_a p_a K_a x_a + sum_ab p_ab K_ab x_a x_b ]
///          + W_life   [ sum_a e_a x_a - sum_ab corridor_ab x_a x_b ]
///
/// subject to: at most one option per site, sum_a capacity_a x_a >= demand, and, where it is asked for,
/// exactly n_sites sites. E_w is the weighted mean over the members of an ensemble of responses. The water
/// term is exactly quadratic: with m = E[R] and Cov(R) over the members, E[(c0 + R.x)^2] = (c0 + m.x)^2 + x'
/// Cov(R) x, so that its off-diagonal part is the cumulative plume and its covariance the uncertainty that
/// the options share.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "quantum/ising/ising_model.hpp"

namespace entail::placement {

/// One way to build on one site: a volume, a liner, a disposal method, a stage. At most one option of a site
/// is chosen.
struct Option {
  std::string site;
  std::string name;       ///< unique within its site
  double capacity = 0.0;  ///< what it holds [the unit of the demand], above 0
  double cost = 0.0;      ///< present value of all that it costs [money], not negative
  double breach = 0.0;    ///< p_a K_a: probability of a breach times its consequence, not negative
  double delay = 0.0;     ///< e_a: what it delays the recovery of life, not negative
};

/// What two options of different sites do only together; all three are not negative.
struct Pair {
  int a = 0, b = 0;       ///< places in PlacementProblem::options, in either order, each pair once
  double cascade = 0.0;   ///< p_ab K_ab: the breach of one takes the other with it [as Option::breach]
  double saving = 0.0;    ///< a shared dam or road [money]
  double corridor = 0.0;  ///< a shared corridor: delay avoided [as Option::delay]
};

/// Where a concentration matters, for one contaminant.
struct Receptor {
  std::string name;
  std::string contaminant;
  std::string unit;         ///< of limit, background and response; said in reports
  double weight = 1.0;      ///< w_r, not negative
  double limit = 1.0;       ///< L_r, above 0
  double background = 0.0;  ///< c0_r, not negative
  /// R_r: the concentration that each option causes, [member][option]; every receptor has all members.
  std::vector<std::vector<double>> response;
};

/// What a unit of each account weighs in E; not negative, not all 0.
struct Weights {
  double cost = 1.0;  ///< per unit of money
  double water =
      1.0;  ///< per unit of water damage, which is a number: 1 is a receptor of weight 1 at its limit
  double breach = 1.0;  ///< per unit of breach consequence
  double life = 1.0;    ///< per unit of delay
};

/// What the numbers are measured in; said in reports, never used.
struct Units {
  std::string amount = "t";
  std::string money = "USD";
  std::string breach = "consequence/yr";
  std::string delay = "ha yr";
};

struct PlacementProblem {
  std::vector<Option> options;
  std::vector<Pair> pairs;
  std::vector<Receptor> receptors;
  std::vector<double> member_weights;  ///< of the ensemble, of any sum above 0; empty for equal weights
  double demand = 0.0;                 ///< what must find a place, above 0
  std::optional<int> n_sites{};        ///< exactly so many sites are used
  Weights weights;
  Units units;

  int n_options() const { return static_cast<int>(options.size()); }
  /// Members of the ensemble; 1 where no receptor has a response.
  int n_members() const;
};

/// One 0 or 1 per option.
using Plan = std::vector<std::uint8_t>;

/// A site and its options' places in PlacementProblem::options.
struct Site {
  std::string name;
  std::vector<int> options;
};

/// The sites in the order in which the options name them first.
std::vector<Site> sites_of(const PlacementProblem& problem);

/// The weights of the members, adding up to 1.
std::vector<double> member_shares(const PlacementProblem& problem);

/// The most that a plan can hold: the largest options of all sites, or of the n_sites largest sites.
double largest_capacity(const PlacementProblem& problem);

/// Everything that is wrong with a problem, one sentence each, with names, values and ranges.
std::vector<std::string> errors_of(const PlacementProblem& problem);

/// Throws UsageError with all of errors_of, if there are any.
void validate(const PlacementProblem& problem);

/// "north/filtered, east/slurry", or "nothing".
std::string describe(const PlacementProblem& problem, const Plan& plan);

/// What a plan does at one receptor, over the ensemble.
struct ReceptorOutcome {
  double mean = 0.0;                ///< of the concentration, the background included
  double standard_deviation = 0.0;  ///< over the members
  double exceedance = 0.0;          ///< share of the members above the limit
  double damage = 0.0;              ///< w_r E[c^2] / L_r^2
};

/// Every term of E for one plan, in its own unit; `energy` is their weighted sum.
struct Accounts {
  double construction = 0.0, saving = 0.0;  ///< [money]
  double breach = 0.0, cascade = 0.0;       ///< [consequence]
  double delay = 0.0, corridor = 0.0;       ///< [delay]
  std::vector<ReceptorOutcome> receptors;
  double capacity = 0.0;  ///< of the plan [unit of the demand]
  double energy = 0.0;    ///< E(x)

  double cost() const { return construction - saving; }
  double water() const;  ///< the sum of the receptors' damages
  double breaches() const { return breach + cascade; }
  double life() const { return delay - corridor; }
};

/// Computes each term from its definition, the water term member by member.
Accounts accounts_of(const PlacementProblem& problem, const Plan& plan);

/// E with the responses of one member alone.
double member_energy(const PlacementProblem& problem, const Plan& plan, int member);

/// E as a quadratic function of the options, the water term by second moments; without constraints. Equal to
/// accounts_of(…).energy for every plan.
quantum::Qubo objective_of(const PlacementProblem& problem);

/// By how much a plan misses the constraints; all 0 for a feasible plan.
struct Violation {
  double missing_capacity = 0.0;           ///< [unit of the demand]
  int excess_options = 0;                  ///< options beyond the first on the sites that have several
  int excess_sites = 0;                    ///< used beyond n_sites, or negative: too few
  std::vector<std::string> crowded_sites;  ///< the sites with several options

  bool none() const { return missing_capacity <= 0 && excess_options == 0 && excess_sites == 0; }
};

Violation violation_of(const PlacementProblem& problem, const Plan& plan);
bool is_feasible(const PlacementProblem& problem, const Plan& plan);

/// "capacity 120 t short of the demand of 1000 t; site north has several options".
std::string describe(const PlacementProblem& problem, const Violation& violation);

}  // namespace entail::placement
