#include "physics/transport/correction.hpp"

#include <cmath>

namespace entail::transport {

namespace {

using Size = std::size_t;

KOKKOS_INLINE_FUNCTION Size slot_of(const Geometry& g, Index column, int layer) {
  return static_cast<Size>(column) * g.slots + g.first_cell + layer;
}
KOKKOS_INLINE_FUNCTION Size cell_of(const Geometry& g, Index column, int layer) {
  return static_cast<Size>(column) * g.n_layers + layer;
}

/// van Leer's limiter times the difference across a face, from the slope at the upstream cell along the way
/// between the centres.
KOKKOS_INLINE_FUNCTION double limited(double difference, double slope) {
  const double ratio = difference != 0.0 ? 2.0 * slope / difference - 1.0 : 0.0;
  return ratio > 0.0 ? difference * 2.0 * ratio / (1.0 + ratio) : 0.0;
}

/// 1 between cells of equal size, near 0 between very different ones.
KOKKOS_INLINE_FUNCTION double evenness(double a, double b) {
  const double ratio = a < b ? a / b : b / a;
  return ratio * ratio;
}

/// What makes central fluxes of cell means fourth-order accurate on an even mesh: value and slope at a face
/// are those of the cubic with the means a and b of two cells and their central slopes (times the distance),
/// (a + b)/2 - (slope_b - slope_a)/6 and (b - a) - (mean slope - (b - a))/3.
KOKKOS_INLINE_FUNCTION double fourth_order(double flux, double conductance, double difference, double slope_a,
                                           double slope_b, double even) {
  return even *
         (conductance * (0.5 * (slope_a + slope_b) - difference) / 3.0 - flux * (slope_b - slope_a) / 6.0);
}

/// Calls visit(flux out of the slot, slot behind) for each face between slots.
template <class Visit>
KOKKOS_INLINE_FUNCTION void visit_fluxes(const Geometry& g, const FaceFluxes& fluxes, Index column, int slot,
                                         const Visit& visit) {
  const Size i = static_cast<Size>(column) * g.slots + slot;
  if (slot > 0) visit(-fluxes.vertical(i - 1), i - 1);
  if (slot + 1 < g.slots) visit(fluxes.vertical(i), i + 1);
  for (Index k = g.first_link(column); k < g.first_link(column + 1); ++k) {
    const Index link = g.column_links(k) / 2;
    const bool is_b = g.column_links(k) % 2;
    const double flux = fluxes.lateral(static_cast<Size>(link) * g.slots + slot);
    visit(is_b ? -flux : flux, static_cast<Size>(is_b ? g.link_a(link) : g.link_b(link)) * g.slots + slot);
  }
}

}  // namespace

void mean_in_step(const ExecutionSpace& space, Index n, const Array<double>& theta, double kept,
                  const Array<double>& now, const Array<double>& before, const Array<double>& result) {
  Kokkos::parallel_for(
      "entail::transport::mean_in_step", range(space, n), KOKKOS_LAMBDA(Index i) {
        const double part = 0.5 + kept * (theta(i) - 0.5);
        result(i) = part * now(i) + (1.0 - part) * before(i);
      });
}

void gradients(const ExecutionSpace& space, const Geometry& g, const Places& p, const Array<double>& c,
               const Array<double>& gradient) {
  Kokkos::parallel_for(
      "entail::transport::gradients", range(space, g.n_owned * g.n_layers), KOKKOS_LAMBDA(Index cell) {
        const Index column = cell / g.n_layers;
        const int layer = cell % g.n_layers;
        const Size i = slot_of(g, column, layer), q = 3 * static_cast<Size>(column),
                   v = gradient_components * static_cast<Size>(cell);
        double gx = 0.0, gy = 0.0;
        for (Index k = g.first_link(column); k < g.first_link(column + 1); ++k) {
          const Index link = g.column_links(k) / 2;
          const Index other = g.column_links(k) % 2 ? g.link_a(link) : g.link_b(link);
          const double difference = c(slot_of(g, other, layer)) - c(i);
          gx += (p.x(other) - p.x(column)) * difference;
          gy += (p.y(other) - p.y(column)) * difference;
        }
        gradient(v) = p.moments(q) * gx + p.moments(q + 1) * gy;
        gradient(v + 1) = p.moments(q + 1) * gx + p.moments(q + 2) * gy;
        // Along the column: the slopes to both sides, the nearer one with more weight.
        const double height = g.thickness(column, layer);
        double weighted = 0.0, weights = 0.0;
        for (int side : {-1, 1}) {
          const int other = layer + side;
          if (other < 0 || other >= g.n_layers) continue;
          const double distance = 0.5 * (height + g.thickness(column, other));
          weighted += -side * (c(slot_of(g, column, other)) - c(i)) / (distance * distance);
          weights += 1.0 / distance;
        }
        gradient(v + 2) = weights > 0.0 ? weighted / weights : 0.0;
      });
}

namespace {

/// Differences to some neighbours of a cell, for a gradient on the map by least squares over them.
struct Differences {
  double xx = 0.0, xy = 0.0, yy = 0.0, x = 0.0, y = 0.0;

