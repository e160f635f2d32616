#include "study/facilities.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace entail::study {

namespace {

using Size = std::size_t;

double seconds_since(const deck::Deck& deck, Instant instant) {
  return static_cast<double>((instant - deck.start()).count());
}

int year_of(Instant instant) {
  using namespace std::chrono;
  return static_cast<int>(year_month_day(floor<days>(instant)).year());
}

Instant new_year(int year) {
  using namespace std::chrono;
  return sys_days(std::chrono::year(year) / January / 1);
}

tailings::Liner make_liner(const deck::LinerKeys& keys) {
  using Kind = tailings::Liner::Kind;
  tailings::Liner liner;
  liner.kind = keys.type == "clay"          ? Kind::clay
               : keys.type == "geomembrane" ? Kind::geomembrane
               : keys.type == "composite"   ? Kind::composite
                                            : Kind::none;
  liner.thickness = keys.thickness.value_or(0.0);
  liner.conductivity = keys.conductivity.value_or(0.0);
  liner.defects = keys.defects.value_or(0.0);
  liner.defect_area = keys.defect_area.value_or(0.0);
  liner.contact = keys.contact == "poor" ? tailings::CompositeLiner::poor_contact
                                         : tailings::CompositeLiner::good_contact;
  return liner;
}

/// One species per contaminant, in the deck's order; those without an entry in porewater stay at 0.
std::vector<tailings::Species> make_species(const deck::Deck& deck, const deck::Facility& f, double solids) {
  std::vector<tailings::Species> all;
  for (const auto& contaminant : deck.contaminants) {
    tailings::Species species;
    species.name = contaminant.name;
    if (contaminant.half_life) species.decay = std::log(2.0) / *contaminant.half_life;
    for (const auto& product : contaminant.products)
      for (Size p = 0; p < deck.contaminants.size(); ++p)
        if (deck.contaminants[p].name == product.name) species.products.push_back({p, product.yield});
    for (const auto& [name, water] : f.porewater) {
      if (name != contaminant.name) continue;
      const double content = solids > 0.0 ? water.inventory / solids : 0.0;
      species.process_water = water.process_water;
      species.soluble = content * water.soluble;
      species.exchangeable = content * water.exchangeable;
      species.immobile = content * (1.0 - water.soluble - water.exchangeable);
      species.release.rate = water.release;
      if (water.solubility) species.solubility.limit = *water.solubility;
    }
    all.push_back(std::move(species));
  }
  return all;
}

}  // namespace

tailings::Properties facility_properties(const deck::Deck& deck, const deck::Facility& f, double area,
                                         double floor) {
  const deck::Tailings& t = *f.tailings;
  tailings::Properties p;
  p.name = f.name;
  p.area = area;
  p.floor = f.floor.value_or(floor);
  const double porosity = t.beach.share * t.beach.porosity + (1.0 - t.beach.share) * t.slimes.porosity;
  const double settled = t.settled_dry_density ? 1.0 - *t.settled_dry_density / t.grain_density : porosity;
  p.deposit = {*t.solids_content, t.grain_density, std::max(settled, porosity), porosity};
  for (const auto& stage : f.stages)
    p.stages.push_back({seconds_since(deck, *stage.date),
                        stage.mass ? *stage.mass : *stage.volume * p.deposit.dry_density(), stage.crest});
  p.consolidation_time = t.consolidation.value_or(0.0);
  p.slimes_share = 1.0 - t.beach.share;
  p.slimes_conductivity = t.slimes.conductivity;
  p.beach_conductivity = t.beach.conductivity;
  p.wet_beach = t.beach.wet;
  p.retention = t.drain_down.retention;
  p.drain_time = t.drain_down.time.value_or(0.0);
  p.lambda = t.drain_down.lambda.value_or(0.0);
  p.has_pond = f.pond || t.type != "filtered";
  if (f.pond) {
    p.initial_pond = f.pond->initial;
    p.process_water = f.pond->process_water;
    p.decant_capacity = f.pond->decant;
    p.keep = f.pond->keep;
  }
  if (f.liner) p.liner = make_liner(*f.liner);
  if (f.underdrain) {
    p.recovery = f.underdrain->recovery;
    p.drain_returns = f.underdrain->returns;
  }
  if (f.closure) {
    p.closure = seconds_since(deck, *f.closure->date);
    p.cover_infiltration = f.closure->infiltration;
    p.cover_runoff = f.closure->runoff;
  }
  p.species = make_species(deck, f, p.stages.back().solids);
  return p;
}

