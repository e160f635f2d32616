#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/text.hpp"
#include "base/units.hpp"
#include "deck/consistency.hpp"

namespace entail::deck {

namespace {

/// What the keys of one facility cannot say by themselves.
class FacilityCheck {
 public:
  FacilityCheck(Deck& deck, std::size_t index, Diagnostics& diagnostics)
      : deck_(deck),
        f_(deck.facilities[index]),
        path_(fmt::format("facilities[{}]", index)),
        diagnostics_(diagnostics) {}

  void check() {
    place();
    if (given("stages") && given("seepage"))
      error("seepage", "follows from the stages; leave out one of the two");
    if (!given("stages") && !given("seepage"))
      error("", "give seepage with concentrations, or stages with tailings");
    if (given("stages")) {
      foreign({"concentrations", "start", "end"}, "belongs to seepage, which the stages replace");
      staged();
    } else {
      foreign({"floor", "tailings", "pond", "liner", "underdrain", "closure", "porewater", "overflow_at"},
              "needs stages:");
      if (given("seepage") && !given("concentrations")) error("", "needs concentrations");
      names_known("concentrations", f_.concentrations);
      if (f_.start && f_.end && *f_.end <= *f_.start) error("end", "is not after the start");
    }
  }

 private:
  void error(const std::string& key, const std::string& message) {
    report(deck_, diagnostics_, key.empty() ? path_ : path_ + "." + key, message);
  }
  bool given(const std::string& key) const { return deck_.marks.count(path_ + "." + key) > 0; }
  void foreign(const std::vector<std::string>& keys, const char* message) {
    for (const auto& key : keys)
      if (given(key)) error(key, message);
  }
  /// Reports unless exactly one of two keys is given.
  void either(const std::string& group, const std::string& a, const std::string& b) {
    const bool has_a = given(group + "." + a), has_b = given(group + "." + b);
    if (has_a == has_b) error(group, fmt::format("give {} {} or {}", has_a ? "only one of" : "one of", a, b));
  }
  template <class T>
  void names_known(const std::string& key, const std::vector<std::pair<std::string, T>>& entries) {
    std::vector<std::string> known;
    for (const auto& contaminant : deck_.contaminants) known.push_back(contaminant.name);
    for (const auto& entry : entries)
      if (std::find(known.begin(), known.end(), entry.first) == known.end())
        error(key + "." + entry.first,
              fmt::format("is not among the contaminants{}", did_you_mean(entry.first, known)));
  }

  void place() {
    if (given("footprint") == given("polygon"))
      error(given("polygon") ? "polygon" : "",
            given("polygon") ? "give only one of footprint and polygon" : "give one of footprint or polygon");
    if (!f_.polygon.empty() && (f_.polygon.size() < 6 || f_.polygon.size() % 2 != 0))
      error("polygon", "needs at least three corners: x1, y1, x2, y2, x3, y3");
    if (!deck_.ground) error("", "seeps into the ground, but the deck has no ground:");
    std::set<std::string> taken{"rain", "evaporation", "outlet", "outflow", "decay", "production"};
    for (const auto& b : deck_.boundaries) taken.insert(b.name);
    for (const auto& w : deck_.wells) taken.insert(w.name);
    if (taken.count(f_.name) > 0)
      error("name", fmt::format("\"{}\" names another term of the balance", f_.name));
  }

  void staged() {
    if (deck_.period.steady) error("stages", "take time; a steady state has none");
    if (!given("tailings")) return error("", "stages need tailings:");
    tailings();
    if (!f_.stages.empty()) stages();
    if (f_.liner) liner(*f_.liner);
    if (f_.underdrain && f_.underdrain->returns && !f_.pond && f_.tailings->type == "filtered")
      error("underdrain.returns", "is true, but filtered tailings without pond: have no pond to return to");
    if (f_.closure) closure(*f_.closure);
    names_known("porewater", f_.porewater);
    for (const auto& [name, water] : f_.porewater) porewater("porewater." + name, water);
    if (!f_.overflow_at.empty() && !deck_.surface) error("overflow_at", "needs overland flow: add surface:");
  }

  void tailings() {
    Tailings& t = *f_.tailings;
    if (!t.solids_content) t.solids_content = t.type == "slurry" ? 0.35 : t.type == "thickened" ? 0.60 : 0.85;
    either("tailings.drain_down", "time", "lambda");
    if (given("tailings.settled_dry_density") != given("tailings.consolidation"))
      error("tailings", "settled_dry_density and consolidation need each other");
    if (t.settled_dry_density && *t.settled_dry_density > dry_density() * (1.0 + 1e-9))
      error(
          "tailings.settled_dry_density",
          fmt::format("is {:.0f} kg/m3 but must be at most what beach and slimes come to once consolidated, "
                      "{:.0f} kg/m3",
                      *t.settled_dry_density, dry_density()));
  }