  KOKKOS_INLINE_FUNCTION void add(double ex, double ey, double difference) {
    xx += ex * ex;
    xy += ex * ey;
    yy += ey * ey;
    x += ex * difference;
    y += ey * difference;
  }
  /// Writes the gradient; the one given where the neighbours lie on one line.
  KOKKOS_INLINE_FUNCTION void solve(double otherwise_x, double otherwise_y, double* result) const {
    const double determinant = xx * yy - xy * xy, trace = xx + yy;
    const bool is_plane = determinant > 1e-3 * trace * trace;
    result[0] = is_plane ? (yy * x - xy * y) / determinant : otherwise_x;
    result[1] = is_plane ? (xx * y - xy * x) / determinant : otherwise_y;
  }
};

}  // namespace

void gradients_along_flow(const ExecutionSpace& space, const Geometry& g, const Carrier& carrier,
                          const Places& p, const Array<double>& c, const Array<double>& gradient) {
  const auto velocity = carrier.velocity;
  Kokkos::parallel_for(
      "entail::transport::gradients_along_flow", range(space, g.n_owned * g.n_layers),
      KOKKOS_LAMBDA(Index cell) {
        const Index column = cell / g.n_layers;
        const int layer = cell % g.n_layers;
        const Size i = slot_of(g, column, layer), u = 3 * static_cast<Size>(cell);
        double* const mean = gradient.data() + gradient_components * static_cast<Size>(cell);
        Differences behind, ahead;
        for (Index k = g.first_link(column); k < g.first_link(column + 1); ++k) {
          const Index link = g.column_links(k) / 2;
          const Index other = g.column_links(k) % 2 ? g.link_a(link) : g.link_b(link);
          const double ex = p.x(other) - p.x(column), ey = p.y(other) - p.y(column),
                       difference = c(slot_of(g, other, layer)) - c(i);
          const double along = ex * velocity(u) + ey * velocity(u + 1);
          if (along >= 0.0) ahead.add(ex, ey, difference);
          if (along <= 0.0) behind.add(ex, ey, difference);
        }
        behind.solve(mean[0], mean[1], mean + 3);
        ahead.solve(mean[0], mean[1], mean + 6);
        const double height = g.thickness(column, layer);
        auto slope = [&](int other) {
          if (other < 0 || other >= g.n_layers) return mean[2];
          return (layer - other) * (c(slot_of(g, column, other)) - c(i)) /
                 (0.5 * (height + g.thickness(column, other)));
        };
        const int up = velocity(u + 2) > 0.0 ? 1 : -1;  // the cell ahead is above or below
        mean[5] = slope(layer + up);
        mean[8] = slope(layer - up);
      });
}

double correction_fluxes(const ExecutionSpace& space, const Geometry& g, const Carrier& carrier,
                         const Solute& solute, const Places& p, const Array<double>& c,
                         const Array<double>& gradient, const FaceFluxes& result) {
  const auto lateral_flux = carrier.lateral_flux, vertical_flux = carrier.vertical_flux;
  const auto sides = carrier.lateral, bottoms = carrier.vertical;
  const double diffusion = solute.molecular_diffusion;
  // Surface water is carried upstream alone; what add_difference() left there is of another step.
  if (g.has_surface()) {
    Kokkos::deep_copy(space, result.lateral, 0.0);
    Kokkos::deep_copy(space, result.vertical, 0.0);
  }
  double most = 0.0;
  Kokkos::parallel_reduce(
      "entail::transport::lateral_correction", range(space, g.n_links * g.n_layers),
      KOKKOS_LAMBDA(Index face, double& largest) {
        const Index link = face / g.n_layers, a = g.link_a(link), b = g.link_b(link);
        const int layer = face % g.n_layers;
        const Mixing& mixing = sides(face);
        const Size i = static_cast<Size>(link) * g.slots + g.first_cell + layer;
        const double q = lateral_flux(i), distance = g.link_distance(link), nx = g.normal_x(link),
                     ny = g.normal_y(link), mixes = conductance(mixing, diffusion);
        const double excess = coefficients(q, mixes, g.link_distance_b(link) / distance).excess;
        const Size ga = gradient_components * cell_of(g, a, layer),
                   gb = gradient_components * cell_of(g, b, layer);
        const double ex = p.x(b) - p.x(a), ey = p.y(b) - p.y(a);
        const double difference = c(slot_of(g, b, layer)) - c(slot_of(g, a, layer));
        const double slope_a = gradient(ga) * ex + gradient(ga + 1) * ey,
                     slope_b = gradient(gb) * ex + gradient(gb + 1) * ey;
        double flux =
            fourth_order(excess > 0.0 ? 0.0 : q, mixes, difference, slope_a, slope_b,
                         mixing.alike * evenness(g.link_distance_a(link), g.link_distance_b(link))) +
            excess * limited(difference, q > 0.0 ? slope_a : slope_b);
        // Where the way between the centres is not normal to the face.
        const double mean_x = 0.5 * (gradient(ga) + gradient(gb)),
                     mean_y = 0.5 * (gradient(ga + 1) + gradient(gb + 1));
        flux += mixes * (ey * nx - ex * ny) * (mean_y * nx - mean_x * ny);
        // Along the face: behind the cell that the water comes from and ahead of the one that it goes to.
        const Size from = (q > 0.0 ? ga : gb) + 3, to = (q > 0.0 ? gb : ga) + 6;
        const double gx = 0.5 * (gradient(from) + gradient(to)),
                     gy = 0.5 * (gradient(from + 1) + gradient(to + 1)),
                     gz = 0.5 * (gradient(from + 2) + gradient(to + 2));
        flux -= mixing.cross_1 * (gy * nx - gx * ny) + mixing.cross_2 * gz;
        result.lateral(i) = flux;
        largest = std::fabs(flux) > largest ? std::fabs(flux) : largest;
      },
      Kokkos::Max<double>(most));
  double most_down = 0.0;
  Kokkos::parallel_reduce(
      "entail::transport::vertical_correction", range(space, g.n_owned * g.n_layers),
      KOKKOS_LAMBDA(Index cell, double& largest) {
        const Index column = cell / g.n_layers;
        const int layer = cell % g.n_layers, slot = layer + g.first_cell;
        if (layer + 1 == g.n_layers) return;
        const Size i = static_cast<Size>(column) * g.slots + slot,
                   u = gradient_components * static_cast<Size>(cell), l = u + gradient_components;
        const Mixing& mixing = bottoms(cell);
        const double q = vertical_flux(static_cast<Size>(column) * (g.slots + 1) + slot + 1);
        const double here = g.thickness(column, layer), there = g.thickness(column, layer + 1);
        const double excess = coefficients(q, conductance(mixing, diffusion), there / (here + there)).excess;
        const double way = -0.5 * (here + there), difference = c(i + 1) - c(i);
        const double slope_u = way * gradient(u + 2), slope_l = way * gradient(l + 2);
        // The slope of an outermost cell knows one side only: nothing follows from it upstream of that side.
        const bool has_upper = layer > 0, has_lower = layer + 2 < g.n_layers;
        const double taken_back = (q > 0.0 ? has_upper : has_lower)
                                      ? excess * limited(difference, q > 0.0 ? slope_u : slope_l)
                                      : 0.0;
        const double completed =
            has_upper && has_lower
                ? fourth_order(excess > 0.0 ? 0.0 : q, conductance(mixing, diffusion), difference, slope_u,
                               slope_l, mixing.alike * evenness(here, there))
                : 0.0;
        const Size from = (q > 0.0 ? u : l) + 3, to = (q > 0.0 ? l : u) + 6;
        const double flux = taken_back + completed + mixing.cross_1 * 0.5 * (gradient(from) + gradient(to)) +
                            mixing.cross_2 * 0.5 * (gradient(from + 1) + gradient(to + 1));
        result.vertical(i) = flux;
        largest = std::fabs(flux) > largest ? std::fabs(flux) : largest;
      },
      Kokkos::Max<double>(most_down));
  return most > most_down ? most : most_down;
}

void add_centring(const ExecutionSpace& space, const Geometry& g, const FaceTable& faces,
                  const Array<double>& theta, double kept, const Array<double>& before,
                  const Array<double>& now, const FaceFluxes& fluxes) {
  const FaceTable f = faces;
  auto surplus = KOKKOS_LAMBDA(Size a, Size b) {
    return (1.0 - kept) * ((theta(a) > theta(b) ? theta(a) : theta(b)) - 0.5);
  };
  Kokkos::parallel_for(
      "entail::transport::lateral_centring", range(space, g.n_links * g.n_layers), KOKKOS_LAMBDA(Index face) {
        const Index link = face / g.n_layers;
        const int layer = face % g.n_layers;
        const Size a = slot_of(g, g.link_a(link), layer), b = slot_of(g, g.link_b(link), layer),
                   i = static_cast<Size>(link) * g.slots + g.first_cell + layer;
        const FaceTable::Pair pair = f.lateral(i);
        fluxes.lateral(i) -=
            surplus(a, b) * (pair.leaving * (now(a) - before(a)) - pair.entering * (now(b) - before(b)));
      });
  Kokkos::parallel_for(
      "entail::transport::vertical_centring", range(space, g.n_owned * g.n_layers),
      KOKKOS_LAMBDA(Index cell) {
        const int layer = cell % g.n_layers;
        if (layer + 1 == g.n_layers) return;
        const Size i = slot_of(g, cell / g.n_layers, layer);
        const FaceTable::Pair pair = f.vertical(i);
        fluxes.vertical(i) -= surplus(i, i + 1) * (pair.leaving * (now(i) - before(i)) -
                                                   pair.entering * (now(i + 1) - before(i + 1)));
      });
}

void add_divergence(const ExecutionSpace& space, const Geometry& g, const FaceFluxes& fluxes,
                    const Array<double>& right_side, const Array<double>& result) {
  Kokkos::parallel_for(
      "entail::transport::add_divergence", range(space, g.n_owned * g.slots), KOKKOS_LAMBDA(Index i) {
        double out = 0.0;
        visit_fluxes(g, fluxes, i / g.slots, i % g.slots, [&](double flux, Size) { out += flux; });
        result(i) = right_side(i) - out;
      });
}

void add_difference(const ExecutionSpace& space, const Geometry& g, const FaceTable& faces,
                    const LimitedStep& step, const FaceFluxes& fluxes) {
  const LimitedStep s = step;
  const FaceTable f = faces;
  Kokkos::parallel_for(
      "entail::transport::lateral_difference", range(space, g.n_links * g.slots), KOKKOS_LAMBDA(Index i) {
        const Index link = i / g.slots;
        const int slot = i % g.slots;
        const Size a = static_cast<Size>(g.link_a(link)) * g.slots + slot,
                   b = static_cast<Size>(g.link_b(link)) * g.slots + slot;
        const FaceTable::Pair face = f.lateral(i);
        const double now = s.theta(a) > s.theta(b) ? s.theta(a) : s.theta(b);
        fluxes.lateral(i) +=
            now * (face.leaving * (s.high(a) - s.low(a)) - face.entering * (s.high(b) - s.low(b)));
      });
  Kokkos::parallel_for(
      "entail::transport::vertical_difference", range(space, g.n_owned * g.slots), KOKKOS_LAMBDA(Index i) {
        if (i % g.slots + 1 == g.slots) return;
        const FaceTable::Pair face = f.vertical(i);
        const double now = s.theta(i) > s.theta(i + 1) ? s.theta(i) : s.theta(i + 1);
        fluxes.vertical(i) +=
            now * (face.leaving * (s.high(i) - s.low(i)) - face.entering * (s.high(i + 1) - s.low(i + 1)));
      });
}

namespace {

/// What the model gains in a slot because what leaves it has another concentration in the high solution [kg].
KOKKOS_INLINE_FUNCTION double sink_difference(const LimitedStep& s, Size i) {
  return -s.length * s.sinks(i) * s.theta(i) * (s.high(i) - s.low(i));
}

}  // namespace

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
  const LimitedStep s = step;
  Kokkos::parallel_for(
      "entail::transport::extremes", range(space, g.n_owned * g.slots), KOKKOS_LAMBDA(Index i) {
        double least = s.low(i), most = s.low(i);
        auto add = [&](double value) {
          least = value < least ? value : least;
          most = value > most ? value : most;
        };
        add(s.before(i));
        if (s.brought(i) > 0.0) add(s.high(i) < s.brought(i) ? s.high(i) : s.brought(i));
        visit_fluxes(g, fluxes, i / g.slots, i % g.slots, [&](double, Size other) {
          add(s.low(other));
          add(s.before(other));
        });
        bounds(2 * static_cast<Size>(i)) = most;
        bounds(2 * static_cast<Size>(i) + 1) = least;
      });
}

