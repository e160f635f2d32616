#include "quantum/statevector/product_phase.hpp"

namespace entail::quantum {

namespace {

std::size_t at(std::ptrdiff_t k) { return static_cast<std::size_t>(k); }

/// The most rows or columns of a block.
constexpr std::size_t most_side = 1024;

/// Complex numbers, parts apart.
struct Phases {
  double* re;
  double* im;
};

/// exp(2 pi i turns) for n numbers, a multiple of the lanes.
void exponentials(const double* turns, std::ptrdiff_t n, const Phases& to) {
  for (std::ptrdiff_t k = 0; k < n; k += simd::lanes<double>) {
    const auto phase = simd::cos_sin<double>(simd::load(turns + k));
    simd::store(to.re + k, phase.cosine);
    simd::store(to.im + k, phase.sine);
  }
}

/// table(x) = first * prod of step(i) over the bits i of x that are 1.
void expand_products(std::complex<double> first, const Phases& step, int bits, const Phases& table) {
  table.re[0] = first.real();
  table.im[0] = first.imag();
  for (int i = 0; i < bits; ++i) {
    const std::ptrdiff_t half = std::ptrdiff_t{1} << i;
    const double re = step.re[i], im = step.im[i];
#pragma GCC ivdep
    for (std::ptrdiff_t x = 0; x < half; ++x) {
      table.re[half + x] = table.re[x] * re - table.im[x] * im;
      table.im[half + x] = table.re[x] * im + table.im[x] * re;
    }
  }
}

IsingModel scaled(const IsingModel& model, double factor) {
  IsingModel result = model;
  for (double& field : result.fields) field *= factor;
  for (auto& term : result.couplings) term.value *= factor;
  return result;
}

}  // namespace

template <class Real>
PhaseTables<Real>::PhaseTables(const StateVector<Real>& state, const IsingModel& model,
                               const BlockShape& shape, double gamma, std::complex<double> factor)
    : shape_(shape),
      rank_bits_(static_cast<std::uint64_t>(state.comm().rank()) << state.n_local()),
      factor_(factor) {
  std::vector<int> bits;
  for (const int position : state.positions()) bits.push_back(shape.bit_of(position));
  model_ = cut_model(scaled(model, -gamma / (2 * std::numbers::pi)), bits, shape.bits());
  const std::size_t size = model_.pairs.size();
  std::vector<double> re(size), im(size);
  exponentials(model_.pairs.data(), static_cast<std::ptrdiff_t>(size), {re.data(), im.data()});
  pairs_.resize(size / at(simd::lanes<Real>));
  for (std::size_t k = 0; k < size; ++k) {
    auto& entry = pairs_[k / at(simd::lanes<Real>)];
    entry.re[k % at(simd::lanes<Real>)] = static_cast<Real>(re[k]);
    entry.im[k % at(simd::lanes<Real>)] = static_cast<Real>(im[k]);
  }
}

template <class Real>
ProductPhase<Real>::ProductPhase(const PhaseTables<Real>& tables)
    : tables_(&tables),
      column_bits_(tables.shape_.column_bits),
      columns_(std::size_t{1} << (column_bits_ - simd::lane_bits<Real>)),
      rows_(std::size_t{1} << tables.shape_.row_bits) {}

template <class Real>
void ProductPhase<Real>::start_block(std::int64_t index) {
  const BlockShape& shape = tables_->shape_;
  const auto linear =
      linear_part(tables_->model_, shape.outer(static_cast<std::uint64_t>(index) | tables_->rank_bits_));
  // The phase of all bits up, of the columns and of the rows, and what turning a bit multiplies it by.
  alignas(64) double turns[64] = {}, step_re[64], step_im[64];
  double column_turns = 0.0, row_turns = linear.constant;
  for (int i = 0; i < shape.bits(); ++i) {
    (i < column_bits_ ? column_turns : row_turns) += linear.field[i];
    turns[i] = -2 * linear.field[i];
  }
  turns[shape.bits()] = column_turns;
  turns[shape.bits() + 1] = row_turns;
  constexpr std::ptrdiff_t lanes = simd::lanes<double>;
  exponentials(turns, (shape.bits() + 2 + lanes - 1) / lanes * lanes, {step_re, step_im});
  const auto phase = [&](int k) { return std::complex<double>(step_re[k], step_im[k]); };

  double re[most_side], im[most_side];
  expand_products(phase(shape.bits()), {step_re, step_im}, column_bits_, {re, im});
  for (std::size_t k = 0; k < columns_.size(); ++k)
    for (std::ptrdiff_t lane = 0; lane < simd::lanes<Real>; ++lane) {
      columns_[k].re[lane] = static_cast<Real>(re[at(lane) + k * at(simd::lanes<Real>)]);
      columns_[k].im[lane] = static_cast<Real>(im[at(lane) + k * at(simd::lanes<Real>)]);
    }
  expand_products(tables_->factor_ * phase(shape.bits() + 1),
                  {step_re + column_bits_, step_im + column_bits_}, shape.row_bits, {re, im});
  for (std::size_t k = 0; k < rows_.size(); ++k)
    rows_[k] = {static_cast<Real>(re[k]), static_cast<Real>(im[k])};
}

template class PhaseTables<double>;
template class PhaseTables<float>;
template class ProductPhase<double>;
template class ProductPhase<float>;

}  // namespace entail::quantum
