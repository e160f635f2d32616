#include "meshes/overlay.hpp"

#include <geos_c.h>

#include <algorithm>
#include <functional>
#include <memory>
#include <string>

#include "base/error.hpp"

namespace entail::meshes {

namespace {

using Size = std::size_t;

/// GEOS with a handle of its own; its messages are kept for our errors.
class Geos {
 public:
  Geos() : handle_(GEOS_init_r()) {
    GEOSContext_setNoticeMessageHandler_r(
        handle_, [](const char*, void*) {}, nullptr);
    GEOSContext_setErrorMessageHandler_r(
        handle_, [](const char* text, void* self) { static_cast<Geos*>(self)->message_ = text; }, this);
  }
  ~Geos() { GEOS_finish_r(handle_); }
  Geos(const Geos&) = delete;
  Geos& operator=(const Geos&) = delete;

  GEOSContextHandle_t handle() const { return handle_; }

  using Geometry = std::unique_ptr<GEOSGeometry, std::function<void(GEOSGeometry*)>>;
  Geometry own(GEOSGeometry* geometry) {
    if (!geometry) throw DataError("a polygon cannot be used: " + message_);
    return {geometry, [this](GEOSGeometry* g) { GEOSGeom_destroy_r(handle_, g); }};
  }

  GEOSCoordSequence* sequence(const Path& path, bool close) {
    const Size n = path.size() / 2;
    const bool closed = n > 1 && path[0] == path[2 * n - 2] && path[1] == path[2 * n - 1];
    const Size extra = close && !closed ? 1 : 0;
    GEOSCoordSequence* points = GEOSCoordSeq_create_r(handle_, static_cast<unsigned>(n + extra), 2);
    for (Size i = 0; i < n + extra; ++i)
      GEOSCoordSeq_setXY_r(handle_, points, static_cast<unsigned>(i), path[2 * (i % n)],
                           path[2 * (i % n) + 1]);
    return points;
  }

  Geometry polygon(const Path& shell, const std::vector<Path>& holes = {}) {
    std::vector<GEOSGeometry*> rings;
    for (const auto& hole : holes)
      rings.push_back(GEOSGeom_createLinearRing_r(handle_, sequence(hole, true)));
    GEOSGeometry* outer = GEOSGeom_createLinearRing_r(handle_, sequence(shell, true));
    if (!outer) throw DataError("a polygon cannot be used: " + message_);
    return own(GEOSGeom_createPolygon_r(handle_, outer, rings.data(), static_cast<unsigned>(rings.size())));
  }

  Geometry line(const Path& path) { return own(GEOSGeom_createLineString_r(handle_, sequence(path, false))); }

 private:
  GEOSContextHandle_t handle_;
  std::string message_;
};

Extent extent_of(const Path& path) {
  Extent extent;
  for (Size i = 0; i + 1 < path.size(); i += 2) extent.add(path[i], path[i + 1]);
  return extent;
}

Path face_path(const SurfaceMesh& mesh, std::int64_t face) {
  Path path;
  for (auto i = mesh.face_first[static_cast<Size>(face)]; i < mesh.face_first[static_cast<Size>(face) + 1];
       ++i) {
    const auto node = static_cast<Size>(mesh.face_nodes[static_cast<Size>(i)]);
    path.push_back(mesh.node_x[node]);
    path.push_back(mesh.node_y[node]);
  }
  return path;
}

/// Calls measure(intersection) for each face whose extent meets that of `shape`, and adds what it gives to
/// `shares`.
template <class Measure>
void intersect(Geos& geos, const SurfaceMesh& mesh, const GEOSGeometry* shape, const Extent& extent,
               Measure measure, std::vector<Share>& shares) {
  for (std::int64_t face = 0; face < mesh.n_faces(); ++face) {
    const Path path = face_path(mesh, face);
    if (!extent.meets(extent_of(path))) continue;
    const auto cell = geos.polygon(path);
    const auto common = geos.own(GEOSIntersection_r(geos.handle(), shape, cell.get()));
    double amount = 0.0;
    measure(common.get(), &amount);
    if (amount > 0.0) shares.push_back({face, amount});
  }
}

/// One share per face, ordered by face.
std::vector<Share> merged(std::vector<Share> shares) {
  std::sort(shares.begin(), shares.end(), [](const Share& a, const Share& b) { return a.face < b.face; });
  std::vector<Share> result;
  for (const auto& share : shares)
    if (!result.empty() && result.back().face == share.face)
      result.back().amount += share.amount;
    else
      result.push_back(share);
  return result;
}

}  // namespace

std::vector<Share> overlay(const SurfaceMesh& mesh, const Region& region) {
  Geos geos;
  std::vector<Share> shares;
  for (const auto& part : region.parts) {
    const auto polygon = geos.polygon(part.shell, part.holes);
    if (GEOSisValid_r(geos.handle(), polygon.get()) != 1) {
      std::unique_ptr<char, std::function<void(char*)>> reason(
          GEOSisValidReason_r(geos.handle(), polygon.get()),
          [&](char* text) { GEOSFree_r(geos.handle(), text); });
      throw DataError(std::string("the polygon is not valid: ") + (reason ? reason.get() : "unknown reason"));
    }
    intersect(
        geos, mesh, polygon.get(), extent_of(part.shell),
        [&](const GEOSGeometry* g, double* amount) { GEOSArea_r(geos.handle(), g, amount); }, shares);
  }
  return merged(std::move(shares));
}

std::vector<Share> overlay(const SurfaceMesh& mesh, const Path& line) {
  Geos geos;
  std::vector<Share> shares;
  const auto shape = geos.line(line);
  intersect(
      geos, mesh, shape.get(), extent_of(line),
      [&](const GEOSGeometry* g, double* amount) { GEOSLength_r(geos.handle(), g, amount); }, shares);
  return merged(std::move(shares));
}

double area(const Region& region) {
  Geos geos;
  double total = 0.0;
  for (const auto& part : region.parts) {
    double amount = 0.0;
    GEOSArea_r(geos.handle(), geos.polygon(part.shell, part.holes).get(), &amount);
    total += amount;
  }
  return total;
}

}  // namespace entail::meshes
