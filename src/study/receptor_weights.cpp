#include "study/receptor_weights.hpp"

#include <algorithm>

#include "study/sampling.hpp"

namespace entail::study {

namespace {

using Size = std::size_t;

}  // namespace

std::vector<ReceptorPlace> place_receptors(const meshes::ColumnMesh& mesh, const Inputs& inputs,
                                           const Domain& domain) {
  std::vector<ReceptorPlace> places;
  for (const auto& receptor : domain.receptors) {
    ReceptorPlace place{receptor.name, receptor.kind, {}, receptor.screen};
    bool is_region = false;
    for (const auto& shape : inputs.receptors)
      is_region |= shape.name == receptor.name && !shape.region.parts.empty();
    for (const auto& share : receptor.shares)
      if (const Index column = mesh.find_owned(share.face); column >= 0)
        place.parts.push_back(
            {column, share.amount, is_region ? share.amount / mesh.area()[static_cast<Size>(column)] : 1.0});
    places.push_back(std::move(place));
  }
  return places;
}

Emergence::Emergence(const Model& model) {
  const auto& fields = model.fields();
  if (fields.has_surface()) {
    vertical_ = host_values(fields, "vertical_flux");
    slots_ = fields.slots();
  }
  const auto& boundary = model.flow().boundary();
  for (Size p = 0; p < boundary.patches().size(); ++p) {
    const auto& patch = boundary.patches()[p];
    if (patch.kind != flow::BoundaryKind::seepage && patch.kind != flow::BoundaryKind::drain) continue;
    const auto inflow = boundary.inflow_of(p);
    for (Size i = 0; i < inflow.size(); ++i)
      faces_.push_back({patch.faces[i].column, patch.faces[i].slot, -inflow[i]});
  }
}

double Emergence::rise(Index column) const {
  return std::max(0.0, -vertical_(static_cast<Size>(column) * static_cast<Size>(slots_ + 1) + 1));
}

std::vector<SlotWeight> screen_weights(const field::Fields& fields, const ReceptorPlace& place) {
  const auto& mesh = fields.mesh();
  const auto& screen = place.screen;
  std::vector<SlotWeight> weights;
  for (const auto& part : place.parts) {
    const double ground = mesh.ground()[static_cast<Size>(part.column)];
    const double bottom = ground - mesh.cell_bottom(part.column, mesh.n_layers() - 1);
    const double from = screen.size() == 2 ? std::min(screen[0], bottom - 1e-6) : 0.0;
    const double to = place.kind == "point" || screen.size() != 2
                          ? (screen.size() == 2 ? from + 1e-6 : bottom)
                          : std::min(std::max(screen[1], from + 1e-6), bottom);
    for (int k = 0; k < mesh.n_layers(); ++k) {
      const double overlap = std::min(to, ground - mesh.cell_bottom(part.column, k)) -
                             std::max(from, ground - mesh.cell_top(part.column, k));
      if (overlap > 0.0)
        weights.push_back({slot_index(fields, part.column, fields.first_cell() + k), overlap});
    }
  }
  return weights;
}

std::vector<SlotWeight> stream_weights(const field::Fields& fields, const ReceptorPlace& place) {
  const auto lateral = host_values(fields, "lateral_flux"), outflow = host_values(fields, "boundary_outflow");
  std::vector<SlotWeight> weights;
  for (const auto& part : place.parts)
    weights.push_back({slot_index(fields, part.column, 0),
                       surface_discharge(fields, lateral, outflow, part.column) * part.weight});
  return weights;
}

std::vector<SlotWeight> spring_weights(const Emergence& emergence, const field::Fields& fields,
                                       const ReceptorPlace& place) {
  std::vector<SlotWeight> weights;
  for (const auto& part : place.parts)
    emergence.for_each(part.column, [&](int slot, double rate) {
      weights.push_back({slot_index(fields, part.column, slot), rate * part.share});
    });
  return weights;
}

std::vector<SlotWeight> region_weights(const field::Fields& fields, const ReceptorPlace& place) {
  const auto& mesh = fields.mesh();
  std::vector<SlotWeight> weights;
  for (const auto& part : place.parts)
    for (int k = 0; k < mesh.n_layers(); ++k)
      weights.push_back({slot_index(fields, part.column, fields.first_cell() + k),
                         part.share * mesh.area()[static_cast<Size>(part.column)] *
                             (mesh.cell_top(part.column, k) - mesh.cell_bottom(part.column, k))});
  return weights;
}

}  // namespace entail::study
