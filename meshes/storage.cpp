#include "meshes/storage.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

#include "base/error.hpp"

namespace entail::meshes {

namespace {

using Size = std::size_t;

struct Box {
  double west = std::numeric_limits<double>::max(), east = -west, south = west, north = -west;
};

Box box_of(const Region& region) {
  Box box;
  for (const auto& part : region.parts)
    for (Size i = 0; i + 1 < part.shell.size(); i += 2) {
      box.west = std::min(box.west, part.shell[i]);
      box.east = std::max(box.east, part.shell[i]);
      box.south = std::min(box.south, part.shell[i + 1]);
      box.north = std::max(box.north, part.shell[i + 1]);
    }
  return box;
}

/// Calls visit(x1, y1, x2, y2) for each edge of a closed ring.
template <class Visit>
void for_edges(const Path& ring, const Visit& visit) {
  const Size n = ring.size() / 2;
  for (Size i = 0; i < n; ++i) {
    const Size j = (i + 1) % n;
    if (ring[2 * i] != ring[2 * j] || ring[2 * i + 1] != ring[2 * j + 1])
      visit(ring[2 * i], ring[2 * i + 1], ring[2 * j], ring[2 * j + 1]);
  }
}

template <class Visit>
void for_edges(const Region& region, const Visit& visit) {
  for (const auto& part : region.parts) {
    for_edges(part.shell, visit);
    for (const auto& hole : part.holes) for_edges(hole, visit);
  }
}

double ground_at(const Grid& elevation, double x, double y) {
  const double value = sample(elevation, x, y);
  if (std::isnan(value))
    throw DataError(fmt::format("the elevations do not cover it: there are none at {:.0f}, {:.0f}", x, y));
  return value;
}

double to_segment(double x, double y, double x1, double y1, double x2, double y2) {
  const double dx = x2 - x1, dy = y2 - y1;
  const double t = std::clamp(((x - x1) * dx + (y - y1) * dy) / (dx * dx + dy * dy), 0.0, 1.0);
  return std::hypot(x1 + t * dx - x, y1 + t * dy - y);
}

bool edges_cross(const Region& a, const Region& b) {
  bool cross = false;
  auto side = [](double x1, double y1, double x2, double y2, double x, double y) {
    return (x2 - x1) * (y - y1) - (y2 - y1) * (x - x1);
  };
  for_edges(a, [&](double ax1, double ay1, double ax2, double ay2) {
    for_edges(b, [&](double bx1, double by1, double bx2, double by2) {
      cross |= side(ax1, ay1, ax2, ay2, bx1, by1) * side(ax1, ay1, ax2, ay2, bx2, by2) < 0.0 &&
               side(bx1, by1, bx2, by2, ax1, ay1) * side(bx1, by1, bx2, by2, ax2, ay2) < 0.0;
    });
  });
  return cross;
}

}  // namespace

bool contains(const Region& region, double x, double y) {
  bool inside = false;
  for_edges(region, [&](double x1, double y1, double x2, double y2) {
    if ((y1 > y) != (y2 > y) && x < x1 + (y - y1) / (y2 - y1) * (x2 - x1)) inside = !inside;
  });
  return inside;
}

bool overlap(const Region& a, const Region& b) {
  if (edges_cross(a, b)) return true;
  // Without crossing edges one lies inside the other, or they are apart.
  auto middle_inside = [](const Region& inner, const Region& outer) {
    for (const auto& part : inner.parts)
      if (part.shell.size() >= 2 && contains(outer, part.shell[0], part.shell[1])) return true;
    return false;
  };
  return middle_inside(a, b) || middle_inside(b, a);
}

double distance(const Region& region, double x, double y) {
  if (contains(region, x, y)) return 0.0;
  double nearest = std::numeric_limits<double>::infinity();
  for_edges(region, [&](double x1, double y1, double x2, double y2) {
    nearest = std::min(nearest, to_segment(x, y, x1, y1, x2, y2));
  });
  return nearest;
}

SiteGround::SiteGround(const Grid& elevation, const Region& site, int samples) {
  const Box box = box_of(site);
  const double step = std::max(box.east - box.west, box.north - box.south) / samples;
  if (!(step > 0.0)) throw DataError("has no area");
  const auto columns = static_cast<int>(std::ceil((box.east - box.west) / step)),
             rows = static_cast<int>(std::ceil((box.north - box.south) / step));
  double slopes = 0.0;
  for (int r = 0; r < rows; ++r)
    for (int c = 0; c < columns; ++c) {
      const double x = box.west + (c + 0.5) * step, y = box.south + (r + 0.5) * step;
      if (!contains(site, x, y)) continue;
      ground_.push_back(ground_at(elevation, x, y));
      const double h = 0.5 * elevation.cell;
      slopes += std::hypot(ground_at(elevation, x + h, y) - ground_at(elevation, x - h, y),
                           ground_at(elevation, x, y + h) - ground_at(elevation, x, y - h)) /
                elevation.cell;
    }
  if (ground_.empty()) throw DataError("has no area");
  area_ = meshes::area(site);
  patch_ = area_ / static_cast<double>(ground_.size());
  slope_ = slopes / static_cast<double>(ground_.size());
  lowest_ = std::numeric_limits<double>::infinity();
  for_edges(site, [&](double x1, double y1, double x2, double y2) {
    const double length = std::hypot(x2 - x1, y2 - y1);
    const auto n = static_cast<int>(std::ceil(length / step));
    for (int i = 0; i < n; ++i) {
      const double t = (i + 0.5) / n, x = x1 + t * (x2 - x1), y = y1 + t * (y2 - y1);
      rim_.push_back(ground_at(elevation, x, y));
      pieces_.push_back(length / n);
      if (rim_.back() >= lowest_) continue;
      lowest_ = rim_.back();
      toe_x_ = x;
      toe_y_ = y;
    }
  });
}

Impoundment SiteGround::impound(double crest, const DamShape& dam) const {
  Impoundment result;
  result.crest = crest;
  result.height = std::max(0.0, crest - lowest_);
  const double level = crest - dam.freeboard;
  for (const double z : ground_)
    if (z < level) {
      result.flooded_area += patch_;
      result.storage += patch_ * (level - z);
    }
  double inside = 0.0;
  for (Size i = 0; i < rim_.size(); ++i) {
    const double height = crest - rim_[i];
    if (height <= 0.0) continue;
    result.dam_length += pieces_[i];
    result.dam_volume += pieces_[i] * dam.section(height);
    const double wet = std::max(0.0, height - dam.freeboard);
    inside += pieces_[i] * 0.5 * dam.upstream_slope * wet * wet;
  }
  result.storage = std::max(0.0, result.storage - inside);
  return result;
}

/// Storage need not rise with the crest where the dam's body grows faster than what it holds, so the crest is
/// first raised in small steps until it stores enough.
Impoundment SiteGround::impound_volume(double volume, const DamShape& dam) const {
  constexpr double step = 0.5, most = 1000.0;  // [m]
  double high = 0.0;
  while (impound(lowest_ + high, dam).storage < volume) {
    high += step;
    if (high > most) return {};
  }
  double low = std::max(0.0, high - step);
  for (int i = 0; i < 60 && high - low > 1e-10; ++i) {
    const double middle = 0.5 * (low + high);
    (impound(lowest_ + middle, dam).storage < volume ? low : high) = middle;
  }
  return impound(lowest_ + high, dam);
}

}  // namespace entail::meshes
