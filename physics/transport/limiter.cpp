#include "physics/transport/limiter.hpp"

#include "base/lanes.hpp"

namespace entail::transport {

namespace {

using Size = std::size_t;

/// What the model gains in a slot because what leaves it has another concentration in the high solution [kg].
template <int width>
KOKKOS_INLINE_FUNCTION Lanes<width> sink_difference(const LimitedStep& s, Index i) {
  const auto place = static_cast<Size>(i);
  return (-s.length * s.sinks(i) * s.theta(i)) *
         (Lanes<width>::load(s.high, place) - Lanes<width>::load(s.low, place));
}

/// What differs in the flux through a face from a to b.
template <int width>
KOKKOS_INLINE_FUNCTION Lanes<width> flux_difference(const LimitedStep& s, const FaceTable::Pair& face, Size a,
                                                    Size b) {
  const double now = s.theta(a) > s.theta(b) ? s.theta(a) : s.theta(b);
  return now * flux_between<width>(face, s.high, s.low, a, b);
}

template <int width>
void add_differences(const ExecutionSpace& space, const Geometry& g, const FaceTable& f, const LimitedStep& s,
                     const FaceFluxes& fluxes) {
  using Values = Lanes<width>;
  Kokkos::parallel_for(
      "entail::transport::lateral_difference", range(space, g.n_links * g.slots), KOKKOS_LAMBDA(Index i) {
        const Index link = i / g.slots;
        const int slot = i % g.slots;
        const auto place = static_cast<Size>(i);
        const Size a = static_cast<Size>(g.link_a(link)) * g.slots + slot,
                   b = static_cast<Size>(g.link_b(link)) * g.slots + slot;
        (Values::load(fluxes.lateral, place) + flux_difference<width>(s, f.lateral(i), a, b))
            .store(fluxes.lateral, place);
      });
  Kokkos::parallel_for(
      "entail::transport::vertical_difference", range(space, g.n_owned * g.slots), KOKKOS_LAMBDA(Index i) {
        if (i % g.slots + 1 == g.slots) return;
        const auto place = static_cast<Size>(i);
        (Values::load(fluxes.vertical, place) + flux_difference<width>(s, f.vertical(i), place, place + 1))
            .store(fluxes.vertical, place);
      });
}

template <int width>
void find_extremes(const ExecutionSpace& space, const Geometry& g, const LimitedStep& s,
                   const FaceFluxes& fluxes, const Array<double>& bounds) {
  using Values = Lanes<width>;
  Kokkos::parallel_for(
      "entail::transport::extremes", range(space, g.n_owned * g.slots), KOKKOS_LAMBDA(Index i) {
        const auto place = static_cast<Size>(i);
        const Values low = Values::load(s.low, place);
        Values least = low, most = low;
        const auto add = [&](const Values& value) {
          least = smaller(least, value);
          most = larger(most, value);
        };
        add(Values::load(s.before, place));
        const Values brought = Values::load(s.brought, place);
        // Where nothing is brought, that is low once more.
        add(where_positive(brought, smaller(Values::load(s.high, place), brought), low));
        visit_fluxes<width>(g, fluxes, i / g.slots, i % g.slots, [&](const Values&, Size other) {
          add(Values::load(s.low, other));
          add(Values::load(s.before, other));
        });
        most.store(bounds, 2 * place);
        least.store(bounds, 2 * place + 1);
      });
}

template <int width>
void permit_above(const ExecutionSpace& space, const Array<double>& bounds, const PerLane& floor,
                  const Array<double>& parts) {
  using Values = Lanes<width>;
  Kokkos::parallel_for(
      "entail::transport::permit", range(space, static_cast<Index>(parts.extent(0)) / (2 * width)),
      KOKKOS_LAMBDA(Index i) {
        const Size mine = 2 * static_cast<Size>(i);
        const Values part = where_positive(Values::load(bounds, mine) - Values::load(floor), Values::all(1.0),
                                           Values::all(0.0));
        part.store(parts, mine);
        part.store(parts, mine + 1);
      });
}

/// What a kernel that lowers parts takes.
struct LowerWork {
  Geometry g;
  Array<double> volume;
  Storages storages;
  LimitedStep step;
  FaceFluxes fluxes;
  Array<double> bounds, mass, parts, lowered;
  bool is_shared, is_everywhere;
  Wanted wanted;
  // Alone, a slot just outside its range may lose much at once: what rounding differs by must not decide on
  // it.
  double rounding() const { return is_shared ? 1e-14 : 1e-11; }
};

/// Gains and losses of a slot: all of them, and the permitted parts of them; and the range of its mass.
template <int width>
struct Exchange {
  using Values = Lanes<width>;
  Values all_gains = Values::all(0.0), all_losses = all_gains, gains = all_gains, losses = all_gains;
  Values most, least;

