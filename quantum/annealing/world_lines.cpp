#include "quantum/annealing/world_lines.hpp"

#include <cmath>

namespace entail::quantum {

namespace {

using lanes::at;

struct Metropolis {
  ENTAIL_LANES void operator()(lanes::Floats& s, lanes::Floats exponent, lanes::Random& random) const {
    lanes::flip(s, exponent, random);
  }
};
struct HeatBath {
  ENTAIL_LANES void operator()(lanes::Floats& s, lanes::Floats exponent, lanes::Random& random) const {
    lanes::flip_in_heat_bath(s, exponent, random);
  }
};

}  // namespace

WorldLines::WorldLines(const FloatModel& model, int slices, std::uint64_t seed, std::uint64_t stream)
    : model_(&model), n_slices_(slices), random_(seed, stream), spins_(at(slices) * at(model.n_spins())) {
  for (auto& pair : spins_) pair = lanes::random_spins(random_);
}

// Flipping s changes the exponent of the weight by 2 s [(beta/P) f - K (s_before + s_after)].
template <class Flip>
void WorldLines::visit_all(double beta, double transverse_field, const Flip& flip) {
  const double step = beta / n_slices_;
  const double coupling = -0.5 * std::log(std::tanh(step * transverse_field));
  const auto per_field = lanes::broadcast(static_cast<float>(2 * step * model_->unit / std::log(2.0)));
  const auto per_line = lanes::broadcast(static_cast<float>(2 * std::min(coupling, 1e3) / std::log(2.0)));
  lanes::Random random = random_;
  const int n = model_->n_spins();
  for (int k = 0; k < n_slices_; ++k) {
    Pair* here = slice(k);
    const Pair *before = slice((k + n_slices_ - 1) % n_slices_), *after = slice((k + 1) % n_slices_);
    for (int i = 0; i < n; ++i) {
      const Pair f = lanes::local_field(*model_, here, i);
      Pair s = here[i];
      flip(s.a, s.a * (per_field * f.a - per_line * (before[i].a + after[i].a)), random);
      flip(s.b, s.b * (per_field * f.b - per_line * (before[i].b + after[i].b)), random);
      here[i] = s;
    }
  }
  random_ = random;
}

template <class Flip>
void WorldLines::visit_lines(double beta, const Flip& flip) {
  const auto per_field =
      lanes::broadcast(static_cast<float>(2 * beta * model_->unit / n_slices_ / std::log(2.0)));
  lanes::Random random = random_;
  for (int i = 0; i < model_->n_spins(); ++i) {
    Pair sum{};
    for (int k = 0; k < n_slices_; ++k) {
      const Pair f = lanes::local_field(*model_, slice(k), i), &s = slice(k)[i];
      sum.a += s.a * f.a;
      sum.b += s.b * f.b;
    }
    Pair turn{lanes::broadcast(1.0f), lanes::broadcast(1.0f)};
    flip(turn.a, per_field * sum.a, random);
    flip(turn.b, per_field * sum.b, random);
    for (int k = 0; k < n_slices_; ++k) {
      slice(k)[i].a *= turn.a;
      slice(k)[i].b *= turn.b;
    }
  }
  random_ = random;
}

void WorldLines::sweep(double beta, double transverse_field) {
  visit_all(beta, transverse_field, Metropolis{});
}

void WorldLines::flip_lines(double beta) { visit_lines(beta, Metropolis{}); }

void WorldLines::heat_bath_sweep(double beta, double transverse_field) {
  visit_all(beta, transverse_field, HeatBath{});
  visit_lines(beta, HeatBath{});
}

void WorldLines::descend() {
  for (int k = 0; k < n_slices_; ++k) lanes::descend(*model_, slice(k), [](int) { return 1e-30f; });
}

std::vector<double> WorldLines::energies(int k) const { return lanes::energies(*model_, slice(k)); }

std::vector<std::uint8_t> WorldLines::bits(int k, int lane) const {
  return lanes::bits(*model_, slice(k), lane);
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
    for (int lane = 0; lane < n_lanes; ++lane) values.push_back(static_cast<double>(sum[lane]) / n_slices_);
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
