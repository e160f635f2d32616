#include "study/place_release.hpp"

#include <algorithm>
#include <cmath>

#include "base/constants.hpp"
#include "study/facilities.hpp"

namespace entail::study {

namespace {

using Size = std::size_t;

double area_of(const Site& site) {
  double area = 0.0;
  for (const auto& share : site.shares) area += share.amount;
  return area;
}

/// Those of the deck, in the form in which the option brings them.
deck::Tailings tailings_of(const deck::Candidates& candidates, const CandidateOption& option) {
  deck::Tailings tailings = candidates.tailings;
  if (option.keys.type != tailings.type) {
    tailings.type = option.keys.type;
    tailings.solids_content = option.keys.type == "slurry"      ? 0.35
                              : option.keys.type == "thickened" ? 0.60
                                                                : 0.85;
  }
  if (option.keys.dry_density)
    tailings.beach.porosity = tailings.slimes.porosity = 1.0 - option.dry_density / tailings.grain_density;
  return tailings;
}

Instant after(const deck::Deck& deck, double seconds) {
  return deck.start() + std::chrono::seconds(static_cast<long long>(seconds));
}

}  // namespace

deck::Facility facility_of(const deck::Deck& deck, const CandidateSite& site, const CandidateOption& option,
                           double demand, const Site& on_mesh) {
  const deck::Candidates& candidates = *deck.candidates;
  deck::Facility facility;
  facility.name = site.name + "_" + option.keys.name;
  facility.floor = on_mesh.ground;
  const double fill = option.pool.storage / area_of(on_mesh);
  const double crest = std::max(option.pool.crest, on_mesh.ground + fill + candidates.dam.freeboard);
  facility.stages = {{deck.start(), {}, 0.0, crest},
                     {after(deck, candidates.filling), {}, option.mass, crest}};
  facility.tailings = tailings_of(candidates, option);
  if (candidates.pond) facility.pond = candidates.pond;
  if (option.is_filtered()) {
    // No pond is kept, and no water comes but what the tailings hold.
    deck::Pond ditch;
    ditch.decant = candidates.pond ? candidates.pond->decant : 0.0;
    facility.pond = ditch;
  }
  if (option.keys.liner && option.keys.liner->type != "none") facility.liner = option.keys.liner;
  facility.underdrain = option.keys.underdrain;
  facility.closure = deck::Closure{candidates.cover, after(deck, candidates.filling)};
  facility.porewater = candidates.porewater;
  for (auto& [name, water] : facility.porewater) water.inventory *= option.mass / demand;
  return facility;
}

OptionRelease release_of(const Inputs& inputs, const deck::Facility& facility, const Site& on_mesh) {
  const deck::Deck& deck = inputs.deck;
  tailings::Facility model(facility_properties(deck, facility, area_of(on_mesh), on_mesh.ground));
  const Size n = deck.contaminants.size();
  OptionRelease release;
  release.seepage.assign(n, {{0.0}, {}});
  release.seeped.assign(n, 0.0);
  release.overflowed.assign(n, 0.0);
  const double end = deck.duration(), longest = constants::seconds_per_year / 24.0;
  for (double time = 0.0; time < end * (1.0 - 1e-12);) {
    const double stop = std::min({end, model.next_change(time), inputs.forcing.next_change(time)});
    const double length =
        stop - time > longest * (1.0 + 1e-9) ? std::min(longest, 0.5 * (stop - time) + 1.0) : stop - time;
    const WeatherNow weather = inputs.forcing.at(time);
    const tailings::State state = model.plan({time, length}, {weather.rain, weather.potential_evaporation});
    model.commit(state);
    time += length;
    release.water += state.last.water.seepage;
    for (Size c = 0; c < n; ++c) {
      release.seepage[c].times.push_back(time);
      release.seepage[c].rates.push_back(state.last.solutes[c].seepage / length);
      release.seeped[c] += state.last.solutes[c].seepage;
      release.overflowed[c] += state.last.solutes[c].overflow;
    }
  }
  return release;
}

}  // namespace entail::study
