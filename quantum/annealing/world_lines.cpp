#include "quantum/annealing/world_lines.hpp"

#include <cmath>

namespace entail::quantum {

namespace {

std::size_t at(int i) { return static_cast<std::size_t>(i); }

using lanes::Floats;
using lanes::Words;

ENTAIL_LANES Floats broadcast(float value) { return Floats{} + value; }

/// Flips s with probability min(1, 2^exponent).
ENTAIL_LANES void flip(Floats& s, Floats exponent, lanes::Random& random) {
  const Floats p = lanes::exp2_of_negative(exponent < 0.0f ? exponent : Floats{});
  const auto sign = lanes::as<Words>(random.uniform() < p) & 0x80000000u;
  s = lanes::as<Floats>(lanes::as<Words>(s) ^ sign);
}

}  // namespace

WorldLines::WorldLines(const FloatModel& model, int slices, std::uint64_t seed, std::uint64_t stream)
    : model_(&model), n_slices_(slices), random_(seed, stream), spins_(at(slices) * at(model.n_spins())) {
  const auto random_spins = [&] {
    return lanes::as<Floats>((random_.next() & 0x80000000u) | lanes::as<Words>(broadcast(1.0f)));
  };
  for (auto& pair : spins_) pair = {random_spins(), random_spins()};
}

ENTAIL_LANES WorldLines::Pair WorldLines::local_field(const Pair* slice, int spin) const {
  const FloatModel& model = *model_;
  Pair f{broadcast(model.field[at(spin)]), broadcast(model.field[at(spin)])};
  for (int k = model.first[at(spin)], end = model.first[at(spin + 1)]; k < end; ++k) {
    const Pair& s = slice[model.neighbour[at(k)]];
    f.a += model.weight[at(k)] * s.a;
    f.b += model.weight[at(k)] * s.b;
  }
  return f;
}

// Flipping s changes the exponent of the weight by 2 s [(beta/P) f - K (s_before + s_after)].
void WorldLines::sweep(double beta, double transverse_field) {
  const double step = beta / n_slices_;
  const double coupling = -0.5 * std::log(std::tanh(step * transverse_field));
  const Floats per_field = broadcast(static_cast<float>(2 * step / std::log(2.0)));
  const Floats per_line = broadcast(static_cast<float>(2 * std::min(coupling, 1e3) / std::log(2.0)));
  lanes::Random random = random_;
  const int n = model_->n_spins();
  for (int k = 0; k < n_slices_; ++k) {
    Pair* here = slice(k);
    const Pair *before = slice((k + n_slices_ - 1) % n_slices_), *after = slice((k + 1) % n_slices_);
    for (int i = 0; i < n; ++i) {
      const Pair f = local_field(here, i);
      Pair s = here[i];
      flip(s.a, s.a * (per_field * f.a - per_line * (before[i].a + after[i].a)), random);
      flip(s.b, s.b * (per_field * f.b - per_line * (before[i].b + after[i].b)), random);
      here[i] = s;
    }
  }
  random_ = random;
}

void WorldLines::flip_lines(double beta) {
  const Floats per_field = broadcast(static_cast<float>(2 * beta / n_slices_ / std::log(2.0)));
  lanes::Random random = random_;
  for (int i = 0; i < model_->n_spins(); ++i) {
    Pair sum{};
    for (int k = 0; k < n_slices_; ++k) {
      const Pair f = local_field(slice(k), i), &s = slice(k)[i];
      sum.a += s.a * f.a;
      sum.b += s.b * f.b;
    }
    Pair turn{broadcast(1.0f), broadcast(1.0f)};
    flip(turn.a, per_field * sum.a, random);
    flip(turn.b, per_field * sum.b, random);
    for (int k = 0; k < n_slices_; ++k) {
      slice(k)[i].a *= turn.a;
      slice(k)[i].b *= turn.b;
    }
  }
  random_ = random;
}

void WorldLines::descend() {
  for (int k = 0; k < n_slices_; ++k) {
    bool moved = true;
    // Rounding could let spins without preference move for ever: a descent is cut short.
    for (int sweep = 0; sweep < 1000 && moved; ++sweep) {
      Words any{};
      for (int i = 0; i < model_->n_spins(); ++i) {
        const Pair f = local_field(slice(k), i);
        Pair& s = slice(k)[i];
        const auto a = lanes::as<Words>(s.a * f.a > 1e-30f) & 0x80000000u;
        const auto b = lanes::as<Words>(s.b * f.b > 1e-30f) & 0x80000000u;
        s = {lanes::as<Floats>(lanes::as<Words>(s.a) ^ a), lanes::as<Floats>(lanes::as<Words>(s.b) ^ b)};
        any |= a | b;
      }
      moved = false;
      for (int lane = 0; lane < lanes::n_floats; ++lane) moved = moved || any[lane] != 0;
    }
  }
}

std::vector<double> WorldLines::energies(int k) const {
  std::vector<double> result(n_lanes);
  for (int i = 0; i < model_->n_spins(); ++i) {
    const Pair f = local_field(slice(k), i), &s = slice(k)[i];
    const Floats h = broadcast(model_->field[at(i)]);
    const Floats a = s.a * (f.a + h), b = s.b * (f.b + h);
    for (int lane = 0; lane < lanes::n_floats; ++lane) {
      result[at(lane)] += 0.5 * static_cast<double>(a[lane]);
      result[at(lane + lanes::n_floats)] += 0.5 * static_cast<double>(b[lane]);
    }
  }
  return result;
}

std::vector<std::uint8_t> WorldLines::bits(int k, int lane) const {
  std::vector<std::uint8_t> result;
  for (int i = 0; i < model_->n_spins(); ++i) {
    const Pair& s = slice(k)[i];
    result.push_back((lane < lanes::n_floats ? s.a[lane] : s.b[lane - lanes::n_floats]) < 0 ? 1 : 0);
  }
  return result;
}

WorldLines::Means WorldLines::means(const IsingModel& model, double beta, double transverse_field) const {
  const double tangent = std::tanh(beta / n_slices_ * transverse_field);
  const int n = model_->n_spins();
  Means result;
  const auto mean = [&](std::vector<double>& values, auto&& product) {
    Pair sum{};
    for (int k = 0; k < n_slices_; ++k) {
      const Pair p = product(slice(k), slice((k + 1) % n_slices_));
      sum.a += p.a;
      sum.b += p.b;
    }
    for (int lane = 0; lane < n_lanes; ++lane)
      values.push_back(
          static_cast<double>(lane < lanes::n_floats ? sum.a[lane] : sum.b[lane - lanes::n_floats]) /
          n_slices_);
  };
  for (int i = 0; i < n; ++i) mean(result.z, [&](const Pair* s, const Pair*) { return s[i]; });
  for (const auto& term : model.couplings)
    mean(result.zz, [&](const Pair* s, const Pair*) {
      return Pair{s[term.i].a * s[term.j].a, s[term.i].b * s[term.j].b};
    });
  for (int i = 0; i < n; ++i)
    mean(result.x, [&](const Pair* s, const Pair* next) {
      return Pair{s[i].a * next[i].a, s[i].b * next[i].b};
    });
  // tangent^(s s') is linear in s s' = +1, -1.
  for (auto& x : result.x) x = 0.5 * ((tangent + 1 / tangent) + x * (tangent - 1 / tangent));
  return result;
}

}  // namespace entail::quantum
