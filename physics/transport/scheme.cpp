#include "physics/transport/scheme.hpp"

#include "physics/transport/faces.hpp"

namespace entail::transport {

namespace {

using process::ColumnMatrix;
using Size = std::size_t;

KOKKOS_INLINE_FUNCTION double larger(double a, double b) { return a > b ? a : b; }

auto over(const ExecutionSpace& space, Index n) {
  return Kokkos::RangePolicy<ExecutionSpace, Kokkos::IndexType<Index>>(space, 0, n);
}

}  // namespace

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
      "entail::transport::open_exchange", over(space, static_cast<Index>(first.extent(0)) - 1),
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
                  const Storage& storage, const Solute& solute, const Array<double>& sinks,
                  const Array<double>& before, double length, const Array<double>& theta) {
  const Fluxes f = fluxes_of(carrier, solute);
  const auto volume = carrier.volume, volume_before = carrier.volume_before;
  const Storage held = storage;
  Kokkos::parallel_for(
      "entail::transport::implicitness", over(space, g.n_owned * g.slots), KOKKOS_LAMBDA(Index i) {
        const Index column = i / g.slots;
        const int slot = i % g.slots;
        double leaving = sinks(i);
        visit_faces(g, f, column, slot,
                    [&](int, Size, const FaceCoefficients& face) { leaving += face.leaving; });
        const double now = holding_water(g, volume, column, slot),
                     then = holding_water(g, volume_before, column, slot);
        const double capacity = (now < then ? now : then) +
                                holding_grains(g, held, column, slot) * held.isotherm.d_shape(before(i));
        const double courant = length * leaving / capacity;
        theta(i) = courant > 2.0 ? 1.0 - 1.0 / courant : 0.5;
      });
}

void linearise(const ExecutionSpace& space, const Geometry& g, const Carrier& carrier, const Storage& storage,
               const Array<double>& guess, const Array<double>& mass, const Array<double>& sinks,
               double length, const LinearStorage& line) {
  const auto volume = carrier.volume;
  const Storage held = storage;
  const auto capacity = line.capacity, offset = line.offset;
  Kokkos::parallel_for(
      "entail::transport::linearise", over(space, g.n_owned * g.slots), KOKKOS_LAMBDA(Index i) {
        const Index column = i / g.slots;
        const int slot = i % g.slots;
        const double water = holding_water(g, volume, column, slot),
                     grains = holding_grains(g, held, column, slot);
        const double c = guess(i) < held.solubility ? guess(i) : held.solubility;
        capacity(i) = water + grains * held.isotherm.d_shape(c);
        offset(i) = water * c + grains * held.isotherm.shape(c) - capacity(i) * c;
        if (guess(i) < held.solubility) return;
        // More than can be dissolved: a slope so steep that the concentration stays, provided that the mass
        // lasts.
        const double most = water * c + grains * held.isotherm.shape(c);
        const double may_leave = length * sinks(i) * c;
        if (mass(i) - may_leave < most) return;
        capacity(i) *= 1e8;
        offset(i) = most - capacity(i) * c;
      });
}

void assemble(const ExecutionSpace& space, const Geometry& g, const Carrier& carrier, const Solute& solute,
              const LinearStorage& line, const Array<double>& theta, const Array<double>& before,
              const Array<double>& mass, const Array<double>& input, const Array<double>& sinks,
              double length, const process::ColumnMatrix& matrix, const Array<double>& right_side,
              const Transfer& transfer) {
  const Fluxes f = fluxes_of(carrier, solute);
  const auto capacity = line.capacity, offset = line.offset;
  Kokkos::parallel_for(
      "entail::transport::assemble", over(space, g.n_owned * g.slots), KOKKOS_LAMBDA(Index i) {
        const Index column = i / g.slots;
        const int slot = i % g.slots;
        double leaving = theta(i) * sinks(i);
        double gain = input(i) - (1.0 - theta(i)) * sinks(i) * before(i);
        matrix.values(matrix.at(column, slot, ColumnMatrix::above)) = 0.0;
        matrix.values(matrix.at(column, slot, ColumnMatrix::below)) = 0.0;
        visit_faces(g, f, column, slot, [&](int entry, Size other, const FaceCoefficients& face) {
          const double now = larger(theta(i), theta(other)), then = 1.0 - now;
          leaving += now * face.leaving;
          matrix.values(matrix.at(column, slot, entry)) = -now * face.entering;
          gain -= then * (face.leaving * before(i) - face.entering * before(other));
        });
        matrix.values(matrix.at(column, slot, ColumnMatrix::diagonal)) = capacity(i) / length + leaving;
        right_side(i) = (mass(i) - offset(i)) / length + gain;
        transfer.leaving(i) = leaving;
        transfer.gain(i) = gain;
      });
}

void move_by_transfer(const ExecutionSpace& space, const process::ColumnMatrix& matrix,
                      const Transfer& transfer, const Array<double>& low, double length,
                      const Array<double>& work, const Array<double>& mass) {
  const int slots = matrix.slots;
  const Size own = transfer.gain.extent(0);
  Kokkos::parallel_for(
      "entail::transport::without_storage", over(space, static_cast<Index>(own)), KOKKOS_LAMBDA(Index i) {
        matrix.values(matrix.at(i / slots, i % slots, ColumnMatrix::diagonal)) = transfer.leaving(i);
      });
  process::multiply(space, matrix, Kokkos::subview(low, std::pair<Size, Size>(0, own)),
                    Kokkos::subview(low, std::pair<Size, Size>(own, low.extent(0))), work);
  Kokkos::parallel_for(
      "entail::transport::move_by_transfer", over(space, static_cast<Index>(own)),
      KOKKOS_LAMBDA(Index i) { mass(i) += length * (transfer.gain(i) - work(i)); });
}

}  // namespace entail::transport
