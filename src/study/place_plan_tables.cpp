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

class PlanTables {
 public:
  explicit PlanTables(const PlacementResult& result)
      : result_(result),
        deck_(result.inputs->deck),
        design_(*result.design),
        choice_(*result.choice),
        prices_(deck_.place->prices),
        weights_(deck_.place->weights) {}

  std::vector<TextTable> all() const {
    std::vector<TextTable> tables{solvers(), plans()};
    if (!result_.resimulated.empty()) {
      tables.push_back(regret());
      tables.push_back(receptors());
    }
    if (!result_.single_sites.empty()) tables.push_back(single_sites());
    tables.push_back(pareto());
    tables.push_back(accounts());
    tables.push_back(by_hand());
    return tables;
  }

 private:
  std::string currency() const { return "million " + prices_.currency; }

  TextTable solvers() const {
    const auto& s = result_.solution;
    TextTable t{
        "solvers",
        "Solvers side by side",
        fmt::format("No feasible plan has a lower energy than the bound {} ({}). {}", table_number(s.bound),
                    s.bound_source,
                    s.proven ? "The best plan is proven optimal for this problem."
                             : "The best plan is not proven optimal."),
        {"solver", "best energy", "bound", "gap [%]", "feasible before repair [%]", "time [s]", "how"},
        {}};
    for (const auto& row : s.rows)
      t.rows.push_back({row.method, row.incumbent.empty() ? "" : fmt::format("{:.6f}", row.energy),
                        fmt::format("{:.6f}", s.bound),
                        row.incumbent.empty() ? "" : table_number(100.0 * s.gap(row.energy)),
                        row.feasible_share < 0.0 ? "" : table_number(100.0 * row.feasible_share),
                        table_number(row.seconds),
                        row.how + (row.nearest.empty() ? "" : "; " + row.nearest)});
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
    for (const auto& plan : result_.solution.plans) {
      const auto a = placement::accounts_of(choice_.problem, plan.plan);
      std::string found;
      for (const auto& method : plan.found_by) found += (found.empty() ? "" : "; ") + method;
      t.rows.push_back({std::to_string(++rank), describe(plan.plan), fmt::format("{:.6f}", plan.energy),
                        table_number(100.0 * result_.solution.gap(plan.energy)),
                        fmt::format("{:.0f}", a.capacity), table_number(a.cost()), table_number(a.water()),
                        table_number(a.breaches()), table_number(a.life()), found});
    }
    return t;
  }

  std::string describe(const placement::Plan& plan) const {
    return placement::describe(choice_.problem, plan);
  }

  TextTable regret() const {
    TextTable t{
        "regret",
        "The best plans again with the full model",
        fmt::format("Each plan as facilities of the whole nonlinear model, in {} member(s) of the "
                    "ensemble. Regret: energy above that of the best of these. Tail: with the mean damage "
                    "of the worst fifth of the members (CVaR), at least one. Recommended: the least "
                    "energy after re-simulation.",
                    result_.members->size()),
        {"rank by superposition", "plan", "water, superposed", "water, full model", "energy, superposed",
         "energy, full model", "regret", "regret [%]", "energy, tail", "recommended"},
        {}};
    for (Size p = 0; p < result_.resimulated.size(); ++p) {
      const auto& r = result_.resimulated[p];
      const auto a = placement::accounts_of(choice_.problem, r.plan);
      t.rows.push_back({std::to_string(p + 1), describe(r.plan), table_number(a.water()),
                        table_number(mean(r.water)), fmt::format("{:.6f}", a.energy),
                        fmt::format("{:.6f}", r.energy), table_number(r.regret),
                        table_number(100.0 * r.regret / std::fabs(r.energy - r.regret)),
                        fmt::format("{:.6f}", r.tail_energy), p == result_.recommended ? "yes" : ""});
    }
    return t;
  }

  TextTable receptors() const {
    TextTable t{"receptors",
                "What receptors see of each re-simulated plan",
                "Concentrations in mg/L, means and maxima over the evaluation times, means over the members. "
                "Difference: superposition less full model, of the mean.",
                {"plan", "receptor", "contaminant", "limit", "without a plan, mean", "superposed, mean",
                 "full model, mean", "difference [%]", "full model, largest", "members above the limit [%]"},
                {}};
    for (Size p = 0; p < result_.resimulated.size(); ++p)
      for (Size c = 0; c < deck_.contaminants.size(); ++c)
        for (Size r = 0; does_damage(deck_, c) && r < result_.domain->receptors.size(); ++r)
          t.rows.push_back(receptor_row(result_.resimulated[p], std::to_string(p + 1), c, r));
    return t;
  }

  Row receptor_row(const Resimulated& plan, const std::string& label, Size c, Size r) const {
    double without = 0.0, linear = 0.0, full = 0.0, largest = 0.0;
    const auto& members = *result_.members;
    const auto n = static_cast<double>(members.size());
    for (Size m = 0; m < members.size(); ++m) {
      without += mean(members[m].background[c][r]) / n;
      linear += mean(superposed(choice_, members[m], m, plan.plan)[c][r]) / n;
      full += mean(plan.seen[m][c][r]) / n;
      largest += *std::max_element(plan.seen[m][c][r].begin(), plan.seen[m][c][r].end()) / n;
    }
    const double unit = constants::mg_per_litre;
    const auto& contaminant = deck_.contaminants[c];
    return {label,
            result_.domain->receptors[r].name,
            contaminant.name,
            table_number(*contaminant.limit * unit),
            table_number(without * unit),
            table_number(linear * unit),
            table_number(full * unit),
            full > 0.0 ? table_number(100.0 * (linear - full) / full) : "",
            table_number(largest * unit),
            table_number(100.0 * plan.exceedance[c][r])};
  }

