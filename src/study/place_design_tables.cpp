#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/constants.hpp"
#include "study/place_table_parts.hpp"

namespace entail::study {

namespace {

using Size = std::size_t;

constexpr double tonne = 1000.0, km = 1000.0;

class DesignTables {
 public:
  explicit DesignTables(const PlacementResult& result)
      : result_(result),
        deck_(result.inputs->deck),
        design_(*result.design),
        choice_(*result.choice),
        prices_(deck_.place->prices),
        weights_(deck_.place->weights) {}

  std::vector<TextTable> all() const {
    return {terms(), sites(), options(), breaches(), cascades(), releases(), exclusions()};
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
    t.rows = {
        {"cost", currency(), table_number(weights_.cost), "present value of all costs of the chosen options"},
        {"water", "limits squared", table_number(weights_.water),
         "sum over receptors of importance times the mean over the evaluation times and members of "
         "(concentration / limit)^2"},
        {"breach", "receptors", table_number(weights_.breach),
         "probability of a breach times receptors that it reaches, cascades included"},
        {"delay", "ha yr", table_number(weights_.delay),
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
      t.rows.push_back({site.name, table_number(site.area / 1e4), table_number(100.0 * site.slope),
                        table_number(site.toe), table_number(site.haul_length / km),
                        table_number(site.haul_effort / km),
                        std::isinf(site.stream_distance) ? "" : table_number(site.stream_distance)});
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
                    currency(), table_number(100.0 * prices_.discount), table_number(prices_.trucking * 1e6),
                    table_number(prices_.pumping * 1e6), table_number(prices_.dam),
                    table_number(prices_.stacking), table_number(prices_.filtration * tonne),
                    table_number(prices_.liner), table_number(prices_.closure), table_number(prices_.site)),
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
                        table_number(o.pool.crest),
                        table_number(o.pool.height),
                        table_number(o.pool.dam_length),
                        table_number(o.pool.dam_volume),
                        table_number(o.pool.storage),
                        table_number(o.dry_density / tonne),
                        fmt::format("{:.0f}", o.mass / tonne),
                        table_money(o.costs.haul),
                        table_money(o.costs.filtration),
                        table_money(o.costs.dam),
                        table_money(o.costs.stacking),
                        table_money(o.costs.liner),
                        table_money(o.costs.closure),
                        table_money(o.costs.site),
                        table_money(o.costs.total()),
                        table_number(o.probability * o.consequence),
                        table_number(o.delay),
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
      t.rows.push_back(
          {option_name(design_, i), table_number(o.probability), table_number(o.breach.released()),
           table_number(o.breach.distance() / km), table_number(o.breach.distance_quantile(-tenth) / km),
           table_number(o.breach.distance_quantile(tenth) / km), hits, table_number(o.consequence)});
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
      t.rows.push_back({option_name(design_, c.a), option_name(design_, c.b), table_number(c.distance / km),
                        table_number(c.probability), table_number(c.expected)});
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
                          table_number(release.water), table_number(release.seeped[c] / tonne),
                          table_number(release.overflowed[c] / tonne),
                          table_number(largest * constants::mg_per_litre), where, table_number(damage)});
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

  const PlacementResult& result_;
  const deck::Deck& deck_;
  const PlacementDesign& design_;
  const PlacementChoice& choice_;
  const deck::PriceKeys& prices_;
  const deck::WeightKeys& weights_;
};

}  // namespace

std::vector<TextTable> design_tables(const PlacementResult& result) { return DesignTables(result).all(); }

}  // namespace entail::study
