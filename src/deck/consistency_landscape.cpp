// What the keys of weather and erosion cannot say one by one.
#include <fmt/format.h>

#include "base/text.hpp"
#include "deck/consistency.hpp"
#include "deck/cover_library.hpp"

namespace entail::deck {

namespace {

class Landscape {
 public:
  Landscape(Deck& deck, Diagnostics& diagnostics) : deck_(deck), diagnostics_(diagnostics) {}

  void check() {
    if (deck_.weather) weather(*deck_.weather);
    if (deck_.erosion) erosion(*deck_.erosion);
  }

 private:
  void error(const std::string& path, const std::string& message) {
    report(deck_, diagnostics_, path, message);
  }
  bool given(const std::string& path) const { return deck_.marks.count(path) > 0; }

  /// An instant after the start of the period and before its end.
  void require_within(const std::string& path, const std::optional<Instant>& instant) {
    if (!instant || !(deck_.duration() > 0.0)) return;
    const double at = static_cast<double>((*instant - deck_.start()).count());
    if (at < 0.0 || at > deck_.duration())
      error(path,
            fmt::format("{} lies outside the period, which starts on {} and lasts {:.0f} d",
                        format_instant(*instant), format_instant(deck_.start()), deck_.duration() / 86400.0));
  }

  void weather(const Weather& w) {
    const bool file = given("weather.file"), generator = given("weather.generator");
    const bool constant = given("weather.rain") || given("weather.potential_evaporation");
    if (file && generator) error("weather.generator", "give a file or a generator, not both");
    if ((file || generator) && constant)
      error("weather", fmt::format("give a {} or constants, not both", file ? "file" : "generator"));
    if (!file && !generator && !constant) error("weather", "give a file, a generator, or rain");
    if (constant && !file && !generator)
      for (const char* key : {"weather.aggregate", "weather.phases", "weather.factors"})
        if (given(key)) error(key, "changes a weather record; constants need none");
    for (std::size_t i = 0; i < w.phases.size(); ++i) {
      const std::string path = fmt::format("weather.phases[{}]", i);
      require_within(path + ".start", w.phases[i].start);
      if (i > 0 && w.phases[i].start && w.phases[i - 1].start && *w.phases[i].start <= *w.phases[i - 1].start)
        error(path + ".start", "is not after the start of the phase before");
      if (w.phases[i].aggregate.empty() && !w.phases[i].factors && !given(path + ".aggregate"))
        error(path, "changes nothing: give aggregate or factors");
    }
  }

  void erosion(Erosion& e) {
    if (!deck_.surface) error("erosion", "needs the runoff on the ground: add surface:");
    if (deck_.period.steady) error("erosion", "follows runoff day by day; period.steady has no days");
    if (given("erosion.slope_length") && given("erosion.longest_slope"))
      error("erosion.longest_slope", "limits what the terrain gives; leave it out beside slope_length");
    require_within("erosion.start", e.start);
    require_within("erosion.end", e.end);
    if (e.start && e.end && *e.end <= *e.start) error("erosion.end", "is not after the start");
    for (std::size_t i = 0; i < deck_.boundaries.size(); ++i)
      if (const std::string& name = deck_.boundaries[i].name; name == "eroded" || name == "deposited")
        error(fmt::format("boundaries[{}].name", i),
              fmt::format("\"{}\" names another term of the balance of sediment", name));
    if (e.cover) cover("erosion.cover", *e.cover);
    for (std::size_t i = 0; i < e.zones.size(); ++i) {
      const std::string path = fmt::format("erosion.zones[{}]", i);
      auto& zone = e.zones[i];
      if (!given(path + ".file") && !given(path + ".polygon") && !given(path + ".x") && !given(path + ".y"))
        error(path, "holds everywhere: give file, polygon, x or y");
      check_selection(deck_, diagnostics_, path, zone.where);
      if (given(path + ".z")) error(path + ".z", "has no meaning here: erosion is on the ground");
      if (!zone.erodibility && !zone.cover && !given(path + ".erodibility"))
        error(path, "changes nothing: give erodibility or cover");
      if (zone.cover) cover(path + ".cover", *zone.cover);
    }
  }

  /// Fills C and P from the table and finds what is still missing.
  void factors(const std::string& path, const std::string& from, std::optional<Spatial>& c,
               std::optional<Spatial>& p) {
    if (const LibraryCover* library = find_library_cover(from)) {
      if (!c) c = Spatial::constant(library->c);
      if (!p) p = Spatial::constant(library->p);
    }
    if (!p) p = Spatial::constant(1.0);
    if (!c && !given(path + ".c") && !given(path + ".from"))
      error(path, "needs c, or a published state to take it from, such as from: reclaimed_mine/year_3");
  }

  void cover(const std::string& path, Cover& c) {
    factors(path, c.from, c.c, c.p);
    for (std::size_t i = 0; i < c.schedule.size(); ++i) {
      auto& change = c.schedule[i];
      const std::string item = fmt::format("{}.schedule[{}]", path, i);
      factors(item, change.from, change.c, change.p);
      require_within(item + ".start", change.start);
      if (i > 0 && change.start && c.schedule[i - 1].start && *change.start <= *c.schedule[i - 1].start)
        error(item + ".start", "is not after the start of the state before");
    }
  }

  Deck& deck_;
  Diagnostics& diagnostics_;
};

}  // namespace

void check_landscape(Deck& deck, Diagnostics& diagnostics) { Landscape(deck, diagnostics).check(); }

}  // namespace entail::deck
