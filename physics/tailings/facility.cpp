#include "physics/tailings/facility.hpp"

#include <algorithm>
#include <cmath>

#include "physics/tailings/drainage.hpp"
#include "physics/tailings/facility_balance.hpp"
#include "physics/tailings/percolation.hpp"

namespace entail::tailings {

namespace {

using Size = std::size_t;

/// Rates change slowly against this [s]; longer steps are cut into equal parts.
constexpr double longest_part = 6.0 * 3600.0;

/// Takes the share of a dissolved mass that leaves with `amount` of `volume`.
double carry(double& mass, double amount, double volume) {
  const double moved = amount < volume ? mass * (amount / volume) : mass;
  if (amount <= 0.0) return 0.0;
  mass -= moved;
  return moved;
}

}  // namespace

/// A part of a step, in which things happen one after the other.
struct Facility::Span {
  double time, length;
  bool open;  ///< before closure
};

Facility::Facility(Properties properties) : properties_(std::move(properties)) {
  const Properties& p = properties_;
  State& s = state_;
  const Size n = p.species.size();
  s.solutes.resize(n);
  s.last.solutes.resize(n);
  s.total.solutes.resize(n);
  if (exists(0.0)) {
    s.solids = solids(0.0);
    s.pores = s.solids * p.deposit.water().pore;
    s.pond = p.initial_pond;
    for (Size i = 0; i < n; ++i) {
      const Species& species = p.species[i];
      s.solutes[i] = {species.process_water * s.pond, species.process_water * s.pores,
                      species.soluble * s.solids, species.exchangeable * s.solids,
                      species.immobile * s.solids};
    }
  }
  s.initial = s.stored();
}

double Facility::solids(double time) const {
  const auto& stages = properties_.stages;
  if (time < stages.front().time - 1e-6) return 0.0;
  for (Size i = 1; i < stages.size(); ++i) {
    const Stage &from = stages[i - 1], &to = stages[i];
    if (time < to.time)
      return from.solids +
             (to.solids - from.solids) * std::max(0.0, time - from.time) / (to.time - from.time);
  }
  return stages.back().solids;
}

double Facility::crest(double time) const {
  double crest = properties_.stages.front().crest;
  for (const auto& stage : properties_.stages)
    if (time >= stage.time - 1e-6) crest = stage.crest;
  return crest;
}

double Facility::next_change(double time) const {
  double next = std::numeric_limits<double>::infinity();
  for (const auto& stage : properties_.stages)
    if (stage.time > time + 1e-6) next = std::min(next, stage.time);
  if (properties_.closure > time + 1e-6) next = std::min(next, properties_.closure);
  return next;
}

namespace {

double volume_of(const Properties& p, const State& s) {
  return s.solids / p.deposit.dry_density() + s.excess;
}

double surface_of(const Properties& p, const State& s) { return p.floor + volume_of(p, s) / p.area; }

/// Pore volume once consolidated [m3].
double voids_of(const Properties& p, const State& s) {
  return s.solids * p.deposit.voids(p.deposit.porosity);
}

}  // namespace

double Facility::tailings_volume() const { return volume_of(properties_, state_); }
double Facility::surface() const { return surface_of(properties_, state_); }

double Facility::pond_level() const {
  return surface() + state_.pond / (properties_.slimes_share * properties_.area);
}

double Facility::pore_concentration(Size species) const {
  const double volume = state_.pores + state_.excess;
  return volume > 0.0 ? state_.solutes[species].pores / volume : 0.0;
}

State Facility::plan(const process::TimeStep& step, const Weather& weather) const {
  State s = state_;
  s.last = {{}, std::vector<SoluteMoved>(s.solutes.size())};
  s.last_length = step.length;
  if (!exists(step.time)) return s;
  const int parts = std::max(1, static_cast<int>(std::ceil(step.length / longest_part)));
  for (int i = 0; i < parts; ++i) {
    const double from = step.time + step.length * i / parts, to = step.time + step.length * (i + 1) / parts;
    const Span span{from, to - from, !is_closed(from)};
    deposit(s, span);
    consolidate(s, span);
    take_rain(s, span, weather);
    evaporate(s, span, weather);
    leach(s, span);
    percolate(s, span);
    release_pond(s, span);
    decay(s, span);
  }
  add(s.total, s.last);
  return s;
}

/// Slurry arrives and settles: its water clears to the pond, or stays in the pores with the solids. What
/// dissolves at once does so in all of it. Process water joins the pond.
void Facility::deposit(State& s, const Span& span) const {
  const Properties& p = properties_;
  const double mass = std::max(0.0, solids(span.time + span.length) - s.solids);
  const DepositWater water = p.deposit.water();
  const double slurry = mass * water.slurry, bleed = mass * water.bleed,
               plant = span.open ? p.process_water * span.length : 0.0;
  s.solids += mass;
  s.pores += mass * water.pore;
  s.excess += mass * water.excess;
  s.pond += bleed + plant;
  s.last.water.slurry += mass * (water.pore + water.excess + water.bleed);
  s.last.water.process_water += plant;
  for (Size i = 0; i < s.solutes.size(); ++i) {
    const Species& species = p.species[i];
    SoluteStore& store = s.solutes[i];
    SoluteMoved& moved = s.last.solutes[i];
    const double brought = species.process_water * slurry;
    const double dissolved = std::min(species.soluble * mass, species.solubility.room(slurry, brought));
    const double above = slurry > 0.0 ? (brought + dissolved) * (bleed / slurry) : 0.0;
    store.pond += above + species.process_water * plant;
    store.pores += brought + dissolved - above;
    store.soluble += species.soluble * mass - dissolved;
    store.exchangeable += species.exchangeable * mass;
    store.immobile += species.immobile * mass;
    moved.slurry += brought;
    moved.process_water += species.process_water * plant;
    moved.solids += (species.soluble + species.exchangeable + species.immobile) * mass;
  }
}

/// Consolidation presses excess water up to the pond, in first order.
void Facility::consolidate(State& s, const Span& span) const {
  if (s.excess <= 0.0) return;
  const double out = properties_.consolidation_time > 0.0
                         ? -s.excess * std::expm1(-span.length / properties_.consolidation_time)
                         : s.excess;
  for (auto& store : s.solutes) store.pond += carry(store.pores, out, s.pores + s.excess);
  s.excess -= out;
  s.pond += out;
}

/// Rain on the open facility refills the pores of the beach and runs to the pond; on a cover a part
/// infiltrates, a part runs off clean, and the air takes the rest.
void Facility::take_rain(State& s, const Span& span, const Weather& weather) const {
  const Properties& p = properties_;
  const double rain = weather.rain * span.length * p.area;
  const double deficit = std::max(0.0, voids_of(p, s) - s.pores);
  s.last.water.rain += rain;
  if (span.open) {
    const double beach = (1.0 - pond_share()) * span.length * p.area;
    const double in = std::min({weather.rain * beach, p.beach_conductivity * beach, deficit});
    s.pores += in;
    s.pond += rain - in;
    return;
  }
  const double in = std::min(p.cover_infiltration * rain, deficit);
  const double off = p.cover_runoff * rain + (p.cover_infiltration * rain - in);
  s.pores += in;
  s.last.water.cover_runoff += off;
  s.last.water.evaporation += rain - in - off;
}

/// The pond evaporates, and while tailings come also the wet part of the beach that its inflow keeps wet.
void Facility::evaporate(State& s, const Span& span, const Weather& weather) const {
  const Properties& p = properties_;
  const bool comes = span.open && solids(span.time + span.length) > solids(span.time);
  const double share = pond_share() + (comes ? p.wet_beach * (1.0 - pond_share()) : 0.0);
  const double out = std::min(s.pond, weather.potential_evaporation * span.length * share * p.area);
  s.pond -= out;
  s.last.water.evaporation += out;
}

void Facility::leach(State& s, const Span& span) const {
  const double volume = s.pores + s.excess;
  for (Size i = 0; i < s.solutes.size(); ++i) {
    const Species& species = properties_.species[i];
    SoluteStore& store = s.solutes[i];
    if (volume <= 0.0) continue;
    const double dissolved = std::min(store.soluble, species.solubility.room(volume, store.pores));
    store.soluble -= dissolved;
    store.pores += dissolved;
    const double released = std::min(species.release.released(store.exchangeable, span.length),
                                     species.solubility.room(volume, store.pores));
    store.exchangeable -= released;
    store.pores += released;
  }
}

/// What the unponded share of the tailings drains [m3]: by the law of drainage, no faster than the liner lets
/// the water that stands on it through.
double Facility::drained(const State& s, const Span& span, double share) const {
  const Properties& p = properties_;
  const double voids = voids_of(p, s), mobile = s.pores - p.retention * voids,
               capacity = (1.0 - p.retention) * voids;
  if (mobile <= 0.0 || share <= 0.0) return 0.0;
  const double water = mobile / p.area;
  double out = 0.0;
  if (p.drain_time > 0.0) {
    out = share * p.area * (water - ExponentialDrainage{p.drain_time}.remaining(water, span.length));
  } else {
    const double slimes = share - (1.0 - p.slimes_share);
    auto zone = [&](double conductivity) {
      return water -
             BrooksCoreyDrainage{conductivity, p.lambda, capacity / p.area}.remaining(water, span.length);
    };
    out =
        p.area * ((1.0 - p.slimes_share) * zone(p.beach_conductivity) + slimes * zone(p.slimes_conductivity));
  }
  if (p.liner.kind != Liner::Kind::none) {
    const double standing = std::min(1.0, mobile / capacity) * volume_of(p, s) / p.area;
    out = std::min(out, p.liner(standing).value / (1.0 - p.recovery) * span.length * share * p.area);
  }
  return std::min(out, mobile);
}

/// The pond percolates through the slimes, the rest drains; at the base the underdrain takes its share and
/// the liner lets the rest into the ground.
void Facility::percolate(State& s, const Span& span) const {
  const Properties& p = properties_;
  const double pond_area = p.slimes_share * p.area;
  double through = 0.0;
  const bool ponded = p.has_pond && s.pond > 0.0;
  if (ponded) {
    const PondedPercolation law{p.slimes_conductivity, volume_of(p, s) / p.area, p.recovery, p.liner};
    through = std::min(s.pond, law(s.pond / pond_area) * pond_area * span.length);
  }
  const double base = through + drained(s, span, ponded ? 1.0 - p.slimes_share : 1.0);
  const double under = p.recovery * base, seepage = base - under;
  const bool returns = p.drain_returns && span.open;
  const double pore_water = s.pores + s.excess + through;
  for (Size i = 0; i < s.solutes.size(); ++i) {
    SoluteStore& store = s.solutes[i];
    SoluteMoved& moved = s.last.solutes[i];
    store.pores += carry(store.pond, through, s.pond);
    const double out = carry(store.pores, base, pore_water), drain = p.recovery * out;
    moved.seepage += out - drain;
    (returns ? store.pond : moved.underdrain) += drain;
  }
  s.pond -= through;
  s.pores -= base - through;
  s.last.water.seepage += seepage;
  (returns ? s.pond : s.last.water.underdrain) += under;
}

/// The plant decants, and what stands above the crest overflows; from a stack all that is left.
void Facility::release_pond(State& s, const Span& span) const {
  const Properties& p = properties_;
  auto take = [&](double amount, double WaterMoved::*water, double SoluteMoved::*solute) {
    for (Size i = 0; i < s.solutes.size(); ++i)
      s.last.solutes[i].*solute += carry(s.solutes[i].pond, amount, s.pond);
    s.pond -= amount;
    s.last.water.*water += amount;
  };
  const double above = std::max(0.0, s.pond - (span.open ? p.keep : 0.0));
  take(std::min(above, p.decant_capacity * span.length), &WaterMoved::decant, &SoluteMoved::decant);
  const double room = std::max(0.0, crest(span.time) - surface_of(p, s)) * pond_share() * p.area;
  take(std::max(0.0, s.pond - room), &WaterMoved::overflow, &SoluteMoved::overflow);
}

/// What a parent loses in a part of a step is exact; its products join at the end of it, each in the store
/// that its parent was in.
void Facility::decay(State& s, const Span& span) const {
  constexpr double SoluteStore::*parts[] = {&SoluteStore::pond, &SoluteStore::pores, &SoluteStore::soluble,
                                            &SoluteStore::exchangeable, &SoluteStore::immobile};
  const std::vector<SoluteStore> before = s.solutes;
  for (Size i = 0; i < before.size(); ++i) {
    const Species& parent = properties_.species[i];
    if (parent.decay <= 0.0) continue;
    const double share = -std::expm1(-parent.decay * span.length);
    for (double SoluteStore::*part : parts) {
      const double lost = before[i].*part * share;
      s.solutes[i].*part -= lost;
      s.last.solutes[i].decay += lost;
      for (const auto& product : parent.products) {
        s.solutes[product.species].*part += product.yield * lost;
        s.last.solutes[product.species].production += product.yield * lost;
      }
    }
  }
}

std::vector<process::Balance> Facility::balances() const {
  return tailings::balances(properties_, state_.initial, state_.stored(), state_.total);
}

}  // namespace entail::tailings
