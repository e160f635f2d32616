#include "physics/transport/masses.hpp"

#include <cmath>

#include "base/lanes.hpp"

namespace entail::transport {

namespace {

using Size = std::size_t;

}  // namespace

void masses_at(const ExecutionSpace& space, const Geometry& g, const Array<double>& volume,
               const Storage& storage, const Array<double>& given, const Array<double>& mass) {
  const Storage held = storage;
  Kokkos::parallel_for(
      "entail::transport::masses_at", range(space, g.n_owned * g.slots), KOKKOS_LAMBDA(Index i) {
        const Index column = i / g.slots;
        const int slot = i % g.slots;
        const bool dry = slot < g.first_cell && !(volume(i) > 0.0);
        const double c = dry ? 0.0 : given(i);
        mass(i) = holding_water(g, volume, column, slot) * c +
                  holding_grains(g, held, column, slot) * held.isotherm.shape(c);
      });
}

void hold_masses(const ExecutionSpace& space, const Geometry& g, const Carrier& carrier,
                 const Storage& storage, const Solute& solute, const Array<double>& mass,
                 const Array<double>& taken) {
  const auto faces = carrier.faces;
  const auto first = carrier.first_face;
  const auto mixing = carrier.open;
  const auto volume = carrier.volume;
  const Storage held = storage;
  const Solute s = solute;
  Kokkos::parallel_for(
      "entail::transport::hold_masses", range(space, static_cast<Index>(first.extent(0)) - 1),
      KOKKOS_LAMBDA(Index group) {
        const OpenFace& place = faces(first(group));
        const Size i = static_cast<Size>(place.column) * g.slots + place.slot;
        for (Index f = first(group); f < first(group + 1); ++f) {
          taken(f) = 0.0;
          const bool holds = s.held(f) > 0.0 && !has_side(g, faces(f)) &&
                             conductance(mixing(f), s.molecular_diffusion) > 0.0;
          if (!holds) continue;
          const double c = s.outside(f);
          const double wanted = holding_water(g, volume, place.column, place.slot) * c +
                                holding_grains(g, held, place.column, place.slot) * held.isotherm.shape(c);
          taken(f) = wanted - mass(i);
          mass(i) = wanted;
        }
      });
}

void concentrations_of(const ExecutionSpace& space, const Geometry& g, const Array<double>& volume,
                       const Storage& storage, const Array<double>& mass,
                       const Array<double>& concentration) {
  const Storage held = storage;
  Kokkos::parallel_for(
      "entail::transport::concentrations_of", range(space, g.n_owned * g.slots), KOKKOS_LAMBDA(Index i) {
        const Index column = i / g.slots;
        const int slot = i % g.slots;
        const double c = held.isotherm.concentration(mass(i), holding_water(g, volume, column, slot),
                                                     holding_grains(g, held, column, slot));
        concentration(i) = c < held.solubility ? c : held.solubility;
      });
}

void extrapolate(const ExecutionSpace& space, Index n, const Array<double>& before, const Array<double>& rate,
                 const Array<double>& capacity, double length, const Array<double>& result) {
  Kokkos::parallel_for(
      "entail::transport::extrapolate", range(space, n), KOKKOS_LAMBDA(Index i) {
        const double c = before(i) + length * rate(i) / capacity(i);
        result(i) = c > 0.0 ? c : 0.0;
      });
}

void interpolate(const ExecutionSpace& space, Index n, const Array<double>& a, const Array<double>& b,
                 double part, const Array<double>& result) {
  Kokkos::parallel_for(
      "entail::transport::interpolate", range(space, n),
      KOKKOS_LAMBDA(Index i) { result(i) = a(i) + part * (b(i) - a(i)); });
}

void add(const ExecutionSpace& space, Index n, const Array<double>& a, const Array<double>& b,
         const Array<double>& sums) {
  Kokkos::parallel_for(
      "entail::transport::add", range(space, n), KOKKOS_LAMBDA(Index i) { sums(i) = a(i) + b(i); });
}

void add_scaled(const ExecutionSpace& space, Index n, double part, const Array<double>& a,
                const Array<double>& result) {
  Kokkos::parallel_for(
      "entail::transport::add_scaled", range(space, n), KOKKOS_LAMBDA(Index i) { result(i) += part * a(i); });
}

double dot(const ExecutionSpace& space, Index n, const Array<double>& a, const Array<double>& b) {
  double sum = 0.0;
  Kokkos::parallel_reduce(
      "entail::transport::dot", range(space, n),
      KOKKOS_LAMBDA(Index i, double& part) { part += a(i) * b(i); }, sum);
  return sum;
}

void entering_masses(const ExecutionSpace& space, const Geometry& g, const Carrier& carrier,
                     const Solute& solute, const Array<double>& leaving, const Array<double>& entering) {
  const auto faces = carrier.faces;
  const auto inflow = carrier.inflow;
  const auto mixing = carrier.open;
  const Solute s = solute;
  Kokkos::parallel_for(
      "entail::transport::entering_masses", range(space, static_cast<Index>(faces.extent(0))),
      KOKKOS_LAMBDA(Index f) {
        const Size i = static_cast<Size>(faces(f).column) * g.slots + faces(f).slot;
        const double mixes = s.held(f) * conductance(mixing(f), s.molecular_diffusion);
        entering(f) =
            (inflow(f) > 0.0 ? inflow(f) : 0.0) * s.outside(f) + mixes * (s.outside(f) - leaving(i));
      });
}

Drift drift(const ExecutionSpace& space, Index n, const Array<double>& start, const Array<double>& mass,
            const Array<double>& rate, double length) {
  Drift result;
  Kokkos::parallel_reduce(
      "entail::transport::drift", range(space, n),
      KOKKOS_LAMBDA(Index i, double& off, double& stored) {
        const double change = mass(i) - start(i);
        off += 0.5 * std::fabs(change - length * rate(i));
        stored += std::fabs(mass(i));
        rate(i) = change / length;
      },
      result.off, result.stored);
  return result;
}

void split_by(const ExecutionSpace& space, Index own, const Array<double>& theta,
              const Array<std::uint8_t>& level) {
  Kokkos::parallel_for(
      "entail::transport::split_by", range(space, own), KOKKOS_LAMBDA(Index i) {
        level(i) = static_cast<std::uint8_t>(2.0 * split_levels * (theta(i) - 0.5) + 0.5);
      });
}

Implicit implicit_mass(const ExecutionSpace& space, Index own, const Array<double>& theta,
                       const Array<double>& mass) {
  Implicit result;
  Kokkos::parallel_reduce(
      "entail::transport::implicit_mass", range(space, own),
      KOKKOS_LAMBDA(Index i, double& excess, double& all) {
        excess += (theta(i) - 0.5) * mass(i);
        all += mass(i);
      },
      result.excess, result.mass);
  return result;
}

void decay_masses(const ExecutionSpace& space, int n, Index own, const Array<std::uint8_t>& level,
                  const Array<double>& shares, const Array<double>& before, const Array<double>& masses) {
  Kokkos::parallel_for(
      "entail::transport::decay_masses", range(space, own), KOKKOS_LAMBDA(Index i) {
        const int first = level(i) * n * n;
        for (int s = 0; s < n; ++s) {
          double sum = 0.0;
          for (int p = 0; p < n; ++p)
            sum += shares(first + s * n + p) * before(static_cast<Size>(p) * own + i);
          masses(static_cast<Size>(s) * own + i) = sum;
        }
      });
}

Decayed decayed(const ExecutionSpace& space, int n, Index own, int substance,
                const Array<std::uint8_t>& level, const Array<double>& shares, const Array<double>& before) {
  Decayed result;
  Kokkos::parallel_reduce(
      "entail::transport::decayed", range(space, own),
      KOKKOS_LAMBDA(Index i, double& lost, double& made) {
        const int first = level(i) * n * n + substance * n;
        for (int p = 0; p < n; ++p) {
          const double mass = before(static_cast<Size>(p) * own + i);
          if (p == substance)
            lost += (1.0 - shares(first + p)) * mass;
          else
            made += shares(first + p) * mass;
        }
      },
      result.lost, result.made);
  return result;
}

namespace {

template <int width>
std::vector<double> largest_known(const ExecutionSpace& space, Index n, const Array<double>& a,
                                  const Array<double>& b, double subtracted) {
  using Values = Lanes<width>;
  constexpr Index block = 256;
  return reduce_lanes<Reduction::largest>(
      "entail::transport::largest", space, (n + block - 1) / block, width,
      KOKKOS_LAMBDA(Index k, double* results) {
        const Index first = k * block, end = first + block < n ? first + block : n;
        Values most = Values::all(0.0);
        for (Index i = first; i < end; ++i) {
          const auto place = static_cast<Size>(i);
          most = larger(most, magnitude(Values::load(a, place) - subtracted * Values::load(b, place)));
        }
        larger(most, Values::load(results, 0)).store(results, 0);
      });
}

}  // namespace

std::vector<double> largest(const ExecutionSpace& space, int lanes, Index n, const Array<double>& a) {
  std::vector<double> result;
  with_lanes(lanes, [&](auto width) { result = largest_known<width()>(space, n, a, a, 0.0); });
  return result;
}

std::vector<double> largest_difference(const ExecutionSpace& space, int lanes, Index n,
                                       const Array<double>& a, const Array<double>& b) {
  std::vector<double> result;
  with_lanes(lanes, [&](auto width) { result = largest_known<width()>(space, n, a, b, 1.0); });
  return result;
}

}  // namespace entail::transport
