// The keys of what contaminants are and do.
#include "deck/deck.hpp"

namespace entail::deck {

Section describe(Dispersivity& d) {
  Section s("Dispersivities.");
  s.quantity("longitudinal", d.longitudinal, "m").at_least(0).help("along the flow").example("10 m");
  s.quantity("transverse", d.transverse, "m")
      .at_least(0)
      .help("across the flow, in the layer")
      .example("1 m");
  s.quantity("vertical", d.vertical, "m")
      .at_least(0)
      .help("across the flow, from layer to layer; as transverse when left out")
      .example("0.1 m");
  return s;
}

Section describe(Freundlich& f) {
  Section s(
      "Freundlich's isotherm: the grains hold coefficient * C^exponent, C and what they hold in the units.");
  s.quantity("coefficient", f.coefficient, "").above(0).required().help("Kf, in the units").example("0.3");
  s.quantity("exponent", f.exponent, "")
      .above(0)
      .at_most(1)
      .required()
      .help("a; above 1 nothing would be held at low concentrations, and fronts would never end")
      .example("0.7");
  s.text("concentration_unit", f.concentration_unit).required().help("unit of C").example("mg/L");
  s.text("sorbed_unit", f.sorbed_unit).required().help("unit of what the grains hold").example("mg/kg");
  return s;
}

Section describe(Langmuir& l) {
  Section s("Langmuir's isotherm: the grains hold capacity * affinity C / (1 + affinity C).");
  s.quantity("affinity", l.affinity, "m3/kg").above(0).required().help("K").example("100 L/mg");
  s.quantity("capacity", l.capacity, "kg/kg")
      .above(0)
      .required()
      .help("all that they can hold")
      .example("3 mg/kg");
  return s;
}

Section describe(DecayProduct& p) {
  Section s("A contaminant that another becomes.");
  s.text("name", p.name).required().help("name of a contaminant").example("thorium_230");
  s.quantity("yield", p.yield, "")
      .above(0)
      .help("mass made per mass decayed: the ratio of molar masses times the share of this branch")
      .example("0.966");
  return s;
}

Section describe(Contaminant& c) {
  Section s("One dissolved substance; give at most one of kd, kd_by_ph, freundlich and langmuir.");
  s.text("name", c.name).required().help("letters, digits and _").example("sulfate");
  s.quantity("limit", c.limit, "kg/m3")
      .above(0)
      .help("concentration not to be exceeded at receptors")
      .example("250 mg/L");
  s.text("source", c.source).help("who set the limit").example("US EPA secondary standard");
  s.spatial("kd", c.kd, "m3/kg").at_least(0).help("linear sorption coefficient").example("0.5 L/kg");
  s.file("kd_by_ph", c.kd_by_ph)
      .help("CSV with the columns pH and \"kd [L/kg]\", linear between its rows; needs ground.soils.*.ph")
      .example("uranium_kd.csv");
  s.group("freundlich", c.freundlich).help("sorption by Freundlich's isotherm");
  s.group("langmuir", c.langmuir).help("sorption by Langmuir's isotherm");
  s.quantity("half_life", c.half_life, "s").above(0).help("decay, dissolved and sorbed").example("30 yr");
  s.list("products", c.products).help("what it decays into, among the contaminants");
  s.quantity("solubility", c.solubility, "kg/m3")
      .above(0)
      .help("the most that water dissolves; what is more lies as solid until there is room")
      .example("1500 mg/L");
  s.quantity("molecular_diffusion", c.molecular_diffusion, "m2/s")
      .at_least(0)
      .help("in free water")
      .example("1e-9 m2/s");
  s.spatial("background", c.background, "kg/m3")
      .at_least(0)
      .help("concentration in all water at the start; none when left out")
      .example("10 mg/L");
  return s;
}

}  // namespace entail::deck
