#include "physics/transport/correction.hpp"

#include <cmath>

#include "base/lanes.hpp"

namespace entail::transport {

namespace {

using Size = std::size_t;

KOKKOS_INLINE_FUNCTION Size slot_of(const Geometry& g, Index column, int layer) {
  return static_cast<Size>(column) * g.slots + g.first_cell + layer;
}
KOKKOS_INLINE_FUNCTION Size cell_of(const Geometry& g, Index column, int layer) {
  return static_cast<Size>(column) * g.n_layers + layer;
}

/// van Leer's limiter times the difference d across a face, from the slope s at the upstream cell along the
/// way between the centres: with r = 2 s / d - 1, d (r + |r|) / (1 + r).
template <int width>
KOKKOS_INLINE_FUNCTION Lanes<width> limited(const Lanes<width>& difference, const Lanes<width>& slope) {
  return by_lane(difference, slope,
                 [](auto d, auto s) { return (2.0 * s - d) * d > 0.0 ? d * (2.0 - d / s) : 0.0 * d; });
}

/// 1 between cells of equal size, near 0 between very different ones.
KOKKOS_INLINE_FUNCTION double evenness(double a, double b) {
  const double ratio = a < b ? a / b : b / a;
  return ratio * ratio;
}

/// What makes central fluxes of cell means fourth-order accurate on an even mesh: value and slope at a face
/// are those of the cubic with the means a and b of two cells and their central slopes (times the distance),
/// (a + b)/2 - (slope_b - slope_a)/6 and (b - a) - (mean slope - (b - a))/3.
template <int width>
KOKKOS_INLINE_FUNCTION Lanes<width> fourth_order(double flux, double conductance,
                                                 const Lanes<width>& difference, const Lanes<width>& slope_a,
                                                 const Lanes<width>& slope_b, double even) {
  return (even * conductance / 3.0) * (0.5 * (slope_a + slope_b) - difference) -
         (even * flux / 6.0) * (slope_b - slope_a);
}

/// Differences to some neighbours of a cell, for a gradient on the map by least squares over them.
template <int width>
struct Differences {
  using Values = Lanes<width>;
  double xx = 0.0, xy = 0.0, yy = 0.0;
  Values x = Values::all(0.0), y = Values::all(0.0);

