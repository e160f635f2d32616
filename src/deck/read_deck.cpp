#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <set>

#include "base/text.hpp"
#include "base/units.hpp"
#include "deck/deck.hpp"
#include "deck/quantities.hpp"
#include "deck/soil_library.hpp"

namespace entail::deck {

Instant Deck::start() const {
  using namespace std::chrono;
  return period.start.value_or(sys_days(year(2000) / January / 1));
}

double Deck::duration() const {
  if (period.length) return *period.length;
  return period.end ? static_cast<double>((*period.end - start()).count()) : 0.0;
}

std::string Deck::run_name() const {
  const auto file = std::filesystem::absolute(path);
  return file.stem() == "deck" ? file.parent_path().filename().string() : file.stem().string();
}

Mark mark_of(const Deck& deck, const std::string& key_path) {
  std::string path = key_path;
  while (!path.empty()) {
    const auto found = deck.marks.find(path);
    if (found != deck.marks.end()) return found->second;
    const auto cut = path.find_last_of(".[");
    path.resize(cut == std::string::npos ? 0 : cut);
  }
  return {1, 0, 1};
}

void report(const Deck& deck, Diagnostics& diagnostics, const std::string& key_path,
            const std::string& message) {
  diagnostics.error(ExitCode::usage, deck.path, mark_of(deck, key_path), key_path, message);
}

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
    if (deck_.weather) weather(*deck_.weather);
    for (std::size_t i = 0; i < deck_.boundaries.size(); ++i) boundary(i);
    initial();
    names();
    for (std::size_t i = 0; i < deck_.facilities.size(); ++i) facility(i);
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
    one_of("period", {"end", "length"});
    if (deck_.period.end && deck_.duration() <= 0.0)
      error("period.end", fmt::format("is not after the start, {}", format_instant(deck_.start())));
  }

  void geometry() {
    one_of("", {"terrain", "box", "mesh"});
    if (deck_.terrain && deck_.crs.empty())
      error("crs", "is missing: terrain needs the coordinate reference system, for example crs: EPSG:32616");
    if (!deck_.ground && !deck_.surface)
      error("title", "give ground, surface, or both: there is nothing to compute");
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
      if (!soil.alpha) soil.alpha = library->alpha;
      if (!soil.n) soil.n = library->n;
    }
    if (!soil.anisotropy) soil.anisotropy = 1.0;
    if (!soil.residual_water_content) soil.residual_water_content = 0.0;
    std::vector<std::string> missing;
    if (!soil.conductivity && !given(path + ".conductivity")) missing.push_back("conductivity");
    if (!soil.porosity && !given(path + ".porosity")) missing.push_back("porosity");
    if (!soil.alpha && !given(path + ".alpha")) missing.push_back("alpha");
    if (!soil.n && !given(path + ".n")) missing.push_back("n");
    if (!missing.empty() && !(given(path + ".from") && soil.from.empty()))
      error(path, fmt::format(
                      "needs {}, or a published soil to take {} from, such as from: carsel_parrish_1988/loam",
                      enumerate(missing), missing.size() == 1 ? "it" : "them"));
    if (soil.porosity && soil.porosity->form == Spatial::Form::constant &&
        *soil.residual_water_content >= soil.porosity->value)
      error(path + ".residual_water_content",
            fmt::format("must be below the porosity, {}", units::format(soil.porosity->value)));
  }

  void vegetation(const Vegetation& v) {
    for (std::size_t i = 1; i < v.stress.size(); ++i)
      if (v.stress[i] >= v.stress[i - 1]) return error("vegetation.stress", "must fall from h1 to h4");
  }

  void weather(const Weather& w) {
    if (given("weather.file") && (w.rain || w.potential_evaporation))
      error("weather", "give a file or constants, not both");
    if (!given("weather.file") && !given("weather.rain") && !given("weather.potential_evaporation"))
      error("weather", "give a file, or rain");
  }

  void boundary(std::size_t i) {
    auto& b = deck_.boundaries[i];
    const std::string path = fmt::format("boundaries[{}]", i);
    one_of(path, {"head", "pressure_head", "flux", "normal_depth"});
    if (b.name.empty()) b.name = b.where;
    const bool side = b.where != "top" && b.where != "bottom";
    if (b.normal_depth && !side) error(path + ".normal_depth", "is for sides: west, east, south or north");
    if (b.normal_depth && !deck_.surface) error(path + ".normal_depth", "needs overland flow: add surface:");
    if (!b.normal_depth && !deck_.ground) error(path, "acts on the ground, but the deck has no ground:");
    if (b.where == "top" && deck_.surface && !b.normal_depth && !b.where.empty())
      error(path + ".where", "the top is in contact with surface water; leave out surface: or this boundary");
    if (side && deck_.terrain && !b.where.empty())
      error(path + ".where", "sides are for boxes; a watershed is closed but for its outlet");
    for (const auto& [range, name] : {std::pair(&b.x, "x"), std::pair(&b.y, "y"), std::pair(&b.z, "z")})
      if (range->size() == 2 && (*range)[0] > (*range)[1])
        error(path + "." + name, "must be [smaller, larger]");
    for (std::size_t j = 0; j < i; ++j)
      if (deck_.boundaries[j].name == b.name && !b.name.empty())
        error(path,
              fmt::format("boundaries[{}] has the name \"{}\" too; give each a name of its own", j, b.name));
  }

  void initial() {
    one_of("initial", {"water_table_depth", "head", "pressure_head"}, true);
    const auto& i = deck_.initial;
    if (deck_.ground && !i.water_table_depth && !i.head && !i.pressure_head &&
        !given("initial.water_table_depth") && !given("initial.head") && !given("initial.pressure_head"))
      error(given("initial") ? "initial" : "title",
            "give initial: with water_table_depth, head or pressure_head, for example {water_table_depth: 5 "
            "m}");
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
    std::set<std::string> contaminants, facilities, receptors;
    for (std::size_t i = 0; i < deck_.contaminants.size(); ++i)
      check_name(fmt::format("contaminants[{}]", i), deck_.contaminants[i].name, contaminants);
    for (std::size_t i = 0; i < deck_.facilities.size(); ++i)
      check_name(fmt::format("facilities[{}]", i), deck_.facilities[i].name, facilities);
    if (deck_.receptors)
      for (std::size_t i = 0; i < deck_.receptors->list.size(); ++i)
        check_name(fmt::format("receptors.list[{}]", i), deck_.receptors->list[i].name, receptors);
  }

  void facility(std::size_t i) {
    const auto& f = deck_.facilities[i];
    const std::string path = fmt::format("facilities[{}]", i);
    one_of(path, {"footprint", "polygon"});
    if (!f.polygon.empty() && (f.polygon.size() < 6 || f.polygon.size() % 2 != 0))
      error(path + ".polygon", "needs at least three corners: x1, y1, x2, y2, x3, y3");
    if (!deck_.ground) error(path, "seeps into the ground, but the deck has no ground:");
    std::vector<std::string> known;
    for (const auto& contaminant : deck_.contaminants) known.push_back(contaminant.name);
    for (const auto& [name, value] : f.concentrations)
      if (std::find(known.begin(), known.end(), name) == known.end())
        error(path + ".concentrations." + name,
              fmt::format("is not among the contaminants{}", did_you_mean(name, known)));
    if (f.start && f.end && *f.end <= *f.start) error(path + ".end", "is not after the start");
  }

  void receptors(const Receptors& r) {
    if (!given("receptors.file") && r.list.empty() && !given("receptors.list"))
      error("receptors", "give a file, or a list");
    for (std::size_t i = 0; i < r.list.size(); ++i) {
      const auto& receptor = r.list[i];
      const std::string path = fmt::format("receptors.list[{}]", i);
      const bool line = receptor.kind == "stream";
      if (!receptor.at.empty() &&
          (line ? receptor.at.size() < 4 || receptor.at.size() % 2 != 0 : receptor.at.size() != 2))
        error(path + ".at", line ? "a stream needs at least two points: x1, y1, x2, y2" : "needs x and y");
      if (receptor.screen.size() == 2 && receptor.screen[0] > receptor.screen[1])
        error(path + ".screen", "must be [top, bottom], depths that grow downwards");
      if (line && !receptor.screen.empty()) error(path + ".screen", "a stream has no screen");
      if (line && !deck_.surface) error(path + ".kind", "a stream needs overland flow: add surface:");
      if (!line && !deck_.ground) error(path + ".kind", "needs the ground, but the deck has no ground:");
    }
  }

  void reference(const Reference& r) {
    std::vector<std::string> boundaries;
    for (const auto& b : deck_.boundaries) boundaries.push_back(b.name);
    if (deck_.terrain || deck_.mesh) boundaries.push_back("outlet");
    for (std::size_t i = 0; i < r.checks.size(); ++i) {
      const auto& c = r.checks[i];
      const std::string path = fmt::format("reference.checks[{}]", i);
      const CheckQuantity* quantity = find_check_quantity(c.quantity);
      if (!quantity) continue;
      if (quantity->coordinates != static_cast<int>(c.at.size()))
        error(path + ".at", fmt::format("{} needs {} coordinates", c.quantity, quantity->coordinates));
      if (c.quantity == "level" && !c.value)
        error(path, "level needs the pressure head it is the level of: value:");
      if (quantity->of_boundary &&
          std::find(boundaries.begin(), boundaries.end(), c.boundary) == boundaries.end())
        error(path, fmt::format("{} needs boundary: {}", c.quantity, enumerate(boundaries, "or")));
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

  Deck& deck_;
  Diagnostics& diagnostics_;
};

}  // namespace

Deck read_deck(const std::string& path, const std::string& text, Diagnostics& diagnostics) {
  Deck deck;
  deck.path = path;
  deck.text = text;
  const Node root = parse_yaml(path, text, diagnostics);
  if (root.kind != Node::Kind::map) {
    if (diagnostics.ok())
      diagnostics.error(
          ExitCode::usage, path, root.mark, "",
          root.kind == Node::Kind::null
              ? "the deck is empty; `entail template` prints one to start from"
              : "a deck is a mapping of keys to values; `entail template` prints one to start from");
    return deck;
  }
  Reader reader(path, diagnostics);
  reader.mapping(root, describe(deck), "");
  for (auto& [key, mark] : reader.take_marks()) deck.marks.emplace(std::move(key), mark);
  Consistency(deck, diagnostics).check();
  return deck;
}

std::string echo_deck(Deck& deck) { return emit_yaml(echo(describe(deck))); }

}  // namespace entail::deck
