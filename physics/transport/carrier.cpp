#include "physics/transport/carrier.hpp"

#include <algorithm>
#include <numeric>
#include <tuple>

#include "physics/transport/dispersion.hpp"

namespace entail::transport {

namespace {

using field::Location;
using Size = std::size_t;

}  // namespace

Carrier::Carrier(field::Fields& fields, const Geometry& geometry, const Matrix& matrix,
                 const std::vector<OpenFace>& open_faces)
    : volume(fields.find("water_volume")),
      volume_before(fields.find("water_volume_before")),
      lateral_flux(fields.find("lateral_flux")),
      vertical_flux(fields.find("vertical_flux")),
      outflow(fields.find("boundary_outflow")),
      content(fields.find("water_content")),
      place(open_faces.size()),
      mesh_(fields.mesh()),
      geometry_(geometry),
      matrix_(matrix) {
  const auto layers = static_cast<Size>(geometry.n_layers);
  velocity = Array<double>("velocity", 3 * fields.extent(Location::cell));
  pores_ = Array<double>("diffusion in pores", fields.extent(Location::cell));
  lateral = Array<Mixing>("lateral mixing", static_cast<Size>(geometry.n_links) * layers);
  vertical = Array<Mixing>("vertical mixing", geometry.own_cells());

  std::vector<Size> order(open_faces.size());
  std::iota(order.begin(), order.end(), Size{0});
  auto key = [&](Size i) { return std::tuple(open_faces[i].column, open_faces[i].slot, i); };
  std::sort(order.begin(), order.end(), [&](Size a, Size b) { return key(a) < key(b); });
  std::vector<OpenFace> sorted;
  std::vector<Index> first;
  for (Size i : order) {
    const OpenFace& face = open_faces[i];
    if (sorted.empty() || sorted.back().column != face.column || sorted.back().slot != face.slot)
      first.push_back(static_cast<Index>(sorted.size()));
    place[i] = sorted.size();
    sorted.push_back(face);
  }
  first.push_back(static_cast<Index>(sorted.size()));
  faces = to_device("open faces", sorted);
  first_face = to_device("first open face", first);
  open = Array<Mixing>("open mixing", sorted.size());
  inflow = Array<double>("open inflow", sorted.size());
}

void Carrier::update(const std::vector<double>& through) {
  std::vector<double> sorted(through.size());
  for (Size i = 0; i < through.size(); ++i) sorted[place[i]] = through[i];
  Kokkos::deep_copy(inflow, to_device("inflow", sorted));
  if (geometry_.n_layers == 0) return;
  const ExecutionSpace space;
  velocities(space, geometry_, *this, velocity);
  mesh_.halo().exchange(velocity, 3 * geometry_.n_layers);
  diffusion_in_pores(space, matrix_, content, pores_);
  mix_sides(space, geometry_, matrix_, *this, velocity, pores_, lateral);
  mix_bottoms(space, geometry_, matrix_, *this, velocity, pores_, vertical);
  mix_open_faces(space, geometry_, matrix_, *this, velocity, pores_, open);
}

}  // namespace entail::transport
