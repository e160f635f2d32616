#include "deck/consistency.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <set>
#include <tuple>

#include "base/text.hpp"
#include "base/units.hpp"
#include "deck/quantities.hpp"
#include "deck/soil_library.hpp"

namespace entail::deck {

namespace {

/// What one key cannot say by itself: names that must exist, choices that exclude each other, order.
class Consistency {
 public:
  Consistency(Deck& deck, Diagnostics& diagnostics) : deck_(deck), diagnostics_(diagnostics) {}

  void check() {
    period();
    geometry();
    if (deck_.ground) ground(*deck_.ground);
    if (deck_.vegetation) vegetation(*deck_.vegetation);
    for (std::size_t i = 0; i < deck_.boundaries.size(); ++i) boundary(i);
    for (std::size_t i = 0; i < deck_.wells.size(); ++i) well(i);
    for (std::size_t i = 0; i < deck_.sections.size(); ++i) section(i);
    balance_names();
    initial();
    names();
    check_transport(deck_, diagnostics_);
    for (std::size_t i = 0; i < deck_.facilities.size(); ++i) check_facility(deck_, i, diagnostics_);
    if (deck_.receptors) receptors(*deck_.receptors);
    if (deck_.reference) reference(*deck_.reference);
    if (deck_.steps.minimum > deck_.steps.initial) error("steps.minimum", "is longer than steps.initial");
  }

 private:
  void error(const std::string& path, const std::string& message) {
    report(deck_, diagnostics_, path, message);
  }
  bool given(const std::string& path) const { return deck_.marks.count(path) > 0; }

  /// Exactly one of the keys below `path` must be given (`at_most_one`: or none).
  void one_of(const std::string& path, const std::vector<std::string>& keys, bool at_most_one = false) {
    std::vector<std::string> present;
    for (const auto& key : keys)
      if (given(path.empty() ? key : path + "." + key)) present.push_back(key);
    if (present.size() > 1)
      error(path.empty() ? present[1] : path + "." + present[1],
            fmt::format("give only one of {}", enumerate(present)));
    if (present.empty() && !at_most_one)
      error(path.empty() ? "title" : path, fmt::format("give one of {}", enumerate(keys, "or")));
  }

  void period() {
    if (!given("period")) return;
    one_of("period", {"end", "length", "steady"});
    if (deck_.period.steady && !deck_.contaminants.empty())
      error("period.steady", "computes flow alone; leave out contaminants, or give end or length");
    if (deck_.period.end && deck_.duration() <= 0.0)
      error("period.end", fmt::format("is not after the start, {}", format_instant(deck_.start())));
  }

  void geometry() {
    one_of("", {"terrain", "box", "mesh"});
    if (deck_.box) box(*deck_.box);
    if (deck_.terrain && deck_.crs.empty())
      error("crs", "is missing: terrain needs the coordinate reference system, for example crs: EPSG:32616");
    if (!deck_.ground && !deck_.surface)
      error("title", "give ground, surface, or both: there is nothing to compute");
  }

  void box(const Box& b) {
    for (const auto& [axis, name, i] : {std::tuple(&b.x, "x", 0), std::tuple(&b.y, "y", 1)}) {
      const std::string path = std::string("box.") + name;
      if (*axis)
        check_axis(path, **axis);
      else if (!(b.wedge && i == 1) && (!given("box.size") || !given("box.cells")))
        error("box", fmt::format("give size and cells, or {}: with the edges of the columns", name));
    }
    if (b.x && b.y && (given("box.size") || given("box.cells")))
      error(given("box.size") ? "box.size" : "box.cells", "is not used beside x and y");
    if (b.wedge && b.y) error("box.y", "is given by the wedge");
    if (b.wedge && !b.x) error("box.wedge", "needs x: with the radii");
  }

