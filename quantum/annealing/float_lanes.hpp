/// Sixteen replicas in single precision: what FloatReplicas and WorldLines do to the spins of one
/// configuration per lane.
#pragma once

#include <cmath>
#include <vector>

#include "quantum/annealing/lanes.hpp"

namespace entail::quantum {

/// Single-precision coefficients by spin, in multiples of a unit.
struct FloatModel {
  double unit = 1.0;  ///< a power of two above every coefficient: single precision ends at 3e38
  std::vector<float> field;
  std::vector<int> first;
  std::vector<int> neighbour;
  std::vector<float> weight;

  int n_spins() const { return static_cast<int>(field.size()); }
};

namespace lanes {

/// One spin, or one number, of each of 16 replicas.
struct FloatPair {
  static constexpr int n_lanes = 2 * n_floats;
  Floats a, b;

  float operator[](int lane) const { return lane < n_floats ? a[lane] : b[lane - n_floats]; }
};

ENTAIL_LANES Floats broadcast(float value) { return Floats{} + value; }

/// +1 or -1, drawn at random.
inline FloatPair random_spins(Random& random) {
  const auto draw = [&] { return as<Floats>((random.next() & 0x80000000u) | as<Words>(broadcast(1.0f))); };
  return {draw(), draw()};
}

/// Turns s round where the sign bits of `flip` say so.
ENTAIL_LANES void turn(Floats& s, Words flip) { s = as<Floats>(as<Words>(s) ^ flip); }

/// Flips s with probability min(1, 2^exponent).
ENTAIL_LANES void flip(Floats& s, Floats exponent, Random& random) {
  const Floats p = exp2_of_negative(exponent < 0.0f ? exponent : Floats{});
  turn(s, as<Words>(random.uniform() < p) & 0x80000000u);
}

/// Flips s with the heat bath's probability 2^exponent / (1 + 2^exponent).
ENTAIL_LANES void flip_in_heat_bath(Floats& s, Floats exponent, Random& random) {
  const Floats small = exp2_of_negative(exponent < 0.0f ? exponent : -exponent);
  const Floats numerator = exponent < 0.0f ? small : broadcast(1.0f);
  turn(s, as<Words>(random.uniform() * (1.0f + small) < numerator) & 0x80000000u);
}

/// h + sum J s of one spin.
ENTAIL_LANES FloatPair local_field(const FloatModel& model, const FloatPair* spins, int spin) {
  FloatPair f{broadcast(model.field[at(spin)]), broadcast(model.field[at(spin)])};
  for (int k = model.first[at(spin)], end = model.first[at(spin + 1)]; k < end; ++k) {
    const FloatPair& s = spins[model.neighbour[at(k)]];
    f.a += model.weight[at(k)] * s.a;
    f.b += model.weight[at(k)] * s.b;
  }
  return f;
}

/// Flips every spin whose flip lowers the energy by more than twice its `least(spin)`, in order; repeats
/// until none does. Rounding could let spins without preference move for ever: the descent is cut short.
template <class Least>
void descend(const FloatModel& model, FloatPair* spins, const Least& least) {
  bool moved = true;
  for (int sweep = 0; sweep < 1000 && moved; ++sweep) {
    Words any{};
    for (int i = 0; i < model.n_spins(); ++i) {
      const FloatPair f = local_field(model, spins, i);
      FloatPair& s = spins[i];
      const float limit = least(i);
      const Words a = as<Words>(s.a * f.a > limit) & 0x80000000u;
      const Words b = as<Words>(s.b * f.b > limit) & 0x80000000u;
      turn(s.a, a);
      turn(s.b, b);
      any |= a | b;
    }
    moved = false;
    for (int lane = 0; lane < n_floats; ++lane) moved = moved || any[lane] != 0;
  }
}

/// The energy in each lane, in the model's own units and without offset: 2 C = sum_i s_i (f_i + h_i).
inline std::vector<double> energies(const FloatModel& model, const FloatPair* spins) {
  std::vector<double> result(FloatPair::n_lanes);
  for (int i = 0; i < model.n_spins(); ++i) {
    const FloatPair f = local_field(model, spins, i), &s = spins[i];
    const Floats h = broadcast(model.field[at(i)]);
    const FloatPair twice{s.a * (f.a + h), s.b * (f.b + h)};
    for (int lane = 0; lane < FloatPair::n_lanes; ++lane)
      result[at(lane)] += 0.5 * static_cast<double>(twice[lane]);
  }
  for (double& energy : result) energy *= model.unit;
  return result;
}

/// The configuration in one lane: 1 for spin -1.
inline std::vector<std::uint8_t> bits(const FloatModel& model, const FloatPair* spins, int lane) {
  std::vector<std::uint8_t> result;
  result.reserve(model.field.size());
  for (int i = 0; i < model.n_spins(); ++i) result.push_back(spins[i][lane] < 0 ? 1 : 0);
  return result;
}

}  // namespace lanes

}  // namespace entail::quantum
