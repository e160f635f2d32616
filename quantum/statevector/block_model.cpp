#include "quantum/statevector/block_model.hpp"

#include <algorithm>

namespace entail::quantum {

namespace {

std::size_t at(std::ptrdiff_t i) { return static_cast<std::size_t>(i); }

/// sum_{i<j<bits} J_ij z_i z_j for all configurations, by doubling; coupling[i * bits + j] for j < i.
std::vector<double> pair_table(const std::vector<double>& coupling, int bits) {
  std::vector<double> table{0.0}, step;
  for (int i = 0; i < bits; ++i) {
    // step(x) = sum_{j<i} J_ij z_j(x); the bit i is up in the old half and down in the new one.
    step.assign(1, 0.0);
    for (int j = 0; j < i; ++j) step[0] += coupling[at(i * bits + j)];
    for (int j = 0; j < i; ++j) {
      const std::size_t half = step.size();
      for (std::size_t x = 0; x < half; ++x) step.push_back(step[x] - 2 * coupling[at(i * bits + j)]);
    }
    const std::size_t half = table.size();
    for (std::size_t x = 0; x < half; ++x) table.push_back(table[x] - step[x]);
    for (std::size_t x = 0; x < half; ++x) table[x] += step[x];
  }
  return table;
}

}  // namespace

BlockModel cut_model(const IsingModel& model, const std::vector<int>& bits, int block_bits) {
  BlockModel cut;
  const int n = model.n_spins();
  cut.block_bits = block_bits;
  cut.outer_bits = n - block_bits;
  cut.row_length = (n + 7) / 8 * 8;
  cut.fields.resize(at(cut.row_length));
  cut.couplings.resize(at(cut.outer_bits * cut.row_length));
  std::vector<double> inner(at(block_bits * block_bits));
  for (int q = 0; q < n; ++q) cut.fields[at(bits[at(q)])] = model.fields[at(q)];
  const auto entry = [&](int outer, int bit) -> double& {
    return cut.couplings[at((outer - block_bits) * cut.row_length + bit)];
  };
  for (const auto& [i, j, coupling] : model.couplings) {
    const int low = std::min(bits[at(i)], bits[at(j)]), high = std::max(bits[at(i)], bits[at(j)]);
    if (high < block_bits) {
      inner[at(high * block_bits + low)] += coupling;
    } else if (low < block_bits) {
      entry(high, low) += coupling;
    } else {
      entry(high, low) += coupling / 2;
      entry(low, high) += coupling / 2;
    }
  }
  cut.pairs = pair_table(inner, block_bits);
  return cut;
}

BlockLinear linear_part(const BlockModel& cut, std::uint64_t outer) {
  BlockLinear linear;
  std::copy(cut.fields.begin(), cut.fields.end(), linear.field);
  for (int k = 0; k < cut.outer_bits; ++k) {
    const double z = (outer >> k) & 1 ? -1.0 : 1.0;
    const double* row = cut.couplings.data() + k * cut.row_length;
    for (std::ptrdiff_t i = 0; i < cut.row_length; ++i) linear.field[i] += z * row[i];
  }
  for (int k = 0; k < cut.outer_bits; ++k) {
    const double field = linear.field[cut.block_bits + k];
    linear.constant += (outer >> k) & 1 ? -field : field;
  }
  return linear;
}

}  // namespace entail::quantum
