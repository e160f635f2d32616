// Every key of the deck: name, unit, permitted values, meaning, example. The order is the order of the
// reference page.
#include "deck/deck.hpp"
#include "deck/quantities.hpp"
#include "deck/selection.hpp"
#include "deck/soil_library.hpp"

namespace entail::deck {

Section describe(Deck& d) {
  Section s("A scenario: the place, its ground and weather, what is stored there, and what to report.");
  s.text("title", d.title)
      .required()
      .help("what this run is about, in one line")
      .example("\"Coal Creek: a tailings pile in a side hollow\"");
  s.text("summary", d.summary)
      .help("more about the run, for those who read its files")
      .example("Illustrative soils and weather.");
  s.text("crs", d.crs)
      .help("the coordinate reference system of all coordinates: projected, in metres; needed with terrain")
      .example("EPSG:32616");
  s.group("period", d.period).required().help("the simulated time");
  s.group("terrain", d.terrain)
      .help("a watershed cut from an elevation raster; one of terrain, box and mesh is needed");
  s.group("box", d.box).help("a rectangular model: a section, a column, a test problem");
  s.group("mesh", d.mesh).help("a mesh from a file: written by `entail mesh`, or any UGRID file of polygons");
  s.group("ground", d.ground)
      .help("layers and soils below the surface; without it only overland flow is computed");
  s.group("surface", d.surface).help("overland flow; without it rain goes into the ground at once");
  s.group("vegetation", d.vegetation)
      .help("how evaporation draws water from the ground; without it the top cell gives it");
  s.group("weather", d.weather).help("rain and evaporation");
  s.group("erosion", d.erosion).help("soil that runoff washes off, and where it goes");
  s.list("boundaries", d.boundaries)
      .help("conditions on the outside of the model; a face without one is closed");
  s.list("wells", d.wells).help("wells that draw or bring water over a screen");
  s.list("sections", d.sections).help("lines on the map across which the flow is reported");
  s.group("initial", d.initial).help("the state at the start");
  s.list("contaminants", d.contaminants).help("dissolved substances, each with its limit");
  s.list("facilities", d.facilities).help("tailings facilities that seep into the ground");
  s.file("limits", d.limits)
      .help(
          "CSV of limits by contaminant, for those without a limit of their own; the lowest of several rows "
          "applies")
      .example("../limits.csv");
  s.group("receptors", d.receptors).help("wells, stream reaches and points where water is watched");
  s.group("candidates", d.candidates).help("sites where tailings could go, and ways to use them");
  s.group("place", d.place).help("choose among the candidates: how much, by what, and how plans are proved");
  s.group("responses", d.responses)
      .help("what each receptor would see of releases anywhere: ground that would hurt it");
  s.group("output", d.output).help("what is written and how often");
  s.group("steps", d.steps).help("how long time steps may be");
  s.group("solver", d.solver).help("solver settings");
  s.group("reference", d.reference)
      .help("published numbers to compare the run with; `entail verify` prints the comparison");
  return s;
}

Section describe(Period& p) {
  Section s("The simulated time, in UTC.");
  s.instant("start", p.start).help("first instant; 2000-01-01 when left out").example("2025-01-01");
  s.instant("end", p.end).help("last instant; give end or length").example("2028-01-01");
  s.quantity("length", p.length, "s").above(0).help("duration, instead of end").example("86400 s");
  s.flag("steady", p.steady)
      .help("find the one state that would last under what holds at the start; no end or length then")
      .example("true");
  return s;
}

Section describe(Terrain& t) {
  Section s("A watershed: cells of a raster that drain to one outlet.");
  s.file("elevation", t.elevation)
      .required()
      .help("elevation raster in metres, in the deck's CRS: GeoTIFF or ESRI ASCII grid with a .prj")
      .example("dem.tif");
  s.quantities("outlet", t.outlet, "", 2)
      .required()
      .help("x and y of the outlet, on the stream")
      .example("[753345, 4008555]");
  s.quantity("cell_size", t.cell_size, "m")
      .required()
      .above(0)
      .help("side of the square columns")
      .example("150 m");
  s.quantity("snap", t.snap, "m")
      .at_least(0)
      .help("how far the outlet may be moved to reach the stream; two cells when left out")
      .example("200 m");
  s.quantity("stream_area", t.stream_area, "m2")
      .above(0)
      .help("what drains through a cell at least for it to be a stream, over which no facility may lie")
      .example("1 km2");
  return s;
}

Section describe(Box& b) {
  Section s(
      "A rectangle of columns: equal ones by size and cells, or of your own widths by x and y; or a wedge of "
      "rings around a well.");
  s.quantities("size", b.size, "m", 2).above(0).help("extent in x and y").example("[400 m, 80 m]");
  s.integers("cells", b.cells, 2).at_least(1).help("columns in x and y").example("[40, 8]");
  s.quantities("origin", b.origin, "m", 2)
      .help("x and y of the south-west corner; 0, 0 when left out")
      .example("[0 m, 0 m]");
  s.group("x", b.x).help("edges of the columns in x, instead of size and cells");
  s.group("y", b.y).help("edges of the columns in y, instead of size and cells");
  s.quantity("wedge", b.wedge, "rad")
      .above(0)
      .at_most(1.5)
      .help(
          "a sector of this angle around a well at x = 0: x is the radius and a column's width is wedge * x, "
          "so "
          "that flow is axisymmetric; its flows are wedge / (2 pi) of the full circle's. Give x, without y")
      .example("1 rad");
  s.spatial("top", b.top, "m").help("elevation of the ground; 0 m when left out").example("0.05*x");
  return s;
}

Section describe(Axis& a) {
  Section s(
      "Edges of columns along one direction: all of them by edges, or growing ones by start, end, first.");
  s.quantities("edges", a.edges, "m").help("all edges, rising").example("[0 m, 1 m, 3 m, 7 m, 15 m]");
  s.quantity("start", a.start, "m").help("the first edge").example("0.1 m");
  s.quantity("end", a.end, "m").help("the last edge").example("5 km");
  s.quantity("first", a.first, "m")
      .above(0)
      .help("width of the column at the start; made to fit a whole number of columns")
      .example("0.05 m");
  s.quantity("growth", a.growth, "")
      .at_least(1)
      .at_most(10)
      .help("width of each column over that of the one before")
      .example("1.1");
  return s;
}

Section describe(MeshFile& m) {
  Section s("A mesh from a file.");
  s.file("file", m.file)
      .required()
      .help("UGRID NetCDF with elevations at its faces or nodes; its layers are used when it has them")
      .example("coal_creek_mesh.nc");
  return s;
}

Section describe(Ground& g) {
  Section s("What lies below the surface, from the top down.");
  s.list("layers", g.layers)
      .required()
      .help("layers from the top down; a mesh file with layers fixes their thickness and cells");
  s.dictionary("soils", g.soils).required().help("hydraulic properties by name");
  s.spatial("bedrock", g.bedrock, "m")
      .help("elevation of the bottom, for a last layer without thickness")
      .example("{raster: bedrock.tif, unit: m}");
  s.quantity("minimum_thickness", g.minimum_thickness, "m")
      .above(0)
      .help("where a layer is thinner, it is made this thick")
      .example("0.1 m");
  return s;
}

Section describe(Layer& l) {
  Section s("One layer.");
  s.text("name", l.name).help("for people").example("colluvium");
  s.spatial("thickness", l.thickness, "m")
      .help("thickness; only the last layer may leave it out, and then reaches down to the bedrock")
      .example("3 m");
  s.integer("cells", l.cells).at_least(1).help("cells of equal height in this layer").example("4");
  s.text("soil", l.soil).required().help("a name from soils").example("loam");
  s.list("zones", l.zones)
      .help("parts of the layer made of other soils; where they overlap the last one counts");
  return s;
}

Section describe(Zone& z) {
  Section s("A part of a layer with a soil of its own: what lies in the polygon and in all ranges given.");
  s.text("soil", z.soil).required().help("a name from soils").example("clay");
  describe_selection(s, z.where, false);
  return s;
}

Section describe(Soil& m) {
  Section s(
      "Properties of one soil, rock or aquifer. Water content is residual + (porosity - residual) Se and "
      "conductivity K kr, with Se and kr of pressure head h by the law: van_genuchten (with Mualem; keys "
      "alpha, "
      "n), brooks_corey (entry_head, lambda), gardner (alpha), haverkamp, table; or an aquifer without "
      "capillarity, as groundwater models see it: confined (always full) or unconfined (full up to the water "
      "table; specific_yield).");
  s.choice("law", m.law,
           {"van_genuchten", "brooks_corey", "gardner", "haverkamp", "table", "confined", "unconfined"})
      .help("how water content and conductivity follow from pressure head")
      .example("brooks_corey");
  s.choice("from", m.from, soil_library_names())
      .help("take what is not given here from a published table")
      .example("carsel_parrish_1988/loam");
  s.spatial("conductivity", m.conductivity, "m/s")
      .above(0)
      .help("saturated hydraulic conductivity, horizontal")
      .example("2e-6 m/s");
  s.quantity("anisotropy", m.anisotropy, "")
      .above(0)
      .help("horizontal over vertical conductivity; 1 when left out")
      .example("10");
  s.spatial("porosity", m.porosity, "")
      .above(0)
      .at_most(1)
      .help("water content at saturation")
      .example("0.15");
  s.quantity("residual_water_content", m.residual_water_content, "")
      .at_least(0)
      .below(1)
      .help("water content that never drains; 0 when left out")
      .example("0.05");
  s.quantity("alpha", m.alpha, "1/m")
      .above(0)
      .help("van Genuchten's alpha, Se = (1 + |alpha h|^n)^-(1-1/n); or Gardner's, Se = kr = exp(alpha h)")
      .example("1.5 1/m");
  s.quantity("n", m.n, "").above(1).help("van Genuchten's n").example("1.8");
  s.quantity("pore_connectivity", m.pore_connectivity, "")
      .help("Mualem's l: kr = Se^l (1 - (1 - Se^(1/m))^m)^2")
      .example("0.5");
  s.quantity("entry_head", m.entry_head, "m")
      .above(0)
      .help("Brooks and Corey's hb: Se = (hb / |h|)^lambda below -hb, 1 above")
      .example("20 cm");
  s.quantity("lambda", m.lambda, "").above(0).help("Brooks and Corey's lambda").example("2.5");
  s.quantity("conductivity_exponent", m.conductivity_exponent, "")
      .above(0)
      .help("Brooks and Corey's eta, kr = Se^eta; 3 + 2 / lambda (Burdine) when left out")
      .example("3.8");
  s.group("haverkamp", m.haverkamp).help("constants of Haverkamp's law");
  s.file("table", m.table)
      .help(
          "CSV with the columns \"pressure_head [cm]\", water_content, and \"conductivity [cm/d]\" or "
          "relative_conductivity; all rise with the pressure head, the last row is saturation")
      .example("silt.csv");
  s.quantity("specific_yield", m.specific_yield, "")
      .above(0)
      .at_most(1)
      .help("of an unconfined aquifer: water drained per volume; the porosity when left out")
      .example("0.2");
  s.quantity("specific_storage", m.specific_storage, "1/m")
      .at_least(0)
      .help("specific storage")
      .example("1e-5 1/m");
  s.quantity("grain_density", m.grain_density, "kg/m3")
      .above(0)
      .help("density of the grains, for sorption")
      .example("2650 kg/m3");
  s.group("dispersivity", m.dispersivity).help("mechanical dispersion of solutes");
  s.spatial("ph", m.ph, "")
      .at_least(0)
      .at_most(14)
      .help("pH of the pore water, for contaminants with kd_by_ph")
      .example("4.5");
  return s;
}

Section describe(HaverkampKeys& h) {
  Section s("Haverkamp et al. 1977: Se = A / (A + |h|^beta), kr = B / (B + |h|^gamma), with h in `unit`.");
  s.quantity("A", h.A, "").above(0).required().help("A, for heads in the unit").example("1.611e6");
  s.quantity("beta", h.beta, "").above(0).required().help("beta").example("3.96");
  s.quantity("B", h.B, "").above(0).required().help("B, for heads in the unit").example("1.175e6");
  s.quantity("gamma", h.gamma, "").above(0).required().help("gamma").example("4.74");
  s.choice("unit", h.unit, {"cm", "m", "mm"}).required().help("unit of h in the formulas").example("cm");
  return s;
}

Section describe(Surface& u) {
  Section s("Overland flow by the diffusive wave.");
  s.spatial("manning", u.manning, "")
      .above(0)
      .required()
      .help("Manning's roughness n in SI units, s m^-1/3")
      .example("0.05");
  return s;
}

Section describe(Vegetation& v) {
  Section s("Root water uptake, Feddes et al. 1978.");
  s.quantity("root_depth", v.root_depth, "m")
      .above(0)
      .help("uptake is spread over this depth")
      .example("0.5 m");
  s.quantities("stress", v.stress, "m", 4)
      .at_most(0)
      .help(
          "pressure heads h1 > h2 > h3 > h4: no uptake above h1 (no air) and below h4 (wilting), full uptake "
          "from h2 to h3")
      .example("[-0.10 m, -0.25 m, -8 m, -80 m]");
  return s;
}

Section describe(Receptors& r) {
  Section s("Where water is watched: a GeoJSON file, a list, or both.");
  s.file("file", r.file)
      .help(
          "GeoJSON of points, lines and polygons with the properties name, kind, screen_top and "
          "screen_bottom [m]")
      .example("receptors.geojson");
  s.list("list", r.list).help("receptors given here");
  return s;
}

Section describe(Receptor& r) {
  Section s("One receptor.");
  s.text("name", r.name).required().help("letters, digits and _").example("well_1");
  s.choice("kind", r.kind, {"well", "stream", "point", "spring", "area"})
      .help(
          "a well with a screen; a stream reach; a point of the ground at depth screen[0]; a spring, where "
          "water leaves the ground at a point or along a line; an area, watched for the largest "
          "concentration in its ground and what leaves it")
      .example("well");
  s.quantities("at", r.at, "")
      .required()
      .help("x and y; for a stream or spring x1, y1, x2, y2, …; the corners of an area")
      .example("[753300, 4008700]");
  s.quantities("screen", r.screen, "m", 2)
      .at_least(0)
      .help("depths of the screen's top and bottom below the ground; all cells when left out")
      .example("[5 m, 15 m]");
  return s;
}

Section describe(Output& o) {
  Section s("What is written. Times are steps of the calendar from the start.");
  s.interval("every", o.every)
      .help("maps, volumes and balances; only start and end when left out")
      .example("1 month");
  s.interval("observations", o.observations)
      .help("receptors, outlet and facilities; as `every` when left out")
      .example("1 d");
  s.boolean("volume", o.volume).help("write <name>_3d.nc").example("true");
  return s;
}

Section describe(Steps& t) {
  Section s("Time steps follow an estimate of their error in surface depth, water content and head.");
  s.quantity("initial", t.initial, "s").above(0).help("first step").example("60 s");
  s.quantity("minimum", t.minimum, "s").above(0).help("give up below this").example("0.001 s");
  s.quantity("maximum", t.maximum, "s").above(0).help("never longer than this").example("1 d");
  s.quantity("depth_tolerance", t.depth_tolerance, "m")
      .above(0)
      .help("error of surface water depth per step")
      .example("0.2 mm");
  s.quantity("relative_depth_tolerance", t.relative_depth_tolerance, "")
      .at_least(0)
      .help("error of surface water depth per step that is permitted besides, as a share of the depth")
      .example("2 %");
  s.quantity("content_tolerance", t.content_tolerance, "")
      .above(0)
      .help("error of water content per step")
      .example("0.0005");
  s.quantity("head_tolerance", t.head_tolerance, "m")
      .above(0)
      .help("error of head per step in saturated ground")
      .example("0.1 m");
  s.quantity("mass_tolerance", t.mass_tolerance, "")
      .above(0)
      .help(
          "error of where a contaminant is per step, summed over the model, as a share of its mass there; it "
          "sets the length of the next step. 2 % is three times faster, and some 10 % of a peak less "
          "accurate")
      .example("0.2 %");
  return s;
}

Section describe(Solver& v) {
  Section s("The nonlinear and linear solvers.");
  s.quantity("balance_tolerance", v.balance_tolerance, "")
      .above(0)
      .below(1)
      .help("the run fails with exit code 5 when a balance error exceeds this part of the throughput")
      .example("1e-8");
  s.integer("newton_iterations", v.newton_iterations)
      .at_least(1)
      .help("a step that needs more is halved")
      .example("15");
  s.text("petsc", v.petsc)
      .help("PETSc options; flow has the prefix flow_, transport transport_")
      .example("-flow_ksp_type bcgs");
  return s;
}

Section describe(Reference& r) {
  Section s("Published numbers for this problem.");
  s.text("source", r.source)
      .required()
      .help("citation")
      .example("Celia et al. 1990, doi:10.1029/WR026i007p01483");
  s.list("checks", r.checks).required().help("numbers to compare");
  return s;
}

Section describe(Check& c) {
  Section s("One number to compare.");
  s.text("name", c.name).required().help("for the table").example("depth of the front");
  s.choice("quantity", c.quantity, check_quantity_names())
      .required()
      .help(
          "head, pressure_head, water_content, saturation, concentration and surface_depth at a point; "
          "head_change: head less that at the start, negative where it was drawn down; level: elevation "
          "where "
          "pressure_head has `value`; water_table: elevation of the water table; inflow, outflow: rate "
          "through "
          "a boundary, well or other term of the balance; cumulative_inflow, cumulative_outflow: total; "
          "onset: "
          "when outflow first exceeds `threshold`; "
          "seepage_top: highest elevation at which a boundary lets water out; discharge: across a section, "
          "from "
          "its left to its right; storage_change: since the start; mass_ratio: storage change over net "
          "inflow; "
          "balance_error: over what moved")
      .example("pressure_head");
  s.text("boundary", c.boundary)
      .help("the boundary, well, section or term of the balance (rain, evaporation) of a flow")
      .example("outlet");
  s.text("contaminant", c.contaminant)
      .help("of a concentration; the first one when left out")
      .example("sulfate");
  s.quantities("at", c.at, "m")
      .help("x, y and z; x and y for level, water_table and surface_depth")
      .example("[0.5 m, 0.5 m, 0.2 m]");
  s.quantity("value", c.value, "m").help("the pressure head whose level is sought").example("-500 cm");
  s.quantity("threshold", c.threshold, "m3/s").help("the outflow of an onset").example("0.1 m3/min");
  s.text("time", c.time).help("since the start; the end when left out").example("86400 s");
  s.text("reference", c.reference).required().help("the published number, with unit").example("56.5 cm");
  s.text("tolerance", c.tolerance)
      .required()
      .help("permitted difference, with unit or in %")
      .example("0.5 cm");
  return s;
}

}  // namespace entail::deck
