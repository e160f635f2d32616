#include "quantum/statevector/cost_diagonal.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/error.hpp"
#include "base/memory.hpp"
#include "quantum/statevector/block_model.hpp"
#include "quantum/statevector/host_work.hpp"

namespace entail::quantum {

namespace {

constexpr int most_block_bits = 12;

// Keeps the costs out of the cache sets of the amplitudes they belong to.
constexpr std::size_t cost_offset = 1088;

std::size_t at(std::ptrdiff_t i) { return static_cast<std::size_t>(i); }

/// Fills values[0 … 2^bits) with the linear function, by doubling.
void expand_linear(const BlockLinear& linear, int bits, double* values) {
  double all_up = linear.constant;
  for (int i = 0; i < bits; ++i) all_up += linear.field[i];
  values[0] = all_up;
  for (int i = 0; i < bits; ++i) {
    const std::int64_t half = std::int64_t{1} << i;
    const double step = -2 * linear.field[i];
    for (std::int64_t x = 0; x < half; ++x) values[half + x] = values[x] + step;
  }
}

/// How costs become entries of the array.
struct Level {
  double low, per_unit;
  KOKKOS_INLINE_FUNCTION std::uint16_t operator()(double cost) const {
    return static_cast<std::uint16_t>((cost - low) * per_unit + 0.5);
  }
};
template <class Real>
struct Value {
  KOKKOS_INLINE_FUNCTION Real operator()(double cost) const { return static_cast<Real>(cost); }
};

/// Tuned for the host: a block at a time, by doubling in the cache.
template <class Entry, class Encode>
void fill_by_doubling(const Array<Entry>& entries, const BlockModel& cut, std::uint64_t first_outer,
                      Encode encode) {
  const std::int64_t block = std::int64_t{1} << cut.block_bits;
  Entry* out = entries.data();
  std::vector<std::vector<double>> scratch(at(host_threads()), std::vector<double>(at(block)));
  for_each_item("entail::CostDiagonal::doubling", static_cast<std::int64_t>(entries.extent(0)) / block,
                [&](int worker, std::int64_t item) {
                  double* linear = scratch[at(worker)].data();
                  expand_linear(linear_part(cut, first_outer + static_cast<std::uint64_t>(item)),
                                cut.block_bits, linear);
                  const double* pairs = cut.pairs.data();
                  Entry* to = out + item * block;
                  for (std::int64_t x = 0; x < block; ++x) to[x] = encode(pairs[x] + linear[x]);
                });
}

/// Portable: every entry by itself from the tables of its block.
template <class Entry, class Encode>
void fill_by_entry(const Array<Entry>& entries, const BlockModel& cut, std::uint64_t first_outer,
                   Encode encode) {
  const int bits = cut.block_bits;
  const std::int64_t n_blocks = static_cast<std::int64_t>(entries.extent(0)) >> bits;
  std::vector<double> linear_values;
  for (std::int64_t b = 0; b < n_blocks; ++b) {
    const BlockLinear linear = linear_part(cut, first_outer + static_cast<std::uint64_t>(b));
    linear_values.push_back(linear.constant);
    linear_values.insert(linear_values.end(), linear.field, linear.field + bits);
  }
  const auto pairs = to_device("entail::pairs", cut.pairs);
  const auto linears = to_device("entail::linears", linear_values);
  Kokkos::parallel_for(
      "entail::CostDiagonal::entries", long_range(static_cast<std::int64_t>(entries.extent(0))),
      KOKKOS_LAMBDA(const std::int64_t k) {
        const std::int64_t x = k & ((std::int64_t{1} << bits) - 1);
        const std::int64_t first = (k >> bits) * (bits + 1);
        double cost = pairs(x) + linears(first);
        for (int i = 0; i < bits; ++i) {
          const double field = linears(first + 1 + i);
          cost += ((x >> i) & 1) != 0 ? -field : field;
        }
        entries(k) = encode(cost);
      });
}

template <class Entry, class Encode>
void fill(KernelPath path, const Array<Entry>& entries, const BlockModel& cut, std::uint64_t first_outer,
          Encode encode) {
  if constexpr (tuned_for_host) {
    if (path == KernelPath::best) return fill_by_doubling(entries, cut, first_outer, encode);
  }
  fill_by_entry(entries, cut, first_outer, encode);
}

/// The unit of the levels and how many there are; unit 0 where the costs have none.
struct Levels {
  double low = 0.0, unit = 0.0;
  int count = 0;
};

// Flipping a spin changes C by 2 (h + sum J z), so with whole coefficients c / scale the costs differ by
// multiples of 2 / scale, and the lowest that could occur is -sum |c| / scale.
Levels levels_of(const IsingModel& model) {
  const double scale = integer_scale(model, 65535.0);
  const auto range = energy_range(model);
  const double reach = (range.high - range.low) / 2;
  if (scale == 0.0 || reach == 0.0 || reach * scale > 65535.0) return {};
  return {-reach, 2.0 / scale, static_cast<int>(std::lround(reach * scale)) + 1};
}

bool use_levels(const IsingModel& model, DiagonalKind kind) {
  const bool possible = levels_of(model).unit > 0.0;
  if (kind == DiagonalKind::levels && !possible)
    throw UsageError(
        "the costs of this model are no whole multiples of a unit, or of more than 65536 levels");
  return possible && kind != DiagonalKind::values;
}

}  // namespace

template <class Real>
double CostDiagonal<Real>::bytes_per_rank(const IsingModel& model, int n_ranks, DiagonalKind kind) {
  const double entry = use_levels(model, kind) ? sizeof(std::uint16_t) : sizeof(Real);
  return bytes_of_power(model.n_spins(), entry, n_ranks) * (n_ranks > 1 ? 2.0 : 1.0);
}

template <class Real>
CostDiagonal<Real>::CostDiagonal(const StateVector<Real>& state, const IsingModel& model, DiagonalKind kind,
                                 KernelPath path)
    : model_(model) {
  require_memory(state.comm(), bytes_per_rank(model, state.comm().size(), kind),
                 fmt::format("the costs for {}", describe_qubits<Real>(model.n_spins())),
                 "use single precision, more machines or fewer qubits");
  const auto range = energy_range(model);
  if (sizeof(Real) == 4 && range.high - range.low > 1e37)
    throw UsageError(
        fmt::format("costs of up to {:.3g} are beyond single precision; use double precision", range.high));
  if (use_levels(model, kind)) {
    const Levels levels = levels_of(model);
    low_ = levels.low;
    unit_ = levels.unit;
    n_levels_ = levels.count;
  }
  std::vector<int> positions(at(state.n_qubits()));
  for (int q = 0; q < state.n_qubits(); ++q) positions[at(q)] = q;
  orders_.push_back(compute(state, positions, path));
  if (state.n_rank_bits() == 0) return;
  for (auto& p : positions) {
    if (p >= state.n_local())
      p -= state.n_rank_bits();
    else if (p >= state.n_local() - state.n_rank_bits())
      p += state.n_rank_bits();
  }
  orders_.push_back(compute(state, positions, path));
}

template <class Real>
CostArray<Real> CostDiagonal<Real>::compute(const StateVector<Real>& state, const std::vector<int>& positions,
                                            KernelPath path) const {
  CostArray<Real> result;
  result.positions = positions;
  const BlockModel cut = cut_model(model_, positions, std::min(most_block_bits, state.n_local()));
  const auto first_outer = static_cast<std::uint64_t>(state.comm().rank())
                           << (state.n_local() - cut.block_bits);
  if (has_levels()) {
    result.levels = AmplitudeArray<std::uint16_t>("entail::cost_levels", state.local_size(), cost_offset);
    fill(path, result.levels.view, cut, first_outer, Level{low_, 1.0 / unit_});
  } else {
    result.values = AmplitudeArray<Real>("entail::cost_values", state.local_size(), cost_offset);
    fill(path, result.values.view, cut, first_outer, Value<Real>{});
  }
  return result;
}

template <class Real>
const CostArray<Real>& CostDiagonal<Real>::in_order_of(const StateVector<Real>& state) const {
  for (const auto& order : orders_)
    if (order.positions == state.positions()) return order;
  throw std::logic_error("the state is in an order for which no costs were computed");
}

template class CostDiagonal<double>;
template class CostDiagonal<float>;

}  // namespace entail::quantum
