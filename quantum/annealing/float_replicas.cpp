#include <cmath>

#include "quantum/annealing/replicas.hpp"

namespace entail::quantum {

namespace {

std::size_t at(int i) { return static_cast<std::size_t>(i); }

using lanes::Floats;
using lanes::Words;

ENTAIL_LANES Floats broadcast(float value) { return Floats{} + value; }

}  // namespace

FloatModel float_model(const IsingModel& model) {
  const auto neighbours = neighbours_of(model);
  return {{model.fields.begin(), model.fields.end()},
          neighbours.first,
          neighbours.spin,
          {neighbours.value.begin(), neighbours.value.end()}};
}

FloatReplicas::FloatReplicas(const FloatModel& model, std::uint64_t seed, std::uint64_t stream)
    : model_(&model), random_(seed, stream), spins_(at(model.n_spins())) {
  const auto random_spins = [&] {
    return lanes::as<Floats>((random_.next() & 0x80000000u) | lanes::as<Words>(broadcast(1.0f)));
  };
  for (auto& pair : spins_) pair = {random_spins(), random_spins()};
}

ENTAIL_LANES FloatReplicas::Pair FloatReplicas::local_field(int spin) const {
  const FloatModel& model = *model_;
  Pair f{broadcast(model.field[at(spin)]), broadcast(model.field[at(spin)])};
  const Pair* spins = spins_.data();
  for (int k = model.first[at(spin)], end = model.first[at(spin + 1)]; k < end; ++k) {
    const Pair& s = spins[model.neighbour[at(k)]];
    f.a += model.weight[at(k)] * s.a;
    f.b += model.weight[at(k)] * s.b;
  }
  return f;
}

void FloatReplicas::sweep(double beta) {
  const Floats per_gain = broadcast(static_cast<float>(2 * beta / std::log(2.0)));
  lanes::Random random = random_;
  const auto decide = [&](Floats & s, Floats f) __attribute__((always_inline)) {
    const Floats exponent = per_gain * s * f;
    const Floats p = lanes::exp2_of_negative(exponent < 0.0f ? exponent : Floats{});
    const auto flip = lanes::as<Words>(random.uniform() < p) & 0x80000000u;
    s = lanes::as<Floats>(lanes::as<Words>(s) ^ flip);
  };
  const int n = model_->n_spins();
  for (int i = 0; i < n; ++i) {
    const Pair f = local_field(i);
    Pair s = spins_[at(i)];
    decide(s.a, f.a);
    decide(s.b, f.b);
    spins_[at(i)] = s;
  }
  random_ = random;
}

bool FloatReplicas::quench_sweep() {
  Words any{};
  for (int i = 0; i < model_->n_spins(); ++i) {
    const Pair f = local_field(i);
    Pair& s = spins_[at(i)];
    // Rounding must not make a spin without preference flip for ever.
    const float least = 1e-5f * (std::abs(model_->field[at(i)]) + 1e-30f);
    const auto a = lanes::as<Words>(s.a * f.a > least) & 0x80000000u;
    const auto b = lanes::as<Words>(s.b * f.b > least) & 0x80000000u;
    s = {lanes::as<Floats>(lanes::as<Words>(s.a) ^ a), lanes::as<Floats>(lanes::as<Words>(s.b) ^ b)};
    any |= a | b;
  }
  for (int lane = 0; lane < lanes::n_floats; ++lane)
    if (any[lane] != 0) return true;
  return false;
}

// In single precision a descent may, very rarely, go round in circles of equal energies: it is cut short.
void FloatReplicas::descend() {
  for (int sweep = 0; sweep < 1000 && quench_sweep(); ++sweep) {
  }
}

std::vector<double> FloatReplicas::energies() const {
  std::vector<double> result(n_lanes);
  for (int i = 0; i < model_->n_spins(); ++i) {
    const Pair f = local_field(i), &s = spins_[at(i)];
    const Floats h = broadcast(model_->field[at(i)]);
    const Floats a = s.a * (f.a + h), b = s.b * (f.b + h);
    for (int lane = 0; lane < lanes::n_floats; ++lane) {
      result[at(lane)] += 0.5 * static_cast<double>(a[lane]);
      result[at(lane + lanes::n_floats)] += 0.5 * static_cast<double>(b[lane]);
    }
  }
  return result;
}

std::vector<std::uint8_t> FloatReplicas::bits(int lane) const {
  std::vector<std::uint8_t> result;
  result.reserve(spins_.size());
  for (const auto& s : spins_)
    result.push_back((lane < lanes::n_floats ? s.a[lane] : s.b[lane - lanes::n_floats]) < 0 ? 1 : 0);
  return result;
}

void FloatReplicas::exchange(FloatReplicas& other, const std::vector<bool>& lane_mask) {
  for (int lane = 0; lane < n_lanes; ++lane) {
    if (!lane_mask[at(lane)]) continue;
    const int k = lane % lanes::n_floats;
    for (std::size_t i = 0; i < spins_.size(); ++i) {
      Floats &x = lane < lanes::n_floats ? spins_[i].a : spins_[i].b,
             &y = lane < lanes::n_floats ? other.spins_[i].a : other.spins_[i].b;
      const float kept = x[k];
      x[k] = y[k];
      y[k] = kept;
    }
  }
}

}  // namespace entail::quantum
