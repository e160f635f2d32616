#include "study/place_problem.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <map>
#include <numeric>
#include <set>
#include <tuple>

#include "base/constants.hpp"
#include "deck/deck.hpp"

namespace entail::study {

namespace {

using Size = std::size_t;

constexpr double millions = 1e6, tonne = 1000.0;

void add_options(const PlacementDesign& design, PlacementChoice& choice) {
  for (const Size i : choice.variables) {
    const CandidateOption& option = design.options[i];
    choice.problem.options.push_back({design.sites[option.site].name, option.keys.name, option.mass / tonne,
                                      option.costs.total() / millions,
                                      option.probability * option.consequence, option.delay});
  }
}

/// Cascades in both directions and shared roads, each pair of options once.
void add_pairs(const PlacementDesign& design, PlacementChoice& choice) {
  std::map<Size, int> variable;
  for (Size v = 0; v < choice.variables.size(); ++v) variable[choice.variables[v]] = static_cast<int>(v);
  std::map<std::pair<int, int>, placement::Pair> pairs;
  for (const auto& cascade : design.cascades) {
    const int a = variable.at(cascade.a), b = variable.at(cascade.b);
    pairs[{std::min(a, b), std::max(a, b)}].cascade += cascade.expected;
  }
  std::map<std::pair<Size, Size>, double> savings;
  for (const auto& road : design.roads) savings[{road.a, road.b}] = road.saving / millions;
  for (int b = 0; b < choice.problem.n_options(); ++b)
    for (int a = 0; a < b; ++a) {
      const auto site = [&](int v) { return design.options[choice.variables[static_cast<Size>(v)]].site; };
      const auto road = savings.find(std::minmax(site(a), site(b)));
      if (road != savings.end()) pairs[{a, b}].saving = road->second;
    }
  for (auto& [places, pair] : pairs) {
    std::tie(pair.a, pair.b) = places;
    if (pair.cascade > 0.0 || pair.saving > 0.0) choice.problem.pairs.push_back(pair);
  }
}

/// One entry for each receptor, contaminant and evaluation time, in mg/L; the background is the members'
/// mean.
void add_receptors(const Inputs& inputs, const std::vector<EnsembleMember>& members,
                   PlacementChoice& choice) {
  const deck::Deck& deck = inputs.deck;
  const auto& names = members.front().responses.receptors;
  const Size n_times = choice.times.size();
  for (Size c = 0; c < deck.contaminants.size(); ++c) {
    if (!does_damage(deck, c)) continue;
    for (Size r = 0; r < names.size(); ++r)
      for (Size t = 0; t < n_times; ++t) {
        placement::Receptor receptor;
        receptor.name =
            fmt::format("{} after {:.3g} yr", names[r], choice.times[t] / constants::seconds_per_year);
        receptor.contaminant = deck.contaminants[c].name;
        receptor.unit = "mg/L";
        receptor.weight = receptor_weight(deck, names[r]) / static_cast<double>(n_times);
        receptor.limit = *deck.contaminants[c].limit * constants::mg_per_litre;
        for (Size m = 0; m < members.size(); ++m) {
          receptor.background +=
              members[m].background[c][r][t] * constants::mg_per_litre / static_cast<double>(members.size());
          std::vector<double> row;
          for (Size v = 0; v < choice.variables.size(); ++v)
            row.push_back(choice.added[m][c][r][v][t] * constants::mg_per_litre);
          receptor.response.push_back(std::move(row));
        }
        choice.problem.receptors.push_back(std::move(receptor));
      }
  }
}

int sites_left(const PlacementDesign& design) {
  std::set<Size> sites;
  for (const auto& option : design.options)
    if (option.excluded.empty()) sites.insert(option.site);
  return static_cast<int>(sites.size());
}

}  // namespace

double capacity_of(const PlacementDesign& design, bool with_excluded, int n_sites) {
  std::map<Size, double> largest;
  for (const auto& option : design.options)
    if (with_excluded || option.excluded.empty())
      largest[option.site] = std::max(largest[option.site], option.mass);
  std::vector<double> masses;
  for (const auto& [site, mass] : largest) masses.push_back(mass);
  std::sort(masses.begin(), masses.end(), std::greater<>());
  if (n_sites > 0 && masses.size() > static_cast<Size>(n_sites)) masses.resize(static_cast<Size>(n_sites));
  return std::accumulate(masses.begin(), masses.end(), 0.0);
}

bool does_damage(const deck::Deck& deck, Size contaminant) {
  const auto& keys = deck.contaminants[contaminant];
  const auto& brought = deck.candidates->porewater;
  return keys.limit && std::any_of(brought.begin(), brought.end(),
                                   [&](const auto& entry) { return entry.first == keys.name; });
}

double receptor_weight(const deck::Deck& deck, const std::string& name) {
  for (const auto& [receptor, weight] : deck.place->weights.receptors)
    if (receptor == name) return weight;
  return 1.0;
}

void check_demand(const Inputs& inputs, const PlacementDesign& design, Diagnostics& diagnostics) {
  const auto& place = *inputs.deck.place;
  const double all = capacity_of(design, true, place.sites), left = capacity_of(design, false, place.sites);
  const std::string key = place.demand ? "place.demand" : "place.demand_volume";
  const std::string which =
      place.sites > 0 ? fmt::format("the {} largest sites", place.sites) : std::string("all sites");
  if (const int n = sites_left(design); place.sites > n)
    deck::report(inputs.deck, diagnostics, "place.sites",
                 fmt::format("is {}, but the rules of place.exclude leave {} sites", place.sites, n));
  if (design.demand > all)
    deck::report(inputs.deck, diagnostics, key,
                 fmt::format("is {:.4g} t, but {} with their largest options hold {:.4g} t together",
                             design.demand / tonne, which, all / tonne));
  else if (design.demand > left)
    deck::report(
        inputs.deck, diagnostics, key,
        fmt::format("has no feasible plan: it is {:.4g} t, but what the rules of place.exclude leave "
                    "holds {:.4g} t in {} (without them {:.4g} t)",
                    design.demand / tonne, left / tonne, which, all / tonne));
}

PlacementChoice make_choice(const Inputs& inputs, const Domain& domain, const PlacementDesign& design,
                            const std::vector<EnsembleMember>& members) {
  const deck::Deck& deck = inputs.deck;
  PlacementChoice choice;
  choice.times = evaluation_times(deck);
  for (Size i = 0; i < design.options.size(); ++i) {
    const CandidateOption& option = design.options[i];
    if (!option.excluded.empty()) continue;
    const Site& site = domain.candidates[option.site];
    choice.variables.push_back(i);
    choice.facilities.push_back(facility_of(deck, design.sites[option.site], option, design.demand, site));
    choice.releases.push_back(release_of(inputs, choice.facilities.back(), site));
  }
  const Size n = choice.variables.size(), n_receptors = domain.receptors.size();
  for (const auto& member : members) {
    auto& of_member = choice.added.emplace_back(deck.contaminants.size());
    for (Size c = 0; c < deck.contaminants.size(); ++c) {
      of_member[c].assign(n_receptors, {});
      for (Size r = 0; r < n_receptors; ++r)
        for (Size v = 0; v < n; ++v) {
          const Site& site = domain.candidates[design.options[choice.variables[v]].site];
          of_member[c][r].push_back(member.responses.kernel(r, c, site.shares)
                                        .concentration(choice.releases[v].seepage[c], choice.times));
        }
    }
  }
  choice.problem.demand = design.demand / tonne;
  if (deck.place->sites > 0) choice.problem.n_sites = deck.place->sites;
  const auto& weights = deck.place->weights;
  choice.problem.weights = {weights.cost, weights.water, weights.breach, weights.delay};
  choice.problem.units = {"t", "million " + deck.place->prices.currency, "receptors", "ha yr"};
  add_options(design, choice);
  add_pairs(design, choice);
  add_receptors(inputs, members, choice);
  return choice;
}

double damage_of(const deck::Deck& deck, const std::vector<std::string>& receptors,
                 const ReceptorSeries& concentrations) {
  double sum = 0.0;
  for (Size c = 0; c < deck.contaminants.size(); ++c) {
    if (!does_damage(deck, c)) continue;
    const double limit = *deck.contaminants[c].limit;
    for (Size r = 0; r < receptors.size(); ++r)
      for (const double value : concentrations[c][r])
        sum += receptor_weight(deck, receptors[r]) * value * value / (limit * limit) /
               static_cast<double>(concentrations[c][r].size());
  }
  return sum;
}

ReceptorSeries superposed(const PlacementChoice& choice, const EnsembleMember& member, Size number,
                          const placement::Plan& plan) {
  ReceptorSeries sum = member.background;
  for (Size c = 0; c < sum.size(); ++c)
    for (Size r = 0; r < sum[c].size(); ++r)
      for (Size v = 0; v < plan.size(); ++v)
        for (Size t = 0; plan[v] && t < sum[c][r].size(); ++t)
          sum[c][r][t] += choice.added[number][c][r][v][t];
  return sum;
}

}  // namespace entail::study