  void check_axis(const std::string& path, const Axis& a) {
    one_of(path, {"edges", "first"});
    if (given(path + ".edges")) {
      if (a.edges.size() < 2) error(path + ".edges", "needs at least two edges");
      for (std::size_t i = 1; i < a.edges.size(); ++i)
        if (a.edges[i] <= a.edges[i - 1])
          return error(path + ".edges",
                       fmt::format("must rise, but {} m follows {} m", units::format(a.edges[i]),
                                   units::format(a.edges[i - 1])));
    } else if (given(path + ".first") && !given(path + ".end")) {
      error(path, "needs end");
    } else if (a.end <= a.start) {
      error(path + ".end", fmt::format("must be above the start, {} m", units::format(a.start)));
    } else if (a.first > a.end - a.start) {
      error(path + ".first", "is wider than all from start to end");
    }
  }

  void selection(const std::string& path, const Selection& s) {
    check_selection(deck_, diagnostics_, path, s);
  }

  void ground(Ground& g) {
    std::vector<std::string> soil_names;
    for (const auto& soil : g.soils) soil_names.push_back(soil.first);
    for (std::size_t i = 0; i < g.layers.size(); ++i) {
      const auto& layer = g.layers[i];
      const std::string path = fmt::format("ground.layers[{}]", i);
      if (!layer.soil.empty() && find_soil(g, layer.soil) == nullptr)
        error(path + ".soil",
              fmt::format("there is no soil \"{}\"{}", layer.soil, did_you_mean(layer.soil, soil_names)));
      for (std::size_t z = 0; z < layer.zones.size(); ++z) {
        const std::string zone = fmt::format("{}.zones[{}]", path, z);
        selection(zone, layer.zones[z].where);
        const std::string& soil = layer.zones[z].soil;
        if (!soil.empty() && find_soil(g, soil) == nullptr)
          error(zone + ".soil",
                fmt::format("there is no soil \"{}\"{}", soil, did_you_mean(soil, soil_names)));
      }
      if (layer.thickness && layer.thickness->form == Spatial::Form::constant &&
          layer.thickness->value <= 0.0)
        error(path + ".thickness", "must be above 0 m");
      const bool last = i + 1 == g.layers.size();
      if (!layer.thickness && !given(path + ".thickness") && !deck_.mesh && !(last && g.bedrock))
        error(path, last ? "needs a thickness, or ground.bedrock for its bottom" : "needs a thickness");
    }
    for (auto& [name, soil] : g.soils) resolve_soil(name, soil);
  }

  static const Soil* find_soil(const Ground& g, const std::string& name) {
    for (const auto& soil : g.soils)
      if (soil.first == name) return &soil.second;
    return nullptr;
  }

  /// Fills what the deck leaves to the library and finds what is still missing.
  void resolve_soil(const std::string& name, Soil& soil) {
    const std::string path = "ground.soils." + name;
    if (const LibrarySoil* library = find_library_soil(soil.from)) {
      if (!soil.conductivity) soil.conductivity = Spatial::constant(library->conductivity);
      if (!soil.porosity) soil.porosity = Spatial::constant(library->porosity);
      if (!soil.residual_water_content) soil.residual_water_content = library->residual_water_content;
      if (soil.law == "van_genuchten") {
        if (!soil.alpha) soil.alpha = library->alpha;
        if (!soil.n) soil.n = library->n;
      }
    }
    if (!soil.anisotropy) soil.anisotropy = 1.0;
    if (soil.law == "unconfined") resolve_aquifer(path, soil);
    if (soil.law == "confined" && !soil.porosity) soil.porosity = Spatial::constant(default_porosity);
    require_soil_keys(path, soil);
    if (!soil.residual_water_content) soil.residual_water_content = 0.0;
    if (soil.law == "van_genuchten" && !soil.pore_connectivity) soil.pore_connectivity = 0.5;
    if (soil.porosity && soil.porosity->form == Spatial::Form::constant &&
        *soil.residual_water_content >= soil.porosity->value)
      error(path + ".residual_water_content",
            fmt::format("is {} but must be below the porosity, {}",
                        units::format(*soil.residual_water_content), units::format(soil.porosity->value)));
    if (soil.law == "brooks_corey" && soil.lambda && !soil.conductivity_exponent)
      soil.conductivity_exponent = 3.0 + 2.0 / *soil.lambda;
  }