  /// Adds a gain (a loss where it is negative), of which a slot permits parts for gains and for losses.
  KOKKOS_INLINE_FUNCTION void add(const Values& gain, const Values& of_gains, const Values& of_losses) {
    const Values zero = Values::all(0.0);
    const Values gained = larger(gain, zero), lost = smaller(gain, zero);
    all_gains += gained;
    all_losses += lost;
    gains += of_gains * gained;
    losses += of_losses * lost;
  }
};

template <int width>
KOKKOS_INLINE_FUNCTION Exchange<width> exchange_of(const LowerWork& w, Index i) {
  using Values = Lanes<width>;
  const Size mine = 2 * static_cast<Size>(i);
  const Values here_gains = Values::load(w.parts, mine), here_losses = Values::load(w.parts, mine + 1);
  Exchange<width> all;
  all.most = Values::load(w.bounds, mine);
  all.least = Values::load(w.bounds, mine + 1);
  all.add(sink_difference<width>(w.step, i), here_gains, here_losses);
  visit_fluxes<width>(w.g, w.fluxes, i / w.g.slots, i % w.g.slots, [&](const Values& flux, Size other) {
    all.most = larger(all.most, Values::load(w.bounds, 2 * other));
    all.least = smaller(all.least, Values::load(w.bounds, 2 * other + 1));
    // What is a gain here is a loss there.
    all.add((-w.step.length) * flux, smaller(here_gains, Values::load(w.parts, 2 * other + 1)),
            smaller(here_losses, Values::load(w.parts, 2 * other)));
  });
  return all;
}

/// The same of one lane, in numbers.
struct SlotExchange {
  double most, least, gains, losses, all_gains, all_losses;
};

/// Lowers the parts of a slot in a lane. Returns how many of the two.
KOKKOS_INLINE_FUNCTION int lower_slot(const LowerWork& w, double rounding, Index i, int lane,
                                      const SlotExchange& x) {
  const Index column = i / w.g.slots;
  const int slot = i % w.g.slots, width = w.step.lanes;
  const Storage& held = w.storages.at[lane];
  const double water = holding_water(w.g, w.volume, column, slot),
               grains = holding_grains(w.g, held, column, slot);
  const double mass = w.mass(static_cast<Size>(i) * width + lane);
  const double full = water * x.most + grains * held.isotherm.shape(x.most);
  const double empty = water * x.least + grains * held.isotherm.shape(x.least);
  // The low solution is found to a tolerance: its mass may be outside by as much.
  const double above = full > mass ? full - mass : 0.0, below = empty < mass ? empty - mass : 0.0;
  const double change = x.gains + x.losses, tolerance = rounding * full;
  int count = 0;
  const auto lower = [&](Size which, double room, double all) {
    const Size place = (2 * static_cast<Size>(i) + which) * width + lane;
    const double part = room * all > 0.0 ? room / all : 0.0;
    w.lowered(place) = part < w.parts(place) ? part : w.parts(place);
    ++count;
  };
  if (change > above + tolerance || w.is_everywhere)
    lower(0, w.is_shared ? above - x.losses : above, x.all_gains);
  if (change < below - tolerance || w.is_everywhere)
    lower(1, w.is_shared ? below - x.gains : below, x.all_losses);
  return count;
}

/// Lowers the parts of a slot in all wanted lanes, and counts how often per lane. Returns how often at all.
template <int width>
KOKKOS_INLINE_FUNCTION int lower_lanes(const LowerWork& w, double rounding, Index i, double* counts) {
  const Exchange<width> x = exchange_of<width>(w, i);
  double most[width], least[width], gains[width], losses[width], all_gains[width], all_losses[width];
  x.most.store(most, 0);
  x.least.store(least, 0);
  x.gains.store(gains, 0);
  x.losses.store(losses, 0);
  x.all_gains.store(all_gains, 0);
  x.all_losses.store(all_losses, 0);
  int all = 0;
  for (int l = 0; l < width; ++l) {
    if (!w.wanted.at[l]) continue;
    const int count =
        lower_slot(w, rounding, i, l, {most[l], least[l], gains[l], losses[l], all_gains[l], all_losses[l]});
    counts[l] += count;
    all += count;
  }
  return all;
}

template <int width>
std::vector<double> lower_listed(const ExecutionSpace& space, const LowerWork& w, const ActiveSlots& active) {
  using Values = Lanes<width>;
  const auto listed = active.slots;
  const auto marks = active.marks;
  const Size own = marks.extent(0);
  const double rounding = w.rounding();
  return reduce_lanes(
      "entail::transport::lower_parts", space, active.count, width, KOKKOS_LAMBDA(Index k, double* counts) {
        const Index i = listed(k);
        const Size mine = 2 * static_cast<Size>(i);
        Values::load(w.parts, mine).store(w.lowered, mine);
        Values::load(w.parts, mine + 1).store(w.lowered, mine + 1);
        if (lower_lanes<width>(w, rounding, i, counts) == 0) return;
        Kokkos::atomic_assign(&marks(i), 1);
        visit_fluxes<width>(w.g, w.fluxes, i / w.g.slots, i % w.g.slots, [&](const Values&, Size other) {
          if (other < own) Kokkos::atomic_assign(&marks(other), 1);
        });
      });
}

template <int width>
void take_listed(const ExecutionSpace& space, const ActiveSlots& active, const Array<double>& lowered,
                 const Array<double>& parts) {
  const auto listed = active.slots;
  Kokkos::parallel_for(
      "entail::transport::take_lowered", range(space, active.count), KOKKOS_LAMBDA(Index k) {
        const Size mine = 2 * static_cast<Size>(listed(k));
        Lanes<width>::load(lowered, mine).store(parts, mine);
        Lanes<width>::load(lowered, mine + 1).store(parts, mine + 1);
      });
}

/// What of a flux (or a sink) goes: `out` where it is positive, else `in`.
template <int width>
KOKKOS_INLINE_FUNCTION Lanes<width> permitted(const Lanes<width>& flux, const Lanes<width>& out,
                                              const Lanes<width>& in) {
  const Lanes<width> zero = Lanes<width>::all(0.0);
  return out * larger(flux, zero) + in * smaller(flux, zero);
}

template <int width>
void move_by_parts(const ExecutionSpace& space, const Geometry& g, const LimitedStep& s, const Wanted& wanted,
                   const FaceFluxes& fluxes, const Array<double>& parts, const Array<double>& mass,
                   const Array<double>& leaving) {
  using Values = Lanes<width>;
  Kokkos::parallel_for(
      "entail::transport::move_masses", range(space, g.n_owned * g.slots), KOKKOS_LAMBDA(Index i) {
        const auto place = static_cast<Size>(i);
        const Values gains = Values::load(parts, 2 * place), losses = Values::load(parts, 2 * place + 1);
        const Values low = Values::load(s.low, place), before = Values::load(s.before, place),
                     more = Values::load(s.high, place) - low;
        Values change = permitted(sink_difference<width>(s, i), gains, losses);
        // A sink loses where the high solution is above the low one.
        const Values taken = permitted(more, losses, gains);
        (s.theta(i) * (low + taken) + (1.0 - s.theta(i)) * before).store(leaving, place, wanted);
        visit_fluxes<width>(g, fluxes, i / g.slots, i % g.slots, [&](const Values& flux, Size other) {
          // A flux out is a loss here and a gain there.
          change -= s.length * permitted(flux, smaller(losses, Values::load(parts, 2 * other)),
                                         smaller(gains, Values::load(parts, 2 * other + 1)));
        });
        (Values::load(mass, place) + change).store(mass, place, wanted);
      });
}

}  // namespace

void add_difference(const ExecutionSpace& space, const Geometry& g, const FaceTable& faces,
                    const LimitedStep& step, const FaceFluxes& fluxes) {
  with_lanes(step.lanes, [&](auto width) { add_differences<width()>(space, g, faces, step, fluxes); });
}

void bring_through_open_faces(const ExecutionSpace& space, const Geometry& g, const Carrier& carrier,
                              const Solute& solute, const Array<double>& brought) {
  const auto faces = carrier.faces;
  const auto first = carrier.first_face;
  const auto inflow = carrier.inflow;
  const Solute s = solute;
  Kokkos::parallel_for(
      "entail::transport::bring_through_open_faces", range(space, static_cast<Index>(first.extent(0)) - 1),
      KOKKOS_LAMBDA(Index group) {
        const OpenFace& place = faces(first(group));
        const Size i = static_cast<Size>(place.column) * g.slots + place.slot;
        for (Index f = first(group); f < first(group + 1); ++f)
          if ((inflow(f) > 0.0 || s.held(f) > 0.0) && s.outside(f) > brought(i)) brought(i) = s.outside(f);
      });
}

void extremes(const ExecutionSpace& space, const Geometry& g, const LimitedStep& step,
              const FaceFluxes& fluxes, const Array<double>& bounds) {
  with_lanes(step.lanes, [&](auto width) { find_extremes<width()>(space, g, step, fluxes, bounds); });
}

void permit(const ExecutionSpace& space, int lanes, const Array<double>& bounds, const PerLane& floor,
            const Array<double>& parts) {
  with_lanes(lanes, [&](auto width) { permit_above<width()>(space, bounds, floor, parts); });
}

std::vector<double> lower_parts(const ExecutionSpace& space, const Geometry& g, const Carrier& carrier,
                                const Storages& storages, const LimitedStep& step, const FaceFluxes& fluxes,
                                const Array<double>& bounds, const Array<double>& mass, Room rule,
                                const Wanted& wanted, const Array<double>& parts,
                                const Array<double>& lowered, const ActiveSlots& active) {
  const LowerWork work{g,
                       carrier.volume,
                       storages,
                       step,
                       fluxes,
                       bounds,
                       mass,
                       parts,
                       lowered,
                       rule == Room::shared,
                       rule == Room::alone_everywhere,
                       wanted};
  std::vector<double> counts;
  with_lanes(step.lanes, [&](auto width) { counts = lower_listed<width()>(space, work, active); });
  return counts;
}

void take_lowered(const ExecutionSpace& space, int lanes, const ActiveSlots& active,
                  const Array<double>& lowered, const Array<double>& parts) {
  with_lanes(lanes, [&](auto width) { take_listed<width()>(space, active, lowered, parts); });
}

void move_masses(const ExecutionSpace& space, const Geometry& g, const LimitedStep& step,
                 const Wanted& wanted, const FaceFluxes& fluxes, const Array<double>& parts,
                 const Array<double>& mass, const Array<double>& leaving) {
  with_lanes(step.lanes, [&](auto width) {
    move_by_parts<width()>(space, g, step, wanted, fluxes, parts, mass, leaving);
  });
}

}  // namespace entail::transport
