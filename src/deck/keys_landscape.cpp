// The keys of weather and erosion.
#include "deck/cover_library.hpp"
#include "deck/deck.hpp"
#include "deck/selection.hpp"

namespace entail::deck {

Section describe(Weather& w) {
  Section s("Rain and potential evaporation: a file, a generator, or constants.");
  s.file("file", w.file)
      .help(
          "CSV with a column date and columns such as \"rain [mm/d]\", \"potential_evaporation [mm/d]\", "
          "\"temperature_min [degC]\", \"temperature_max [degC]\"; equal steps without gaps. Without "
          "potential_evaporation it follows from the temperatures by Hargreaves & Samani 1985")
      .example("weather.csv");
  s.group("generator", w.generator).help("daily weather made from monthly statistics, instead of a file");
  s.quantity("rain", w.rain, "m/s").at_least(0).help("constant rain, instead of a file").example("3e-6 m/s");
  s.quantity("potential_evaporation", w.potential_evaporation, "m/s")
      .at_least(0)
      .help("constant potential evaporation")
      .example("2 mm/d");
  s.quantity_dictionary("concentrations", w.concentrations, "kg/m3")
      .at_least(0)
      .help("concentrations in the rain by contaminant")
      .example("{sulfate: 1 mg/L}");
  s.choice("aggregate", w.aggregate, {"none", "monthly"})
      .help(
          "monthly: each month's mean rain and evaporation instead of its days, for long runs; runoff and "
          "erosion by single storms are then lost. none when left out")
      .example("monthly");
  s.group("factors", w.factors).help("a scenario of the climate: what is changed in the weather given");
  s.list("phases", w.phases)
      .help("parts of the period with another aggregate or other factors, each from its start to the next");
  return s;
}

Section describe(WeatherGenerator& g) {
  Section s(
      "Daily weather with the statistics of each month: wet and dry days as a Markov chain, "
      "gamma-distributed "
      "amounts, correlated temperatures (WGEN: Richardson 1981, Richardson & Wright 1984). The same seed "
      "gives "
      "the same weather.");
  s.file("file", g.file)
      .required()
      .help(
          "CSV with one row per month: month, wet_after_dry, wet_after_wet, \"rain [mm/d]\" on wet days, "
          "rain_shape, and, for evaporation, temperatures; `entail weather DAILY.csv` makes one from a "
          "record")
      .example("monthly.csv");
  s.integer("seed", g.seed)
      .at_least(0)
      .help("another seed, another weather of the same climate")
      .example("7");
  return s;
}

Section describe(ClimateFactors& f) {
  Section s("What a scenario of the climate changes.");
  s.quantity("rain", f.rain, "").at_least(0).help("rain times this").example("1.1");
  s.quantity("temperature", f.temperature, "K")
      .at_least(-20)
      .at_most(20)
      .help("temperatures plus this; potential evaporation follows when it is computed from them")
      .example("2 K");
  s.quantity("potential_evaporation", f.potential_evaporation, "")
      .at_least(0)
      .help("potential evaporation times this; only where it is given, not computed from temperatures")
      .example("1.05");
  return s;
}

Section describe(WeatherPhase& p) {
  Section s("Weather from one date on.");
  s.instant("start", p.start).required().help("first instant of the phase").example("2045-01-01");
  s.choice("aggregate", p.aggregate, {"none", "monthly"})
      .help("as for weather; weather.aggregate when left out")
      .example("none");
  s.group("factors", p.factors).help("as for weather; weather.factors when left out");
  return s;
}

Section describe(Erosion& e) {
  Section s(
      "Soil loss of each column and day by the modified Universal Soil Loss Equation (MUSLE, Williams 1975) "
      "from "
      "the runoff that the run computes, its way to the outlet along the drainage, and the contaminants that "
      "go "
      "with it. Needs surface:.");
  s.spatial("erodibility", e.erodibility, "")
      .at_least(0)
      .at_most(1)
      .required()
      .help(
          "K of the Universal Soil Loss Equation in US customary units, 0.02 to 0.7; a value in t ha h/(ha "
          "MJ mm) "
          "is to be divided by 0.1317")
      .example("0.3");
  s.spatial("coarse_fragments", e.coarse_fragments, "")
      .at_least(0)
      .at_most(1)
      .help("share of rock in the top soil; lessens erosion by exp(-5.3 share). 0 when left out")
      .example("20 %");
  s.choice("slope_factor", e.slope_factor, {"rusle", "usle"})
      .help("LS by RUSLE (McCool et al. 1987, 1989) or USLE (Wischmeier & Smith 1978)")
      .example("rusle");
  s.spatial("slope_length", e.slope_length, "m")
      .above(0)
      .help("length of slopes; from the drained area (Desmet & Govers 1996) when left out")
      .example("60 m");
  s.quantity("longest_slope", e.longest_slope, "m")
      .above(0)
      .help("slopes end here at the latest, where water gathers in channels")
      .example("120 m");
  s.quantity("half_hour_rain", e.half_hour_rain, "")
      .above(0)
      .below(1)
      .help(
          "share of a day's rain in its heaviest half hour. With it the peak of runoff is at least that of "
          "the "
          "modified rational formula (SWAT+ theory 2:1.3); give it where the weather is daily, whose own "
          "peaks "
          "are those of a day's mean")
      .example("0.4");
  s.group("cover", e.cover).required().help("cover and practice of the land");
  s.list("zones", e.zones).help("parts of the map with values of their own; later ones win");
  s.group("delivery", e.delivery)
      .help("what is lost on the way to the outlet; when left out all arrives but what runs into hollows");
  s.instant("start", e.start).help("when it begins; at the start when left out").example("2044-01-01");
  s.instant("end", e.end).help("when it ends; at the end when left out").example("2045-01-01");
  return s;
}

namespace {

void describe_factors(Section& s, std::string& from, std::optional<Spatial>& c, std::optional<Spatial>& p) {
  s.choice("from", from, cover_library_names())
      .help("take what is not given here from a published table (src/deck/data/reclaimed_mine.csv)")
      .example("reclaimed_mine/year_3");
  s.spatial("c", c, "")
      .at_least(0)
      .at_most(1)
      .help("cover and management factor C: 1 for bare fallow, .001 under forest")
      .example("0.05");
  s.spatial("p", p, "")
      .at_least(0)
      .at_most(1)
      .help("support practice factor P; 1 when left out")
      .example("0.85");
}

}  // namespace

Section describe(Cover& c) {
  Section s("Factors C and P of the Universal Soil Loss Equation.");
  describe_factors(s, c.from, c.c, c.p);
  s.list("schedule", c.schedule).help("later states, in the order of their starts");
  return s;
}

Section describe(CoverChange& c) {
  Section s("A state of the land from one date on.");
  s.instant("start", c.start).required().help("first day of this state").example("2046-04-01");
  describe_factors(s, c.from, c.c, c.p);
  return s;
}

Section describe(ErosionZone& z) {
  Section s("A part of the map: what lies in the polygon and in all ranges given.");
  s.text("name", z.name).help("for the reader").example("pit");
  describe_selection(s, z.where, false);
  s.spatial("erodibility", z.erodibility, "")
      .at_least(0)
      .at_most(1)
      .help("K here; as elsewhere when left out")
      .example("0.4");
  s.group("cover", z.cover).help("cover and practice here; as elsewhere when left out");
  return s;
}

Section describe(Delivery& d) {
  Section s(
      "Sediment that passes a column on its way is exp(-coefficient * length / sqrt(slope)) of what enters "
      "and is "
      "eroded there; the rest is deposited (Ferro & Minacapilli 1995).");
  s.quantity("coefficient", d.coefficient, "1/m")
      .required()
      .at_least(0)
      .help("beta, to be calibrated; published values lie about 0.001 to 0.02 1/m")
      .example("0.002 1/m");
  s.quantity("channel_area", d.channel_area, "m2")
      .above(0)
      .help("columns that drain at least this area are channels, which deposit nothing")
      .example("10 ha");
  return s;
}

}  // namespace entail::deck