  /// What drains from an unconfined aquifer is its specific yield; the rest of the porosity stays.
  void resolve_aquifer(const std::string& path, Soil& soil) {
    if (given(path + ".residual_water_content") && !given(path + ".specific_yield"))
      return error(path + ".residual_water_content", "give specific_yield instead: what stays is the rest");
    if (!soil.porosity && soil.specific_yield) soil.porosity = Spatial::constant(*soil.specific_yield);
    if (!soil.porosity || soil.porosity->form != Spatial::Form::constant) return;
    if (!soil.specific_yield) soil.specific_yield = soil.porosity->value;
    if (*soil.specific_yield > soil.porosity->value)
      error(path + ".specific_yield",
            fmt::format("is {} but must be at most the porosity, {}", units::format(*soil.specific_yield),
                        units::format(soil.porosity->value)));
    soil.residual_water_content = soil.porosity->value - *soil.specific_yield;
  }

  /// Every law has keys that it needs, and keys of other laws are mistakes.
  void require_soil_keys(const std::string& path, const Soil& soil) {
    struct LawKey {
      const char* name;
      bool has_value, is_needed;
      std::vector<std::string> laws;
    };
    const bool is_table = soil.law == "table";
    const std::vector<LawKey> keys{{"conductivity", soil.conductivity.has_value(), !is_table, {}},
                                   {"porosity", soil.porosity.has_value(), !is_table, {}},
                                   {"alpha", soil.alpha.has_value(), true, {"van_genuchten", "gardner"}},
                                   {"n", soil.n.has_value(), true, {"van_genuchten"}},
                                   {"pore_connectivity", true, false, {"van_genuchten"}},
                                   {"entry_head", soil.entry_head.has_value(), true, {"brooks_corey"}},
                                   {"lambda", soil.lambda.has_value(), true, {"brooks_corey"}},
                                   {"conductivity_exponent", true, false, {"brooks_corey"}},
                                   {"haverkamp", soil.haverkamp.has_value(), true, {"haverkamp"}},
                                   {"table", !soil.table.empty(), true, {"table"}},
                                   {"specific_yield", true, false, {"unconfined"}}};
    std::vector<std::string> missing;
    for (const auto& key : keys) {
      const bool applies =
          key.laws.empty() || std::find(key.laws.begin(), key.laws.end(), soil.law) != key.laws.end();
      if (applies && key.is_needed && !key.has_value && !given(path + "." + key.name))
        missing.push_back(key.name);
      if (!applies && given(path + "." + key.name))
        error(path + "." + key.name,
              fmt::format("belongs to law: {}, but the law is {}", enumerate(key.laws, "or"), soil.law));
    }
    if (!missing.empty() && !(given(path + ".from") && soil.from.empty()))
      error(path, fmt::format(
                      "needs {}, or a published soil to take {} from, such as from: carsel_parrish_1988/loam",
                      enumerate(missing), missing.size() == 1 ? "it" : "them"));
  }

  void vegetation(const Vegetation& v) {
    for (std::size_t i = 1; i < v.stress.size(); ++i)
      if (v.stress[i] >= v.stress[i - 1])
        return error("vegetation.stress",
                     fmt::format("must fall from h1 to h4, but {} m follows {} m", units::format(v.stress[i]),
                                 units::format(v.stress[i - 1])));
  }

