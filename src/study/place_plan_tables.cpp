#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/constants.hpp"
#include "study/place_table_parts.hpp"

namespace entail::study {

namespace {

using Size = std::size_t;

constexpr double millions = 1e6;

using Row = std::vector<std::string>;

class PlanTables : private TableSource {
 public:
  using TableSource::TableSource;

  std::vector<TextTable> all() const {
    std::vector<TextTable> tables{solvers(), plans(), damage()};
    if (!result.resimulated.empty()) {
      tables.push_back(regret());
      tables.push_back(receptors());
    }
    if (!result.single_sites.empty()) tables.push_back(single_sites());
    tables.push_back(pareto());
    tables.push_back(winners());
    tables.push_back(accounts());
    tables.push_back(by_hand());
    return tables;
  }

 private:
  TextTable solvers() const {
    const auto& s = result.solution;
    TextTable t{
        "solvers",
        "Solvers side by side",
        fmt::format("No feasible plan has a lower energy than the bound {} ({}). {} The QUBO counts "
                    "capacities in units of {} t{}. What the solvers find is finished alike: repaired, then "
                    "descended; before: what came feasible out of the solver itself.",
                    table_number(s.bound), s.bound_source,
                    s.proven ? "The best plan is proven optimal for this problem."
                             : "The best plan is not proven optimal.",
                    table_number(s.capacities.unit), s.capacities.exact ? "" : ", rounded down"),
        {"solver", "best energy", "bound", "gap [%]", "best energy before", "feasible before [%]", "time [s]",
         "how"},
        {}};
    for (const auto& row : s.rows)
      t.rows.push_back(
          {row.method, row.incumbent.empty() ? "" : fmt::format("{:.6f}", row.energy),
           fmt::format("{:.6f}", s.bound),
           row.incumbent.empty() ? "" : table_number(100.0 * s.gap(row.energy)),
           row.raw_energy ? fmt::format("{:.6f}", *row.raw_energy) : "",
           row.feasible_share < 0.0 ? "" : table_number(100.0 * row.feasible_share),
           table_number(row.seconds),
           row.how +
               (row.nearest.empty() ? "" : "; nothing feasible before repair, nearest: " + row.nearest)});
    return t;
  }

  TextTable plans() const {
    TextTable t{"plans",
                "The best plans by superposition",
                "Amounts of each term and the energy that they come to with the weights.",
                {"rank", "plan", "energy", "gap [%]", "capacity [t]", "cost [" + currency() + "]",
                 "water [limits squared]", "breach [receptors]", "delay [ha yr]", "found by"},
                {}};
    int rank = 0;
    for (const auto& plan : result.solution.plans) {
      const auto a = placement::accounts_of(choice.problem, plan.plan);
      std::string found;
      for (const auto& method : plan.found_by) found += (found.empty() ? "" : "; ") + method;
      t.rows.push_back({std::to_string(++rank), describe(plan.plan), fmt::format("{:.6f}", plan.energy),
                        table_number(100.0 * result.solution.gap(plan.energy)),
                        fmt::format("{:.0f}", a.capacity), table_number(a.cost()), table_number(a.water()),
                        table_number(a.breaches()), table_number(a.life()), found});
    }
    return t;
  }

  TextTable damage() const {
    TextTable t{
        "damage",
        "What the best plans do at each receptor, by superposition",
        "Concentrations with the background, means over the members. Largest: of the evaluation times, "
        "with its standard deviation over the members and the share of them above the limit then. "
        "Damage: this receptor's part of the plan's water.",
        {"rank", "receptor", "contaminant", "limit [mg/L]", "largest [mg/L]", "after [yr]",
         "deviation [mg/L]", "members above the limit [%]", "damage [limits squared]"},
        {}};
    for (Size p = 0; p < result.solution.plans.size(); ++p) {
      const auto seen = placement::accounts_of(choice.problem, result.solution.plans[p].plan).receptors;
      const Size n = choice.times.size();
      for (Size first = 0; first + n <= seen.size(); first += n)
        t.rows.push_back(damage_row(std::to_string(p + 1), first / n, &seen[first]));
    }
    return t;
  }

  /// `series` holds an outcome per evaluation time.
  Row damage_row(const std::string& rank, Size series_number,
                 const placement::ReceptorOutcome* series) const {
    const Size n = choice.times.size();
    const auto& receptor = choice.problem.receptors[series_number * n];
    const auto* largest =
        std::max_element(series, series + n, [](const auto& a, const auto& b) { return a.mean < b.mean; });
    double damage = 0.0;
    for (Size t = 0; t < n; ++t) damage += series[t].damage;
    return {rank,
            result.domain->receptors[series_number % result.domain->receptors.size()].name,
            receptor.contaminant,
            table_number(receptor.limit),
            table_number(largest->mean),
            table_number(choice.times[static_cast<Size>(largest - series)] / constants::seconds_per_year),
            table_number(largest->standard_deviation),
            table_number(100.0 * largest->exceedance),
            table_number(damage)};
  }

