#include "quantum/ising/ising_model.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace entail::quantum {

namespace {

/// A sum that carries its rounding error (Neumaier 1974): rounded once, when it is read.
class Sum {
 public:
  void add(double term) {
    const double total = sum_ + term;
    error_ += std::abs(sum_) >= std::abs(term) ? (sum_ - total) + term : (term - total) + sum_;
    sum_ = total;
  }
  double value() const { return sum_ + error_; }

 private:
  double sum_ = 0.0, error_ = 0.0;
};

/// Brings pairs into the order i < j, sorts them and adds up equal ones.
std::vector<PairTerm> merged(std::vector<PairTerm> pairs) {
  for (auto& pair : pairs)
    if (pair.i > pair.j) std::swap(pair.i, pair.j);
  std::stable_sort(pairs.begin(), pairs.end(),
                   [](const PairTerm& a, const PairTerm& b) { return a.i != b.i ? a.i < b.i : a.j < b.j; });
  std::vector<PairTerm> result;
  for (std::size_t k = 0; k < pairs.size();) {
    Sum sum;
    std::size_t end = k;
    for (; end < pairs.size() && pairs[end].i == pairs[k].i && pairs[end].j == pairs[k].j; ++end)
      sum.add(pairs[end].value);
    if (sum.value() != 0.0) result.push_back({pairs[k].i, pairs[k].j, sum.value()});
    k = end;
  }
  return result;
}

std::vector<double> values_of(const std::vector<Sum>& sums) {
  std::vector<double> values;
  values.reserve(sums.size());
  for (const auto& sum : sums) values.push_back(sum.value());
  return values;
}

std::size_t at(int i) { return static_cast<std::size_t>(i); }

}  // namespace

bool IsingModel::has_fields() const {
  return std::any_of(fields.begin(), fields.end(), [](double h) { return h != 0.0; });
}

IsingModel make_ising(double offset, std::vector<double> fields, std::vector<PairTerm> couplings) {
  Sum constant;
  constant.add(offset);
  std::vector<PairTerm> pairs;
  pairs.reserve(couplings.size());
  for (const auto& term : couplings) {
    assert(term.i >= 0 && term.j >= 0 && at(std::max(term.i, term.j)) < fields.size());
    if (term.i == term.j)
      constant.add(term.value);
    else
      pairs.push_back(term);
  }
  return {constant.value(), std::move(fields), merged(std::move(pairs))};
}

Qubo make_qubo(double offset, std::vector<double> linear, std::vector<PairTerm> quadratic) {
  std::vector<Sum> diagonal(linear.size());
  for (std::size_t i = 0; i < linear.size(); ++i) diagonal[i].add(linear[i]);
  std::vector<PairTerm> pairs;
  pairs.reserve(quadratic.size());
  for (const auto& term : quadratic) {
    assert(term.i >= 0 && term.j >= 0 && at(std::max(term.i, term.j)) < linear.size());
    if (term.i == term.j)
      diagonal[at(term.i)].add(term.value);
    else
      pairs.push_back(term);
  }
  return {offset, values_of(diagonal), merged(std::move(pairs))};
}

// x = (1 - z) / 2:  a x = a/2 - a/2 z,  b x y = b/4 (1 - z_x - z_y + z_x z_y).
IsingModel to_ising(const Qubo& qubo) {
  Sum offset;
  std::vector<Sum> fields(qubo.linear.size());
  std::vector<PairTerm> couplings;
  couplings.reserve(qubo.quadratic.size());
  offset.add(qubo.offset);
  for (std::size_t i = 0; i < qubo.linear.size(); ++i) {
    offset.add(qubo.linear[i] / 2);
    fields[i].add(-qubo.linear[i] / 2);
  }
  for (const auto& [i, j, b] : qubo.quadratic) {
    offset.add(b / 4);
    fields[at(i)].add(-b / 4);
    fields[at(j)].add(-b / 4);
    couplings.push_back({i, j, b / 4});
  }
  return {offset.value(), values_of(fields), std::move(couplings)};
}

