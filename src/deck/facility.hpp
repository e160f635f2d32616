/// What a deck says of tailings facilities, in SI.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/calendar.hpp"
#include "deck/schema.hpp"

namespace entail::deck {

struct FacilityStage {
  std::optional<Instant> date;
  std::optional<double> volume;  ///< [m3], stored, consolidated
  std::optional<double> mass;    ///< [kg], stored, dry
  double crest = 0.0;            ///< [m], elevation
};

struct Beach {
  double share = 0.7;         ///< of the footprint
  double conductivity = 0.0;  ///< [m/s]
  double porosity = 0.0;
  double wet = 0.0;  ///< share that evaporates while tailings come
};

struct Slimes {
  double conductivity = 0.0;  ///< [m/s]
  double porosity = 0.0;
};

struct DrainDown {
  std::optional<double> time;    ///< [s], exponential
  std::optional<double> lambda;  ///< Brooks-Corey
  double retention = 0.3;
};

struct Tailings {
  std::string type;
  std::optional<double> solids_content;
  double grain_density = 2700.0;              ///< [kg/m3]
  std::optional<double> settled_dry_density;  ///< [kg/m3]
  std::optional<double> consolidation;        ///< [s]
  Beach beach;
  Slimes slimes;
  DrainDown drain_down;
};

struct Pond {
  double initial = 0.0;        ///< [m3]
  double process_water = 0.0;  ///< [m3/s]
  double decant = 0.0;         ///< [m3/s], capacity
  double keep = 0.0;           ///< [m3]
};

struct LinerKeys {
  std::string type;
  std::optional<double> thickness, conductivity;  ///< [m], [m/s]
  std::optional<double> defects, defect_area;     ///< [1/m2], [m2]
  std::string contact;                            ///< good or poor; good when empty
};

struct Underdrain {
  double recovery = 0.0;
  bool returns = false;
};

/// What a cover does with the rain.
struct RainCover {
  double infiltration = 0.0, runoff = 0.0;  ///< shares of the rain
};

struct Closure : RainCover {
  std::optional<Instant> date;
};

struct Porewater {
  double process_water = 0.0;  ///< [kg/m3]
  double inventory = 0.0;      ///< [kg], in all solids of the last stage
  double soluble = 0.0, exchangeable = 0.0;
  double release = 0.0;              ///< [1/s]
  std::optional<double> solubility;  ///< [kg/m3]
};

struct Facility {
  std::string name;
  std::string file;             ///< GeoJSON; the polygon whose property name is `name`, or the only one
  std::vector<double> polygon;  ///< x1, y1, x2, y2, … when no file is given

  // Either what seeps …
  std::optional<double> seepage;                               ///< [m/s]
  std::vector<std::pair<std::string, double>> concentrations;  ///< [kg/m3] by contaminant
  std::optional<Instant> start, end;

  // … or what is stored, from which the seepage follows.
  std::vector<FacilityStage> stages;
  std::optional<double> floor;  ///< [m], mean elevation
  std::optional<Tailings> tailings;
  std::optional<Pond> pond;
  std::optional<LinerKeys> liner;
  std::optional<Underdrain> underdrain;
  std::optional<Closure> closure;
  std::vector<std::pair<std::string, Porewater>> porewater;
  std::vector<double> overflow_at;  ///< x, y

  bool is_staged() const { return !stages.empty(); }
};

Section describe(FacilityStage&);
Section describe(Beach&);
Section describe(Slimes&);
Section describe(DrainDown&);
Section describe(Tailings&);
Section describe(Pond&);
Section describe(LinerKeys&);
Section describe(Underdrain&);
Section describe(Closure&);
/// The keys of a cover, within a section.
void add_cover_keys(Section& section, RainCover& cover);
Section describe(Porewater&);
Section describe(Facility&);

}  // namespace entail::deck
