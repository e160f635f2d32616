#include "physics/flow/boundary.hpp"

#include <algorithm>
#include <numeric>
#include <tuple>

#include "physics/laws/manning.hpp"

namespace entail::flow {

Boundary::Boundary(std::vector<BoundaryPatch> patches, const meshes::ColumnMesh& mesh,
                   const Geometry& geometry, const Material& material)
    : patches_(std::move(patches)) {
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
  faces_.geometry = geometry;
  faces_.material = material;
  faces_.n_groups = static_cast<Index>(first.size());
  first.push_back(static_cast<Index>(faces.size()));
  faces_.first = to_device("boundary first face", first);
  faces_.faces = to_device("boundary faces", faces);
  faces_.kind = to_device("boundary kinds", kinds);
  faces_.patch = to_device("boundary patches", patch_of);
  faces_.factor = Array<UpstreamFactor>("boundary factor", faces.size());
  faces_.held_inflow = Array<double>("held inflow", faces.size());
  inflow_ = Array<double>("boundary inflow", faces.size());
  mark_held(mesh);
}

void Boundary::mark_held(const meshes::ColumnMesh& mesh) {
  const auto slots = static_cast<std::size_t>(faces_.geometry.slots);
  std::vector<double> marks(static_cast<std::size_t>(mesh.n_columns()) * slots);
  double any = 0.0;
  for (const auto& patch : patches_)
    for (const auto& face : patch.faces)
      if (patch.kind == BoundaryKind::held)
        any = marks[static_cast<std::size_t>(face.column) * slots + static_cast<std::size_t>(face.slot)] =
            1.0;
  if (mesh.comm().max(any) == 0.0) return;
  const auto device = to_device("held", marks);
  mesh.halo().exchange(device, faces_.geometry.slots);
  marks = to_host(device);
  is_held_ = to_device("is held", std::vector<std::uint8_t>(marks.begin(), marks.end()));
}

void Boundary::set_values(std::size_t patch, const std::vector<double>& values) {
  const auto faces = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), faces_.faces);
  for (std::size_t k = 0; k < values.size(); ++k) faces(place_[patch][k]).value = values[k];
  Kokkos::deep_copy(faces_.faces, faces);
}

std::vector<double> Boundary::inflow_of(std::size_t patch) const {
  const auto all = to_host(inflow_);
  std::vector<double> inflow;
  for (std::size_t place : place_[patch]) inflow.push_back(all[place]);
  return inflow;
}

/// At a given head kr is that of the side the water comes from, times the factor by which the mean of the
/// face and the cell differed from it before the step, as inside the model.
KOKKOS_FUNCTION Inflow BoundaryFaces::at_head(const Array<double>& x, const CellState& s, Index f,
                                              const UpstreamFactor& upstream) const {
  const BoundaryFace& face = faces(f);
  const std::size_t i = slot(f), c = cell(f);
  const double drop = face.value - (x(i) + geometry.elevation(i));
  if (drop >= 0.0) {
    const double height = geometry.thickness(face.column, face.slot - geometry.first_cell);
    const double conductance =
        face.conductance * static_cast<double>(upstream.forth) *
        material.soils(material.soil(c))(face.value - face.elevation, height).conductivity;
    return {conductance * drop, -conductance};
  }
  const double conductance = face.conductance * static_cast<double>(upstream.back);
  return {conductance * s.relative_conductivity(c) * drop,
          conductance * (s.d_relative_conductivity(c) * drop - s.relative_conductivity(c))};
}

/// Through a bed of given conductance; water from unsaturated ground is held back by its kr.
KOKKOS_FUNCTION Inflow BoundaryFaces::through_bed(const Array<double>& x, const CellState& s, Index f) const {
  const BoundaryFace& face = faces(f);
  const auto is = static_cast<BoundaryKind>(kind(f));
  const std::size_t i = slot(f), c = cell(f);
  const double head = x(i) + geometry.elevation(i), drop = face.value - head, conductance = face.conductance;
  if (is == BoundaryKind::river && head < face.elevation)
    return {conductance * (face.value - face.elevation), 0.0};
  if (drop >= 0.0) {
    if (is == BoundaryKind::drain) return {0.0, 0.0};
    return {conductance * drop, -conductance};
  }
  if (material.soils(material.soil(c)).is_aquifer()) return {conductance * drop, -conductance};
  return {conductance * s.relative_conductivity(c) * drop,
          conductance * (s.d_relative_conductivity(c) * drop - s.relative_conductivity(c))};
}

