#include "quantum/exact/enumeration.hpp"

#include <fmt/format.h>

#include <Kokkos_Core.hpp>
#include <algorithm>
#include <array>
#include <bit>
#include <limits>

#include "base/error.hpp"

namespace entail::quantum {

namespace {

constexpr int half_bits = 6;
constexpr int most_block_bits = 2 * half_bits;
constexpr int half_size = 1 << half_bits;
constexpr int steps_bits = 10;  ///< Gray-code steps of one work item

std::size_t at(int i) { return static_cast<std::size_t>(i); }

/// A model cut into the spins of a block and those outside it.
struct CutModel {
  int n = 0, block_bits = 0;
  std::vector<double> fields;
  std::vector<double> matrix;  ///< [n][n], symmetric
  std::vector<double> pairs;   ///< [2^block_bits] sum of J z z inside the block

  double coupling(int i, int j) const { return matrix[at(i * n + j)]; }
};

CutModel cut(const IsingModel& model) {
  CutModel result;
  const int n = result.n = model.n_spins();
  result.block_bits = std::min(n, most_block_bits);
  result.fields = model.fields;
  result.matrix.assign(at(n * n), 0.0);
  for (const auto& term : model.couplings)
    result.matrix[at(term.i * n + term.j)] = result.matrix[at(term.j * n + term.i)] = term.value;
  result.pairs.assign(std::size_t{1} << result.block_bits, 0.0);
  for (std::size_t x = 0; x < result.pairs.size(); ++x)
    for (int i = 0; i < result.block_bits; ++i)
      for (int j = 0; j < i; ++j)
        result.pairs[x] += ((x >> i) ^ (x >> j)) & 1 ? -result.coupling(i, j) : result.coupling(i, j);
  return result;
}

/// What the spins outside make of the block: a constant and fields.
struct Linear {
  double constant = 0.0;
  std::array<double, most_block_bits> field{};
};

Linear linear_part(const CutModel& model, std::uint64_t outer) {
  Linear linear;
  const auto z = [&](int k) { return (outer >> (k - model.block_bits)) & 1 ? -1.0 : 1.0; };
  for (int i = 0; i < model.block_bits; ++i) linear.field[at(i)] = model.fields[at(i)];
  for (int k = model.block_bits; k < model.n; ++k) {
    linear.constant += z(k) * model.fields[at(k)];
    for (int j = model.block_bits; j < k; ++j) linear.constant += z(k) * z(j) * model.coupling(k, j);
    for (int i = 0; i < model.block_bits; ++i) linear.field[at(i)] += z(k) * model.coupling(k, i);
  }
  return linear;
}

/// The linear function after outer bit `flipped` of `outer` has changed to what it is now.
void step(const CutModel& model, std::uint64_t outer, int flipped, Linear& linear) {
  const auto z = [&](int k) { return (outer >> (k - model.block_bits)) & 1 ? -1.0 : 1.0; };
  const int spin = model.block_bits + flipped;
  double field = model.fields[at(spin)];
  for (int k = model.block_bits; k < model.n; ++k)
    if (k != spin) field += z(k) * model.coupling(spin, k);
  linear.constant += 2 * z(spin) * field;
  for (int i = 0; i < model.block_bits; ++i) linear.field[at(i)] += 2 * z(spin) * model.coupling(spin, i);
}

/// All values of a linear function of up to six spins, by doubling.
void expand(const double* field, int bits, double* values) {
  values[0] = 0.0;
  for (int i = 0; i < bits; ++i) values[0] += field[i];
  for (int i = 0; i < bits; ++i)
    for (int x = 0; x < 1 << i; ++x) values[(1 << i) + x] = values[x] - 2 * field[i];
}

/// The lowest energy so far, how often it came and the lowest configuration that has it.
struct Lowest {
  double energy = std::numeric_limits<double>::infinity();
  std::int64_t count = 0;
  std::uint64_t state = 0;