  void boundary(std::size_t i) {
    auto& b = deck_.boundaries[i];
    const std::string path = fmt::format("boundaries[{}]", i);
    const std::vector<std::string> kinds{"head",         "pressure_head", "flux",          "rate",
                                         "seepage_face", "free_drainage", "general_head",  "river",
                                         "drain",        "normal_depth",  "critical_depth"};
    // A cell may hold concentrations alone.
    if (b.where == "inside" && !b.held_concentrations.empty() &&
        std::none_of(kinds.begin(), kinds.end(),
                     [&](const std::string& kind) { return given(path + "." + kind); }))
      b.flux = Spatial::constant(0.0);
    else
      one_of(path, kinds);
    selection(path, b.part);
    if (b.name.empty()) b.name = b.where;
    const bool horizontal = b.where == "top" || b.where == "bottom",
               side = !horizontal && b.where != "inside";
    const bool outlet = b.normal_depth || b.critical_depth;
    const char* kind = b.normal_depth ? ".normal_depth" : ".critical_depth";
    if (outlet && !side) error(path + kind, "is for sides: west, east, south, north or sides");
    if (outlet && !deck_.surface) error(path + kind, "needs overland flow: add surface:");
    const bool on_surface = b.where == "top" && deck_.surface && (b.flux || b.rate);
    if (!outlet && !deck_.ground && !on_surface)
      error(path, "acts on the ground, but the deck has no ground:");
    if (b.where == "top" && deck_.surface && !outlet && !on_surface)
      error(path + ".where",
            "the top is in contact with surface water, which takes a flux or a rate; leave out surface: or "
            "this "
            "boundary");
    if (side && deck_.terrain && !b.where.empty())
      error(path + ".where", "sides are for boxes; a watershed is closed but for its outlet");
    if (b.free_drainage && b.where != "bottom" && !b.where.empty())
      error(path + ".where", fmt::format("is {}, but free_drainage is for the bottom", b.where));
    if (b.where == "inside" && (b.pressure_head || b.seepage_face))
      error(path + ".where", "inside is for head, flux, rate, general_head, river and drain");
    bed(path + ".general_head", b.general_head, b);
    bed(path + ".river", b.river, b);
    bed(path + ".drain", b.drain, b);
    for (std::size_t j = 0; j < i; ++j)
      if (deck_.boundaries[j].name == b.name && !b.name.empty())
        error(path,
              fmt::format("boundaries[{}] has the name \"{}\" too; give each a name of its own", j, b.name));
  }

  template <class Bed>
  void bed(const std::string& path, const std::optional<Bed>& bed, const Boundary& b) {
    if (!bed) return;
    one_of(path, {"leakance", "conductance"});
    if (!b.part.line.empty() && bed->leakance && !b.width)
      error(path + ".leakance", "is per area: give the width of what lies along the line");
  }

  void well(std::size_t i) {
    const auto& w = deck_.wells[i];
    const std::string path = fmt::format("wells[{}]", i);
    if (!deck_.ground) error(path, "draws from the ground, but the deck has no ground:");
    if (w.screen.size() == 2 && w.screen[0] >= w.screen[1])
      error(path + ".screen",
            fmt::format("is [{} m, {} m] but must be [top, bottom], depths that grow downwards",
                        units::format(w.screen[0]), units::format(w.screen[1])));
  }

  void section(std::size_t i) {
    const auto& f = deck_.sections[i];
    const std::string path = fmt::format("sections[{}]", i);
    if (!f.line.empty() && (f.line.size() < 4 || f.line.size() % 2 != 0))
      error(path + ".line", "needs at least two points: x1, y1, x2, y2");
  }

  /// Terms of the balance need names of their own.
  void balance_names() {
    std::set<std::string> seen{"rain", "evaporation"};
    for (std::size_t i = 0; i < deck_.boundaries.size(); ++i) {
      const std::string& name = deck_.boundaries[i].name;
      if (deck_.weather && seen.count(name) > 0)
        error(fmt::format("boundaries[{}].name", i),
              fmt::format("\"{}\" names what the weather brings in the balance; give another name", name));
    }
    for (const auto& b : deck_.boundaries) seen.insert(b.name);
    for (std::size_t i = 0; i < deck_.wells.size(); ++i)
      if (!deck_.wells[i].name.empty() && !seen.insert(deck_.wells[i].name).second)
        error(fmt::format("wells[{}].name", i),
              fmt::format("\"{}\" names another term of the balance", deck_.wells[i].name));
  }