  double dry_density() const {
    const Tailings& t = *f_.tailings;
    const double porosity = t.beach.share * t.beach.porosity + (1.0 - t.beach.share) * t.slimes.porosity;
    return (1.0 - porosity) * t.grain_density;
  }

  void stages() {
    const Instant start = deck_.start(), end = deck_.instant(deck_.duration());
    for (std::size_t i = 0; i < f_.stages.size(); ++i) {
      const FacilityStage& stage = f_.stages[i];
      const std::string key = fmt::format("stages[{}]", i);
      if (given(key + ".volume") == given(key + ".mass")) error(key, "give one of volume or mass");
      if (!stage.date) continue;
      if (*stage.date < start || *stage.date > end)
        error(key + ".date",
              fmt::format("is {} but the period goes from {} to {}", format_instant(*stage.date),
                          format_instant(start), format_instant(end)));
      if (i > 0) follows(key, stage, f_.stages[i - 1]);
    }
    const FacilityStage& first = f_.stages.front();
    if (!first.date || *first.date <= start) return;
    if (solids(first) > 0.0)
      error("stages[0]", "begins after the start of the period and so must begin empty: volume: 0 m3");
    if (f_.pond && f_.pond->initial > 0.0)
      error("pond.initial", "is the water at the start of the period, but the first stage begins later");
  }

  void follows(const std::string& key, const FacilityStage& stage, const FacilityStage& before) {
    if (before.date && *stage.date <= *before.date)
      error(key + ".date", fmt::format("goes back in time: {} follows {}", format_instant(*stage.date),
                                       format_instant(*before.date)));
    if (has_amount(stage) && has_amount(before) && solids(stage) < solids(before) * (1.0 - 1e-12))
      error(key, fmt::format("shrinks: {:.4g} t of solids follow {:.4g} t; a stage stores at least what the "
                             "one before does",
                             solids(stage) / 1000.0, solids(before) / 1000.0));
    if (stage.crest < before.crest)
      error(key + ".crest",
            fmt::format("falls: {} m follows {} m", units::format(stage.crest), units::format(before.crest)));
  }

  static bool has_amount(const FacilityStage& stage) { return stage.mass || stage.volume; }
  double solids(const FacilityStage& stage) const {
    return stage.mass ? *stage.mass : stage.volume.value_or(0.0) * dry_density();
  }

  /// Every type has keys that it needs, and keys of other types are mistakes.
  void liner(const LinerKeys& l) {
    const bool clay = l.type == "clay" || l.type == "composite",
               membrane = l.type == "geomembrane" || l.type == "composite";
    auto need = [&](const char* key, bool applies) {
      const std::string path = std::string("liner.") + key;
      if (applies && !given(path)) error("liner", fmt::format("type {} needs {}", l.type, key));
      if (!applies && given(path)) error(path, fmt::format("does not belong to type {}", l.type));
    };
    if (l.type.empty()) return;
    need("thickness", clay);
    need("conductivity", clay);
    need("defects", membrane);
    need("defect_area", membrane);
    if (l.type != "composite" && given("liner.contact"))
      error("liner.contact", fmt::format("does not belong to type {}", l.type));
  }

  void closure(const Closure& c) {
    if (c.infiltration + c.runoff > 1.0)
      error("closure", "infiltration and runoff are shares of the rain and cannot exceed 100 % together");
    if (!c.date) return;
    if (!f_.stages.empty() && f_.stages.back().date && *c.date < *f_.stages.back().date)
      error("closure.date", fmt::format("is {}, before the last stage on {}", format_instant(*c.date),
                                        format_instant(*f_.stages.back().date)));
    if (*c.date < deck_.start())
      error("closure.date",
            fmt::format("is before the start of the period, {}", format_instant(deck_.start())));
  }

  void porewater(const std::string& key, const Porewater& w) {
    if (w.soluble + w.exchangeable > 1.0 + 1e-12)
      error(key, "soluble and exchangeable are shares of the inventory and cannot exceed 100 % together");
    if (w.exchangeable > 0.0 && w.release <= 0.0)
      error(key, "an exchangeable share needs the rate of its release");
    if (w.inventory > 0.0 && !f_.stages.empty() && has_amount(f_.stages.back()) &&
        solids(f_.stages.back()) <= 0.0)
      error(key + ".inventory", "is held by the solids, but the stages bring none");
  }

  Deck& deck_;
  Facility& f_;
  std::string path_;
  Diagnostics& diagnostics_;
};

}  // namespace

void check_facility(Deck& deck, std::size_t index, Diagnostics& diagnostics) {
  FacilityCheck(deck, index, diagnostics).check();
}

}  // namespace entail::deck