Facilities::Facilities(const Inputs& inputs, const Domain& domain, const field::Fields& fields)
    : run_(inputs),
      fields_(fields),
      inputs_(inputs.deck.contaminants.size()),
      exposed_(static_cast<Size>(fields.mesh().n_owned()), 1.0),
      cover_runoff_(exposed_.size(), 0.0) {
  const auto& mesh = fields.mesh();
  const auto& deck = inputs.deck;
  for (Size i = 0; i < domain.facilities.size(); ++i) {
    const Site& site = domain.facilities[i];
    FacilityOnMesh facility;
    facility.name = site.name;
    for (const auto& share : site.shares) {
      facility.area += share.amount;
      if (const Index column = mesh.find_owned(share.face); column >= 0) {
        facility.columns.push_back(column);
        facility.areas.push_back(share.amount);
      }
    }
    facility.concentrations.assign(deck.contaminants.size(), 0.0);
    if (fields.has_surface() && site.overflow_face >= 0)
      facility.overflow_column = mesh.find_owned(site.overflow_face);
    if (deck.facilities[i].is_staged()) {
      facility.staged.emplace(facility_properties(deck, deck.facilities[i], facility.area, site.ground));
      any_staged_ = true;
    }
    facilities_.push_back(std::move(facility));
  }
  was_active_.assign(facilities_.size(), false);
}

bool Facilities::is_active(Size i, double time) const {
  if (facilities_[i].staged) return facilities_[i].staged->exists(time);
  const auto& f = run_.deck.facilities[i];
  return !(f.start && time < seconds_since(run_.deck, *f.start) - 1e-6) &&
         !(f.end && time >= seconds_since(run_.deck, *f.end) - 1e-6);
}

bool Facilities::plan(const process::TimeStep& step, const WeatherNow& weather) {
  bool changed = any_staged_ || !has_plan_;
  for (Size i = 0; i < facilities_.size(); ++i) {
    const bool active = is_active(i, step.time);
    changed |= active != was_active_[i];
    was_active_[i] = active;
  }
  if (!changed) return false;
  has_plan_ = true;
  sources_.clear();
  for (auto& list : inputs_) list.clear();
  std::fill(exposed_.begin(), exposed_.end(), 1.0);
  std::fill(cover_runoff_.begin(), cover_runoff_.end(), 0.0);
  for (Size i = 0; i < facilities_.size(); ++i) {
    if (facilities_[i].staged)
      plan_staged(i, step, weather);
    else
      plan_simple(i, step.time);
    const FacilityOnMesh& f = facilities_[i];
    flow::Source seepage{f.name, {}, {}};
    for (Size k = 0; k < f.columns.size(); ++k) {
      seepage.slots.push_back(f.columns[k] * fields_.slots() + fields_.first_cell());
      seepage.rates.push_back(f.seepage * f.areas[k] / f.area);
    }
    for (Size c = 0; c < inputs_.size(); ++c) {
      transport::Input input{f.name, seepage.slots, seepage.rates, f.concentrations[c]};
      for (double& rate : input.rates) rate *= f.concentrations[c];
      inputs_[c].push_back(std::move(input));
    }
    sources_.push_back(std::move(seepage));
  }
  return true;
}

void Facilities::plan_simple(Size i, double time) {
  FacilityOnMesh& f = facilities_[i];
  const auto& keys = run_.deck.facilities[i];
  f.seepage = is_active(i, time) ? keys.seepage.value_or(0.0) * f.area : 0.0;
  for (Size c = 0; c < inputs_.size(); ++c)
    for (const auto& [name, value] : keys.concentrations)
      if (name == run_.deck.contaminants[c].name) f.concentrations[c] = value;
}

