#include "physics/flow/boundary.hpp"

#include <algorithm>
#include <numeric>
#include <tuple>

#include "physics/laws/manning.hpp"

namespace entail::flow {

Boundary::Boundary(std::vector<BoundaryPatch> patches, const Geometry& geometry, const Material& material)
    : patches_(std::move(patches)), geometry_(geometry), material_(material) {
  struct Entry {
    BoundaryFace face;
    int kind;
    std::size_t patch, number;
  };
  std::vector<Entry> entries;
  for (std::size_t p = 0; p < patches_.size(); ++p) {
    const auto& faces = patches_[p].faces;
    for (std::size_t k = 0; k < faces.size(); ++k)
      entries.push_back({faces[k], static_cast<int>(patches_[p].kind), p, k});
    place_.emplace_back(faces.size());
  }
  std::stable_sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) {
    return std::tuple(a.face.column, a.face.slot, a.patch) < std::tuple(b.face.column, b.face.slot, b.patch);
  });
  std::vector<Index> first;
  std::vector<BoundaryFace> faces;
  std::vector<int> kinds, patch_of;
  for (const auto& entry : entries) {
    if (faces.empty() || faces.back().column != entry.face.column || faces.back().slot != entry.face.slot)
      first.push_back(static_cast<Index>(faces.size()));
    place_[entry.patch][entry.number] = faces.size();
    faces.push_back(entry.face);
    kinds.push_back(entry.kind);
    patch_of.push_back(static_cast<int>(entry.patch));
  }
  n_groups_ = static_cast<Index>(first.size());
  first.push_back(static_cast<Index>(faces.size()));
  first_face_ = to_device("boundary first face", first);
  faces_ = to_device("boundary faces", faces);
  kind_ = to_device("boundary kinds", kinds);
  patch_ = to_device("boundary patches", patch_of);
  inflow_ = Array<double>("boundary inflow", faces.size());
  factor_ = Array<UpstreamFactor>("boundary factor", faces.size());
}

void Boundary::set_values(std::size_t patch, const std::vector<double>& values) {
  const auto faces = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), faces_);
  for (std::size_t k = 0; k < values.size(); ++k) faces(place_[patch][k]).value = values[k];
  Kokkos::deep_copy(faces_, faces);
}

std::vector<double> Boundary::inflow_of(std::size_t patch) const {
  const auto all = to_host(inflow_);
  std::vector<double> inflow;
  for (std::size_t place : place_[patch]) inflow.push_back(all[place]);
  return inflow;
}

namespace {

struct Inflow {
  double value, derivative;  ///< [m3/s] and by the slot's unknown
};

KOKKOS_INLINE_FUNCTION std::size_t slot_of(const Geometry& g, const BoundaryFace& face) {
  return static_cast<std::size_t>(face.column) * g.slots + face.slot;
}
KOKKOS_INLINE_FUNCTION std::size_t cell_of(const Geometry& g, const BoundaryFace& face) {
  return static_cast<std::size_t>(face.column) * g.n_layers + face.slot - g.first_cell;
}

/// At a given head kr is that of the side the water comes from, times the factor by which the mean of the
/// face and the cell differed from it before the step, as inside the model.
KOKKOS_INLINE_FUNCTION Inflow at_head(const Geometry& g, const Material& m, const Array<double>& x,
                                      const CellState& s, const BoundaryFace& face,
                                      const UpstreamFactor& factor) {
  const std::size_t i = slot_of(g, face), cell = cell_of(g, face);
  const double drop = face.value - (x(i) + g.elevation(i));
  if (drop >= 0.0) {
    const double height = g.thickness(face.column, face.slot - g.first_cell);
    const double c = face.conductance * static_cast<double>(factor.forth) *
                     m.soils(m.soil(cell))(face.value - face.elevation, height).conductivity;
    return {c * drop, -c};
  }
  const double c = face.conductance * static_cast<double>(factor.back);
  return {c * s.kr(cell) * drop, c * (s.d_kr(cell) * drop - s.kr(cell))};
}

/// Through a bed of given conductance; water from unsaturated ground is held back by its kr.
KOKKOS_INLINE_FUNCTION Inflow through_bed(const Geometry& g, const Material& m, const Array<double>& x,
                                          const CellState& s, const BoundaryFace& face, BoundaryKind kind) {
  const std::size_t i = slot_of(g, face), cell = cell_of(g, face);
  const double head = x(i) + g.elevation(i), drop = face.value - head, c = face.conductance;
  if (kind == BoundaryKind::river && head < face.elevation) return {c * (face.value - face.elevation), 0.0};
  if (drop >= 0.0) {
    if (kind == BoundaryKind::drain) return {0.0, 0.0};
    return {c * drop, -c};
  }
  if (m.soils(m.soil(cell)).is_aquifer()) return {c * drop, -c};
  return {c * s.kr(cell) * drop, c * (s.d_kr(cell) * drop - s.kr(cell))};
}

/// A well draws its rate while the cell conducts at least a twentieth of what it could, and less below, by a
/// cubic without kinks, as MODFLOW-NWT does by saturated thickness (Niswonger et al. 2011, eq. 16).
KOKKOS_INLINE_FUNCTION Inflow at_well(const Geometry& g, const CellState& s, const BoundaryFace& face) {
  constexpr double ramp = 0.05;
  const std::size_t cell = cell_of(g, face);
  const double t = s.kr(cell) / ramp;
  if (face.value >= 0.0 || t >= 1.0) return {face.value, 0.0};
  return {face.value * t * t * (3.0 - 2.0 * t), face.value * 6.0 * t * (1.0 - t) * s.d_kr(cell) / ramp};
}

/// Inflow through one face.
KOKKOS_INLINE_FUNCTION Inflow through(const Geometry& g, const Material& m, const Array<double>& x,
                                      const CellState& s, const BoundaryFace& face, int number,
                                      const UpstreamFactor& factor) {
  const auto kind = static_cast<BoundaryKind>(number);
  switch (kind) {
    case BoundaryKind::flux:
      return {face.value, 0.0};
    case BoundaryKind::well:
      return at_well(g, s, face);
    case BoundaryKind::normal_depth: {
      const laws::OverlandFlux q = laws::NormalDepth{m.manning(face.column), face.value}(x(slot_of(g, face)));
      return {-face.width * q.value, -face.width * q.d_depth};
    }
    case BoundaryKind::critical_depth: {
      const laws::OverlandFlux q = laws::CriticalDepth{}(x(slot_of(g, face)));
      return {-face.width * q.value, -face.width * q.d_depth};
    }
    case BoundaryKind::general_head:
    case BoundaryKind::river:
    case BoundaryKind::drain:
      return through_bed(g, m, x, s, face, kind);
    case BoundaryKind::seepage:
      if (face.value >= x(slot_of(g, face)) + g.elevation(slot_of(g, face))) return {0.0, 0.0};
      return at_head(g, m, x, s, face, {1.0f, 1.0f});
    default:
      return at_head(g, m, x, s, face, factor);
  }
}

}  // namespace