void permit(const ExecutionSpace& space, const Array<double>& bounds, double floor,
            const Array<double>& parts) {
  Kokkos::parallel_for(
      "entail::transport::permit", range(space, static_cast<Index>(parts.extent(0) / 2)),
      KOKKOS_LAMBDA(Index i) {
        const Size mine = 2 * static_cast<Size>(i);
        parts(mine) = parts(mine + 1) = bounds(mine) > floor ? 1.0 : 0.0;
      });
}

Index lower_parts(const ExecutionSpace& space, const Geometry& g, const Carrier& carrier,
                  const Storage& storage, const LimitedStep& step, const FaceFluxes& fluxes,
                  const Array<double>& bounds, const Array<double>& mass, Room rule,
                  const Array<double>& parts, const Array<double>& lowered, const ActiveSlots& active) {
  // Alone, a slot just outside its range may lose much at once: what rounding differs by must not decide on
  // it.
  const double rounding = rule == Room::shared ? 1e-14 : 1e-11;
  const bool shared = rule == Room::shared, everywhere = rule == Room::alone_everywhere;
  const auto volume = carrier.volume;
  const Storage held = storage;
  const LimitedStep s = step;
  const auto listed = active.slots;
  const auto marks = active.marks;
  const Size own = marks.extent(0);
  Index outside = 0;
  Kokkos::parallel_reduce(
      "entail::transport::lower_parts", range(space, active.count),
      KOKKOS_LAMBDA(Index k, Index & count) {
        const Index i = listed(k), count_before = count;
        const Index column = i / g.slots;
        const int slot = i % g.slots;
        const Size mine = 2 * static_cast<Size>(i);
        double most = bounds(mine), least = bounds(mine + 1);
        double all_gains = 0.0, all_losses = 0.0, gains = 0.0, losses = 0.0;
        auto add = [&](double gain, double part) {
          (gain > 0.0 ? all_gains : all_losses) += gain;
          (gain > 0.0 ? gains : losses) += part * gain;
        };
        const double sink = sink_difference(s, i);
        add(sink, parts(mine + (sink > 0.0 ? 0 : 1)));
        visit_fluxes(g, fluxes, column, slot, [&](double flux, Size other) {
          most = bounds(2 * other) > most ? bounds(2 * other) : most;
          least = bounds(2 * other + 1) < least ? bounds(2 * other + 1) : least;
          const int here = flux > 0.0 ? 1 : 0;
          const double a = parts(mine + here), b = parts(2 * other + 1 - here);
          add(-s.length * flux, a < b ? a : b);
        });
        const double water = holding_water(g, volume, column, slot),
                     grains = holding_grains(g, held, column, slot);
        const double full = water * most + grains * held.isotherm.shape(most);
        // The low solution is found to a tolerance: its mass may be outside by as much.
        const double above = full > mass(i) ? full - mass(i) : 0.0;
        const double empty = water * least + grains * held.isotherm.shape(least);
        const double below = empty < mass(i) ? empty - mass(i) : 0.0;
        const double change = gains + losses, tolerance = rounding * full;
        auto lower = [&](Size which, double room, double all) {
          const double part = room * all > 0.0 ? room / all : 0.0;
          lowered(which) = part < parts(which) ? part : parts(which);
          ++count;
        };
        lowered(mine) = parts(mine);
        lowered(mine + 1) = parts(mine + 1);
        if (change > above + tolerance || everywhere) lower(mine, shared ? above - losses : above, all_gains);
        if (change < below - tolerance || everywhere)
          lower(mine + 1, shared ? below - gains : below, all_losses);
        if (count == count_before) return;
        Kokkos::atomic_assign(&marks(i), 1);
        visit_fluxes(g, fluxes, column, slot, [&](double, Size other) {
          if (other < own) Kokkos::atomic_assign(&marks(other), 1);
        });
      },
      outside);
  return outside;
}