/// A well draws its rate while the cell conducts at least a twentieth of what it could, and less below, by a
/// cubic without kinks, as MODFLOW-NWT does by saturated thickness (Niswonger et al. 2011, eq. 16).
KOKKOS_FUNCTION Inflow BoundaryFaces::at_well(const CellState& s, Index f) const {
  constexpr double ramp = 0.05;
  const double rate = faces(f).value;
  const std::size_t c = cell(f);
  const double t = s.relative_conductivity(c) / ramp;
  if (rate >= 0.0 || t >= 1.0) return {rate, 0.0};
  return {rate * t * t * (3.0 - 2.0 * t), rate * 6.0 * t * (1.0 - t) * s.d_relative_conductivity(c) / ramp};
}

KOKKOS_FUNCTION Inflow BoundaryFaces::through(const Array<double>& x, const CellState& s, Index f) const {
  const BoundaryFace& face = faces(f);
  switch (static_cast<BoundaryKind>(kind(f))) {
    case BoundaryKind::flux:
      return {face.value, 0.0};
    case BoundaryKind::held:
      return {held_inflow(f), 0.0};
    case BoundaryKind::well:
      return at_well(s, f);
    case BoundaryKind::free_drainage:
      return {-face.conductance * s.relative_conductivity(cell(f)),
              -face.conductance * s.d_relative_conductivity(cell(f))};
    case BoundaryKind::normal_depth: {
      const laws::OverlandFlux q = laws::NormalDepth{material.manning(face.column), face.value}(x(slot(f)));
      return {-face.width * q.value, -face.width * q.d_depth};
    }
    case BoundaryKind::critical_depth: {
      const laws::OverlandFlux q = laws::CriticalDepth{}(x(slot(f)));
      return {-face.width * q.value, -face.width * q.d_depth};
    }
    case BoundaryKind::general_head:
    case BoundaryKind::river:
    case BoundaryKind::drain:
      return through_bed(x, s, f);
    case BoundaryKind::seepage:
      if (face.value >= x(slot(f)) + geometry.elevation(slot(f))) return {0.0, 0.0};
      return at_head(x, s, f, {1.0f, 1.0f});
    default:
      return at_head(x, s, f, factor(f));
  }
}

void Boundary::begin(const Array<double>& x, const CellState& s) const {
  const BoundaryFaces b = faces_;
  Kokkos::parallel_for(
      "entail::flow::Boundary::begin", range(static_cast<Index>(b.faces.extent(0))), KOKKOS_LAMBDA(Index f) {
        b.factor(f) = {1.0f, 1.0f};
        if (b.kind(f) != static_cast<int>(BoundaryKind::head)) return;
        const BoundaryFace& face = b.faces(f);
        const std::size_t i = b.slot(f), cell = b.cell(f);
        const double pressure = face.value - face.elevation, elevation = b.geometry.elevation(i);
        const double height = b.geometry.thickness(face.column, face.slot - b.geometry.first_cell);
        const laws::Soil& soil = b.material.soils(b.material.soil(cell));
        const laws::Retention outside = soil(pressure, height);
        const End end{face.value, face.elevation, outside.conductivity, outside.d_conductivity},
            inner{x(i) + elevation, elevation, s.relative_conductivity(cell),
                  s.d_relative_conductivity(cell)};
        b.factor(f) = soil.is_aquifer() && face.elevation == elevation
                          ? factor_of(end, inner, soil(0.5 * (pressure + x(i)), height).conductivity)
                          : factor_of(end, inner);
      });
}

void Boundary::hold(const Array<double>& x) const {
  const BoundaryFaces b = faces_;
  Kokkos::parallel_for(
      "entail::flow::Boundary::hold", range(static_cast<Index>(b.faces.extent(0))), KOKKOS_LAMBDA(Index f) {
        if (b.is_held(f)) x(b.slot(f)) = b.faces(f).value - b.geometry.elevation(b.slot(f));
      });
}

