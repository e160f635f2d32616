#include <algorithm>
#include <cmath>

#include "quantum/annealing/replicas.hpp"

namespace entail::quantum {

namespace {

using lanes::at;
using lanes::Bytes;

ENTAIL_LANES Bytes broadcast(std::int8_t value) { return Bytes{} + value; }

/// The lanes of bytes added to 32-bit sums, through 16-bit ones that are emptied before they overflow.
class LaneSums {
 public:
  LaneSums() : totals_(ByteReplicas::n_lanes) {}
  ENTAIL_LANES void add(Bytes a, Bytes b) {
    partial_[0] += __builtin_convertvector(a, Wide);
    partial_[1] += __builtin_convertvector(b, Wide);
    if (++n_added_ == 128) flush();
  }
  const std::vector<double>& totals() {
    flush();
    return totals_;
  }

 private:
  typedef std::int16_t Wide __attribute__((vector_size(64)));
  void flush() {
    for (std::size_t lane = 0; lane < totals_.size(); ++lane)
      totals_[lane] += partial_[lane / lanes::n_bytes][lane % lanes::n_bytes];
    partial_[0] = partial_[1] = Wide{};
    n_added_ = 0;
  }
  Wide partial_[2] = {};
  int n_added_ = 0;
  std::vector<double> totals_;
};

}  // namespace

ByteModel byte_model(const IsingModel& model) {
  ByteModel result;
  const double scale = integer_scale(model, 127.0);
  const auto neighbours = neighbours_of(model);
  const int n = model.n_spins();
  if (scale == 0.0) return result;
  for (int i = 0; i < n; ++i) {
    double reach = std::abs(model.fields[at(i)]);
    for (int k = neighbours.first[at(i)]; k < neighbours.first[at(i + 1)]; ++k)
      reach += std::abs(neighbours.value[at(k)]);
    if (reach * scale > 127.0) return result;
  }
  result.unit = 1.0 / scale;
  result.first.push_back(0);
  for (int i = 0; i < n; ++i) {
    result.field.push_back(static_cast<std::int8_t>(model.fields[at(i)] * scale));
    const auto put = [&](auto&& chosen) {
      for (int k = neighbours.first[at(i)]; k < neighbours.first[at(i + 1)]; ++k) {
        const auto weight = static_cast<int>(neighbours.value[at(k)] * scale);
        if (!chosen(weight)) continue;
        result.neighbour.push_back(neighbours.spin[at(k)]);
        result.weight.push_back(static_cast<std::int8_t>(weight));
      }
      return static_cast<int>(result.neighbour.size());
    };
    result.end_plus.push_back(put([](int w) { return w == 1; }));
    result.end_minus.push_back(put([](int w) { return w == -1; }));
    result.first.push_back(put([](int w) { return w != 1 && w != -1; }));
  }
  return result;
}

ByteReplicas::ByteReplicas(const ByteModel& model, std::uint64_t seed, std::uint64_t stream)
    : model_(&model), random_(seed, stream), spins_(at(model.n_spins())) {
  const auto random_spins = [&] {
    const Bytes negative = lanes::as<Bytes>(random_.next()) < 0;
    return negative | 1;
  };
  for (auto& pair : spins_) pair = {random_spins(), random_spins()};
}

ENTAIL_LANES ByteReplicas::Pair ByteReplicas::local_field(int spin) const {
  const ByteModel& model = *model_;
  Pair f{broadcast(model.field[at(spin)]), broadcast(model.field[at(spin)])};
  const Pair* spins = spins_.data();
  const int* neighbour = model.neighbour.data();
  int k = model.first[at(spin)];
  for (const int end = model.end_plus[at(spin)]; k < end; ++k) {
    f.a += spins[neighbour[k]].a;
    f.b += spins[neighbour[k]].b;
  }
  for (const int end = model.end_minus[at(spin)]; k < end; ++k) {
    f.a -= spins[neighbour[k]].a;
    f.b -= spins[neighbour[k]].b;
  }
  for (const int end = model.first[at(spin + 1)]; k < end; ++k) {
    const Bytes w = broadcast(model.weight[at(k)]);
    f.a += lanes::with_sign(w, spins[neighbour[k]].a);
    f.b += lanes::with_sign(w, spins[neighbour[k]].b);
  }
  return f;
}

// Flipping s raises the energy by -2 s f, f the local field.
void ByteReplicas::sweep(double beta) {
  const double unit = model_->unit;
  const lanes::ThresholdTable table([&](int level) { return std::exp(-2 * beta * unit * level); });
  lanes::Random random = random_;
  const auto decide = [&](Bytes & s, Bytes f) __attribute__((always_inline)) {
    const Bytes gain = lanes::with_sign(f, s);
    const Bytes level = gain < 0 ? -gain : Bytes{};
    const auto random0 = random.next(), random1 = random.next();
    const Bytes accepted = table.below(level, random0, random1) | (gain >= 0);
    s = (s ^ accepted) - accepted;
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

bool ByteReplicas::quench_sweep() {
  Bytes any{};
  for (int i = 0; i < model_->n_spins(); ++i) {
    const Pair f = local_field(i);
    Pair& s = spins_[at(i)];
    const Bytes a = lanes::with_sign(f.a, s.a) > 0, b = lanes::with_sign(f.b, s.b) > 0;
    s.a = (s.a ^ a) - a;
    s.b = (s.b ^ b) - b;
    any |= a | b;
  }
  for (int lane = 0; lane < lanes::n_bytes; ++lane)
    if (any[lane] != 0) return true;
  return false;
}

void ByteReplicas::descend() {
  while (quench_sweep()) {
  }
}

// 2 C = sum_i s_i (f_i + h_i).
std::vector<double> ByteReplicas::energies() const {
  LaneSums twice;
  for (int i = 0; i < model_->n_spins(); ++i) {
    const Pair f = local_field(i);
    const Pair& s = spins_[at(i)];
    twice.add(lanes::with_sign(f.a, s.a), lanes::with_sign(f.b, s.b));
    if (const auto h = model_->field[at(i)]; h != 0)
      twice.add(lanes::with_sign(broadcast(h), s.a), lanes::with_sign(broadcast(h), s.b));
  }
  std::vector<double> result = twice.totals();
  for (auto& energy : result) energy *= model_->unit / 2;
  return result;
}

std::vector<std::uint8_t> ByteReplicas::bits(int lane) const {
  std::vector<std::uint8_t> result;
  result.reserve(spins_.size());
  for (const auto& s : spins_) {
    const auto value = lane < lanes::n_bytes ? s.a[lane] : s.b[lane - lanes::n_bytes];
    result.push_back(value < 0 ? 1 : 0);
  }
  return result;
}

void ByteReplicas::exchange(ByteReplicas& other, const std::vector<bool>& lane_mask) {
  Pair mask{};
  for (int lane = 0; lane < n_lanes; ++lane)
    (lane < lanes::n_bytes ? mask.a : mask.b)[lane % lanes::n_bytes] = lane_mask[at(lane)] ? -1 : 0;
  for (std::size_t i = 0; i < spins_.size(); ++i) {
    Pair &x = spins_[i], &y = other.spins_[i];
    const Bytes a = (x.a ^ y.a) & mask.a, b = (x.b ^ y.b) & mask.b;
    x.a ^= a;
    y.a ^= a;
    x.b ^= b;
    y.b ^= b;
  }
}

}  // namespace entail::quantum