  TextTable single_sites() const {
    TextTable t = receptors_of(result_.single_sites);
    return t;
  }

  TextTable receptors_of(const std::vector<Resimulated>& plans) const {
    TextTable t{"single_sites",
                "Responses against the full model, option by option",
                "Each option alone: superposition and full model, as in the table of the re-simulated plans.",
                {"option", "receptor", "contaminant", "limit", "without a plan, mean", "superposed, mean",
                 "full model, mean", "difference [%]", "full model, largest", "members above the limit [%]"},
                {}};
    for (const auto& plan : plans)
      for (Size c = 0; c < deck_.contaminants.size(); ++c)
        for (Size r = 0; does_damage(deck_, c) && r < result_.domain->receptors.size(); ++r)
          t.rows.push_back(receptor_row(plan, describe(plan.plan), c, r));
    return t;
  }

  TextTable pareto() const {
    TextTable t{
        "pareto",
        "Plans that no other beats in every account",
        "Of all feasible plans by superposition; none where there are too many to look at. Life: breach and "
        "delay at the deck's weights. Share of weights: how much of all weights of the three accounts, each "
        "scaled to its range here, would choose the plan; 0 marks plans that no weights find. Share of "
        "members: of the ensemble, with the deck's weights.",
        {"plan", "cost [" + currency() + "]", "water [limits squared]", "life [" + currency() + "]",
         "share of weights [%]", "share of members [%]"},
        {}};
    for (const auto& p : result_.pareto)
      t.rows.push_back({describe(p.plan), table_number(p.cost), table_number(p.water), table_number(p.life),
                        table_number(100.0 * p.weight_share), table_number(100.0 * p.member_share)});
    return t;
  }

  /// Multiple accounts (Robertson & Shaw): each account by its own measure, in its own unit.
  TextTable accounts() const {
    TextTable t{
        "accounts",
        "Multiple accounts",
        "Each account in its own units; the last column is what the weights of " + weights_.whose +
            " make of it. Socio-economics: receptors with their importance. Weights are nobody else's.",
        {"plan", "environment: water [limits squared]", "environment: waste land [ha yr]",
         "technical: largest dam [m]", "technical: dam volume [m3]", "technical: sites used",
         "economics: cost [" + currency() + "]", "socio-economics: breach [receptors]", "energy"},
        {}};
    const Size n = result_.resimulated.empty() ? result_.solution.plans.size() : result_.resimulated.size();
    for (Size p = 0; p < n; ++p) {
      const auto& plan =
          result_.resimulated.empty() ? result_.solution.plans[p].plan : result_.resimulated[p].plan;
      const auto a = placement::accounts_of(choice_.problem, plan);
      double height = 0.0, volume = 0.0;
      int used = 0;
      for (Size v = 0; v < plan.size(); ++v) {
        if (!plan[v]) continue;
        const auto& pool = design_.options[choice_.variables[v]].pool;
        height = std::max(height, pool.height);
        volume += pool.dam_volume;
        ++used;
      }
      const bool full = !result_.resimulated.empty();
      t.rows.push_back({describe(plan), table_number(full ? mean(result_.resimulated[p].water) : a.water()),
                        table_number(a.life()), table_number(height), table_number(volume),
                        std::to_string(used), table_number(a.cost()), table_number(a.breaches()),
                        fmt::format("{:.6f}", full ? result_.resimulated[p].energy : a.energy)});
    }
    return t;
  }

  /// The recommended plan's energy, put together from the tables above.
  TextTable by_hand() const {
    const auto& plan = result_.best();
    TextTable t{
        "recommended",
        "The recommended plan, number by number",
        "Costs, breach and delay from the table of options; the water from the full model when the plan "
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
      const auto& o = design_.options[choice_.variables[v]];
      const std::string name = option_name(design_, choice_.variables[v]);
      line(name + ": cost", o.costs.total() / millions, currency(), weights_.cost);
      line(name + ": breach", o.probability * o.consequence, "receptors", weights_.breach);
      line(name + ": delay", o.delay, "ha yr", weights_.delay);
    }
    const auto a = placement::accounts_of(choice_.problem, plan);
    line("cascades", a.cascade, "receptors", weights_.breach);
    const bool full = !result_.resimulated.empty();
    line("water", full ? mean(result_.resimulated[result_.recommended].water) : a.water(), "limits squared",
         weights_.water);
    t.rows.push_back({"sum", "", "", "", fmt::format("{:.6f}", sum)});
    return t;
  }

  const PlacementResult& result_;
  const deck::Deck& deck_;
  const PlacementDesign& design_;
  const PlacementChoice& choice_;
  const deck::PriceKeys& prices_;
  const deck::WeightKeys& weights_;
};

}  // namespace

std::vector<TextTable> plan_tables(const PlacementResult& result) { return PlanTables(result).all(); }

}  // namespace entail::study
