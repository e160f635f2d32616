#include "quantum/statevector/gates.hpp"

#include <cmath>

#include "quantum/statevector/host_work.hpp"

namespace entail::quantum {

namespace {

/// A matrix as real and imaginary parts that a kernel can hold.
template <class Real, int n>
struct KernelMatrix {
  Real re[n * n], im[n * n];

  explicit KernelMatrix(const std::array<std::complex<double>, n * n>& matrix) {
    for (std::size_t k = 0; k < n * n; ++k) {
      re[k] = static_cast<Real>(matrix[k].real());
      im[k] = static_cast<Real>(matrix[k].imag());
    }
  }
};

/// Multiplies the n amplitudes at `index` by a matrix.
template <int n, class Real>
KOKKOS_INLINE_FUNCTION void multiply_at(const Array<Real>& re, const Array<Real>& im,
                                        const std::int64_t* index, const KernelMatrix<Real, n>& matrix) {
  Real a_re[n], a_im[n];
  for (int k = 0; k < n; ++k) {
    a_re[k] = re(index[k]);
    a_im[k] = im(index[k]);
  }
  for (int row = 0; row < n; ++row) {
    Real sum_re = 0, sum_im = 0;
    for (int k = 0; k < n; ++k) {
      const Real m_re = matrix.re[row * n + k], m_im = matrix.im[row * n + k];
      sum_re += m_re * a_re[k] - m_im * a_im[k];
      sum_im += m_re * a_im[k] + m_im * a_re[k];
    }
    re(index[row]) = sum_re;
    im(index[row]) = sum_im;
  }
}

KOKKOS_INLINE_FUNCTION std::int64_t insert_zero(std::int64_t k, int position) {
  return ((k >> position) << (position + 1)) | (k & ((std::int64_t{1} << position) - 1));
}

/// Two local positions in rising order and their bits.
struct Pair {
  int low, high;
  std::int64_t bit_a, bit_b;