void Boundary::add_to_residual(const Array<double>& x, const CellState& s,
                               const Array<double>& residual) const {
  const BoundaryFaces b = faces_;
  Kokkos::parallel_for(
      "entail::flow::Boundary::add_to_residual", range(b.n_groups), KOKKOS_LAMBDA(Index group) {
        const std::size_t i = b.slot(b.first(group));
        double sum = 0.0;
        Index held = -1;
        for (Index f = b.first(group); f < b.first(group + 1); ++f)
          if (b.is_held(f))
            held = f;
          else
            sum += b.through(x, s, f).value;
        residual(i) -= sum;
        if (held < 0) return;
        b.held_inflow(held) = residual(i);
        residual(i) = b.faces(held).conductance * (x(i) - (b.faces(held).value - b.geometry.elevation(i)));
      });
}

void Boundary::add_to_jacobian(const Array<double>& x, const CellState& s,
                               const process::ColumnMatrix& matrix) const {
  const BoundaryFaces b = faces_;
  Kokkos::parallel_for(
      "entail::flow::Boundary::add_to_jacobian", range(b.n_groups), KOKKOS_LAMBDA(Index group) {
        const BoundaryFace& face = b.faces(b.first(group));
        double& diagonal = matrix.values(matrix.at(face.column, face.slot, process::ColumnMatrix::diagonal));
        for (Index f = b.first(group); f < b.first(group + 1); ++f) diagonal -= b.through(x, s, f).derivative;
        for (Index f = b.first(group); f < b.first(group + 1); ++f)
          if (b.is_held(f)) diagonal = b.faces(f).conductance;
      });
  if (is_held_.extent(0) > 0) uncouple(ExecutionSpace(), b.geometry, is_held_, matrix);
}

void Boundary::flows(const Array<double>& x, const CellState& s) const {
  const BoundaryFaces b = faces_;
  const auto each = inflow_;
  Kokkos::parallel_for(
      "entail::flow::Boundary::flows", range(static_cast<Index>(b.faces.extent(0))),
      KOKKOS_LAMBDA(Index f) { each(f) = b.through(x, s, f).value; });
}

Boundary::Gross Boundary::gross() const {
  const auto each = inflow_;
  Gross sum{};
  Kokkos::parallel_reduce(
      "entail::flow::Boundary::gross", range(static_cast<Index>(each.extent(0))),
      KOKKOS_LAMBDA(Index f, double& in, double& out) {
        if (each(f) > 0.0)
          in += each(f);
        else
          out -= each(f);
      },
      sum.inflow, sum.outflow);
  return sum;
}

void Boundary::outflow(const Array<double>& outflow) const {
  const BoundaryFaces b = faces_;
  const auto each = inflow_;
  Kokkos::deep_copy(outflow, 0.0);
  Kokkos::parallel_for(
      "entail::flow::Boundary::outflow", range(b.n_groups), KOKKOS_LAMBDA(Index group) {
        double sum = 0.0;
        for (Index f = b.first(group); f < b.first(group + 1); ++f)
          if (each(f) < 0.0) sum -= each(f);
        outflow(b.slot(b.first(group))) = sum;
      });
}

void Boundary::seepage(const Array<double>& outflow) const {
  const BoundaryFaces b = faces_;
  const auto each = inflow_;
  Kokkos::deep_copy(outflow, 0.0);
  Kokkos::parallel_for(
      "entail::flow::Boundary::seepage", range(b.n_groups), KOKKOS_LAMBDA(Index group) {
        double sum = 0.0;
        for (Index f = b.first(group); f < b.first(group + 1); ++f)
          if (each(f) < 0.0 && b.kind(f) != static_cast<int>(BoundaryKind::well)) sum -= each(f);
        if (b.faces(b.first(group)).slot >= b.geometry.first_cell) outflow(b.slot(b.first(group))) = sum;
      });
}

std::vector<double> Boundary::totals(const Comm& comm) const {
  std::vector<double> sums(patches_.size(), 0.0);
  const auto each = to_host(inflow_);
  const auto patch = to_host(faces_.patch);
  for (std::size_t f = 0; f < each.size(); ++f) sums[static_cast<std::size_t>(patch[f])] += each[f];
  comm.sum(sums);
  return sums;
}

}  // namespace entail::flow
