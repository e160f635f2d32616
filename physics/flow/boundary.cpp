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
    int kind, patch;
  };
  std::vector<Entry> entries;
  for (std::size_t p = 0; p < patches_.size(); ++p)
    for (const auto& face : patches_[p].faces)
      entries.push_back({face, static_cast<int>(patches_[p].kind), static_cast<int>(p)});
  std::stable_sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) {
    return std::tuple(a.face.column, a.face.slot, a.patch) < std::tuple(b.face.column, b.face.slot, b.patch);
  });
  std::vector<Index> first;
  std::vector<BoundaryFace> faces;
  std::vector<int> kinds, patch_of;
  for (const auto& entry : entries) {
    if (faces.empty() || faces.back().column != entry.face.column || faces.back().slot != entry.face.slot)
      first.push_back(static_cast<Index>(faces.size()));
    faces.push_back(entry.face);
    kinds.push_back(entry.kind);
    patch_of.push_back(entry.patch);
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

namespace {

struct Inflow {
  double value, derivative;  ///< [m3/s] and by the slot's unknown
};

/// Inflow through one face. At a given head kr is that of the side the water comes from, times the factor by
/// which the mean of the face and the cell differed from it before the step, as inside the model.
KOKKOS_INLINE_FUNCTION Inflow through(const Geometry& g, const Material& m, const Array<double>& x,
                                      const CellState& s, const BoundaryFace& face, int kind,
                                      const UpstreamFactor& factor) {
  const std::size_t i = static_cast<std::size_t>(face.column) * g.slots + face.slot;
  if (kind == static_cast<int>(BoundaryKind::flux)) return {face.value, 0.0};
  if (kind == static_cast<int>(BoundaryKind::normal_depth)) {
    const laws::OverlandFlux q = laws::NormalDepth{m.manning(face.column), face.value}(x(i));
    return {-face.width * q.value, -face.width * q.d_depth};
  }
  const std::size_t cell = static_cast<std::size_t>(face.column) * g.n_layers + face.slot - g.first_cell;
  const double drop = face.value - (x(i) + g.elevation(i));
  if (drop >= 0.0) {
    const double c = face.conductance * static_cast<double>(factor.forth) *
                     m.soils(m.soil(cell))(face.value - face.elevation).conductivity;
    return {c * drop, -c};
  }
  const double c = face.conductance * static_cast<double>(factor.back);
  return {c * s.kr(cell) * drop, c * (s.d_kr(cell) * drop - s.kr(cell))};
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
        const std::size_t i = static_cast<std::size_t>(face.column) * g.slots + face.slot;
        const std::size_t cell =
            static_cast<std::size_t>(face.column) * g.n_layers + face.slot - g.first_cell;
        const double pressure = face.value - face.elevation;
        const laws::Retention outside = m.soils(m.soil(cell))(pressure);
        factor(f) = factor_of({face.value, outside.conductivity, outside.d_conductivity},
                              {x(i) + g.elevation(i), s.kr(cell), s.d_kr(cell)});
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
        residual(static_cast<std::size_t>(face.column) * g.slots + face.slot) -= sum;
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
        matrix.values(matrix.row(face.column, face.slot) + process::ColumnMatrix::diagonal) -= sum;
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
        const std::size_t i = static_cast<std::size_t>(face.column) * g.slots + face.slot;
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