  void initial() {
    one_of("initial", {"water_table_depth", "head", "pressure_head", "file"}, true);
    const auto& i = deck_.initial;
    const bool has_state = i.water_table_depth || i.head || i.pressure_head || !i.file.empty();
    if (deck_.ground && !has_state && !given("initial.water_table_depth") && !given("initial.head") &&
        !given("initial.pressure_head") && !given("initial.file"))
      error(given("initial") ? "initial" : "title",
            "give initial: with water_table_depth, head or pressure_head, for example {water_table_depth: 5 "
            "m}");
    if (!i.file.empty() && !deck_.ground) error("initial.file", "holds a state of the ground: add ground:");
    if (i.surface_depth && !deck_.surface)
      error("initial.surface_depth", "needs overland flow: add surface:");
  }

  /// Names become NetCDF variables and file columns.
  void check_name(const std::string& path, const std::string& name, std::set<std::string>& seen) {
    if (name.empty()) return;
    const bool plain =
        std::isalpha(static_cast<unsigned char>(name.front())) &&
        name.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") ==
            std::string::npos;
    if (!plain)
      error(path + ".name",
            fmt::format("\"{}\" must start with a letter and hold only letters, digits and _", name));
    if (!seen.insert(name).second) error(path + ".name", fmt::format("the name \"{}\" stands twice", name));
  }

  void names() {
    std::set<std::string> contaminants, facilities, receptors, sections;
    for (std::size_t i = 0; i < deck_.sections.size(); ++i)
      check_name(fmt::format("sections[{}]", i), deck_.sections[i].name, sections);
    for (std::size_t i = 0; i < deck_.contaminants.size(); ++i)
      check_name(fmt::format("contaminants[{}]", i), deck_.contaminants[i].name, contaminants);
    for (std::size_t i = 0; i < deck_.facilities.size(); ++i)
      check_name(fmt::format("facilities[{}]", i), deck_.facilities[i].name, facilities);
    if (deck_.receptors)
      for (std::size_t i = 0; i < deck_.receptors->list.size(); ++i)
        check_name(fmt::format("receptors.list[{}]", i), deck_.receptors->list[i].name, receptors);
  }

  void receptors(const Receptors& r) {
    if (!given("receptors.file") && r.list.empty() && !given("receptors.list"))
      error("receptors", "give a file, or a list");
    for (std::size_t i = 0; i < r.list.size(); ++i) {
      const auto& receptor = r.list[i];
      const std::string path = fmt::format("receptors.list[{}]", i);
      const bool line = receptor.kind == "stream", area = receptor.kind == "area";
      const std::size_t least = area ? 6 : line ? 4 : 2, n = receptor.at.size();
      const bool many = line || area || receptor.kind == "spring";
      if (n > 0 && (many ? n < least || n % 2 != 0 : n != 2))
        error(path + ".at", area   ? "an area needs at least three corners: x1, y1, x2, y2, x3, y3"
                            : line ? "a stream needs at least two points: x1, y1, x2, y2"
                                   : "needs x and y");
      if (receptor.screen.size() == 2 && receptor.screen[0] > receptor.screen[1])
        error(path + ".screen",
              fmt::format("is [{} m, {} m] but must be [top, bottom], depths that grow downwards",
                          units::format(receptor.screen[0]), units::format(receptor.screen[1])));
      if (many && !receptor.screen.empty())
        error(path + ".screen", fmt::format("is for wells and points, not for kind {}", receptor.kind));
      if (line && !deck_.surface) error(path + ".kind", "a stream needs overland flow: add surface:");
      if (!line && !deck_.ground) error(path + ".kind", "needs the ground, but the deck has no ground:");
    }
  }

  /// Names of everything whose flow a check may ask for.
  std::vector<std::string> flow_names(const std::string& quantity) const {
    std::vector<std::string> names;
    if (quantity == "discharge") {
      for (const auto& s : deck_.sections) names.push_back(s.name);
      return names;
    }
    for (const auto& b : deck_.boundaries) names.push_back(b.name);
    if (quantity == "seepage_top") return names;
    for (const auto& w : deck_.wells) names.push_back(w.name);
    if (deck_.terrain || deck_.mesh) names.push_back("outlet");
    for (const auto& f : deck_.facilities) names.push_back(f.name);
    names.insert(names.end(), {"rain", "evaporation"});
    return names;
  }

