#include "physics/transport/scheme.hpp"

#include "physics/transport/faces.hpp"

namespace entail::transport {

namespace {

using process::ColumnMatrix;
using Size = std::size_t;

KOKKOS_INLINE_FUNCTION double larger(double a, double b) { return a > b ? a : b; }

}  // namespace

FaceTable make_face_table(const Geometry& g) {
  return {Array<FaceTable::Pair>("lateral faces", static_cast<Size>(g.n_links) * static_cast<Size>(g.slots)),
          Array<FaceTable::Pair>("vertical faces", g.own_slots())};
}

void fill_faces(const ExecutionSpace& space, const Geometry& g, const Carrier& carrier,
                double molecular_diffusion, const FaceTable& faces) {
  const auto lateral_flux = carrier.lateral_flux, vertical_flux = carrier.vertical_flux;
  const auto sides = carrier.lateral, bottoms = carrier.vertical;
  const FaceTable table = faces;
  Kokkos::parallel_for(
      "entail::transport::lateral_faces", range(space, g.n_links * g.slots), KOKKOS_LAMBDA(Index i) {
        const Index link = i / g.slots;
        const int layer = i % g.slots - g.first_cell;
        const FaceCoefficients face = coefficients(
            lateral_flux(i),
            layer >= 0 ? conductance(sides(link * g.n_layers + layer), molecular_diffusion) : 0.0,
            g.link_distance_b(link) / g.link_distance(link));
        table.lateral(i) = {face.leaving, face.entering};
      });
  Kokkos::parallel_for(
      "entail::transport::vertical_faces", range(space, g.n_owned * g.slots), KOKKOS_LAMBDA(Index i) {
        const Index column = i / g.slots;
        const int slot = i % g.slots, layer = slot - g.first_cell;
        if (slot + 1 == g.slots) return;
        double mixes = 0.0, weight = 0.5;
        if (layer >= 0) {
          const double here = g.thickness(column, layer), there = g.thickness(column, layer + 1);
          mixes = conductance(bottoms(column * g.n_layers + layer), molecular_diffusion);
          weight = there / (here + there);
        }
        const FaceCoefficients face =
            coefficients(vertical_flux(static_cast<Size>(column) * (g.slots + 1) + slot + 1), mixes, weight);
        table.vertical(i) = {face.leaving, face.entering};
      });
}

void open_exchange(const ExecutionSpace& space, const Geometry& g, const Carrier& carrier,
                   const Solute& solute, const Array<double>& rate, const Array<double>& exchange) {
  Kokkos::deep_copy(space, rate, 0.0);
  Kokkos::deep_copy(space, exchange, 0.0);
  const auto faces = carrier.faces;
  const auto first = carrier.first_face;
  const auto inflow = carrier.inflow;
  const auto mixing = carrier.open;
  const Solute s = solute;
  Kokkos::parallel_for(
      "entail::transport::open_exchange", range(space, static_cast<Index>(first.extent(0)) - 1),
      KOKKOS_LAMBDA(Index group) {
        const OpenFace& place = faces(first(group));
        const Size i = static_cast<Size>(place.column) * g.slots + place.slot;
        for (Index f = first(group); f < first(group + 1); ++f) {
          const double mixes = s.held(f) * conductance(mixing(f), s.molecular_diffusion);
          rate(i) += (larger(inflow(f), 0.0) + mixes) * s.outside(f);
          exchange(i) += mixes;
        }
      });
}

void implicitness(const ExecutionSpace& space, const Geometry& g, const Carrier& carrier,
                  const FaceTable& faces, const Storages& storages, const Array<double>& sinks,
                  const Array<double>& before, double length, const Array<double>& theta) {
  const FaceTable f = faces;
  const auto volume = carrier.volume, volume_before = carrier.volume_before;
  const Storages held = storages;
  Kokkos::parallel_for(
      "entail::transport::implicitness", range(space, g.n_owned * g.slots), KOKKOS_LAMBDA(Index i) {
        const Index column = i / g.slots;
        const int slot = i % g.slots;
        double leaving = sinks(i);
        visit_faces(g, f, column, slot, [&](int, Size, double leaves, double) { leaving += leaves; });
        const double now = holding_water(g, volume, column, slot),
                     then = holding_water(g, volume_before, column, slot);
        double sorbs = 1e300;
        for (int l = 0; l < held.lanes; ++l) {
          const double slope = held.at[l].isotherm.d_shape(before(static_cast<Size>(i) * held.lanes + l));
          const double grains = holding_grains(g, held.at[l], column, slot) * slope;
          sorbs = grains < sorbs ? grains : sorbs;
        }
        const double courant = length * leaving / ((now < then ? now : then) + sorbs);
        theta(i) = courant > 2.0 ? 1.0 - 1.0 / courant : 0.5;
      });
}

void linearise(const ExecutionSpace& space, const Geometry& g, const Carrier& carrier,
               const Storages& storages, const Array<double>& guess, const Array<double>& mass,
               const Array<double>& sinks, double length, const LinearStorage& line) {
  const auto volume = carrier.volume;
  const Storages all = storages;
  const auto capacity = line.capacity, offset = line.offset;
  Kokkos::parallel_for(
      "entail::transport::linearise", range(space, g.n_owned * g.slots * all.lanes), KOKKOS_LAMBDA(Index k) {
        const Storage& held = all.at[k % all.lanes];
        const Index i = k / all.lanes, column = i / g.slots;
        const int slot = i % g.slots;
        const double water = holding_water(g, volume, column, slot),
                     grains = holding_grains(g, held, column, slot);
        const double c = guess(k) < held.solubility ? guess(k) : held.solubility;
        capacity(k) = water + grains * held.isotherm.d_shape(c);
        offset(k) = held.isotherm.kind == laws::Isotherm::Kind::linear
                        ? 0.0
                        : water * c + grains * held.isotherm.shape(c) - capacity(k) * c;
        if (guess(k) < held.solubility) return;
        // More than can be dissolved: a slope so steep that the concentration stays, provided that the mass
        // lasts.
        const double most = water * c + grains * held.isotherm.shape(c);
        const double may_leave = length * sinks(i) * c;
        if (mass(k) - may_leave < most) return;
        capacity(k) *= 1e8;
        offset(k) = most - capacity(k) * c;
      });
}

Transfer make_transfer(const meshes::ColumnMesh& mesh, const Geometry& g) {
  Transfer transfer{process::make_column_matrix(mesh, g.slots), {}};
  transfer.before = transfer.now;
  transfer.before.values = Array<double>("matrix values before", transfer.now.values.extent(0));
  return transfer;
}

void assemble_transfer(const ExecutionSpace& space, const Geometry& g, const FaceTable& faces,
                       const Array<double>& theta, const Array<double>& sinks, const Transfer& transfer) {
  const FaceTable f = faces;
  const ColumnMatrix now = transfer.now;
  const auto before = transfer.before.values;
  Kokkos::parallel_for(
      "entail::transport::assemble_transfer", range(space, g.n_owned * g.slots), KOKKOS_LAMBDA(Index i) {
        const Index column = i / g.slots;
        const int slot = i % g.slots;
        double leaves_now = theta(i) * sinks(i), left_before = (1.0 - theta(i)) * sinks(i);
        for (int entry : {ColumnMatrix::above, ColumnMatrix::below})
          now.values(now.at(column, slot, entry)) = before(now.at(column, slot, entry)) = 0.0;
        visit_faces(g, f, column, slot, [&](int entry, Size other, double leaves, double enters) {
          const double part = larger(theta(i), theta(other));
          leaves_now += part * leaves;
          left_before += (1.0 - part) * leaves;
          now.values(now.at(column, slot, entry)) = -part * enters;
          before(now.at(column, slot, entry)) = (1.0 - part) * enters;
        });
        now.values(now.at(column, slot, ColumnMatrix::diagonal)) = leaves_now;
        before(now.at(column, slot, ColumnMatrix::diagonal)) = -left_before;
      });
}

void gain_in_step(const ExecutionSpace& space, const Transfer& transfer, int lanes,
                  const Array<double>& before, const Array<double>& input, const Array<double>& gain) {
  process::multiply_lanes(space, transfer.before, lanes, before, gain);
  Kokkos::parallel_for(
      "entail::transport::add_input", range(space, static_cast<Index>(gain.extent(0))),
      KOKKOS_LAMBDA(Index i) { gain(i) += input(i); });
}

void add_storage(const ExecutionSpace& space, const Transfer& transfer, int lanes, const LinearStorage& line,
                 double length, const Array<double>& diagonals) {
  const ColumnMatrix now = transfer.now;
  const auto capacity = line.capacity;
  Kokkos::parallel_for(
      "entail::transport::add_storage", range(space, static_cast<Index>(diagonals.extent(0))),
      KOKKOS_LAMBDA(Index k) {
        const Index i = k / lanes;
        diagonals(k) =
            capacity(k) / length + now.values(now.at(i / now.slots, i % now.slots, ColumnMatrix::diagonal));
      });
}

void step_right_side(const ExecutionSpace& space, const LinearStorage& line, const Array<double>& mass,
                     const Array<double>& gain, double length, const Array<double>& right_side) {
  const auto offset = line.offset;
  Kokkos::parallel_for(
      "entail::transport::step_right_side", range(space, static_cast<Index>(gain.extent(0))),
      KOKKOS_LAMBDA(Index i) { right_side(i) = (mass(i) - offset(i)) / length + gain(i); });
}

void move_by_transfer(const ExecutionSpace& space, const Transfer& transfer, int lanes,
                      const Array<double>& gain, const Array<double>& low, double length,
                      const Array<double>& work, const Array<double>& mass) {
  process::multiply_lanes(space, transfer.now, lanes, low, work);
  Kokkos::parallel_for(
      "entail::transport::move_by_transfer", range(space, static_cast<Index>(gain.extent(0))),
      KOKKOS_LAMBDA(Index i) { mass(i) += length * (gain(i) - work(i)); });
}

}  // namespace entail::transport
