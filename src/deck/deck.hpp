/// The deck: what a user can say, as plain structs in SI units. Each struct has its keys described beside it.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/calendar.hpp"
#include "base/constants.hpp"
#include "base/error.hpp"
#include "deck/facility.hpp"
#include "deck/placement.hpp"
#include "deck/schema.hpp"
#include "deck/values.hpp"

namespace entail::deck {

template <class T>
using Named = std::vector<std::pair<std::string, T>>;  ///< user's name and value, in the deck's order

struct Period {
  std::optional<Instant> start, end;
  std::optional<double> length;  ///< [s]
  bool steady = false;           ///< one steady state instead of a time
};

struct Terrain {
  std::string elevation;       ///< raster file
  std::vector<double> outlet;  ///< x, y in the deck's CRS
  double cell_size = 0.0;      ///< [m]
  std::optional<double> snap;  ///< [m]
  double stream_area = 1e6;    ///< [m2]
};

/// The edges of columns along one direction: all of them, or a row of growing ones.
struct Axis {
  std::vector<double> edges;      ///< [m]
  double start = 0.0, end = 0.0;  ///< [m]
  double first = 0.0;             ///< [m], width of the column at the start
  double growth = 1.0;            ///< from one column to the next
};

struct Box {
  std::vector<double> size;    ///< [m], x and y
  std::vector<int> cells;      ///< in x and y
  std::vector<double> origin;  ///< [m], the south-west corner
  std::optional<Axis> x, y;
  std::optional<double> wedge;  ///< [rad], around x = 0; columns widen with x, y is centred on 0
  std::optional<Spatial> top;   ///< [m], elevation of the ground
};

/// A part of the map or of space.
struct Selection {
  std::string file, feature;    ///< GeoJSON; the polygon or line of that name, or the only one
  std::vector<double> polygon;  ///< x1, y1, x2, y2, …
  std::vector<double> line;     ///< x1, y1, x2, y2, …
  std::vector<double> x, y, z;  ///< [m], ranges
};

struct Zone {
  std::string soil;
  Selection where;
};

struct MeshFile {
  std::string file;
};

struct Layer {
  std::string name;
  std::optional<Spatial> thickness;  ///< [m]; none for a layer that reaches down to the bedrock
  int cells = 1;
  std::string soil;
  std::vector<Zone> zones;
};

struct Dispersivity {
  double longitudinal = 0.0, transverse = 0.0;  ///< [m]
  std::optional<double> vertical;               ///< [m], transverse vertical
};

/// Haverkamp's constants, with heads in `unit`.
struct HaverkampKeys {
  double A = 0.0, beta = 0.0, B = 0.0, gamma = 0.0;
  std::string unit;
};

struct Soil {
  std::string from;
  std::string law = "van_genuchten";
  std::optional<Spatial> conductivity;  ///< [m/s], horizontal, saturated
  std::optional<double> anisotropy;     ///< horizontal over vertical conductivity
  std::optional<Spatial> porosity;
  std::optional<double> residual_water_content;
  std::optional<double> alpha;  ///< [1/m]
  std::optional<double> n;
  std::optional<double> pore_connectivity;
  std::optional<double> entry_head;  ///< [m], Brooks-Corey
  std::optional<double> lambda;
  std::optional<double> conductivity_exponent;
  std::optional<HaverkampKeys> haverkamp;
  std::string table;                     ///< CSV
  std::optional<double> specific_yield;  ///< unconfined aquifers
  double specific_storage = 1e-5;        ///< [1/m]
  double grain_density = 2650.0;         ///< [kg/m3]
  Dispersivity dispersivity;
  std::optional<Spatial> ph;  ///< of the pore water, for kd_by_ph
};

struct Ground {
  std::vector<Layer> layers;
  Named<Soil> soils;
  std::optional<Spatial> bedrock;  ///< [m], elevation of the bottom
  double minimum_thickness = 0.1;  ///< [m], of a layer
};

struct Surface {
  std::optional<Spatial> manning;  ///< [s m^-1/3]
};

struct Vegetation {
  double root_depth = 0.5;                                   ///< [m]
  std::vector<double> stress = {-0.10, -0.25, -8.0, -80.0};  ///< [m], Feddes h1 > h2 > h3 > h4
};

/// What a scenario of the climate does to a weather record.
struct ClimateFactors {
  double rain = 1.0;
  double temperature = 0.0;  ///< [K], added
  std::optional<double> potential_evaporation;
};

struct WeatherGenerator {
  std::string file;  ///< CSV of monthly statistics
  int seed = 1;
};

/// A part of the period, from `start` to the next phase's.
struct WeatherPhase {
  std::optional<Instant> start;
  std::string aggregate;                  ///< empty: as the weather's
  std::optional<ClimateFactors> factors;  ///< none: the weather's
};

struct Weather {
  std::string file;
  std::optional<WeatherGenerator> generator;
  std::optional<double> rain;                   ///< [m/s]
  std::optional<double> potential_evaporation;  ///< [m/s]
  Named<double> concentrations;                 ///< [kg/m3] by contaminant, of the rain
  std::string aggregate;                        ///< empty: none
  std::optional<ClimateFactors> factors;
  std::vector<WeatherPhase> phases;
};

/// Factors C and P of the Universal Soil Loss Equation, from `start` on.
struct CoverChange {
  std::optional<Instant> start;
  std::string from;
  std::optional<Spatial> c, p;
};

struct Cover {
  std::string from;
  std::optional<Spatial> c, p;
  std::vector<CoverChange> schedule;
};

struct ErosionZone {
  std::string name;
  Selection where;
  std::optional<Spatial> erodibility;
  std::optional<Cover> cover;
};

struct Delivery {
  double coefficient = 0.0;   ///< [1/m]
  double channel_area = 1e5;  ///< [m2], drained area from which on a column is a channel
};

struct Erosion {
  std::optional<Spatial> erodibility;       ///< K, US customary units
  std::optional<Spatial> coarse_fragments;  ///< [-]
  std::string slope_factor = "rusle";
  std::optional<Spatial> slope_length;  ///< [m]; from the terrain without
  double longest_slope = 305.0;         ///< [m]
  std::optional<double> half_hour_rain;
  std::optional<Cover> cover;
  std::vector<ErosionZone> zones;
  std::optional<Delivery> delivery;
  std::optional<Instant> start, end;
};

struct NormalDepth {
  double slope = 0.0;
};

/// A head beyond a bed or bank that water passes.
struct GeneralHead {
  std::optional<Spatial> head;        ///< [m]
  std::optional<double> leakance;     ///< [1/s], conductance per area
  std::optional<double> conductance;  ///< [m2/s], of the whole boundary
};

struct River {
  std::optional<Spatial> stage, bottom;  ///< [m]
  std::optional<double> leakance;        ///< [1/s]
  std::optional<double> conductance;     ///< [m2/s]
};

struct Drain {
  std::optional<Spatial> level;       ///< [m]
  std::optional<double> leakance;     ///< [1/s]
  std::optional<double> conductance;  ///< [m2/s]
};

struct Boundary {
  std::string name;
  std::string where;
  Selection part;
  std::optional<double> width;                 ///< [m], of a river or drain along a line
  std::optional<Spatial> head, pressure_head;  ///< [m]
  std::optional<Spatial> flux;                 ///< [m/s], positive into the model
  std::optional<Spatial> rate;                 ///< [m3/s], positive into the model
  bool seepage_face = false;
  bool critical_depth = false;
  std::optional<NormalDepth> normal_depth;
  std::optional<GeneralHead> general_head;
  std::optional<River> river;
  std::optional<Drain> drain;
  Named<Spatial> concentrations;       ///< [kg/m3] by contaminant, of the water that enters
  Named<Spatial> held_concentrations;  ///< [kg/m3], at the boundary itself
};

struct Well {
  std::string name;
  std::vector<double> at;         ///< x, y
  std::vector<double> screen;     ///< [m], depths of the top and the bottom of the screen
  std::optional<Spatial> rate;    ///< [m3/s], positive into the model
  Named<Spatial> concentrations;  ///< [kg/m3] by contaminant, of the water it brings
  Named<Spatial> mass_rates;      ///< [kg/s] by contaminant, without water
};

struct FlowSection {
  std::string name;
  std::vector<double> line;  ///< x1, y1, x2, y2, …
};

struct Initial {
  std::optional<Spatial> water_table_depth, head, pressure_head, surface_depth;  ///< [m]
  std::string file;                                                              ///< a result's <name>_3d.nc
  bool steady = false;  ///< find the steady state first, from what the other keys give
};

/// Freundlich's isotherm, with concentrations and sorbed mass in the given units.
struct Freundlich {
  double coefficient = 0.0, exponent = 1.0;
  std::string concentration_unit, sorbed_unit;
};

struct Langmuir {
  double affinity = 0.0;  ///< [m3/kg]
  double capacity = 0.0;  ///< [kg/kg]
};

/// What a contaminant becomes as it decays.
struct DecayProduct {
  std::string name;
  double yield = 1.0;  ///< [kg/kg]
};

struct Contaminant {
  std::string name;
  std::optional<double> limit;  ///< [kg/m3]
  std::string source;
  std::optional<Spatial> kd;  ///< [m3/kg]
  std::string kd_by_ph;       ///< CSV
  std::optional<Freundlich> freundlich;
  std::optional<Langmuir> langmuir;
  std::optional<double> half_life;  ///< [s]
  std::vector<DecayProduct> products;
  std::optional<double> solubility;   ///< [kg/m3]
  double molecular_diffusion = 1e-9;  ///< [m2/s]
  std::optional<Spatial> background;  ///< [kg/m3]
};

struct Receptor {
  std::string name;
  std::string kind = "well";
  std::vector<double> at;      ///< x, y (a stream: x1, y1, x2, y2, …)
  std::vector<double> screen;  ///< [m], depths of the top and the bottom of a well's screen
};

struct Receptors {
  std::string file;
  std::vector<Receptor> list;
};

/// What each receptor would see of releases anywhere.
struct Responses {
  std::optional<Instant> start, end;                      ///< of the window whose mean flow counts
  double horizon = 100.0 * constants::seconds_per_year;   ///< [s]
  double step = 30.0 * constants::seconds_per_day;        ///< [s], the first
  double growth = 1.1;                                    ///< of steps
  std::string into;                                       ///< "ground" or "surface"
  double release = 1000.0 / constants::seconds_per_year;  ///< [kg/s]
};

struct Output {
  Interval every;
  Interval observations;
  bool volume = true;
};

struct Steps {
  double initial = 60.0;                    ///< [s]
  double minimum = 1e-3;                    ///< [s]
  std::optional<double> maximum;            ///< [s]
  double depth_tolerance = 0.0002;          ///< [m]
  double relative_depth_tolerance = 0.005;  ///< [-]
  double content_tolerance = 0.0005;        ///< [-]
  double head_tolerance = 0.01;             ///< [m]
  double mass_tolerance = 0.0005;           ///< [-]
};

struct Solver {
  double balance_tolerance = 1e-8;
  int newton_iterations = 15;
  std::string petsc;
};

struct Check {
  std::string name, quantity, boundary, contaminant;
  std::vector<double> at;
  std::optional<double> value, threshold;
  std::string time, reference, tolerance;
};

struct Reference {
  std::string source;
  std::vector<Check> checks;
};

struct Deck {
  std::string title, summary, crs;
  Period period;
  std::optional<Terrain> terrain;
  std::optional<Box> box;
  std::optional<MeshFile> mesh;
  std::optional<Ground> ground;
  std::optional<Surface> surface;
  std::optional<Vegetation> vegetation;
  std::optional<Weather> weather;
  std::optional<Erosion> erosion;
  std::vector<Boundary> boundaries;
  std::vector<Well> wells;
  std::vector<FlowSection> sections;
  Initial initial;
  std::vector<Contaminant> contaminants;
  std::vector<Facility> facilities;
  std::string limits;  ///< CSV
  std::optional<Receptors> receptors;
  std::optional<Candidates> candidates;
  std::optional<Place> place;
  std::optional<Responses> responses;
  Output output;
  Steps steps;
  Solver solver;
  std::optional<Reference> reference;

