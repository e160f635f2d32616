#include <algorithm>
#include <cmath>
#include <utility>

#include "quantum/annealing/replicas.hpp"

namespace entail::quantum {

namespace {

using lanes::at;
using lanes::FloatPair;

}  // namespace

FloatModel float_model(const IsingModel& model) {
  double largest = 0.0;
  for (const double h : model.fields) largest = std::max(largest, std::abs(h));
  for (const auto& term : model.couplings) largest = std::max(largest, std::abs(term.value));
  FloatModel result;
  int exponent = 0;
  if (largest > 0) std::frexp(largest, &exponent);
  result.unit = std::ldexp(1.0, exponent);
  const auto scaled = [&](const std::vector<double>& values) {
    std::vector<float> in_units;
    for (const double value : values) in_units.push_back(static_cast<float>(value / result.unit));
    return in_units;
  };
  auto neighbours = neighbours_of(model);
  result.field = scaled(model.fields);
  result.first = std::move(neighbours.first);
  result.neighbour = std::move(neighbours.spin);
  result.weight = scaled(neighbours.value);
  return result;
}

FloatReplicas::FloatReplicas(const FloatModel& model, std::uint64_t seed, std::uint64_t stream)
    : model_(&model), random_(seed, stream), spins_(at(model.n_spins())) {
  for (auto& pair : spins_) pair = lanes::random_spins(random_);
}

void FloatReplicas::sweep(double beta) {
  const auto per_gain = lanes::broadcast(static_cast<float>(2 * beta * model_->unit / std::log(2.0)));
  lanes::Random random = random_;
  for (int i = 0; i < model_->n_spins(); ++i) {
    const FloatPair f = lanes::local_field(*model_, spins_.data(), i);
    FloatPair s = spins_[at(i)];
    lanes::flip(s.a, per_gain * s.a * f.a, random);
    lanes::flip(s.b, per_gain * s.b * f.b, random);
    spins_[at(i)] = s;
  }
  random_ = random;
}

void FloatReplicas::descend() {
  lanes::descend(*model_, spins_.data(),
                 [&](int i) { return 1e-5f * (std::abs(model_->field[at(i)]) + 1e-30f); });
}

std::vector<double> FloatReplicas::energies() const { return lanes::energies(*model_, spins_.data()); }

std::vector<std::uint8_t> FloatReplicas::bits(int lane) const {
  return lanes::bits(*model_, spins_.data(), lane);
}

void FloatReplicas::exchange(FloatReplicas& other, const std::vector<bool>& lane_mask) {
  for (int lane = 0; lane < n_lanes; ++lane) {
    if (!lane_mask[at(lane)]) continue;
    const int k = lane % lanes::n_floats;
    for (std::size_t i = 0; i < spins_.size(); ++i) {
      lanes::Floats &x = lane < lanes::n_floats ? spins_[i].a : spins_[i].b,
                    &y = lane < lanes::n_floats ? other.spins_[i].a : other.spins_[i].b;
      const float kept = x[k];
      x[k] = y[k];
      y[k] = kept;
    }
  }
}

}  // namespace entail::quantum
