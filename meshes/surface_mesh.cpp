#include "meshes/surface_mesh.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/error.hpp"

namespace entail::meshes {

namespace {

using Size = std::size_t;

/// Signed area and centroid of a polygon, relative to its first node to keep digits of large coordinates.
struct Polygon {
  double area = 0.0, x = 0.0, y = 0.0;
};

Polygon measure(const SurfaceMesh& mesh, std::int64_t face) {
  const auto first = static_cast<Size>(mesh.face_first[static_cast<Size>(face)]);
  const auto n = static_cast<Size>(mesh.n_face_nodes(face));
  auto node = [&](Size i) { return static_cast<Size>(mesh.face_nodes[first + i % n]); };
  const double x0 = mesh.node_x[node(0)], y0 = mesh.node_y[node(0)];
  Polygon p;
  for (Size i = 0; i < n; ++i) {
    const double ax = mesh.node_x[node(i)] - x0, ay = mesh.node_y[node(i)] - y0;
    const double bx = mesh.node_x[node(i + 1)] - x0, by = mesh.node_y[node(i + 1)] - y0;
    const double cross = ax * by - bx * ay;
    p.area += cross / 2.0;
    p.x += (ax + bx) * cross / 6.0;
    p.y += (ay + by) * cross / 6.0;
  }
  p.x = x0 + p.x / p.area;
  p.y = y0 + p.y / p.area;
  return p;
}

}  // namespace

int SurfaceMesh::max_face_nodes() const {
  int most = 0;
  for (std::int64_t face = 0; face < n_faces(); ++face) most = std::max(most, n_face_nodes(face));
  return most;
}

void SurfaceMesh::measure_faces() {
  const auto n = static_cast<Size>(n_faces());
  face_x.resize(n);
  face_y.resize(n);
  face_area.resize(n);
  for (Size face = 0; face < n; ++face) {
    const Polygon p = measure(*this, static_cast<std::int64_t>(face));
    if (!(std::fabs(p.area) > 0.0)) throw DataError(fmt::format("face {} of the mesh has no area", face));
    if (p.area < 0.0)
      std::reverse(face_nodes.begin() + face_first[face], face_nodes.begin() + face_first[face + 1]);
    face_x[face] = p.x;
    face_y[face] = p.y;
    face_area[face] = std::fabs(p.area);
  }
}

std::vector<Edge> find_edges(const SurfaceMesh& mesh) {
  // Half edges sorted by their node pair: the two sides of an inner edge become neighbours.
  struct HalfEdge {
    std::int32_t low, high;
    std::int32_t from;
    std::int64_t face;
  };
  std::vector<HalfEdge> halves;
  halves.reserve(mesh.face_nodes.size());
  for (std::int64_t face = 0; face < mesh.n_faces(); ++face) {
    const auto first = static_cast<Size>(mesh.face_first[static_cast<Size>(face)]);
    const int n = mesh.n_face_nodes(face);
    for (int i = 0; i < n; ++i) {
      const auto a = mesh.face_nodes[first + static_cast<Size>(i)];
      const auto b = mesh.face_nodes[first + static_cast<Size>((i + 1) % n)];
      halves.push_back({std::min(a, b), std::max(a, b), a, face});
    }
  }
  std::sort(halves.begin(), halves.end(), [](const HalfEdge& p, const HalfEdge& q) {
    if (p.low != q.low) return p.low < q.low;
    if (p.high != q.high) return p.high < q.high;
    return p.face < q.face;
  });
  std::vector<Edge> edges;
  edges.reserve(halves.size() / 2 + 16);
  for (Size i = 0; i < halves.size();) {
    Size end = i + 1;
    while (end < halves.size() && halves[end].low == halves[i].low && halves[end].high == halves[i].high)
      ++end;
    if (end - i > 2)
      throw DataError(fmt::format("more than two faces of the mesh share the edge between nodes {} and {}",
                                  halves[i].low, halves[i].high));
    const auto& half = halves[i];
    edges.push_back({half.from, half.from == half.low ? half.high : half.low, half.face,
                     end - i == 2 ? halves[i + 1].face : -1});
    i = end;
  }
  std::sort(edges.begin(), edges.end(), [](const Edge& p, const Edge& q) {
    if ((p.right < 0) != (q.right < 0)) return q.right < 0;
    if (p.left != q.left) return p.left < q.left;
    if (p.right != q.right) return p.right < q.right;
    return std::pair(p.node_a, p.node_b) < std::pair(q.node_a, q.node_b);
  });
  return edges;
}

SurfaceMesh make_box(std::array<double, 2> origin, std::array<double, 2> size, std::array<int, 2> cells) {
  std::vector<double> edges[2];
  for (std::size_t d = 0; d < 2; ++d)
    for (int i = 0; i <= cells[d]; ++i) edges[d].push_back(origin[d] + size[d] * i / cells[d]);
  return make_box(edges[0], edges[1]);
}

SurfaceMesh make_wedge(const std::vector<double>& radii, double angle) {
  SurfaceMesh mesh = make_box(radii, {-0.5, 0.5});
  for (std::size_t i = 0; i < mesh.node_x.size(); ++i) mesh.node_y[i] *= angle * mesh.node_x[i];
  mesh.measure_faces();
  return mesh;
}

SurfaceMesh make_box(const std::vector<double>& edges_x, const std::vector<double>& edges_y) {
  SurfaceMesh mesh;
  const int nx = static_cast<int>(edges_x.size()) - 1, ny = static_cast<int>(edges_y.size()) - 1;
  const auto n_nodes = static_cast<Size>(nx + 1) * static_cast<Size>(ny + 1);
  const auto n_faces = static_cast<Size>(nx) * static_cast<Size>(ny);
  mesh.node_x.reserve(n_nodes);
  mesh.node_y.reserve(n_nodes);
  for (double y : edges_y)
    for (double x : edges_x) {
      mesh.node_x.push_back(x);
      mesh.node_y.push_back(y);
    }
  mesh.face_nodes.reserve(4 * n_faces);
  mesh.face_first.reserve(n_faces + 1);
  mesh.face_first.push_back(0);
  for (int j = 0; j < ny; ++j)
    for (int i = 0; i < nx; ++i) {
      const std::int32_t a = j * (nx + 1) + i, b = a + nx + 1;
      for (std::int32_t node : {a, a + 1, b + 1, b}) mesh.face_nodes.push_back(node);
      mesh.face_first.push_back(static_cast<std::int64_t>(mesh.face_nodes.size()));
    }
  mesh.ground.assign(n_faces, 0.0);
  mesh.measure_faces();
  return mesh;
}

std::int64_t find_face(const SurfaceMesh& mesh, double x, double y) {
  for (std::int64_t face = 0; face < mesh.n_faces(); ++face) {
    const auto first = static_cast<Size>(mesh.face_first[static_cast<Size>(face)]);
    const auto n = static_cast<Size>(mesh.n_face_nodes(face));
    // Crossing number, edges included: the faces need not be convex.
    bool inside = false;
    for (Size i = 0, j = n - 1; i < n; j = i++) {
      const auto a = static_cast<Size>(mesh.face_nodes[first + j]),
                 b = static_cast<Size>(mesh.face_nodes[first + i]);
      const double ax = mesh.node_x[a] - x, ay = mesh.node_y[a] - y, bx = mesh.node_x[b] - x,
                   by = mesh.node_y[b] - y;
      if (ax * by - bx * ay == 0.0 && ax * bx <= 0.0 && ay * by <= 0.0) return face;
      if ((ay > 0.0) != (by > 0.0) && (bx - ax) * ay / (ay - by) + ax > 0.0) inside = !inside;
    }
    if (inside) return face;
  }
  return -1;
}

}  // namespace entail::meshes