  void take(const Lowest& other, double tolerance) {
    if (other.count == 0 || other.energy > energy + tolerance) return;
    if (count == 0 || other.energy < energy - tolerance) {
      *this = other;
      return;
    }
    energy = std::min(energy, other.energy);
    count += other.count;
    state = std::min(state, other.state);
  }
};

/// min over k of a[k] + b[k]; n a multiple of 16, or small.
double least_sum(const double* a, const double* b, int n) {
  double least[16];
  std::fill(std::begin(least), std::end(least), std::numeric_limits<double>::infinity());
  int k = 0;
  for (; k + 16 <= n; k += 16)
    for (int lane = 0; lane < 16; ++lane) {
      const double value = a[k + lane] + b[k + lane];
      least[lane] = value < least[lane] ? value : least[lane];
    }
  for (; k < n; ++k) least[0] = std::min(least[0], a[k] + b[k]);
  return *std::min_element(std::begin(least), std::end(least));
}

/// Looks at all configurations of the block; rows without a chance are passed over after their minimum.
void scan_block(const CutModel& model, std::uint64_t outer, const Linear& linear, double tolerance,
                Lowest& lowest) {
  double low[half_size], high[half_size];
  const int low_bits = std::min(half_bits, model.block_bits), high_bits = model.block_bits - low_bits;
  expand(linear.field.data(), low_bits, low);
  expand(linear.field.data() + low_bits, high_bits, high);
  for (int row = 0; row < 1 << high_bits; ++row) {
    const double* pairs = model.pairs.data() + (row << low_bits);
    const double rest = high[row] + linear.constant;
    if (least_sum(pairs, low, 1 << low_bits) + rest > lowest.energy + tolerance) continue;
    for (int x = 0; x < 1 << low_bits; ++x)
      lowest.take({pairs[x] + low[x] + rest, 1,
                   (outer << model.block_bits) | static_cast<std::uint64_t>((row << low_bits) | x)},
                  tolerance);
  }
}

/// The configurations outside the block number first … first + steps - 1, in Gray code.
Lowest walk(const CutModel& model, std::uint64_t first, std::uint64_t steps, double tolerance) {
  Lowest lowest;
  std::uint64_t outer = first ^ (first >> 1);
  Linear linear = linear_part(model, outer);
  for (std::uint64_t k = 0;; ++k) {
    scan_block(model, outer, linear, tolerance, lowest);
    if (k + 1 == steps) return lowest;
    const int flipped = std::countr_zero(first + k + 1);
    outer ^= std::uint64_t{1} << flipped;
    step(model, outer, flipped, linear);
  }
}

Lowest lowest_of_ranks(const Comm& comm, const Lowest& own, double tolerance) {
  std::vector<double> energies(at(comm.size()));
  std::vector<std::int64_t> counts(energies.size());
  std::vector<std::uint64_t> states(energies.size());
  MPI_Allgather(&own.energy, 1, MPI_DOUBLE, energies.data(), 1, MPI_DOUBLE, comm.handle());
  MPI_Allgather(&own.count, 1, MPI_INT64_T, counts.data(), 1, MPI_INT64_T, comm.handle());
  MPI_Allgather(&own.state, 1, MPI_UINT64_T, states.data(), 1, MPI_UINT64_T, comm.handle());
  Lowest lowest;
  for (std::size_t r = 0; r < energies.size(); ++r)
    lowest.take({energies[r], counts[r], states[r]}, tolerance);
  return lowest;
}

}  // namespace

Enumeration enumerate(const Comm& comm, const IsingModel& model) {
  const int n = model.n_spins();
  if (n > most_enumerated_spins)
    throw UsageError(
        fmt::format("{} variables are too many to look at every configuration; at most {} can be", n,
                    most_enumerated_spins));
  const CutModel cut_model = cut(model);
  const auto range = energy_range(model);
  const double tolerance = 1e-10 * (range.high - range.low);
  // Without fields C(z) = C(-z): the last spin may stay up.
  const bool halved = !model.has_fields() && n > cut_model.block_bits;
  const int outer_bits = n - cut_model.block_bits - (halved ? 1 : 0);
  const int item_bits = std::min(outer_bits, steps_bits);
  const std::int64_t n_items = std::int64_t{1} << (outer_bits - item_bits);
  const int own_items = static_cast<int>((n_items - comm.rank() + comm.size() - 1) / comm.size());
  std::vector<Lowest> found(at(std::max(own_items, 0)));
  Kokkos::parallel_for(
      "entail::enumerate", Kokkos::RangePolicy<Kokkos::DefaultHostExecutionSpace>(0, own_items),
      [&](const int k) {
        const auto item = static_cast<std::uint64_t>(comm.rank() + std::int64_t{k} * comm.size());
        found[at(k)] = walk(cut_model, item << item_bits, std::uint64_t{1} << item_bits, tolerance);
      });
  Kokkos::fence();
  Lowest lowest;
  for (const auto& item : found) lowest.take(item, tolerance);
  lowest = lowest_of_ranks(comm, lowest, tolerance);
  Enumeration result;
  result.best.bits = bits_of_state(lowest.state, n);
  result.best.energy = energy(model, result.best.bits);
  result.count = lowest.count * (halved ? 2 : 1);
  return result;
}

}  // namespace entail::quantum
