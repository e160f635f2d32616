#include "physics/transport/carrier.hpp"

#include <algorithm>
#include <cmath>
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

/// Fluxes are the same when they differ by less than this part of the largest of their kind, amounts when
/// each does by less than this part of itself. Solvers leave more: a flow that is steady stays within it.
constexpr double same = 1e-10;

namespace {

/// The largest difference and the largest absolute value.
struct Spread {
  double difference = 0.0, largest = 0.0;
};

Spread spread(const Array<double>& now, const Array<double>& seen) {
  Spread result;
  Kokkos::parallel_reduce(
      "entail::transport::changed_fluxes", range(static_cast<Index>(now.extent(0))),
      KOKKOS_LAMBDA(Index i, double& difference, double& largest) {
        const double off = std::fabs(now(i) - seen(i)), size = std::fabs(now(i));
        difference = off > difference ? off : difference;
        largest = size > largest ? size : largest;
      },
      Kokkos::Max<double>(result.difference), Kokkos::Max<double>(result.largest));
  return result;
}

/// How many amounts of water differ from what they were.
Index changed_amounts(const Array<double>& now, const Array<double>& seen) {
  Index count = 0;
  Kokkos::parallel_reduce(
      "entail::transport::changed_amounts", range(static_cast<Index>(now.extent(0))),
      KOKKOS_LAMBDA(Index i, Index & changed) {
        if (std::fabs(now(i) - seen(i)) > same * std::fabs(seen(i))) ++changed;
      },
      count);
  return count;
}

}  // namespace

bool Carrier::has_changed() const {
  if (version_ == 0) return true;
  double amounts = 0.0;
  for (const auto& [now, seen] :
       {std::pair(volume, seen_.volume), std::pair(volume_before, seen_.volume_before),
        std::pair(content, seen_.content)})
    amounts += changed_amounts(now, seen);
  Spread all;
  for (const auto& [now, seen] :
       {std::pair(lateral_flux, seen_.lateral_flux), std::pair(vertical_flux, seen_.vertical_flux),
        std::pair(outflow, seen_.outflow), std::pair(inflow, seen_.inflow)}) {
    const Spread one = spread(now, seen);
    all = {std::max(all.difference, one.difference), std::max(all.largest, one.largest)};
  }
  const Comm& comm = mesh_.comm();
  return comm.any(amounts > 0.0) || comm.max(all.difference) > same * comm.max(all.largest);
}

void Carrier::remember() {
  auto keep = [](Array<double>& seen, const Array<double>& now) {
    if (seen.extent(0) != now.extent(0)) seen = Array<double>(now.label() + " seen", now.extent(0));
    Kokkos::deep_copy(seen, now);
  };
  keep(seen_.volume, volume);
  keep(seen_.volume_before, volume_before);
  keep(seen_.lateral_flux, lateral_flux);
  keep(seen_.vertical_flux, vertical_flux);
  keep(seen_.outflow, outflow);
  keep(seen_.content, content);
  keep(seen_.inflow, inflow);
  ++version_;
}

void Carrier::update(const std::vector<double>& through) {
  std::vector<double> sorted(through.size());
  for (Size i = 0; i < through.size(); ++i) sorted[place[i]] = through[i];
  Kokkos::deep_copy(inflow, to_device("inflow", sorted));
  if (!has_changed()) return;
  remember();
  const ExecutionSpace space;
  if (geometry_.n_layers > 0) {
    velocities(space, geometry_, *this, velocity);
    mesh_.halo().exchange(velocity, 3 * geometry_.n_layers);
    diffusion_in_pores(space, matrix_, content, pores_);
    mix_sides(space, geometry_, matrix_, *this, velocity, pores_, lateral);
    mix_bottoms(space, geometry_, matrix_, *this, velocity, pores_, vertical);
    mix_open_faces(space, geometry_, matrix_, *this, velocity, pores_, open);
  }
  mix_held_slots(space, geometry_, *this, open);
}

}  // namespace entail::transport