void take_lowered(const ExecutionSpace& space, const ActiveSlots& active, const Array<double>& lowered,
                  const Array<double>& parts) {
  const auto listed = active.slots;
  Kokkos::parallel_for(
      "entail::transport::take_lowered", range(space, active.count), KOKKOS_LAMBDA(Index k) {
        const Size mine = 2 * static_cast<Size>(listed(k));
        parts(mine) = lowered(mine);
        parts(mine + 1) = lowered(mine + 1);
      });
}

void move_masses(const ExecutionSpace& space, const Geometry& g, const LimitedStep& step,
                 const FaceFluxes& fluxes, const Array<double>& parts, const Array<double>& mass,
                 const Array<double>& leaving) {
  const LimitedStep s = step;
  Kokkos::parallel_for(
      "entail::transport::move_masses", range(space, g.n_owned * g.slots), KOKKOS_LAMBDA(Index i) {
        const double difference = sink_difference(s, i);
        const double part = parts(2 * static_cast<Size>(i) + (difference > 0.0 ? 0 : 1));
        double change = part * difference;
        leaving(i) =
            s.theta(i) * (s.low(i) + part * (s.high(i) - s.low(i))) + (1.0 - s.theta(i)) * s.before(i);
        visit_fluxes(g, fluxes, i / g.slots, i % g.slots, [&](double flux, Size other) {
          // A flux out is a loss here and a gain there.
          const int here = flux > 0.0 ? 1 : 0;
          const double mine = parts(2 * static_cast<Size>(i) + here), theirs = parts(2 * other + 1 - here);
          change -= s.length * flux * (mine < theirs ? mine : theirs);
        });
        mass(i) += change;
      });
}

}  // namespace entail::transport
