#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/constants.hpp"
#include "study/place_table_parts.hpp"

namespace entail::study {

namespace {

using Size = std::size_t;

constexpr double tonne = 1000.0, km = 1000.0;

class DesignTables : private TableSource {
 public:
  using TableSource::TableSource;

  std::vector<TextTable> all() const {
    return {terms(), sites(), options(), breaches(), cascades(), roads(), releases(), exclusions()};
  }

 private:
  TextTable terms() const {
    TextTable t{"terms",
                "What is minimised",
                "Energy = sum over the terms of weight times amount. The weights are those of: " +
                    weights.whose + ". They are judgements; entail does not know them.",
                {"term", "unit", "weight [" + currency() + " per unit]", "definition"},
                {}};
    t.rows = {
        {"cost", currency(), table_number(weights.cost), "present value of all costs of the chosen options"},
        {"water", "limits squared", table_number(weights.water),
         "sum over receptors of importance times the mean over the evaluation times and members of "
         "(concentration / limit)^2"},
        {"breach", "receptors", table_number(weights.breach),
         "probability of a breach times receptors that it reaches, cascades included"},
        {"delay", "ha yr", table_number(weights.delay),
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
    for (const auto& site : design.sites)
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
        fmt::format(
            "Present values in {}, discounted by {} % a year. Haul, filtration and stacking are "
            "spread over the filling; closure is at its end; dam, liner, road and site at the start. "
            "Unit prices: trucking {} and pumping {} per t and km, dam {} per m3, stacking {} per "
            "m3, filtration {} per t, liner {} and closure {} per m2, road {} per km of way, site {}.",
            currency(), table_number(100.0 * prices.discount), table_number(prices.trucking * 1e6),
            table_number(prices.pumping * 1e6), table_number(prices.dam), table_number(prices.stacking),
            table_number(prices.filtration * tonne), table_number(prices.liner), table_number(prices.closure),
            table_number(prices.road * km), table_number(prices.site)),
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
         "road",
         "site",
         "cost",
         "breach [receptors]",
         "delay [ha yr]",
         "left out"},
        {}};
    for (Size i = 0; i < design.options.size(); ++i) {
      const auto& o = design.options[i];
      t.rows.push_back({option_name(design, i),
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
                        table_money(o.costs.road),
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
    for (Size i = 0; i < design.options.size(); ++i) {
      const auto& o = design.options[i];
      if (!o.excluded.empty()) continue;
      std::string hits;
      for (const auto& hit : o.hits)
        hits += fmt::format("{}{}: {:.2f}, {:.3f}", hits.empty() ? "" : "; ", hit.name, hit.distance / km,
                            hit.probability);
      constexpr double tenth = 1.2815515655446004;
      t.rows.push_back(
          {option_name(design, i), table_number(o.probability), table_number(o.breach.released()),
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
    for (const auto& c : design.cascades)
      t.rows.push_back({option_name(design, c.a), option_name(design, c.b), table_number(c.distance / km),
                        table_number(c.probability), table_number(c.expected)});
    return t;
  }

  TextTable roads() const {
    TextTable t{
        "roads",
        "Roads that sites share",
        "Ways from the plant that begin alike; the options of each site count their whole way. Of a "
        "stretch that lies on the ways of k sites, two of them are credited the share 2/k: where all k "
        "are chosen the credits add up to what is saved, and no choice is credited more than it saves.",
        {"site", "site", "shared [km]", "saving [" + currency() + "]"},
        {}};
    for (const auto& road : design.roads)
      t.rows.push_back({design.sites[road.a].name, design.sites[road.b].name, table_number(road.length / km),
                        table_money(road.saving)});
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
    const auto& names = result.members->front().responses.receptors;
    for (Size v = 0; v < choice.variables.size(); ++v)
      for (Size c = 0; c < deck.contaminants.size(); ++c) {
        if (!does_damage(deck, c)) continue;
        double largest = 0.0, damage = 0.0;
        std::string where;
        for (Size r = 0; r < names.size(); ++r)
          for (const double value : choice.added.front()[c][r][v]) {
            const double ratio = value / *deck.contaminants[c].limit;
            damage +=
                receptor_weight(deck, names[r]) * ratio * ratio / static_cast<double>(choice.times.size());
            if (value <= largest) continue;
            largest = value;
            where = names[r];
          }
        const auto& release = choice.releases[v];
        t.rows.push_back({option_name(design, choice.variables[v]), deck.contaminants[c].name,
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
    for (Size i = 0; i < design.options.size(); ++i)
      if (!design.options[i].excluded.empty())
        t.rows.push_back({option_name(design, i), design.options[i].excluded});
    return t;
  }
};

}  // namespace

std::vector<TextTable> design_tables(const PlacementResult& result) { return DesignTables(result).all(); }

}  // namespace entail::study
