/// Masses in slots: what they are in water, what enters and leaves, what becomes of them by decay.
#pragma once

#include <vector>

#include "base/array.hpp"
#include "physics/transport/carrier.hpp"
#include "physics/transport/scheme.hpp"

namespace entail::transport {

/// The masses [kg] of own slots at given concentrations [kg/m3]; none on dry ground.
void masses_at(const ExecutionSpace& space, const Geometry& geometry, const Array<double>& volume,
               const Storage& storage, const Array<double>& given, const Array<double>& mass);

/// Puts slots whose concentration is held (open faces without a side, see mix_held_slots()) at that
/// concentration; `taken` [kg] per open face is what they got for it.
void hold_masses(const ExecutionSpace& space, const Geometry& geometry, const Carrier& carrier,
                 const Storage& storage, const Solute& solute, const Array<double>& mass,
                 const Array<double>& taken);

/// Concentrations [kg/m3] of own slots from their masses. What rounding leaves below zero shows as zero.
void concentrations_of(const ExecutionSpace& space, const Geometry& geometry, const Array<double>& volume,
                       const Storage& storage, const Array<double>& mass, const Array<double>& concentration);

/// The concentrations `before` moved on at a rate of the masses [kg/s], at least 0; n of them.
void extrapolate(const ExecutionSpace& space, Index n, const Array<double>& before, const Array<double>& rate,
                 const Array<double>& capacity, double length, const Array<double>& result);

/// result = a + part (b - a), n of them.
void interpolate(const ExecutionSpace& space, Index n, const Array<double>& a, const Array<double>& b,
                 double part, const Array<double>& result);

/// sums = a + b, n of them.
void add(const ExecutionSpace& space, Index n, const Array<double>& a, const Array<double>& b,
         const Array<double>& sums);

/// result += part * a, n of them.
void add_scaled(const ExecutionSpace& space, Index n, double part, const Array<double>& a,
                const Array<double>& result);

/// The sum of products of own slots on this rank.
double dot(const ExecutionSpace& space, Index n, const Array<double>& a, const Array<double>& b);

/// What enters through each open face [kg/s], where the concentrations behind them are `leaving`.
void entering_masses(const ExecutionSpace& space, const Geometry& geometry, const Carrier& carrier,
                     const Solute& solute, const Array<double>& leaving, const Array<double>& entering);

/// Half the sum of what masses are off those at the old rate [kg], and what they hold; both of this rank.
struct Drift {
  double off = 0.0, stored = 0.0;
};

/// Compares a step from `start` to `mass` in `length` seconds with the old `rate` [kg/s], which becomes the
/// new.
Drift drift(const ExecutionSpace& space, Index n, const Array<double>& start, const Array<double>& mass,
            const Array<double>& rate, double length);

/// Into how many equal parts the second half of a step is divided, to say how much of the step's decay comes
/// before the transport: level k is 1/2 + k / (2 split_levels) of it.
inline constexpr int split_levels = 4;

/// The level, per own slot, nearest to theta.
void split_by(const ExecutionSpace& space, Index own, const Array<double>& theta,
              const Array<std::uint8_t>& level);

/// Sums over own slots of a mass times theta - 1/2, and of the mass; both of this rank.
struct Implicit {
  double excess = 0.0, mass = 0.0;
};
Implicit implicit_mass(const ExecutionSpace& space, Index own, const Array<double>& theta,
                       const Array<double>& mass);

/// masses = shares * before, for `n` substances of `own` slots each; `shares` by level and row.
void decay_masses(const ExecutionSpace& space, int n, Index own, const Array<std::uint8_t>& level,
                  const Array<double>& shares, const Array<double>& before, const Array<double>& masses);

/// What decay took from a substance and made of it [kg], both of this rank.
struct Decayed {
  double lost = 0.0, made = 0.0;
};

/// What decay_masses() does to `substance`.
Decayed decayed(const ExecutionSpace& space, int n, Index own, int substance,
                const Array<std::uint8_t>& level, const Array<double>& shares, const Array<double>& before);

/// The largest absolute value per lane of n places, and of a difference, on this rank.
std::vector<double> largest(const ExecutionSpace& space, int lanes, Index n, const Array<double>& a);
std::vector<double> largest_difference(const ExecutionSpace& space, int lanes, Index n,
                                       const Array<double>& a, const Array<double>& b);

}  // namespace entail::transport
