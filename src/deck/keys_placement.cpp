// The keys of candidate sites and of the choice among them.
#include "deck/placement.hpp"

namespace entail::deck {

Section describe(Candidates& c) {
  Section s(
      "Sites where tailings could go. Every site can be used in each of the ways of `options`; from the "
      "terrain "
      "follow the dam, its volume or what it stores, the haul from the plant, and who lies below.");
  s.file("file", c.file)
      .required()
      .help("GeoJSON of polygons with the property \"name\": the area that the dam's inner crest encloses")
      .example("candidates.geojson");
  s.quantities("plant", c.plant, "", 2)
      .required()
      .help("x and y of the plant that the tailings come from")
      .example("[752500, 4007900]");
  s.list("options", c.options).required().help("ways to use a site, for every site");
  s.dictionary("sites", c.sites).help("what is special about single sites, by name");
  s.group("dam", c.dam).help("shape of the embankments");
  s.quantity("filling", c.filling, "s")
      .above(0)
      .required()
      .help("time in which a site is filled, from the start of the period; then it is covered")
      .example("10 yr");
  s.group("tailings", c.tailings).required().help("what is stored; the options set type and dry density");
  s.group("pond", c.pond).help("the water on top; of it, filtered options only have what can be taken off");
  s.group("cover", c.cover).required().help("the cover that ends the filling");
  s.dictionary("porewater", c.porewater)
      .required()
      .help("what each contaminant does in the tailings; inventories are those of all that is to be placed");
  return s;
}

Section describe(OptionKeys& o) {
  Section s("One way to use a site.");
  s.text("name", o.name).required().help("letters, digits and _").example("lined");
  s.quantity("volume", o.volume, "m3")
      .above(0)
      .help("tailings stored; the crest follows from the terrain. Give volume or crest_height")
      .example("1.5e6 m3");
  s.quantity("crest_height", o.crest_height, "m")
      .above(0)
      .help("of the dam above the lowest ground on the site's rim; the volume follows from the terrain")
      .example("30 m");
  s.choice("type", o.type, {"slurry", "thickened", "filtered"})
      .required()
      .help("how the tailings come; filtered ones are stacked and compacted without a dam and without a pond")
      .example("slurry");
  s.quantity("dry_density", o.dry_density, "kg/m3")
      .above(0)
      .help("mass of solids per volume; from the porosities of the tailings when left out")
      .example("1.6 t/m3");
  s.group("liner", o.liner).help("what lies below the tailings; nothing when left out");
  s.group("underdrain", o.underdrain).help("a drain between tailings and liner");
  s.quantity("delay", o.delay, "s")
      .at_least(0)
      .help("time until the land has recovered, after the filling; the site's when left out")
      .example("25 yr");
  s.quantity("breach_probability", o.breach_probability, "")
      .at_least(0)
      .at_most(1)
      .help("in the life of the facility; from place.breach when left out")
      .example("0.001");
  return s;
}

Section describe(SiteKeys& k) {
  Section s("What is special about one site.");
  s.list("options", k.options).help("ways to use it, instead of those for every site");
  s.quantity("delay", k.delay, "s")
      .at_least(0)
      .help("time until the land has recovered, of options without their own; 0 when left out")
      .example("30 yr");
  return s;
}

Section describe(DamKeys& d) {
  Section s("The embankment on the rim of a site, wherever the ground there lies below the crest.");
  s.quantity("crest_width", d.crest_width, "m").above(0).help("width of the crest").example("8 m");
  s.quantity("upstream_slope", d.upstream_slope, "")
      .at_least(0)
      .help("horizontal to 1 vertical, towards the tailings")
      .example("2");
  s.quantity("downstream_slope", d.downstream_slope, "")
      .at_least(0)
      .help("horizontal to 1 vertical, away from them")
      .example("2.5");
  s.quantity("freeboard", d.freeboard, "m")
      .at_least(0)
      .help("height of the crest over the tailings")
      .example("2 m");
  return s;
}

Section describe(RainCover& c) {
  Section s("The cover; the same for all options.");
  add_cover_keys(s, c);
  return s;
}

Section describe(Place& p) {
  Section s(
      "The choice of sites and options: least cost, seepage damage, breach consequence and ecological delay "
      "together, by emulated quantum and by classical solvers, with a proven bound; then the best plans "
      "again "
      "with the full model.");
  s.quantity("demand", p.demand, "kg")
      .above(0)
      .help("dry tailings to be placed; give demand or demand_volume")
      .example("4 Mt");
  s.quantity("demand_volume", p.demand_volume, "m3")
      .above(0)
      .help("tailings to be placed, consolidated as the tailings' porosities say")
      .example("3e6 m3");
  s.quantity("horizon", p.horizon, "s")
      .above(0)
      .help("how far ahead seepage counts, from the start of the period; the period when left out")
      .example("20 yr");
  s.choice("weather", p.weather, {"mean", "monthly"})
      .help(
          "for responses and re-simulations: the mean of the deck's weather, or its monthly means within "
          "the period")
      .example("mean");
  s.integer("sites", p.sites)
      .at_least(1)
      .help("how many sites are used, exactly; any number when left out")
      .example("3");
  s.integer("plans", p.plans).at_least(1).help("how many of the best plans are listed").example("10");
  s.integer("resimulate", p.resimulate)
      .at_least(0)
      .help("how many of them are computed again with the full model")
      .example("3");
  s.flag("enumerate", p.enumerate)
      .help("compute every feasible plan with the full model, to know the regret for certain")
      .example("true");
  s.flag("single_options", p.single_options)
      .help(
          "also compute each option alone with the full model, in the first member of the ensemble, to see "
          "how far superposition is off")
      .example("true");
  s.integer("seed", p.seed).at_least(0).help("of the solvers").example("1");
  s.quantity("time", p.time, "s").above(0).help("wall time of each solver").example("20 s");
  s.choices("solvers", p.solvers, {"qaoa", "path-integral", "anneal", "exact"})
      .help("solvers that are run side by side; the bound is computed in any case")
      .example("[qaoa, anneal, exact]");
  s.group("weights", p.weights).required().help("what each term is worth, and to whom");
  s.group("prices", p.prices).required().help("unit prices");
  s.group("exclude", p.exclude).help("rules by which sites are left out, each logged with its reason");
  s.group("breach", p.breach).help("failure of a dam");
  s.group("ensemble", p.ensemble).help("conductivity fields over which seepage damage is averaged");
  return s;
}

Section describe(WeightKeys& w) {
  Section s(
      "What one unit of each term is worth, in millions of the currency of the prices. A judgement, not a "
      "result: say whose.");
  s.text("whose", w.whose).required().help("who set the weights").example("illustrative; nobody's");
  s.quantity("cost", w.cost, "").at_least(0).help("of a million of costs").example("1");
  s.quantity("water", w.water, "")
      .at_least(0)
      .help("of the mean over the horizon of (concentration / limit)^2 at one receptor")
      .example("5");
  s.quantity("breach", w.breach, "").at_least(0).help("of one receptor hit by a dam breach").example("50");
  s.quantity("delay", w.delay, "")
      .at_least(0)
      .help("of one hectare that lies waste for one year")
      .example("0.01");
  s.quantity_dictionary("receptors", w.receptors, "")
      .at_least(0)
      .help("importance of single receptors, in water and breach; 1 when left out")
      .example("{well_church: 3}");
  return s;
}

Section describe(PriceKeys& p) {
  Section s(
      "Unit prices in one currency, at present value: what is spent while the site is filled and when it is "
      "closed is discounted.");
  s.text("currency", p.currency).required().help("currency and year").example("USD 2024");
  s.quantity("trucking", p.trucking, "1/kg/m")
      .at_least(0)
      .help("hauling filtered tailings on level ground")
      .example("0.2 1/t/km");
  s.quantity("pumping", p.pumping, "1/kg/m")
      .at_least(0)
      .help("pumping the others on level ground, per dry mass")
      .example("0.05 1/t/km");
  s.quantity("rise", p.rise, "")
      .at_least(0)
      .help("what each unit of upward grade adds to either, as a share of it")
      .example("15");
  s.quantity("fall", p.fall, "")
      .at_least(0)
      .help("what each unit of downward grade adds to either, as a share of it")
      .example("5");
  s.quantity("steepest", p.steepest, "")
      .above(0)
      .help("grade of the steepest road; steeper ground is climbed in bends")
      .example("10 %");
  s.quantity("dam", p.dam, "1/m3").at_least(0).help("embankment, placed").example("9 1/m3");
  s.quantity("stacking", p.stacking, "1/m3")
      .at_least(0)
      .help("filtered tailings, spread and compacted")
      .example("1.5 1/m3");
  s.quantity("filtration", p.filtration, "1/kg").at_least(0).help("per dry mass").example("2 1/t");
  s.quantity("liner", p.liner, "1/m2").at_least(0).help("per lined area").example("12 1/m2");
  s.quantity("closure", p.closure, "1/m2").at_least(0).help("cover and planting").example("15 1/m2");
  s.quantity("road", p.road, "1/m")
      .at_least(0)
      .help("road and pipe bed along the way to a site; what several sites share is built once")
      .example("2e5 1/km");
  s.quantity("site", p.site, "").at_least(0).help("for each site used: pumps, permits").example("1e6");
  s.quantity("discount", p.discount, "").at_least(0).below(1).help("rate per year").example("5 %");
  return s;
}

Section describe(ExclusionKeys& e) {
  Section s("Rules by which sites are left out before anything is chosen.");
  s.quantity("stream_distance", e.stream_distance, "m")
      .at_least(0)
      .help("sites nearer to a stream (terrain.stream_area)")
      .example("100 m");
  s.quantity("slope", e.slope, "").above(0).help("sites whose mean slope is steeper").example("45 %");
  s.quantity("dam_height", e.dam_height, "m").above(0).help("options whose dam is higher").example("60 m");
  s.file("protected", e.protected_areas)
      .help("GeoJSON of polygons that no site may touch")
      .example("protected.geojson");
  s.list("capture", e.capture).help("sites that drain to a receptor");
  return s;
}

Section describe(CaptureKeys& c) {
  Section s("Sites of which a share drains over the ground to a receptor, by steepest descent.");
  s.text("receptor", c.receptor).required().help("its name").example("well_church");
  s.quantity("share", c.share, "")
      .at_least(0)
      .below(1)
      .required()
      .help("sites of which more than this share does so are left out")
      .example("20 %");
  return s;
}

Section describe(BreachKeys& b) {
  Section s(
      "Failure of a dam: how far the tailings run, by the regression of Larrauri & Lall (2018) with its "
      "scatter, along the steepest way down, and who lies there.");
  s.quantity("probability", b.probability, "")
      .at_least(0)
      .at_most(1)
      .help("in the life of a facility with a pond")
      .example("0.005");
  s.quantity("filtered", b.filtered, "")
      .at_least(0)
      .at_most(1)
      .help("that of a stack of filtered tailings, as a share of it")
      .example("10 %");
  s.quantity("corridor", b.corridor, "m")
      .at_least(0)
      .help("how far beside the way down a receptor or dam is hit; one cell of the raster when 0")
      .example("150 m");
  return s;
}

Section describe(EnsembleKeys& e) {
  Section s(
      "Members: the deck's own conductivities first, then those multiplied by seeded lognormal fields. Each "
      "is a simulation of its own.");
  s.integer("members", e.members).at_least(1).help("how many").example("3");
  s.integer("seed", e.seed).at_least(0).help("of the first field").example("1");
  s.quantity("deviation", e.deviation, "")
      .above(0)
      .help("standard deviation of the natural logarithm of conductivity")
      .example("0.5");
  s.quantities("correlation", e.correlation, "m", 3)
      .above(0)
      .help("correlation lengths in x, y and z; needed with more than one member")
      .example("[500 m, 500 m, 20 m]");
  return s;
}

}  // namespace entail::deck
