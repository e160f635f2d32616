#include "meshes/drainage.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace entail::meshes {

namespace {

using Size = std::size_t;

/// Moments of the neighbours around a face, for the gradient of the ground by least squares.
struct Moments {
  double xx = 0.0, xy = 0.0, yy = 0.0, gx = 0.0, gy = 0.0;

  void add(double dx, double dy, double rise) {
    xx += dx * dx;
    xy += dx * dy;
    yy += dy * dy;
    gx += dx * rise;
    gy += dy * rise;
  }
  /// Magnitude of the gradient; along the only direction there is, where all neighbours lie on a line.
  double steepness() const {
    const double determinant = xx * yy - xy * xy, trace = xx + yy;
    if (determinant > 1e-9 * trace * trace)
      return std::hypot(yy * gx - xy * gy, xx * gy - xy * gx) / determinant;
    return trace > 0.0 ? std::hypot(xx * gx + xy * gy, xy * gx + yy * gy) / (trace * trace) : 0.0;
  }
};

}  // namespace

FaceDrainage find_drainage(const SurfaceMesh& mesh, const std::vector<Outlet>& outlets) {
  const auto n = static_cast<Size>(mesh.n_faces());
  FaceDrainage d;
  d.receiver.assign(n, FaceDrainage::stays);
  d.length.assign(n, 0.0);
  d.descent.assign(n, 0.0);
  std::vector<Moments> moments(n);
  auto visit = [&](Size from, Size to) {
    const double dx = mesh.face_x[to] - mesh.face_x[from], dy = mesh.face_y[to] - mesh.face_y[from];
    const double rise = mesh.ground[to] - mesh.ground[from], distance = std::hypot(dx, dy);
    moments[from].add(dx, dy, rise);
    if (-rise / distance <= d.descent[from]) return;
    d.receiver[from] = static_cast<std::int64_t>(to);
    d.length[from] = distance;
    d.descent[from] = -rise / distance;
  };
  for (const Edge& edge : find_edges(mesh)) {
    if (edge.right < 0) continue;
    visit(static_cast<Size>(edge.left), static_cast<Size>(edge.right));
    visit(static_cast<Size>(edge.right), static_cast<Size>(edge.left));
  }
  for (const Outlet& outlet : outlets) {
    const auto face = static_cast<Size>(outlet.face);
    d.receiver[face] = FaceDrainage::leaves;
    d.length[face] = std::sqrt(mesh.face_area[face]);
    d.descent[face] = std::max(d.descent[face], outlet.slope);
  }
  // A face alone has only the slope of its outlet.
  for (Size face = 0; face < n; ++face)
    d.slope.push_back(moments[face].xx + moments[face].yy > 0.0 ? moments[face].steepness()
                                                                : d.descent[face]);

  // Receivers are lower, so that the order of elevations is downhill; equal ones are told apart by number.
  d.downhill.resize(n);
  std::iota(d.downhill.begin(), d.downhill.end(), std::int64_t{0});
  std::stable_sort(d.downhill.begin(), d.downhill.end(), [&](std::int64_t a, std::int64_t b) {
    return mesh.ground[static_cast<Size>(a)] > mesh.ground[static_cast<Size>(b)];
  });
  d.drained_area = mesh.face_area;
  for (const std::int64_t face : d.downhill)
    if (const std::int64_t to = d.receiver[static_cast<Size>(face)]; to >= 0)
      d.drained_area[static_cast<Size>(to)] += d.drained_area[static_cast<Size>(face)];
  return d;
}

RoutedAmounts route(const FaceDrainage& drainage, const std::vector<double>& sources,
                    const std::vector<double>& passing) {
  RoutedAmounts routed;
  routed.deposited.assign(sources.size(), 0.0);
  routed.leaving.assign(sources.size(), 0.0);
  std::vector<double> here(sources);
  for (const std::int64_t number : drainage.downhill) {
    const auto face = static_cast<Size>(number);
    const std::int64_t to = drainage.receiver[face];
    const double goes_on = to == FaceDrainage::stays ? 0.0 : passing[face] * here[face];
    routed.deposited[face] = here[face] - goes_on;
    if (to == FaceDrainage::leaves)
      routed.leaving[face] = goes_on;
    else if (to >= 0)
      here[static_cast<Size>(to)] += goes_on;
  }
  return routed;
}

}  // namespace entail::meshes
