/// Gates on one and two qubits, for states of any size on any execution space. All are collective: a qubit
/// that stands at a rank position is first exchanged with a local one.
#pragma once

#include <array>
#include <complex>

#include "quantum/statevector/state_vector.hpp"

namespace entail::quantum {

/// A 2 x 2 matrix by rows, on |0>, |1>.
using Matrix2 = std::array<std::complex<double>, 4>;

/// A 4 x 4 matrix by rows, on |00>, |01>, |10>, |11> of two qubits (a, b): a is the lower bit, so |01> is a
/// = 1.
using Matrix4 = std::array<std::complex<double>, 16>;

Matrix2 rotation_x(double angle);  ///< exp(-i angle X / 2)
Matrix2 rotation_y(double angle);  ///< exp(-i angle Y / 2)
Matrix2 rotation_z(double angle);  ///< exp(-i angle Z / 2)
Matrix2 hadamard();
Matrix2 product(const Matrix2& left, const Matrix2& right);

/// exp(-i beta (X X + Y Y) / 2): turns |01> and |10> into each other.
Matrix4 xy_rotation(double beta);

template <class Real>
void apply_gate(StateVector<Real>& state, int qubit, const Matrix2& gate);

/// Applies the gate where the control qubit is 1.
template <class Real>
void apply_controlled(StateVector<Real>& state, int control, int target, const Matrix2& gate);

template <class Real>
void apply_gate(StateVector<Real>& state, int a, int b, const Matrix4& gate);

/// exp(-i beta (X_a X_b + Y_a Y_b) / 2), on the half of the amplitudes that it touches.
template <class Real>
void apply_xy_rotation(StateVector<Real>& state, int a, int b, double beta);

/// The same on each neighbouring pair of a ring of qubits: pairs that start at even places, then at odd ones,
/// and last the pair that closes a ring of odd length. A ring of two qubits has one pair.
template <class Real>
void apply_xy_ring(StateVector<Real>& state, const std::vector<int>& ring, double beta);

/// The pairs of a ring in the order in which apply_xy_ring takes them.
std::vector<std::pair<int, int>> ring_pairs(const std::vector<int>& ring);

}  // namespace entail::quantum