  // Not keys: where the deck came from.
  std::string path;                   ///< of the deck's file
  std::string text;                   ///< the deck as written
  std::map<std::string, Mark> marks;  ///< where each key stands

  Instant start() const;               ///< period.start, or 2000-01-01
  Instant instant(double time) const;  ///< `time` [s] after the start, to the nearest second
  double duration() const;             ///< [s], of the period
  std::string run_name() const;        ///< the file's stem, or its folder's name for deck.yaml
};

Section describe(Period&);
Section describe(Terrain&);
Section describe(Axis&);
Section describe(Box&);
Section describe(Zone&);
Section describe(HaverkampKeys&);
Section describe(MeshFile&);
Section describe(Layer&);
Section describe(Dispersivity&);
Section describe(Soil&);
Section describe(Ground&);
Section describe(Surface&);
Section describe(Vegetation&);
Section describe(ClimateFactors&);
Section describe(WeatherGenerator&);
Section describe(WeatherPhase&);
Section describe(Weather&);
Section describe(CoverChange&);
Section describe(Cover&);
Section describe(ErosionZone&);
Section describe(Delivery&);
Section describe(Erosion&);
Section describe(NormalDepth&);
Section describe(GeneralHead&);
Section describe(River&);
Section describe(Drain&);
Section describe(Boundary&);
Section describe(Well&);
Section describe(FlowSection&);
Section describe(Initial&);
Section describe(Freundlich&);
Section describe(Langmuir&);
Section describe(DecayProduct&);
Section describe(Contaminant&);
Section describe(Receptor&);
Section describe(Receptors&);
Section describe(Responses&);
Section describe(Output&);
Section describe(Steps&);
Section describe(Solver&);
Section describe(Check&);
Section describe(Reference&);
Section describe(Deck&);

/// Reads a deck from its text. Everything wrong in it goes to `diagnostics`; what could be read is returned,
/// so that the files it names can still be checked.
Deck read_deck(const std::string& path, const std::string& text, Diagnostics& diagnostics);

/// Where an error found after reading belongs: the mark of `key_path`, or of the nearest key above it.
Mark mark_of(const Deck& deck, const std::string& key_path);

/// Adds an error at a key of the deck.
void report(const Deck& deck, Diagnostics& diagnostics, const std::string& key_path,
            const std::string& message);

/// Throws one error at a key of the deck, with its line quoted: UsageError, or another code when the deck's
/// files are to blame.
[[noreturn]] void fail(const Deck& deck, const std::string& key_path, const std::string& message,
                       ExitCode code = ExitCode::usage);

/// The resolved deck as YAML in SI units, defaults and library values filled in.
std::string echo_deck(Deck& deck);

}  // namespace entail::deck
