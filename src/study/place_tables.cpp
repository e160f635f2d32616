#include "study/place_tables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/constants.hpp"

namespace entail::study {

namespace {

using Size = std::size_t;
using Row = std::vector<std::string>;

constexpr double millions = 1e6, tonne = 1000.0, km = 1000.0;

std::string number(double value) { return fmt::format("{:.5g}", value); }
std::string money(double value) { return fmt::format("{:.4f}", value / millions); }

double mean(const std::vector<double>& values) {
  return values.empty()
             ? 0.0
             : std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

std::string option_name(const PlacementDesign& design, Size option) {
  return design.sites[design.options[option].site].name + "/" + design.options[option].keys.name;
}

class Tables {
 public:
  explicit Tables(const PlacementResult& result)
      : result_(result),
        deck_(result.inputs->deck),
        design_(*result.design),
        choice_(*result.choice),
        prices_(deck_.place->prices),
        weights_(deck_.place->weights) {}

  std::vector<TextTable> all() const {
    std::vector<TextTable> tables{terms(),    sites(),      options(), breaches(), cascades(),
                                  releases(), exclusions(), solvers(), plans()};
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

  TextTable terms() const {
    TextTable t{"terms",
                "What is minimised",
                "Energy = sum over the terms of weight times amount. The weights are those of: " +
                    weights_.whose + ". They are judgements; entail does not know them.",
                {"term", "unit", "weight [" + currency() + " per unit]", "definition"},
                {}};
    t.rows = {{"cost", currency(), number(weights_.cost), "present value of all costs of the chosen options"},
              {"water", "limits squared", number(weights_.water),
               "sum over receptors of importance times the mean over the evaluation times and members of "
               "(concentration / limit)^2"},
              {"breach", "receptors", number(weights_.breach),
               "probability of a breach times receptors that it reaches, cascades included"},
              {"delay", "ha yr", number(weights_.delay),
               "area of the site times filling time and the deck's time to recovery"}};
    return t;
  }

  TextTable sites() const {
    TextTable t{"sites",
                "Candidate sites",
                "From the elevation raster. Effort: metres of level way that cost as much as the way there "
                "(rise and fall of place.prices).",
                {"site", "area [ha]", "mean slope [%]", "toe of the dam [m]", "way from the plant [km]",
                 "effort [km]", "stream [m]"},
                {}};
    for (const auto& site : design_.sites)
      t.rows.push_back({site.name, number(site.area / 1e4), number(100.0 * site.slope), number(site.toe),
                        number(site.haul_length / km), number(site.haul_effort / km),
                        std::isinf(site.stream_distance) ? "" : number(site.stream_distance)});
    return t;
  }

  TextTable options() const {
    TextTable t{
        "options",
        "Options: dam, capacity and every part of their cost",
        fmt::format("Present values in {}, discounted by {} % a year. Haul, filtration and stacking are "
                    "spread over the filling; closure is at its end; dam, liner and site at the start. "
                    "Unit prices: trucking {} and pumping {} per t and km, dam {} per m3, stacking {} per "
                    "m3, filtration {} per t, liner {} and closure {} per m2, site {}.",
                    currency(), number(100.0 * prices_.discount), number(prices_.trucking * 1e6),
                    number(prices_.pumping * 1e6), number(prices_.dam), number(prices_.stacking),
                    number(prices_.filtration * tonne), number(prices_.liner), number(prices_.closure),
                    number(prices_.site)),
        {"option",
         "type",
         "liner",
         "crest [m]",
         "height [m]",
         "dam length [m]",
         "dam volume [m3]",
         "tailings [m3]",
         "dry density [t/m3]",
         "capacity [t]",
         "haul",
         "filtration",
         "dam",
         "stacking",
         "liner cost",
         "closure",
         "site",
         "cost",
         "breach [receptors]",
         "delay [ha yr]",
         "left out"},
        {}};
    for (Size i = 0; i < design_.options.size(); ++i) {
      const auto& o = design_.options[i];
      t.rows.push_back({option_name(design_, i),
                        o.keys.type,
                        o.keys.liner ? o.keys.liner->type : "none",
                        number(o.pool.crest),
                        number(o.pool.height),
                        number(o.pool.dam_length),
                        number(o.pool.dam_volume),
                        number(o.pool.storage),
                        number(o.dry_density / tonne),
                        fmt::format("{:.0f}", o.mass / tonne),
                        money(o.costs.haul),
                        money(o.costs.filtration),
                        money(o.costs.dam),
                        money(o.costs.stacking),
                        money(o.costs.liner),
                        money(o.costs.closure),
                        money(o.costs.site),
                        money(o.costs.total()),
                        number(o.probability * o.consequence),
                        number(o.delay),
                        o.excluded});
    }
    return t;
  }

  TextTable breaches() const {
    TextTable t{
        "breach",
        "If a dam fails",
        "Concha Larrauri & Lall 2018, doi:10.3390/environments5020028 (constants unchecked): released V_F "
        "= 0.332 V_T^0.95 [millions of m3]; H_f = H (V_F/V_T) V_F; median runout D = 3.04 H_f^0.545 [km]; "
        "the decimal logarithm of D scatters by 0.658. The way is that of steepest descent. Consequence: "
        "importance of each receptor on it times the probability that the runout comes so far.",
        {"option", "probability", "released [m3]", "runout, median [km]", "1 in 10 less than [km]",
         "1 in 10 more than [km]", "receptors on the way: distance [km], probability",
         "consequence [receptors]"},
        {}};
    for (Size i = 0; i < design_.options.size(); ++i) {
      const auto& o = design_.options[i];
      if (!o.excluded.empty()) continue;
      std::string hits;
      for (const auto& hit : o.hits)
        hits += fmt::format("{}{}: {:.2f}, {:.3f}", hits.empty() ? "" : "; ", hit.name, hit.distance / km,
                            hit.probability);
      constexpr double tenth = 1.2815515655446004;
      t.rows.push_back({option_name(design_, i), number(o.probability), number(o.breach.released()),
                        number(o.breach.distance() / km), number(o.breach.distance_quantile(-tenth) / km),
                        number(o.breach.distance_quantile(tenth) / km), hits, number(o.consequence)});
    }
    return t;
  }

  TextTable cascades() const {
    TextTable t{
        "cascades",
        "Dams below dams",
        "A breach of the first that reaches the second adds: its probability, times that it runs so far, "
        "times the consequence of the second.",
        {"breach of", "reaches", "distance [km]", "probability that it runs so far", "expected [receptors]"},
        {}};
    for (const auto& c : design_.cascades)
      t.rows.push_back({option_name(design_, c.a), option_name(design_, c.b), number(c.distance / km),
                        number(c.probability), number(c.expected)});
    return t;
  }

  TextTable releases() const {
    TextTable t{
        "releases",
        "What each option lets into the ground over the horizon, and what it does alone",
        "Seepage by the facility's own balance of water and solute under the case's weather. The damage "
        "is by superposition, in the deck's own conductivities. Overflow is not in the responses.",
        {"option", "contaminant", "seepage [m3]", "seeped [t]", "overflowed [t]",
         "largest at a receptor [mg/L]", "receptor", "damage [limits squared]"},
        {}};
    const auto& names = result_.members->front().responses.receptors;
    for (Size v = 0; v < choice_.variables.size(); ++v)
      for (Size c = 0; c < deck_.contaminants.size(); ++c) {
        if (!does_damage(deck_, c)) continue;
        double largest = 0.0, damage = 0.0;
        std::string where;
        for (Size r = 0; r < names.size(); ++r)
          for (const double value : choice_.added.front()[c][r][v]) {
            const double ratio = value / *deck_.contaminants[c].limit;
            damage +=
                receptor_weight(deck_, names[r]) * ratio * ratio / static_cast<double>(choice_.times.size());
            if (value <= largest) continue;
            largest = value;
            where = names[r];
          }
        const auto& release = choice_.releases[v];
        t.rows.push_back({option_name(design_, choice_.variables[v]), deck_.contaminants[c].name,
                          number(release.water), number(release.seeped[c] / tonne),
                          number(release.overflowed[c] / tonne), number(largest * constants::mg_per_litre),
                          where, number(damage)});
      }
    return t;
  }

  TextTable exclusions() const {
    TextTable t{"exclusions",
                "Left out before anything was chosen",
                "By the rules of place.exclude; these options never became variables.",
                {"option", "reason"},
                {}};
    for (Size i = 0; i < design_.options.size(); ++i)
      if (!design_.options[i].excluded.empty())
        t.rows.push_back({option_name(design_, i), design_.options[i].excluded});
    return t;
  }

  TextTable solvers() const {
    const auto& s = result_.solution;
    TextTable t{
        "solvers",
        "Solvers side by side",
        fmt::format("No feasible plan has a lower energy than the bound {} ({}). {}", number(s.bound),
                    s.bound_source,
                    s.proven ? "The best plan is proven optimal for this problem."
                             : "The best plan is not proven optimal."),
        {"solver", "best energy", "bound", "gap [%]", "feasible before repair [%]", "time [s]", "how"},
        {}};
    for (const auto& row : s.rows)
      t.rows.push_back({row.method, row.incumbent.empty() ? "" : fmt::format("{:.6f}", row.energy),
                        fmt::format("{:.6f}", s.bound),
                        row.incumbent.empty() ? "" : number(100.0 * s.gap(row.energy)),
                        row.feasible_share < 0.0 ? "" : number(100.0 * row.feasible_share),
                        number(row.seconds), row.how + (row.nearest.empty() ? "" : "; " + row.nearest)});
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
                        number(100.0 * result_.solution.gap(plan.energy)), fmt::format("{:.0f}", a.capacity),
                        number(a.cost()), number(a.water()), number(a.breaches()), number(a.life()), found});
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
      t.rows.push_back({std::to_string(p + 1), describe(r.plan), number(a.water()), number(mean(r.water)),
                        fmt::format("{:.6f}", a.energy), fmt::format("{:.6f}", r.energy), number(r.regret),
                        number(100.0 * r.regret / std::fabs(r.energy - r.regret)), number(r.tail_energy),
                        p == result_.recommended ? "yes" : ""});
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
            number(*contaminant.limit * unit),
            number(without * unit),
            number(linear * unit),
            number(full * unit),
            full > 0.0 ? number(100.0 * (linear - full) / full) : "",
            number(largest * unit),
            number(100.0 * plan.exceedance[c][r])};
  }

