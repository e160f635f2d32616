/// What a deck says of where tailings could go and how to choose, in SI.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "deck/facility.hpp"
#include "deck/schema.hpp"

namespace entail::deck {

/// One way to use a site. Volume and crest height each follow from the other by the terrain.
struct OptionKeys {
  std::string name;
  std::optional<double> volume;        ///< [m3], of tailings, consolidated
  std::optional<double> crest_height;  ///< [m], of the dam above the lowest ground on the site's rim
  std::string type;                    ///< slurry, thickened or filtered
  std::optional<double> dry_density;   ///< [kg/m3], consolidated
  std::optional<LinerKeys> liner;
  std::optional<Underdrain> underdrain;
  std::optional<double> delay;               ///< [s], until the land has recovered
  std::optional<double> breach_probability;  ///< in the facility's life
};

/// What is special about one site.
struct SiteKeys {
  std::vector<OptionKeys> options;  ///< instead of those for every site
  std::optional<double> delay;      ///< [s], of all its options without one of their own
};

/// The embankment on the rim of a site.
struct DamKeys {
  double crest_width = 8.0;                             ///< [m]
  double upstream_slope = 2.0, downstream_slope = 2.5;  ///< horizontal to 1 vertical
  double freeboard = 2.0;                               ///< [m], between tailings and crest
};

struct Candidates {
  std::string file;           ///< GeoJSON of polygons with the property name
  std::vector<double> plant;  ///< x, y
  std::vector<OptionKeys> options;
  std::vector<std::pair<std::string, SiteKeys>> sites;
  DamKeys dam;
  double filling = 0.0;  ///< [s], from the start of the period
  Tailings tailings;
  std::optional<Pond> pond;
  RainCover cover;                                           ///< ends the filling
  std::vector<std::pair<std::string, Porewater>> porewater;  ///< inventories of the whole demand
};

/// Prices in one currency.
struct PriceKeys {
  std::string currency;
  double trucking = 0.0, pumping = 0.0;  ///< [1/(kg m)], filtered and other tailings, on level ground
  double rise = 0.0, fall = 0.0;         ///< [-], what a unit of grade adds to them, as a share
  double steepest = 0.1;                 ///< [-], grade of a road or pipe; steeper ground is climbed in bends
  double dam = 0.0;                      ///< [1/m3]
  double stacking = 0.0;                 ///< [1/m3], of filtered tailings, spread and compacted
  double filtration = 0.0;               ///< [1/kg]
  double liner = 0.0, closure = 0.0;     ///< [1/m2]
  double road = 0.0;                     ///< [1/m], of the way to a site, built once for all that share it
  double site = 0.0;                     ///< per site used: pumps, permits
  double discount = 0.0;                 ///< [-] per year
};

struct CaptureKeys {
  std::string receptor;
  double share = 0.0;
};

/// Rules by which sites are left out before anything is chosen.
struct ExclusionKeys {
  std::optional<double> stream_distance;  ///< [m]
  std::optional<double> slope;            ///< mean of the site
  std::optional<double> dam_height;       ///< [m]
  std::string protected_areas;            ///< GeoJSON of polygons
  std::vector<CaptureKeys> capture;
};

struct BreachKeys {
  double probability = 0.0;  ///< in the life of a facility with a pond
  double filtered = 0.1;     ///< that of filtered tailings, as a share of it
  double corridor = 0.0;  ///< [m], half the width of the path that a receptor or dam is hit in; 0: one cell
};

/// A price for what is not money: millions of the currency for one unit of each term.
struct WeightKeys {
  std::string whose;
  double cost = 1.0, water = 0.0, breach = 0.0, delay = 0.0;
  std::vector<std::pair<std::string, double>> receptors;  ///< importance of one beside the others
};

struct EnsembleKeys {
  int members = 1;
  int seed = 1;
  double deviation = 0.5;           ///< of the natural logarithm of conductivity
  std::vector<double> correlation;  ///< [m], lengths in x, y and z
};

struct Place {
  std::optional<double> demand;         ///< [kg], dry
  std::optional<double> demand_volume;  ///< [m3]
  std::optional<double> horizon;        ///< [s]; the period's length when left out
  std::string weather = "mean";         ///< mean, or as the deck's
  int sites = 0;                        ///< exactly so many are used; 0: any number
  int plans = 10, resimulate = 3;
  bool enumerate = false, single_options = false;
  int seed = 1;
  double time = 20.0;  ///< [s], wall time of each solver
  std::vector<std::string> solvers = {"qaoa", "path-integral", "anneal", "exact"};
  WeightKeys weights;
  PriceKeys prices;
  ExclusionKeys exclude;
  BreachKeys breach;
  EnsembleKeys ensemble;
};

Section describe(OptionKeys&);
Section describe(SiteKeys&);
Section describe(DamKeys&);
Section describe(RainCover&);
Section describe(Candidates&);
Section describe(PriceKeys&);
Section describe(CaptureKeys&);
Section describe(ExclusionKeys&);
Section describe(BreachKeys&);
Section describe(WeightKeys&);
Section describe(EnsembleKeys&);
Section describe(Place&);

}  // namespace entail::deck
