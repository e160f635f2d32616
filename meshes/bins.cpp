#include "meshes/bins.hpp"

#include <algorithm>
#include <numeric>

namespace entail::meshes {

using Size = std::size_t;

Bins bins_of(const SurfaceMesh& mesh, const std::vector<Edge>& edges) {
  const double usual = std::accumulate(mesh.face_area.begin(), mesh.face_area.end(), 0.0) /
                       static_cast<double>(std::max<std::int64_t>(mesh.n_faces(), 1));
  // Mean distances of neighbours along x and y, weighted by the square of the direction.
  double along_x = 0.0, weight_x = 0.0, along_y = 0.0, weight_y = 0.0;
  for (const Edge& edge : edges) {
    if (edge.right < 0) continue;
    const auto i = static_cast<Size>(edge.left), j = static_cast<Size>(edge.right);
    const double dx = std::fabs(mesh.face_x[j] - mesh.face_x[i]),
                 dy = std::fabs(mesh.face_y[j] - mesh.face_y[i]);
    const double square = dx * dx + dy * dy;
    if (square == 0.0) continue;
    along_x += dx * dx * dx / square;
    weight_x += dx * dx / square;
    along_y += dy * dy * dy / square;
    weight_y += dy * dy / square;
  }
  auto spacing = [&](double sum, double weight) { return weight > 0.0 ? sum / weight : std::sqrt(usual); };
  Bins bins{0.0, 0.0, 2.0 * spacing(along_x, weight_x), 2.0 * spacing(along_y, weight_y), usual};
  if (mesh.n_faces() == 0) return bins;
  // Half a column before the first centre.
  bins.x = *std::min_element(mesh.face_x.begin(), mesh.face_x.end()) - 0.25 * bins.width;
  bins.y = *std::min_element(mesh.face_y.begin(), mesh.face_y.end()) - 0.25 * bins.height;
  return bins;
}

std::vector<std::int64_t> blocks_of(const SurfaceMesh& mesh, const std::vector<std::int64_t>& first,
                                    const std::vector<std::int64_t>& neighbours, Bins bins, int merges) {
  if (merges == 0) {
    std::vector<std::int64_t> alone(static_cast<Size>(mesh.n_faces()));
    std::iota(alone.begin(), alone.end(), 0);
    return alone;
  }
  std::vector<int> size;
  for (double area : mesh.face_area) size.push_back(bins.size_for(area));
  for (int i = 1; i < merges; ++i) bins = bins.merged();
  return blocks<std::int64_t>({mesh.face_x, mesh.face_y, first, neighbours, size}, bins);
}

}  // namespace entail::meshes