  TextTable single_sites() const {
    TextTable t = Tables::receptors_of(result_.single_sites);
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
      t.rows.push_back({describe(p.plan), number(p.cost), number(p.water), number(p.life),
                        number(100.0 * p.weight_share), number(100.0 * p.member_share)});
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
      t.rows.push_back({describe(plan), number(full ? mean(result_.resimulated[p].water) : a.water()),
                        number(a.life()), number(height), number(volume), std::to_string(used),
                        number(a.cost()), number(a.breaches()),
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
      t.rows.push_back({name, fmt::format("{:.6g}", amount), unit, number(weight),
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

std::string csv_cell(const std::string& text) {
  if (text.find_first_of(",\"\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char letter : text) quoted += letter == '"' ? "\"\"" : std::string(1, letter);
  return quoted + "\"";
}

}  // namespace

std::vector<TextTable> placement_tables(const PlacementResult& result) { return Tables(result).all(); }

std::string csv_of(const TextTable& table) {
  std::string text = "# " + table.title + ". " + table.note + "\n";
  auto add = [&](const Row& row) {
    for (Size i = 0; i < row.size(); ++i) text += (i > 0 ? "," : "") + csv_cell(row[i]);
    text += "\n";
  };
  add(table.headings);
  for (const auto& row : table.rows) add(row);
  return text;
}

std::string placement_summary(const PlacementResult& result) {
  const auto& problem = result.choice->problem;
  const auto a = placement::accounts_of(problem, result.best());
  std::string text = fmt::format("recommended: {}\n", placement::describe(problem, result.best()));
  text += fmt::format(
      "  {:.0f} t in all, cost {:.3f} {}, breach {:.4g} receptors, delay {:.4g} ha yr; weights of: {}",
      a.capacity, a.cost(), problem.units.money, a.breaches(), a.life(),
      result.inputs->deck.place->weights.whose);
  if (!result.resimulated.empty())
    text += fmt::format(
        "\n  water damage {:.4g} by superposition, {:.4g} by the full model; rank {} of {} before "
        "re-simulation",
        a.water(), mean(result.resimulated[result.recommended].water), result.recommended + 1,
        result.resimulated.size());
  return text;
}

}  // namespace entail::study