  std::string describe(const placement::Plan& plan) const {
    return placement::describe(choice.problem, plan);
  }

  TextTable regret() const {
    TextTable t{
        "regret",
        "The best plans again with the full model",
        fmt::format("Each plan as facilities of the whole nonlinear model, in {} member(s) of the "
                    "ensemble. Regret: energy above that of the best of these. Tail: with the mean damage "
                    "of the worst fifth of the members (CVaR), at least one. Recommended: the least "
                    "energy after re-simulation.",
                    result.members->size()),
        {"rank by superposition", "plan", "water, superposed", "water, full model", "energy, superposed",
         "energy, full model", "regret", "regret [%]", "energy, tail", "recommended"},
        {}};
    for (Size p = 0; p < result.resimulated.size(); ++p) {
      const auto& r = result.resimulated[p];
      const auto a = placement::accounts_of(choice.problem, r.plan);
      t.rows.push_back({std::to_string(p + 1), describe(r.plan), table_number(a.water()),
                        table_number(mean(r.water)), fmt::format("{:.6f}", a.energy),
                        fmt::format("{:.6f}", r.energy), table_number(r.regret),
                        table_number(100.0 * r.regret / std::fabs(r.energy - r.regret)),
                        fmt::format("{:.6f}", r.tail_energy), p == result.recommended ? "yes" : ""});
    }
    return t;
  }

  TextTable receptors() const {
    return seen_at_receptors(
        "receptors", "What receptors see of each re-simulated plan",
        "Concentrations in mg/L, means and maxima over the evaluation times, means over the members. "
        "Difference: superposition less full model, of the mean.",
        "plan", result.resimulated, [](Size number) { return std::to_string(number + 1); });
  }

  TextTable single_sites() const {
    return seen_at_receptors(
        "single_sites", "Responses against the full model, option by option",
        "Each option alone, in the first member of the ensemble: superposition and full model, as in "
        "the table of the re-simulated plans.",
        "option", result.single_sites,
        [&](Size number) { return describe(result.single_sites[number].plan); });
  }

  /// A row per plan, contaminant and receptor; label(number) names a plan.
  template <class Label>
  TextTable seen_at_receptors(const char* name, const char* title, const char* text, const char* heading,
                              const std::vector<Resimulated>& plans, const Label& label) const {
    TextTable t{name,
                title,
                text,
                {heading, "receptor", "contaminant", "limit", "without a plan, mean", "superposed, mean",
                 "full model, mean", "difference [%]", "full model, largest", "members above the limit [%]"},
                {}};
    for (Size p = 0; p < plans.size(); ++p)
      for (Size c = 0; c < deck.contaminants.size(); ++c)
        for (Size r = 0; does_damage(deck, c) && r < result.domain->receptors.size(); ++r)
          t.rows.push_back(receptor_row(plans[p], label(p), c, r));
    return t;
  }

  Row receptor_row(const Resimulated& plan, const std::string& label, Size c, Size r) const {
    double without = 0.0, linear = 0.0, full = 0.0, largest = 0.0;
    const auto& members = *result.members;
    const auto n = static_cast<double>(plan.seen.size());
    for (Size m = 0; m < plan.seen.size(); ++m) {
      without += mean(members[m].background[c][r]) / n;
      linear += mean(superposed(choice, members[m], m, plan.plan)[c][r]) / n;
      full += mean(plan.seen[m][c][r]) / n;
      largest += *std::max_element(plan.seen[m][c][r].begin(), plan.seen[m][c][r].end()) / n;
    }
    const double unit = constants::mg_per_litre;
    const auto& contaminant = deck.contaminants[c];
    return {label,
            result.domain->receptors[r].name,
            contaminant.name,
            table_number(*contaminant.limit * unit),
            table_number(without * unit),
            table_number(linear * unit),
            table_number(full * unit),
            full > 0.0 ? table_number(100.0 * (linear - full) / full) : "",
            table_number(largest * unit),
            table_number(100.0 * plan.exceedance[c][r])};
  }