/// Rain that falls on the facility is taken from what the flow process lets fall on its columns; overflow and
/// runoff from the cover come back below it.
void Facilities::plan_staged(Size i, const process::TimeStep& step, const WeatherNow& weather) {
  FacilityOnMesh& f = facilities_[i];
  f.planned = f.staged->plan(step, {weather.rain, weather.potential_evaporation});
  const tailings::Moved& moved = f.planned->last;
  f.seepage = moved.water.seepage / step.length;
  for (Size c = 0; c < inputs_.size(); ++c)
    f.concentrations[c] = moved.water.seepage > 0.0 ? moved.solutes[c].seepage / moved.water.seepage : 0.0;
  flow::Source caught{f.name + " rain caught", {}, {}};
  for (Size k = 0; k < f.columns.size() && was_active_[i]; ++k) {
    caught.slots.push_back(f.columns[k] * fields_.slots());
    caught.rates.push_back(-weather.rain * f.areas[k]);
    const auto column = static_cast<Size>(f.columns[k]);
    exposed_[column] = std::max(0.0, exposed_[column] - f.areas[k] / fields_.mesh().area()[column]);
    cover_runoff_[column] += moved.water.cover_runoff / step.length * f.areas[k] / f.area;
  }
  sources_.push_back(std::move(caught));
  flow::Source overflow{f.name + " overflow", {}, {}};
  if (f.overflow_column >= 0) {
    overflow.slots.push_back(f.overflow_column * fields_.slots());
    overflow.rates.push_back((moved.water.overflow + moved.water.cover_runoff) / step.length);
  }
  for (Size c = 0; c < inputs_.size(); ++c) {
    transport::Input input{overflow.name, overflow.slots, {}};
    if (!overflow.slots.empty()) input.rates.push_back(moved.solutes[c].overflow / step.length);
    inputs_[c].push_back(std::move(input));
  }
  sources_.push_back(std::move(overflow));
}

/// Steps end with the year, so that each belongs to one.
void Facilities::commit(const process::TimeStep& step) {
  const int year = year_of(run_.deck.instant(step.time + 0.5 * step.length));
  for (auto& f : facilities_) {
    if (f.planned) f.staged->commit(*f.planned);
    book_year(f, year, step);
  }
}

void Facilities::book_year(FacilityOnMesh& f, int year, const process::TimeStep& step) const {
  if (f.staged) {
    const tailings::State& state = f.staged->state();
    if (f.years.empty()) f.years[year].before = state.initial;
    if (f.years.count(year) == 0) f.years[year].before = f.years.rbegin()->second.after;
    FacilityYear& sums = f.years[year];
    tailings::add(sums.moved, state.last);
    sums.after = state.stored();
    return;
  }
  tailings::Moved moved{{}, std::vector<tailings::SoluteMoved>(inputs_.size())};
  moved.water.seepage = step.length * f.seepage;
  for (Size c = 0; c < inputs_.size(); ++c)
    moved.solutes[c].seepage = moved.water.seepage * f.concentrations[c];
  tailings::add(f.years[year].moved, moved);
}

double Facilities::next_change(double time) const {
  if (facilities_.empty()) return std::numeric_limits<double>::infinity();
  double next = seconds_since(run_.deck, new_year(year_of(run_.deck.instant(time)) + 1));
  for (Size i = 0; i < facilities_.size(); ++i) {
    if (facilities_[i].staged) {
      next = std::min(next, facilities_[i].staged->next_change(time));
      continue;
    }
    const auto& f = run_.deck.facilities[i];
    for (const auto& instant : {f.start, f.end})
      if (instant)
        if (const double at = seconds_since(run_.deck, *instant); at > time + 1e-6) next = std::min(next, at);
  }
  return next;
}

std::vector<process::Balance> Facilities::balances() const {
  std::vector<process::Balance> all;
  for (const auto& f : facilities_)
    if (f.staged)
      for (auto& balance : f.staged->balances()) all.push_back(std::move(balance));
  return all;
}

}  // namespace entail::study
