// The keys of what drives the flow: boundaries, wells, sections, initial state.
#include "deck/deck.hpp"
#include "deck/selection.hpp"

namespace entail::deck {

void describe_selection(Section& s, Selection& w, bool lines) {
  s.file("file", w.file).help("only inside a polygon of this GeoJSON file").example("zones.geojson");
  s.text("feature", w.feature)
      .help("property \"name\" of the polygon in the file; not needed when it holds one")
      .example("north_pit");
  s.quantities("polygon", w.polygon, "")
      .help("only inside these corners: x1, y1, x2, y2, …")
      .example("[0, 0, 50, 0, 50, 40, 0, 40]");
  if (lines)
    s.quantities("line", w.line, "")
        .help("only in the columns that this line crosses: x1, y1, x2, y2, …")
        .example("[0, 0, 100, 40]");
  s.quantities("x", w.x, "m", 2).help("only where x lies in this range").example("[0 m, 50 m]");
  s.quantities("y", w.y, "m", 2).help("only where y lies in this range").example("[0 m, 10 m]");
  s.quantities("z", w.z, "m", 2).help("only where z lies in this range").example("[0 m, 2 m]");
}

Section describe(Boundary& b) {
  Section s(
      "A condition on a part of the outside, or inside. Give exactly one of head, pressure_head, flux, rate, "
      "seepage_face, general_head, river, drain, normal_depth and critical_depth. Heads, fluxes and rates "
      "may "
      "be numbers, formulas of x, y, z and t, or time series.");
  s.text("name", b.name).help("names its flow in the balance; where when left out").example("river bank");
  s.choice("where", b.where, {"top", "bottom", "west", "east", "south", "north", "sides", "inside"})
      .required()
      .help(
          "the face of the model; sides: all four; inside: cells of the model, chosen by polygon, line, x, y "
          "and "
          "z of their centres")
      .example("west");
  describe_selection(s, b.part, true);
  s.quantity("width", b.width, "m").above(0).help("of what lies along the line").example("5 m");
  s.spatial("head", b.head, "m").in_time().help("hydraulic head").example("12 m");
  s.spatial("pressure_head", b.pressure_head, "m").in_time().help("pressure head").example("-75 cm");
  s.spatial("flux", b.flux, "m/s")
      .in_time()
      .help(
          "water per area, positive into the model: recharge on top, leakage on the bottom, rain on a "
          "surface")
      .example("1e-8 m/s");
  s.spatial("rate", b.rate, "m3/s")
      .in_time()
      .help("water in all, positive into the model, shared by area times conductivity")
      .example("-500 m3/d");
  s.flag("seepage_face", b.seepage_face)
      .help("water leaves where its pressure is above that of the air, and none comes in")
      .example("true");
  s.group("general_head", b.general_head).help("a head beyond a bed or bank of given conductance");
  s.group("river", b.river).help("a river or lake on a bed; below the bed's bottom it drips");
  s.group("drain", b.drain).help("takes water where the head is above its level, and gives none");
  s.group("normal_depth", b.normal_depth).help("surface water leaves at normal depth; for sides");
  s.flag("critical_depth", b.critical_depth)
      .help("surface water leaves over a free fall, at critical depth; for sides")
      .example("true");
  s.spatial_dictionary("concentrations", b.concentrations, "kg/m3")
      .in_time()
      .at_least(0)
      .help("concentrations by contaminant of the water that enters; 0 when left out")
      .example("{sulfate: 250 mg/L}");
  s.spatial_dictionary("held_concentrations", b.held_concentrations, "kg/m3")
      .in_time()
      .at_least(0)
      .help(
          "concentrations held at the boundary itself, as by a lake: contaminants also enter and leave by "
          "dispersion")
      .example("{sulfate: 250 mg/L}");
  return s;
}

namespace {

void describe_conductance(Section& s, std::optional<double>& leakance, std::optional<double>& conductance) {
  s.quantity("leakance", leakance, "1/s")
      .above(0)
      .help(
          "conductance per area: conductivity over thickness of the bed; on a line the area is length times "
          "width")
      .example("1e-6 1/s");
  s.quantity("conductance", conductance, "m2/s")
      .above(0)
      .help("of the whole boundary, shared by area; instead of leakance")
      .example("1e-3 m2/s");
}

}  // namespace

Section describe(GeneralHead& g) {
  Section s("Inflow is conductance times the difference of heads.");
  s.spatial("head", g.head, "m").in_time().required().help("head beyond the bed").example("12 m");
  describe_conductance(s, g.leakance, g.conductance);
  return s;
}

Section describe(River& r) {
  Section s(
      "Inflow is conductance times (stage - head), where the head counts down to the bottom of the bed "
      "only.");
  s.spatial("stage", r.stage, "m").in_time().required().help("water surface").example("12 m");
  s.spatial("bottom", r.bottom, "m").required().help("bottom of the bed").example("10 m");
  describe_conductance(s, r.leakance, r.conductance);
  return s;
}

Section describe(Drain& d) {
  Section s("Outflow is conductance times (head - level) where that is above 0.");
  s.spatial("level", d.level, "m").in_time().required().help("level of the drain").example("8 m");
  describe_conductance(s, d.leakance, d.conductance);
  return s;
}

Section describe(NormalDepth& n) {
  Section s("Outflow of surface water as on a long uniform slope, by Manning's formula.");
  s.quantity("slope", n.slope, "")
      .above(0)
      .required()
      .help("slope of the bed beyond the boundary")
      .example("0.02");
  return s;
}

Section describe(Well& w) {
  Section s(
      "A well. Its rate is shared over the cells of its screen by horizontal conductivity times length; a "
      "cell "
      "about to fall dry gives less, and the balance shows what the well really got.");
  s.text("name", w.name).required().help("names its flow in the balance").example("pw1");
  s.quantities("at", w.at, "", 2).required().help("x and y").example("[753300, 4008700]");
  s.quantities("screen", w.screen, "m", 2)
      .at_least(0)
      .help("depths of the screen's top and bottom below the ground; all cells when left out")
      .example("[5 m, 15 m]");
  s.spatial("rate", w.rate, "m3/s")
      .in_time()
      .required()
      .help("positive into the ground, negative for pumping")
      .example("-500 m3/d");
  s.spatial_dictionary("concentrations", w.concentrations, "kg/m3")
      .in_time()
      .at_least(0)
      .help("concentrations by contaminant of the water it brings; 0 when left out")
      .example("{sulfate: 250 mg/L}");
  s.spatial_dictionary("mass_rates", w.mass_rates, "kg/s")
      .in_time()
      .at_least(0)
      .help("mass by contaminant that it releases, without water of its own")
      .example("{sulfate: 1 kg/d}");
  return s;
}

Section describe(FlowSection& f) {
  Section s("A line on the map; water that crosses it from its left to its right counts positive.");
  s.text("name", f.name).required().help("letters, digits and _").example("gauge");
  s.quantities("line", f.line, "").required().help("x1, y1, x2, y2, …").example("[0, 0, 0, 100]");
  return s;
}

Section describe(Initial& i) {
  Section s(
      "The state at the start; below the ground give one of water_table_depth, head, pressure_head and "
      "file.");
  s.spatial("water_table_depth", i.water_table_depth, "m")
      .help("depth of the water table, hydrostatic above and below it")
      .example("5 m");
  s.spatial("head", i.head, "m").help("hydraulic head; one number is hydrostatic").example("12 m");
  s.spatial("pressure_head", i.pressure_head, "m").help("pressure head").example("-10 m");
  s.file("file", i.file)
      .help(
          "the last state of an earlier run of the same mesh: its <name>_3d.nc; contaminants that it does "
          "not "
          "hold start from their background, solids and what lies on dry ground are none")
      .example("spin_up_3d.nc");
  s.spatial("surface_depth", i.surface_depth, "m")
      .at_least(0)
      .help("depth of water on the ground; that of `file`, or none, when left out")
      .example("0 m");
  s.flag("steady", i.steady)
      .help(
          "find the steady state under what holds at the start, beginning from the other keys, and start "
          "from it")
      .example("true");
  return s;
}

}  // namespace entail::deck
