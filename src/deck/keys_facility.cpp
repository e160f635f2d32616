// The keys of tailings facilities.
#include "deck/facility.hpp"

namespace entail::deck {

Section describe(Facility& f) {
  Section s(
      "A tailings facility below whose footprint water and solute enter the ground. Give either seepage and "
      "concentrations, or stages with tailings: then water and solute balances of pond and pores give both.");
  s.text("name", f.name).required().help("letters, digits and _").example("north_hollow");
  s.file("footprint", f.file)
      .help("GeoJSON with a polygon whose property \"name\" is this name, or with one polygon")
      .example("facilities.geojson");
  s.quantities("polygon", f.polygon, "")
      .help("x1, y1, x2, y2, …: corners, instead of a footprint file")
      .example("[0, 0, 50, 0, 50, 40, 0, 40]");
  s.quantity("seepage", f.seepage, "m/s")
      .at_least(0)
      .help("seepage through the floor, water per area")
      .example("200 mm/yr");
  s.quantity_dictionary("concentrations", f.concentrations, "kg/m3")
      .at_least(0)
      .help("concentrations in the seepage by contaminant")
      .example("{sulfate: 2000 mg/L}");
  s.instant("start", f.start).help("when seepage starts; at the start when left out").example("2025-06-01");
  s.instant("end", f.end).help("when seepage ends; never when left out").example("2045-01-01");
  s.list("stages", f.stages)
      .help("stages of raising; what is stored grows in a straight line from each to the next");
  s.quantity("floor", f.floor, "m")
      .help("mean elevation of the floor; that of the ground below the footprint when left out")
      .example("412 m");
  s.group("tailings", f.tailings).help("what is stored");
  s.group("pond", f.pond)
      .help(
          "the water on top; without this key a pond has no decant, and filtered tailings are a stack on "
          "which "
          "none stands: what does not infiltrate runs off");
  s.group("liner", f.liner).help("what lies below the tailings; nothing when left out");
  s.group("underdrain", f.underdrain).help("a drain between tailings and liner");
  s.group("closure", f.closure).help("the cover that ends the operation");
  s.dictionary("porewater", f.porewater).help("what each contaminant does in the tailings");
  s.quantities("overflow_at", f.overflow_at, "", 2)
      .help(
          "x and y where overflow and runoff from the cover join the surface water; the lowest ground below "
          "the footprint when left out")
      .example("[752100, 4008500]");
  return s;
}

Section describe(FacilityStage& g) {
  Section s("A stage: what is stored by a date, and the crest of the dam from then on.");
  s.instant("date", g.date).required().help("within the period").example("2027-01-01");
  s.quantity("volume", g.volume, "m3")
      .at_least(0)
      .help("tailings stored, once consolidated; give volume or mass")
      .example("1.2e6 m3");
  s.quantity("mass", g.mass, "kg").at_least(0).help("dry tailings stored").example("2 Mt");
  s.quantity("crest", g.crest, "m").required().help("elevation of the crest").example("430 m");
  return s;
}

Section describe(Tailings& t) {
  Section s("Tailings as they come and as they lie.");
  s.choice("type", t.type, {"slurry", "thickened", "filtered"})
      .required()
      .help("sets solids_content when that is left out: 35 %, 60 %, 85 % (typical values, unchecked)")
      .example("slurry");
  s.quantity("solids_content", t.solids_content, "")
      .above(0)
      .at_most(1)
      .help("mass of solids over mass of slurry")
      .example("35 %");
  s.quantity("grain_density", t.grain_density, "kg/m3").above(0).help("of the solids").example("2700 kg/m3");
  s.quantity("settled_dry_density", t.settled_dry_density, "kg/m3")
      .above(0)
      .help(
          "mass of solids per volume of tailings that have settled but not consolidated; without it they "
          "settle to their final porosity at once")
      .example("1.1 t/m3");
  s.quantity("consolidation", t.consolidation, "s")
      .above(0)
      .help("time in which all but 1/e of the excess water is pressed out to the pond")
      .example("2 yr");
  s.group("beach", t.beach).required().help("the coarse part around the pond");
  s.group("slimes", t.slimes).required().help("the fine part below the pond");
  s.group("drain_down", t.drain_down).required().help("how pore water drains where no pond stands");
  return s;
}

Section describe(Beach& b) {
  Section s("The beach.");
  s.quantity("share", b.share, "")
      .at_least(0)
      .below(1)
      .help("of the footprint; the pond and the slimes below it take the rest")
      .example("70 %");
  s.quantity("conductivity", b.conductivity, "m/s").above(0).required().help("vertical").example("1e-6 m/s");
  s.quantity("porosity", b.porosity, "")
      .above(0)
      .below(1)
      .required()
      .help("once consolidated")
      .example("0.42");
  s.quantity("wet", b.wet, "")
      .at_least(0)
      .at_most(1)
      .help("share of the beach that evaporates like the pond while tailings come")
      .example("30 %");
  return s;
}

Section describe(Slimes& z) {
  Section s("The slimes.");
  s.quantity("conductivity", z.conductivity, "m/s").above(0).required().help("vertical").example("1e-8 m/s");
  s.quantity("porosity", z.porosity, "")
      .above(0)
      .below(1)
      .required()
      .help("once consolidated")
      .example("0.5");
  return s;
}

Section describe(DrainDown& d) {
  Section s("Drainage by gravity: exponential in time, or by Brooks & Corey (1964) at unit gradient.");
  s.quantity("time", d.time, "s")
      .above(0)
      .help("time in which all but 1/e of the drainable water leaves; give time or lambda")
      .example("5 yr");
  s.quantity("lambda", d.lambda, "").above(0).help("pore-size index of Brooks & Corey").example("0.6");
  s.quantity("retention", d.retention, "")
      .at_least(0)
      .below(1)
      .help("share of the pore volume that does not drain")
      .example("30 %");
  return s;
}

Section describe(Pond& p) {
  Section s("The pond.");
  s.quantity("initial", p.initial, "m3").at_least(0).help("water at the start").example("2e4 m3");
  s.quantity("process_water", p.process_water, "m3/s")
      .at_least(0)
      .help("water from the plant beside that of the slurry, until closure")
      .example("500 m3/d");
  s.quantity("decant", p.decant, "m3/s")
      .at_least(0)
      .help("how much can be taken off, to the plant or a treatment")
      .example("3000 m3/d");
  s.quantity("keep", p.keep, "m3")
      .at_least(0)
      .help("volume that decanting leaves until closure")
      .example("1e4 m3");
  return s;
}

Section describe(LinerKeys& l) {
  Section s(
      "A liner: clay by Darcy's law; a geomembrane whose defects flow by Bernoulli's equation (Giroud & "
      "Bonaparte 1989); or both in contact (Giroud 1997).");
  s.choice("type", l.type, {"none", "clay", "geomembrane", "composite"})
      .required()
      .help("what it is")
      .example("composite");
  s.quantity("thickness", l.thickness, "m")
      .above(0)
      .help("of the clay; needed by clay and composite")
      .example("0.6 m");
  s.quantity("conductivity", l.conductivity, "m/s")
      .above(0)
      .help("of the clay; needed by clay and composite")
      .example("1e-9 m/s");
  s.quantity("defects", l.defects, "1/m2")
      .at_least(0)
      .help("of the geomembrane, per area; needed by geomembrane and composite")
      .example("5 1/ha");
  s.quantity("defect_area", l.defect_area, "m2")
      .above(0)
      .help("of one defect; needed by geomembrane and composite")
      .example("1 cm2");
  s.choice("contact", l.contact, {"good", "poor"})
      .help("of geomembrane and clay; good when left out")
      .example("good");
  return s;
}

Section describe(Underdrain& u) {
  Section s("An underdrain.");
  s.quantity("recovery", u.recovery, "")
      .at_least(0)
      .below(1)
      .required()
      .help("share of the water at the base of the tailings that it takes")
      .example("60 %");
  s.boolean("returns", u.returns)
      .help("its water goes back to the pond until closure; else, and afterwards, it leaves")
      .example("true");
  return s;
}

void add_cover_keys(Section& s, RainCover& c) {
  s.quantity("infiltration", c.infiltration, "")
      .at_least(0)
      .at_most(1)
      .required()
      .help("share of the rain that passes the cover")
      .example("10 %");
  s.quantity("runoff", c.runoff, "")
      .at_least(0)
      .at_most(1)
      .required()
      .help("share of the rain that runs off; the air takes the rest")
      .example("30 %");
}

Section describe(Closure& c) {
  Section s("Closure: from this date a cover keeps the rain off but for a share; process water ends.");
  s.instant("date", c.date).required().help("not before the last stage").example("2045-01-01");
  add_cover_keys(s, c);
  return s;
}

Section describe(Porewater& w) {
  Section s("One contaminant in the tailings: dissolved in what comes with them, and held by the solids.");
  s.quantity("process_water", w.process_water, "kg/m3")
      .at_least(0)
      .help("concentration in slurry and process water")
      .example("1500 mg/L");
  s.quantity("inventory", w.inventory, "kg")
      .at_least(0)
      .help("in all solids of the last stage, spread evenly")
      .example("8000 t");
  s.quantity("soluble", w.soluble, "")
      .at_least(0)
      .at_most(1)
      .help("share of the inventory that dissolves at once, up to the solubility")
      .example("10 %");
  s.quantity("exchangeable", w.exchangeable, "")
      .at_least(0)
      .at_most(1)
      .help("share of the inventory that is released in first order; what is left stays in the solids")
      .example("30 %");
  s.quantity("release", w.release, "1/s").at_least(0).help("rate of that release").example("0.05 1/yr");
  s.quantity("solubility", w.solubility, "kg/m3")
      .above(0)
      .help("the solids release nothing into water that holds this much")
      .example("2500 mg/L");
  return s;
}

}  // namespace entail::deck