  KOKKOS_INLINE_FUNCTION void add(double ex, double ey, const Values& difference) {
    xx += ex * ex;
    xy += ex * ey;
    yy += ey * ey;
    x += ex * difference;
    y += ey * difference;
  }
  /// Puts the gradient at two places; the one given where the neighbours lie on one line.
  KOKKOS_INLINE_FUNCTION void solve(const Values& otherwise_x, const Values& otherwise_y,
                                    const Array<double>& gradient, Size place) const {
    const double determinant = xx * yy - xy * xy, trace = xx + yy;
    const bool is_plane = determinant > 1e-3 * trace * trace;
    const double scale = is_plane ? 1.0 / determinant : 0.0;
    (is_plane ? (scale * yy) * x - (scale * xy) * y : otherwise_x).store(gradient, place);
    (is_plane ? (scale * xx) * y - (scale * xy) * x : otherwise_y).store(gradient, place + 1);
  }
};

template <int width>
KOKKOS_INLINE_FUNCTION void gradients_of_cell(const Geometry& g, const Array<double>& velocity,
                                              const Places& p, const Array<double>& c, Index cell,
                                              const Array<double>& gradient) {
  using Values = Lanes<width>;
  const Index column = cell / g.n_layers;
  const int layer = cell % g.n_layers;
  const Size i = slot_of(g, column, layer), u = 3 * static_cast<Size>(cell),
             q = 3 * static_cast<Size>(column), v = gradient_components * static_cast<Size>(cell);
  const Values here = Values::load(c, i);
  Values gx = Values::all(0.0), gy = gx;
  Differences<width> behind, ahead;
  for (Index k = g.first_link(column); k < g.first_link(column + 1); ++k) {
    const Index link = g.column_links(k) / 2;
    const Index other = g.column_links(k) % 2 ? g.link_a(link) : g.link_b(link);
    const double ex = p.x(other) - p.x(column), ey = p.y(other) - p.y(column);
    const Values difference = Values::load(c, slot_of(g, other, layer)) - here;
    gx += ex * difference;
    gy += ey * difference;
    const double along = ex * velocity(u) + ey * velocity(u + 1);
    if (along >= 0.0) ahead.add(ex, ey, difference);
    if (along <= 0.0) behind.add(ex, ey, difference);
  }
  const Values mean_x = p.moments(q) * gx + p.moments(q + 1) * gy,
               mean_y = p.moments(q + 1) * gx + p.moments(q + 2) * gy;
  mean_x.store(gradient, v);
  mean_y.store(gradient, v + 1);
  behind.solve(mean_x, mean_y, gradient, v + 3);
  ahead.solve(mean_x, mean_y, gradient, v + 6);

  // Along the column: the slopes to both sides, the nearer one with more weight.
  const double height = g.thickness(column, layer);
  Values weighted = Values::all(0.0), slopes[2] = {weighted, weighted};
  double weights = 0.0;
  for (int side : {0, 1}) {
    const int other = layer + 2 * side - 1;
    if (other < 0 || other >= g.n_layers) continue;
    const double distance = 0.5 * (height + g.thickness(column, other));
    slopes[side] = ((1 - 2 * side) / distance) * (Values::load(c, slot_of(g, column, other)) - here);
    weighted += (1.0 / distance) * slopes[side];
    weights += 1.0 / distance;
  }
  const Values mean_z = (weights > 0.0 ? 1.0 / weights : 0.0) * weighted;
  mean_z.store(gradient, v + 2);
  if (layer == 0) slopes[0] = mean_z;
  if (layer + 1 == g.n_layers) slopes[1] = mean_z;
  const bool is_ahead_above = velocity(u + 2) > 0.0;
  slopes[is_ahead_above ? 1 : 0].store(gradient, v + 5);
  slopes[is_ahead_above ? 0 : 1].store(gradient, v + 8);
}

/// What a kernel over faces takes.
struct FaceWork {
  Array<double> lateral_flux, vertical_flux;
  Array<Mixing> sides, bottoms;
  double diffusion;
  Places places;
  Array<double> c, gradient;
  FaceFluxes result;
  Wanted wanted;
};

template <int width>
KOKKOS_INLINE_FUNCTION Lanes<width> correction_of_side(const Geometry& g, const FaceWork& w, Index link,
                                                       int layer) {
  using Values = Lanes<width>;
  const auto gradient = [&](Size place) { return Values::load(w.gradient, place); };
  const Index a = g.link_a(link), b = g.link_b(link);
  const Mixing& mixing = w.sides(link * g.n_layers + layer);
  const double q = w.lateral_flux(static_cast<Size>(link) * g.slots + g.first_cell + layer),
               distance = g.link_distance(link), nx = g.normal_x(link), ny = g.normal_y(link),
               mixes = conductance(mixing, w.diffusion);
  const double excess = coefficients(q, mixes, g.link_distance_b(link) / distance).excess;
  const Size ga = gradient_components * cell_of(g, a, layer), gb = gradient_components * cell_of(g, b, layer);
  const double ex = w.places.x(b) - w.places.x(a), ey = w.places.y(b) - w.places.y(a);
  const Values difference = Values::load(w.c, slot_of(g, b, layer)) - Values::load(w.c, slot_of(g, a, layer));
  const Values ax = gradient(ga), ay = gradient(ga + 1), bx = gradient(gb), by = gradient(gb + 1);
  const Values slope_a = ex * ax + ey * ay, slope_b = ex * bx + ey * by;
  Values flux = fourth_order(excess > 0.0 ? 0.0 : q, mixes, difference, slope_a, slope_b,
                             mixing.alike * evenness(g.link_distance_a(link), g.link_distance_b(link)));
  if (excess > 0.0) flux += excess * limited(difference, q > 0.0 ? slope_a : slope_b);
  // Where the way between the centres is not normal to the face.
  flux += (0.5 * mixes * (ey * nx - ex * ny)) * (nx * (ay + by) - ny * (ax + bx));
  // Along the face: behind the cell that the water comes from and ahead of the one that it goes to.
  const Size from = (q > 0.0 ? ga : gb) + 3, to = (q > 0.0 ? gb : ga) + 6;
  flux -= (0.5 * mixing.cross_1) *
              (nx * (gradient(from + 1) + gradient(to + 1)) - ny * (gradient(from) + gradient(to))) +
          (0.5 * mixing.cross_2) * (gradient(from + 2) + gradient(to + 2));
  return flux;
}

template <int width>
KOKKOS_INLINE_FUNCTION Lanes<width> correction_of_bottom(const Geometry& g, const FaceWork& w, Index column,
                                                         int layer) {
  using Values = Lanes<width>;
  const auto gradient = [&](Size place) { return Values::load(w.gradient, place); };
  const Index cell = column * g.n_layers + layer;
  const Size i = slot_of(g, column, layer), u = gradient_components * static_cast<Size>(cell),
             l = u + gradient_components;
  const Mixing& mixing = w.bottoms(cell);
  const double q = w.vertical_flux(static_cast<Size>(column) * (g.slots + 1) + g.first_cell + layer + 1),
               mixes = conductance(mixing, w.diffusion);
  const double here = g.thickness(column, layer), there = g.thickness(column, layer + 1);
  const double excess = coefficients(q, mixes, there / (here + there)).excess;
  const double way = -0.5 * (here + there);
  const Values difference = Values::load(w.c, i + 1) - Values::load(w.c, i), slope_u = way * gradient(u + 2),
               slope_l = way * gradient(l + 2);
  // The slope of an outermost cell knows one side only: nothing follows from it upstream of that side.
  const bool has_upper = layer > 0, has_lower = layer + 2 < g.n_layers;
  const Size from = (q > 0.0 ? u : l) + 3, to = (q > 0.0 ? l : u) + 6;
  Values flux = (0.5 * mixing.cross_1) * (gradient(from) + gradient(to)) +
                (0.5 * mixing.cross_2) * (gradient(from + 1) + gradient(to + 1));
  if (excess > 0.0 && (q > 0.0 ? has_upper : has_lower))
    flux += excess * limited(difference, q > 0.0 ? slope_u : slope_l);
  if (has_upper && has_lower)
    flux += fourth_order(excess > 0.0 ? 0.0 : q, mixes, difference, slope_u, slope_l,
                         mixing.alike * evenness(here, there));
  return flux;
}

template <int width>
std::vector<double> correct_sides(const ExecutionSpace& space, const Geometry& g, const FaceWork& work) {
  return reduce_lanes<Reduction::largest>(
      "entail::transport::lateral_correction", space, g.n_links, width,
      KOKKOS_LAMBDA(Index link, double* largest) {
        Lanes<width> most = Lanes<width>::all(0.0);
        for (int layer = 0; layer < g.n_layers; ++layer) {
          const Lanes<width> flux = correction_of_side<width>(g, work, link, layer);
          flux.store(work.result.lateral, static_cast<Size>(link) * g.slots + g.first_cell + layer,
                     work.wanted);
          most = larger(most, magnitude(flux));
        }
        larger(most, Lanes<width>::load(largest, 0)).store(largest, 0);
      });
}

template <int width>
std::vector<double> correct_bottoms(const ExecutionSpace& space, const Geometry& g, const FaceWork& work) {
  return reduce_lanes<Reduction::largest>(
      "entail::transport::vertical_correction", space, g.n_owned, width,
      KOKKOS_LAMBDA(Index column, double* largest) {
        Lanes<width> most = Lanes<width>::all(0.0);
        for (int layer = 0; layer + 1 < g.n_layers; ++layer) {
          const Lanes<width> flux = correction_of_bottom<width>(g, work, column, layer);
          flux.store(work.result.vertical, slot_of(g, column, layer), work.wanted);
          most = larger(most, magnitude(flux));
        }
        larger(most, Lanes<width>::load(largest, 0)).store(largest, 0);
      });
}

/// Surface water is carried upstream alone; what add_difference() left there is of another step.
void clear_surface(const ExecutionSpace& space, const Geometry& g, int lanes, const Wanted& wanted,
                   const FaceFluxes& fluxes) {
  Kokkos::parallel_for(
      "entail::transport::clear_sides", range(space, g.n_links * lanes), KOKKOS_LAMBDA(Index k) {
        if (wanted.at[k % lanes])
          fluxes.lateral(static_cast<Size>(k / lanes) * g.slots * lanes + k % lanes) = 0.0;
      });
  Kokkos::parallel_for(
      "entail::transport::clear_bottoms", range(space, g.n_owned * lanes), KOKKOS_LAMBDA(Index k) {
        if (wanted.at[k % lanes])
          fluxes.vertical(static_cast<Size>(k / lanes) * g.slots * lanes + k % lanes) = 0.0;
      });
}

/// The part of the fluxes of a system that a surplus of theta makes, from `before` to `now`.
template <int width>
KOKKOS_INLINE_FUNCTION Lanes<width> surplus(const Array<double>& theta, const PerLane& kept,
                                            const Array<double>& smooth, const FaceTable::Pair& face,
                                            const Array<double>& before, const Array<double>& now, Size a,
                                            Size b) {
  using Values = Lanes<width>;
  const double more = (theta(a) > theta(b) ? theta(a) : theta(b)) - 0.5;
  const Values taken = more * (Values::all(1.0) - Values::load(kept)) *
                       smaller(Values::load(smooth, a), Values::load(smooth, b));
  return taken * flux_between<width>(face, now, before, a, b);
}

template <int width>
void centre(const ExecutionSpace& space, const Geometry& g, const FaceTable& f, const Array<double>& theta,
            const Wanted& wanted, const PerLane& kept, const Array<double>& smooth,
            const Array<double>& before, const Array<double>& now, const FaceFluxes& fluxes) {
  using Values = Lanes<width>;
  Kokkos::parallel_for(
      "entail::transport::lateral_centring", range(space, g.n_links * g.n_layers), KOKKOS_LAMBDA(Index face) {
        const Index link = face / g.n_layers;
        const int layer = face % g.n_layers;
        const Size i = static_cast<Size>(link) * g.slots + g.first_cell + layer;
        const Values less =
            surplus<width>(theta, kept, smooth, f.lateral(i), before, now, slot_of(g, g.link_a(link), layer),
                           slot_of(g, g.link_b(link), layer));
        (Values::load(fluxes.lateral, i) - less).store(fluxes.lateral, i, wanted);
      });
  Kokkos::parallel_for(
      "entail::transport::vertical_centring", range(space, g.n_owned * g.n_layers),
      KOKKOS_LAMBDA(Index cell) {
        const int layer = cell % g.n_layers;
        if (layer + 1 == g.n_layers) return;
        const Size i = slot_of(g, cell / g.n_layers, layer);
        const Values less = surplus<width>(theta, kept, smooth, f.vertical(i), before, now, i, i + 1);
        (Values::load(fluxes.vertical, i) - less).store(fluxes.vertical, i, wanted);
      });
}

template <int width>
void find_smooth(const ExecutionSpace& space, const Array<double>& before, const Array<double>& low,
                 const Array<double>& guess, const PerLane& small, const Array<double>& smooth) {
  using Values = Lanes<width>;
  Kokkos::parallel_for(
      "entail::transport::smoothness", range(space, static_cast<Index>(smooth.extent(0)) / width),
      KOKKOS_LAMBDA(Index i) {
        const auto place = static_cast<Size>(i);
        const Values then = Values::load(before, place);
        const Values goes = Values::load(low, place) - then, went = Values::load(guess, place) - then,
                     least = Values::load(small), size = magnitude(went) + least;
        const Values ratio = (4.0 * goes * (went / size) + least) / size;
        smaller(Values::all(1.0), larger(Values::all(0.0), ratio)).store(smooth, place);
      });
}

template <int width>
void take_mean(const ExecutionSpace& space, const Array<double>& theta, const PerLane& kept,
               const Array<double>& smooth, const Array<double>& now, const Array<double>& before,
               const Array<double>& result) {
  using Values = Lanes<width>;
  Kokkos::parallel_for(
      "entail::transport::mean_in_step", range(space, static_cast<Index>(theta.extent(0))),
      KOKKOS_LAMBDA(Index i) {
        const auto place = static_cast<Size>(i);
        const Values taken = (Values::all(1.0) - Values::load(kept)) * Values::load(smooth, place);
        const Values part = Values::all(theta(i)) - (theta(i) - 0.5) * taken;
        const Values then = Values::load(before, place);
        (then + part * (Values::load(now, place) - then)).store(result, place);
      });
}

template <int width>
void find_gradients(const ExecutionSpace& space, const Geometry& g, const Array<double>& velocity,
                    const Places& p, const Array<double>& c, const Array<double>& gradient) {
  Kokkos::parallel_for(
      "entail::transport::gradients", range(space, g.n_owned * g.n_layers),
      KOKKOS_LAMBDA(Index cell) { gradients_of_cell<width>(g, velocity, p, c, cell, gradient); });
}

template <int width>
void subtract_divergence(const ExecutionSpace& space, const Geometry& g, const FaceFluxes& fluxes,
                         const Array<double>& right_side, const Array<double>& result) {
  using Values = Lanes<width>;
  Kokkos::parallel_for(
      "entail::transport::add_divergence", range(space, g.n_owned * g.slots), KOKKOS_LAMBDA(Index i) {
        Values left = Values::load(right_side, static_cast<Size>(i));
        visit_fluxes<width>(g, fluxes, i / g.slots, i % g.slots,
                            [&](const Values& flux, Size) { left -= flux; });
        left.store(result, static_cast<Size>(i));
      });
}

}  // namespace

void mean_in_step(const ExecutionSpace& space, int lanes, const Array<double>& theta, const PerLane& kept,
                  const Array<double>& smooth, const Array<double>& now, const Array<double>& before,
                  const Array<double>& result) {
  with_lanes(lanes, [&](auto width) { take_mean<width()>(space, theta, kept, smooth, now, before, result); });
}

void smoothness(const ExecutionSpace& space, int lanes, const Array<double>& before, const Array<double>& low,
                const Array<double>& guess, const PerLane& small, const Array<double>& smooth) {
  with_lanes(lanes, [&](auto width) { find_smooth<width()>(space, before, low, guess, small, smooth); });
}

void gradients(const ExecutionSpace& space, const Geometry& g, const Carrier& carrier, const Places& p,
               int lanes, const Array<double>& c, const Array<double>& gradient) {
  with_lanes(lanes, [&](auto width) { find_gradients<width()>(space, g, carrier.velocity, p, c, gradient); });
}

std::vector<double> correction_fluxes(const ExecutionSpace& space, const Geometry& g, const Carrier& carrier,
                                      double molecular_diffusion, const Places& p, int lanes,
                                      const Wanted& wanted, const Array<double>& c,
                                      const Array<double>& gradient, const FaceFluxes& result) {
  const FaceWork work{carrier.lateral_flux,
                      carrier.vertical_flux,
                      carrier.lateral,
                      carrier.vertical,
                      molecular_diffusion,
                      p,
                      c,
                      gradient,
                      result,
                      wanted};
  if (g.has_surface()) clear_surface(space, g, lanes, wanted, result);
  std::vector<double> largest, down;
  with_lanes(lanes, [&](auto width) {
    largest = correct_sides<width()>(space, g, work);
    down = correct_bottoms<width()>(space, g, work);
  });
  for (Size l = 0; l < largest.size(); ++l) largest[l] = std::fmax(largest[l], down[l]);
  return largest;
}

void add_centring(const ExecutionSpace& space, const Geometry& g, const FaceTable& faces,
                  const Array<double>& theta, int lanes, const Wanted& wanted, const PerLane& kept,
                  const Array<double>& smooth, const Array<double>& before, const Array<double>& now,
                  const FaceFluxes& fluxes) {
  with_lanes(lanes, [&](auto width) {
    centre<width()>(space, g, faces, theta, wanted, kept, smooth, before, now, fluxes);
  });
}

void add_divergence(const ExecutionSpace& space, const Geometry& g, int lanes, const FaceFluxes& fluxes,
                    const Array<double>& right_side, const Array<double>& result) {
  with_lanes(lanes, [&](auto width) { subtract_divergence<width()>(space, g, fluxes, right_side, result); });
}

}  // namespace entail::transport