// z = 1 - 2 x:  h z = h - 2 h x,  J z y = J (1 - 2 x_z - 2 x_y + 4 x_z x_y).
Qubo to_qubo(const IsingModel& model) {
  Sum offset;
  std::vector<Sum> linear(model.fields.size());
  std::vector<PairTerm> quadratic;
  quadratic.reserve(model.couplings.size());
  offset.add(model.offset);
  for (std::size_t i = 0; i < model.fields.size(); ++i) {
    offset.add(model.fields[i]);
    linear[i].add(-2 * model.fields[i]);
  }
  for (const auto& [i, j, coupling] : model.couplings) {
    offset.add(coupling);
    linear[at(i)].add(-2 * coupling);
    linear[at(j)].add(-2 * coupling);
    quadratic.push_back({i, j, 4 * coupling});
  }
  return {offset.value(), values_of(linear), std::move(quadratic)};
}

double energy(const IsingModel& model, const std::vector<std::uint8_t>& bits) {
  assert(bits.size() == model.fields.size());
  Sum sum;
  sum.add(model.offset);
  for (std::size_t i = 0; i < bits.size(); ++i) sum.add(bits[i] ? -model.fields[i] : model.fields[i]);
  for (const auto& [i, j, coupling] : model.couplings)
    sum.add(bits[at(i)] != bits[at(j)] ? -coupling : coupling);
  return sum.value();
}

double energy(const Qubo& qubo, const std::vector<std::uint8_t>& bits) {
  assert(bits.size() == qubo.linear.size());
  Sum sum;
  sum.add(qubo.offset);
  for (std::size_t i = 0; i < bits.size(); ++i)
    if (bits[i]) sum.add(qubo.linear[i]);
  for (const auto& [i, j, b] : qubo.quadratic)
    if (bits[at(i)] && bits[at(j)]) sum.add(b);
  return sum.value();
}

double energy(const IsingModel& model, std::uint64_t state) {
  std::vector<std::uint8_t> bits(model.fields.size());
  for (std::size_t q = 0; q < bits.size(); ++q) bits[q] = (state >> q) & 1;
  return energy(model, bits);
}

int Neighbours::max_degree() const {
  int degree_max = 0;
  for (int i = 0; i + 1 < static_cast<int>(first.size()); ++i) degree_max = std::max(degree_max, degree(i));
  return degree_max;
}

Neighbours neighbours_of(const IsingModel& model) {
  Neighbours result;
  const std::size_t n = model.fields.size();
  result.first.assign(n + 1, 0);
  for (const auto& term : model.couplings) {
    ++result.first[at(term.i) + 1];
    ++result.first[at(term.j) + 1];
  }
  for (std::size_t i = 0; i < n; ++i) result.first[i + 1] += result.first[i];
  result.spin.resize(2 * model.couplings.size());
  result.value.resize(2 * model.couplings.size());
  std::vector<int> next(result.first.begin(), result.first.end() - 1);
  const auto put = [&](int i, int j, double value) {
    const auto slot = at(next[at(i)]++);
    result.spin[slot] = j;
    result.value[slot] = value;
  };
  for (const auto& [i, j, coupling] : model.couplings) {
    put(i, j, coupling);
    put(j, i, coupling);
  }
  return result;
}

double integer_scale(const IsingModel& model, double limit) {
  for (double scale = 1.0; scale <= 1024.0; scale *= 2.0) {
    const auto whole = [&](double value) {
      return value * scale == std::nearbyint(value * scale) && std::abs(value * scale) <= limit;
    };
    if (std::all_of(model.fields.begin(), model.fields.end(), whole) &&
        std::all_of(model.couplings.begin(), model.couplings.end(),
                    [&](const PairTerm& term) { return whole(term.value); }))
      return scale;
  }
  return 0.0;
}

EnergyRange energy_range(const IsingModel& model) {
  double reach = 0.0;
  for (double h : model.fields) reach += std::abs(h);
  for (const auto& term : model.couplings) reach += std::abs(term.value);
  return {model.offset - reach, model.offset + reach};
}

}  // namespace entail::quantum