void Boundary::begin(const Array<double>& x, const CellState& s) const {
  const auto g = geometry_;
  const auto m = material_;
  const auto faces = faces_;
  const auto kind = kind_;
  const auto factor = factor_;
  Kokkos::parallel_for(
      "entail::flow::Boundary::begin", range(static_cast<Index>(faces.extent(0))), KOKKOS_LAMBDA(Index f) {
        factor(f) = {1.0f, 1.0f};
        if (kind(f) != static_cast<int>(BoundaryKind::head)) return;
        const BoundaryFace& face = faces(f);
        const std::size_t i = slot_of(g, face), cell = cell_of(g, face);
        const double pressure = face.value - face.elevation;
        const double height = g.thickness(face.column, face.slot - g.first_cell);
        const laws::Soil& soil = m.soils(m.soil(cell));
        const laws::Retention outside = soil(pressure, height);
        const End end{face.value, face.elevation, outside.conductivity, outside.d_conductivity},
            inner{x(i) + g.elevation(i), g.elevation(i), s.kr(cell), s.d_kr(cell)};
        factor(f) = soil.is_aquifer() && face.elevation == g.elevation(i)
                        ? factor_of(end, inner, soil(0.5 * (pressure + x(i)), height).conductivity)
                        : factor_of(end, inner);
      });
}

void Boundary::add_to_residual(const Array<double>& x, const CellState& s,
                               const Array<double>& residual) const {
  const auto g = geometry_;
  const auto m = material_;
  const auto first = first_face_;
  const auto faces = faces_;
  const auto kind = kind_;
  const auto factor = factor_;
  Kokkos::parallel_for(
      "entail::flow::Boundary::add_to_residual", range(n_groups_), KOKKOS_LAMBDA(Index group) {
        double sum = 0.0;
        for (Index f = first(group); f < first(group + 1); ++f)
          sum += through(g, m, x, s, faces(f), kind(f), factor(f)).value;
        const BoundaryFace& face = faces(first(group));
        residual(slot_of(g, face)) -= sum;
      });
}

void Boundary::add_to_jacobian(const Array<double>& x, const CellState& s,
                               const process::ColumnMatrix& matrix) const {
  const auto g = geometry_;
  const auto m = material_;
  const auto first = first_face_;
  const auto faces = faces_;
  const auto kind = kind_;
  const auto factor = factor_;
  Kokkos::parallel_for(
      "entail::flow::Boundary::add_to_jacobian", range(n_groups_), KOKKOS_LAMBDA(Index group) {
        double sum = 0.0;
        for (Index f = first(group); f < first(group + 1); ++f)
          sum += through(g, m, x, s, faces(f), kind(f), factor(f)).derivative;
        const BoundaryFace& face = faces(first(group));
        matrix.values(matrix.at(face.column, face.slot, process::ColumnMatrix::diagonal)) -= sum;
      });
}

void Boundary::flows(const Array<double>& x, const CellState& s, const Array<double>& inflow,
                     const Array<double>& outflow) const {
  const auto g = geometry_;
  const auto m = material_;
  const auto first = first_face_;
  const auto faces = faces_;
  const auto kind = kind_;
  const auto factor = factor_;
  const auto each = inflow_;
  Kokkos::parallel_for(
      "entail::flow::Boundary::flows", range(n_groups_), KOKKOS_LAMBDA(Index group) {
        const BoundaryFace& face = faces(first(group));
        const std::size_t i = slot_of(g, face);
        for (Index f = first(group); f < first(group + 1); ++f) {
          each(f) = through(g, m, x, s, faces(f), kind(f), factor(f)).value;
          if (each(f) > 0.0)
            inflow(i) += each(f);
          else
            outflow(i) -= each(f);
        }
      });
}

std::vector<double> Boundary::totals(const Comm& comm) const {
  std::vector<double> sums(patches_.size(), 0.0);
  const auto each = to_host(inflow_);
  const auto patch = to_host(patch_);
  for (std::size_t f = 0; f < each.size(); ++f) sums[static_cast<std::size_t>(patch[f])] += each[f];
  comm.sum(sums);
  return sums;
}

}  // namespace entail::flow
