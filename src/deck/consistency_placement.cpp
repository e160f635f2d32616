// What the keys of candidates and placement cannot say one by one.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/text.hpp"
#include "deck/consistency.hpp"

namespace entail::deck {

namespace {

class Placement {
 public:
  Placement(Deck& deck, Diagnostics& diagnostics) : deck_(deck), diagnostics_(diagnostics) {}

  void check() {
    if (!deck_.candidates && !deck_.place) return;
    if (!deck_.candidates) return error("place", "needs sites to choose from: add candidates:");
    candidates(*deck_.candidates);
    if (deck_.place) place(*deck_.place);
  }

 private:
  void error(const std::string& path, const std::string& message) {
    report(deck_, diagnostics_, path, message);
  }
  bool given(const std::string& path) const { return deck_.marks.count(path) > 0; }

  void candidates(Candidates& c) {
    if (!deck_.ground) error("candidates", "seep into the ground, but the deck has no ground:");
    if (deck_.contaminants.empty()) error("candidates", "need contaminants:");
    if (given("candidates.options") && c.options.empty()) error("candidates.options", "is empty");
    options("candidates.options", c.options);
    for (auto& [name, site] : c.sites) options("candidates.sites." + name + ".options", site.options);
    if (!c.tailings.solids_content) c.tailings.solids_content = 0.35;
    const std::string drain = "candidates.tailings.drain_down";
    if (given("candidates.tailings") && given(drain + ".time") == given(drain + ".lambda"))
      error(drain, "give one of time or lambda");
    if (given("candidates.tailings.settled_dry_density") || given("candidates.tailings.consolidation"))
      error("candidates.tailings",
            "of candidates settle to their final porosity at once: leave out "
            "settled_dry_density and consolidation");
    if (c.cover.infiltration + c.cover.runoff > 1.0)
      error("candidates.cover",
            "infiltration and runoff are shares of the rain and cannot exceed 100 % together");
    std::vector<std::string> known;
    for (const auto& contaminant : deck_.contaminants) known.push_back(contaminant.name);
    for (const auto& [name, water] : c.porewater) {
      const std::string path = "candidates.porewater." + name;
      if (std::find(known.begin(), known.end(), name) == known.end())
        error(path, fmt::format("is not among the contaminants{}", did_you_mean(name, known)));
      if (water.soluble + water.exchangeable > 1.0 + 1e-12)
        error(path, "soluble and exchangeable are shares of the inventory and cannot exceed 100 % together");
      if (water.exchangeable > 0.0 && water.release <= 0.0)
        error(path, "an exchangeable share needs the rate of its release");
    }
  }

  void options(const std::string& path, std::vector<OptionKeys>& list) {
    std::set<std::string> names;
    for (std::size_t i = 0; i < list.size(); ++i) {
      OptionKeys& o = list[i];
      const std::string item = fmt::format("{}[{}]", path, i);
      if (!names.insert(o.name).second)
        error(item + ".name", fmt::format("\"{}\" names two options", o.name));
      if (given(item + ".volume") == given(item + ".crest_height"))
        error(item,
              given(item + ".volume")
                  ? "give only one of volume and crest_height"
                  : fmt::format("option \"{}\" has no volume: give volume, or crest_height from which it "
                                "follows",
                                o.name));
      if (o.liner) liner(item + ".liner", *o.liner);
    }
  }

  void liner(const std::string& path, const LinerKeys& l) {
    const bool clay = l.type == "clay" || l.type == "composite",
               membrane = l.type == "geomembrane" || l.type == "composite";
    auto need = [&](const char* key, bool applies) {
      const std::string at = path + "." + key;
      if (applies && !given(at)) error(path, fmt::format("type {} needs {}", l.type, key));
      if (!applies && given(at)) error(at, fmt::format("does not belong to type {}", l.type));
    };
    if (l.type.empty()) return;
    need("thickness", clay);
    need("conductivity", clay);
    need("defects", membrane);
    need("defect_area", membrane);
  }

  void place(Place& p) {
    if (deck_.period.steady) error("place", "follows seepage in time; period.steady has none");
    if (given("place.demand") == given("place.demand_volume"))
      error("place", given("place.demand") ? "give only one of demand and demand_volume"
                                           : "give demand or demand_volume");
    const WeightKeys& w = p.weights;
    if (given("place.weights") && w.cost + w.water + w.breach + w.delay <= 0.0)
      error("place.weights",
            "are all 0: nothing is worth anything, so that every plan is as good; give cost, "
            "water, breach or delay above 0");
    if (!deck_.receptors) error("place", "needs receptors:");
    if (w.water > 0.0)
      for (const auto& contaminant : deck_.contaminants)
        if (!contaminant.limit && deck_.limits.empty() && in_porewater(contaminant.name))
          error("place.weights.water",
                fmt::format("compares concentrations with limits, but {} has none", contaminant.name));
    if (p.ensemble.members > 1) ensemble(p.ensemble);
    if (given("place.solvers") && p.solvers.empty()) error("place.solvers", "is empty");
  }

  bool in_porewater(const std::string& name) const {
    const auto& list = deck_.candidates->porewater;
    return std::any_of(list.begin(), list.end(), [&](const auto& entry) { return entry.first == name; });
  }

  void ensemble(const EnsembleKeys& e) {
    if (e.correlation.empty()) error("place.ensemble", "more than one member needs correlation:");
    if (!deck_.ground) return;
    for (const auto& [name, soil] : deck_.ground->soils)
      if (soil.conductivity && soil.conductivity->form != Spatial::Form::constant)
        error("place.ensemble",
              fmt::format("multiplies conductivities that are numbers, but that of {} is not one", name));
  }

  Deck& deck_;
  Diagnostics& diagnostics_;
};

}  // namespace

void check_placement(Deck& deck, Diagnostics& diagnostics) { Placement(deck, diagnostics).check(); }

}  // namespace entail::deck