  Pair(int a, int b)
      : low(std::min(a, b)), high(std::max(a, b)), bit_a(std::int64_t{1} << a), bit_b(std::int64_t{1} << b) {}
  KOKKOS_INLINE_FUNCTION std::int64_t base(std::int64_t k) const {
    return insert_zero(insert_zero(k, low), high);
  }
};

}  // namespace

Matrix2 rotation_x(double angle) {
  const std::complex<double> c = std::cos(angle / 2), s(0.0, -std::sin(angle / 2));
  return {c, s, s, c};
}

Matrix2 rotation_y(double angle) {
  const double c = std::cos(angle / 2), s = std::sin(angle / 2);
  return {c, -s, s, c};
}

Matrix2 rotation_z(double angle) {
  return {std::polar(1.0, -angle / 2), 0.0, 0.0, std::polar(1.0, angle / 2)};
}

Matrix2 hadamard() {
  const double r = std::sqrt(0.5);
  return {r, r, r, -r};
}

Matrix2 product(const Matrix2& left, const Matrix2& right) {
  return {left[0] * right[0] + left[1] * right[2], left[0] * right[1] + left[1] * right[3],
          left[2] * right[0] + left[3] * right[2], left[2] * right[1] + left[3] * right[3]};
}

Matrix4 xy_rotation(double beta) {
  const std::complex<double> c = std::cos(beta), s(0.0, -std::sin(beta));
  return {1, 0, 0, 0, 0, c, s, 0, 0, s, c, 0, 0, 0, 0, 1};
}

template <class Real>
void apply_gate(StateVector<Real>& state, int qubit, const Matrix2& gate) {
  state.make_local({qubit});
  const int position = state.position(qubit);
  const KernelMatrix<Real, 2> matrix(gate);
  const auto re = state.re(), im = state.im();
  Kokkos::parallel_for(
      "entail::apply_gate", long_range(state.local_size() / 2), KOKKOS_LAMBDA(const std::int64_t k) {
        const std::int64_t zero = insert_zero(k, position);
        const std::int64_t index[2] = {zero, zero | (std::int64_t{1} << position)};
        multiply_at<2>(re, im, index, matrix);
      });
}

template <class Real>
void apply_controlled(StateVector<Real>& state, int control, int target, const Matrix2& gate) {
  state.make_local({control, target});
  const Pair pair(state.position(control), state.position(target));
  const KernelMatrix<Real, 2> matrix(gate);
  const auto re = state.re(), im = state.im();
  Kokkos::parallel_for(
      "entail::apply_controlled", long_range(state.local_size() / 4), KOKKOS_LAMBDA(const std::int64_t k) {
        const std::int64_t base = pair.base(k) | pair.bit_a;
        const std::int64_t index[2] = {base, base | pair.bit_b};
        multiply_at<2>(re, im, index, matrix);
      });
}

template <class Real>
void apply_gate(StateVector<Real>& state, int a, int b, const Matrix4& gate) {
  state.make_local({a, b});
  const Pair pair(state.position(a), state.position(b));
  const KernelMatrix<Real, 4> matrix(gate);
  const auto re = state.re(), im = state.im();
  Kokkos::parallel_for(
      "entail::apply_two_qubit_gate", long_range(state.local_size() / 4),
      KOKKOS_LAMBDA(const std::int64_t k) {
        const std::int64_t base = pair.base(k);
        const std::int64_t index[4] = {base, base | pair.bit_a, base | pair.bit_b,
                                       base | pair.bit_a | pair.bit_b};
        multiply_at<4>(re, im, index, matrix);
      });
}

template <class Real>
void apply_xy_rotation(StateVector<Real>& state, int a, int b, double beta) {
  state.make_local({a, b});
  const Pair pair(state.position(a), state.position(b));
  const Real c = static_cast<Real>(std::cos(beta)), s = static_cast<Real>(std::sin(beta));
  const auto re = state.re(), im = state.im();
  Kokkos::parallel_for(
      "entail::apply_xy_rotation", long_range(state.local_size() / 4), KOKKOS_LAMBDA(const std::int64_t k) {
        const std::int64_t base = pair.base(k), x = base | pair.bit_a, y = base | pair.bit_b;
        const Real x_re = re(x), x_im = im(x), y_re = re(y), y_im = im(y);
        re(x) = c * x_re + s * y_im;
        im(x) = c * x_im - s * y_re;
        re(y) = c * y_re + s * x_im;
        im(y) = c * y_im - s * x_re;
      });
}

std::vector<std::pair<int, int>> ring_pairs(const std::vector<int>& ring) {
  std::vector<std::pair<int, int>> pairs;
  const std::size_t k = ring.size();
  for (std::size_t start = 0; start < 2; ++start)
    for (std::size_t i = start; i + 1 < k; i += 2) pairs.emplace_back(ring[i], ring[i + 1]);
  if (k > 2) pairs.emplace_back(ring[k - 1], ring[0]);
  return pairs;
}

template <class Real>
void apply_xy_ring(StateVector<Real>& state, const std::vector<int>& ring, double beta) {
  for (const auto& [a, b] : ring_pairs(ring)) apply_xy_rotation(state, a, b, beta);
}

#define ENTAIL_INSTANTIATE(Real)                                                \
  template void apply_gate(StateVector<Real>&, int, const Matrix2&);            \
  template void apply_controlled(StateVector<Real>&, int, int, const Matrix2&); \
  template void apply_gate(StateVector<Real>&, int, int, const Matrix4&);       \
  template void apply_xy_rotation(StateVector<Real>&, int, int, double);        \
  template void apply_xy_ring(StateVector<Real>&, const std::vector<int>&, double);
ENTAIL_INSTANTIATE(double)
ENTAIL_INSTANTIATE(float)
#undef ENTAIL_INSTANTIATE

}  // namespace entail::quantum