  void reference(const Reference& r) {
    for (std::size_t i = 0; i < r.checks.size(); ++i) {
      const auto& c = r.checks[i];
      const std::string path = fmt::format("reference.checks[{}]", i);
      const CheckQuantity* quantity = find_check_quantity(c.quantity);
      if (!quantity) continue;
      if (quantity->coordinates != static_cast<int>(c.at.size()))
        error(path + ".at", fmt::format("{} needs {} coordinates", c.quantity, quantity->coordinates));
      if (c.quantity == "level" && !c.value)
        error(path, "level needs the pressure head it is the level of: value:");
      if ((c.quantity == "onset") != c.threshold.has_value())
        error(path, c.threshold ? fmt::format("threshold: belongs to onset, not to {}", c.quantity)
                                : "onset needs the outflow that is exceeded: threshold:");
      const auto names = flow_names(c.quantity);
      if (quantity->of_boundary && std::find(names.begin(), names.end(), c.boundary) == names.end())
        error(path, fmt::format("{} needs boundary: {}", c.quantity, enumerate(names, "or")));
      check_unit(path + ".time", c.time, "s");
      check_unit(path + ".reference", c.reference, quantity->unit);
      check_unit(path + ".tolerance", c.tolerance, quantity->unit, true);
    }
  }

  void check_unit(const std::string& path, const std::string& text, const std::string& unit,
                  bool percent = false) {
    if (text.empty()) return;
    units::Quantity quantity;
    if (!units::split(text, quantity))
      return error(path, fmt::format("must be a number{}, not \"{}\"",
                                     unit.empty() ? "" : " and a unit such as " + unit, text));
    if (percent && quantity.unit == "%") return;
    if (quantity.unit.empty() && (unit.empty() || quantity.value == 0.0)) return;
    try {
      units::convert(quantity.value, quantity.unit, unit.empty() ? "1" : unit);
    } catch (const std::invalid_argument& problem) {
      error(path, problem.what());
    }
  }

  /// Of confined aquifers whose flow alone is wanted, where it has no effect.
  static constexpr double default_porosity = 0.3;

  Deck& deck_;
  Diagnostics& diagnostics_;
};

}  // namespace

void check_selection(const Deck& deck, Diagnostics& diagnostics, const std::string& path,
                     const Selection& s) {
  auto error = [&](const std::string& key, const std::string& message) {
    report(deck, diagnostics, key, message);
  };
  auto given = [&](const std::string& key) { return deck.marks.count(key) > 0; };
  if (given(path + ".file") + given(path + ".polygon") + given(path + ".line") > 1)
    error(path, "give only one of file, polygon and line");
  if (!s.polygon.empty() && (s.polygon.size() < 6 || s.polygon.size() % 2 != 0))
    error(path + ".polygon", "needs at least three corners: x1, y1, x2, y2, x3, y3");
  if (!s.line.empty() && (s.line.size() < 4 || s.line.size() % 2 != 0))
    error(path + ".line", "needs at least two points: x1, y1, x2, y2");
  if (!s.feature.empty() && !given(path + ".file")) error(path + ".feature", "needs file:");
  for (const auto& [range, name] : {std::pair(&s.x, "x"), std::pair(&s.y, "y"), std::pair(&s.z, "z")})
    if (range->size() == 2 && (*range)[0] > (*range)[1])
      error(path + "." + name, fmt::format("is [{} m, {} m] but must be [smaller, larger]",
                                           units::format((*range)[0]), units::format((*range)[1])));
}

void check_consistency(Deck& deck, Diagnostics& diagnostics) {
  Consistency(deck, diagnostics).check();
  check_landscape(deck, diagnostics);
  check_placement(deck, diagnostics);
  check_responses(deck, diagnostics);
}

}  // namespace entail::deck