  TextTable pareto() const {
    const auto& front = result.pareto;
    TextTable t{
        "pareto",
        "Plans that no other beats in cost, harm and life at once",
        fmt::format(
            "By superposition. {} Harm: water and breach at the deck's weights. Share of weights: how "
            "much of all weights of the three accounts, each scaled to its range here, would choose "
            "the plan. Weighted sums find {:.0f} % of these plans; limits (epsilon) find the others.",
            front.complete ? "All there are, of all feasible plans."
                           : "Those that a lattice of weights and limits on cost and life find; there "
                             "are too many feasible plans to look at all.",
            100.0 * front.share_by_weights),
        {"plan", "cost [" + currency() + "]", "harm [" + currency() + "]", "life: delay [ha yr]",
         "share of weights [%]", "found by"},
        {}};
    for (const auto& p : front.points)
      t.rows.push_back({describe(p.plan), table_number(p.cost), table_number(p.harm), table_number(p.life),
                        table_number(100.0 * p.weight_share),
                        p.by_weights && p.by_epsilon ? "weights; epsilon"
                        : p.by_weights               ? "weights"
                                                     : "epsilon"});
    return t;
  }

  TextTable winners() const {
    TextTable t{"members",
                "How often a plan is the best",
                fmt::format("Of {} member(s) of the ensemble of conductivities, by superposition, with the "
                            "deck's weights.",
                            result.members->size()),
                {"plan", "share of members [%]"},
                {}};
    for (const auto& winner : result.pareto.winners)
      t.rows.push_back({describe(winner.plan), table_number(100.0 * winner.share)});
    return t;
  }

  /// Multiple accounts (Robertson & Shaw): each account by its own measure, in its own unit.
  TextTable accounts() const {
    TextTable t{
        "accounts",
        "Multiple accounts",
        "Each account in its own units; the last column is what the weights of " + weights.whose +
            " make of it. Socio-economics: receptors with their importance. Weights are nobody else's.",
        {"plan", "environment: water [limits squared]", "environment: waste land [ha yr]",
         "technical: largest dam [m]", "technical: dam volume [m3]", "technical: sites used",
         "economics: cost [" + currency() + "]", "socio-economics: breach [receptors]", "energy"},
        {}};
    const Size n = result.resimulated.empty() ? result.solution.plans.size() : result.resimulated.size();
    for (Size p = 0; p < n; ++p) {
      const auto& plan =
          result.resimulated.empty() ? result.solution.plans[p].plan : result.resimulated[p].plan;
      const auto a = placement::accounts_of(choice.problem, plan);
      double height = 0.0, volume = 0.0;
      int used = 0;
      for (Size v = 0; v < plan.size(); ++v) {
        if (!plan[v]) continue;
        const auto& pool = design.options[choice.variables[v]].pool;
        height = std::max(height, pool.height);
        volume += pool.dam_volume;
        ++used;
      }
      const bool full = !result.resimulated.empty();
      t.rows.push_back({describe(plan), table_number(full ? mean(result.resimulated[p].water) : a.water()),
                        table_number(a.life()), table_number(height), table_number(volume),
                        std::to_string(used), table_number(a.cost()), table_number(a.breaches()),
                        fmt::format("{:.6f}", full ? result.resimulated[p].energy : a.energy)});
    }
    return t;
  }

  /// The recommended plan's energy, put together from the tables above.
  TextTable by_hand() const {
    const auto& plan = result.best();
    TextTable t{"recommended",
                "The recommended plan, number by number",
                "Costs, breach and delay from the table of options, cascades and shared roads from theirs; "
                "the water from the full model when the plan "
                "was re-simulated, else by superposition. Each line: amount times weight.",
                {"line", "amount", "unit", "weight", "energy"},
                {}};
    double sum = 0.0;
    auto line = [&](const std::string& name, double amount, const std::string& unit, double weight) {
      sum += amount * weight;
      t.rows.push_back({name, fmt::format("{:.6g}", amount), unit, table_number(weight),
                        fmt::format("{:.6f}", amount * weight)});
    };
    for (Size v = 0; v < plan.size(); ++v) {
      if (!plan[v]) continue;
      const auto& o = design.options[choice.variables[v]];
      const std::string name = option_name(design, choice.variables[v]);
      line(name + ": cost", o.costs.total() / millions, currency(), weights.cost);
      line(name + ": breach", o.probability * o.consequence, "receptors", weights.breach);
      line(name + ": delay", o.delay, "ha yr", weights.delay);
    }
    const auto a = placement::accounts_of(choice.problem, plan);
    line("cascades", a.cascade, "receptors", weights.breach);
    line("shared roads", 0.0 - a.saving, currency(), weights.cost);
    const bool full = !result.resimulated.empty();
    line("water", full ? mean(result.resimulated[result.recommended].water) : a.water(), "limits squared",
         weights.water);
    t.rows.push_back({"sum", "", "", "", fmt::format("{:.6f}", sum)});
    return t;
  }
};

}  // namespace

std::vector<TextTable> plan_tables(const PlacementResult& result) { return PlanTables(result).all(); }

}  // namespace entail::study
