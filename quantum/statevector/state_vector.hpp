/// The amplitudes of n qubits, distributed over a power of two of ranks.
///
/// Qubit q is bit q of the index; z = 1 - 2 bit. Real and imaginary parts are stored apart. A rank holds the
/// amplitudes of 2^n_local configurations: the positions 0 … n_local-1 are the bits of its local index, the
/// positions from n_local on are the bits of the rank. `position(q)` tells where qubit q stands; at home it
/// is q. Operations on qubits at rank positions first exchange them with local ones.
#pragma once

#include <complex>
#include <cstdint>
#include <vector>

#include "base/parallel.hpp"
#include "quantum/statevector/amplitude_array.hpp"

namespace entail::quantum {

template <class Real>
class StateVector {
 public:
  /// Allocates the state |0…0>. Collective. Throws UsageError when the number of ranks is no power of two or
  /// more than the state has amplitudes, or when the memory does not suffice.
  /// States that are worked on together do well to have different places (0, 1): it keeps them out of each
  /// other's cache sets.
  StateVector(const Comm& comm, int n_qubits, int place = 0);
  StateVector(StateVector&&) noexcept = default;
  StateVector& operator=(StateVector&&) noexcept = default;
  StateVector(const StateVector&) = delete;
  StateVector& operator=(const StateVector&) = delete;

  /// Copies the amplitudes and the order of a state of the same size.
  void copy_from(const StateVector& other);

  const Comm& comm() const { return comm_; }
  int n_qubits() const { return n_qubits_; }
  int n_local() const { return n_local_; }
  int n_rank_bits() const { return n_qubits_ - n_local_; }
  std::int64_t local_size() const { return std::int64_t{1} << n_local_; }

  const Array<Real>& re() const { return re_.view; }
  const Array<Real>& im() const { return im_.view; }

  int position(int qubit) const { return positions_[static_cast<std::size_t>(qubit)]; }
  const std::vector<int>& positions() const { return positions_; }
  bool at_home() const;

  /// Sets all amplitudes to 2^(-n/2), or to one configuration. Brings every qubit home.
  void set_plus();
  void set_basis_state(std::uint64_t configuration);

  /// Declares every qubit at home without touching the amplitudes, which are about to be overwritten.
  void reset_order();

  /// Declares the qubits to stand as in another state of the same size, likewise.
  void adopt_order(const StateVector& other) { positions_ = other.positions_; }

  /// Exchanges the rank positions with as many top local positions, in place: blocks travel in chunks, once.
  /// Applied twice it restores the order. Collective.
  void exchange_top();

  /// Exchanges the qubits at a local and a rank position. Collective.
  void exchange_positions(int local_position, int rank_position);

  /// Brings all given qubits to local positions. Collective; at most n_local qubits.
  void make_local(const std::vector<int>& qubits);

  /// Moves local qubits to the top local positions, the last of them to the highest.
  void move_to_top(const std::vector<int>& qubits);

  /// Brings every qubit home. Collective.
  void bring_home();

  /// The configuration that belongs to a local index of this rank, whatever the order of the qubits.
  std::uint64_t configuration(std::int64_t local_index) const;

  /// The whole state on every rank in home order, for tests and small states. Collective.
  std::vector<std::complex<double>> gather();

  /// Sets the whole state from its home order; every rank gives the same 2^n values.
  void set(const std::vector<std::complex<double>>& amplitudes);

  /// The memory of a state on one rank [bytes].
  static double bytes_per_rank(int n_qubits, int n_ranks);

 private:
  void swap_local_positions(int a, int b);
  /// Exchanges the amplitudes [first, first + size) of this rank with those in the same place of a peer.
  void exchange_block(std::int64_t first, std::int64_t size, int peer);
  int qubit_at(int position) const;

  Comm comm_;
  int n_qubits_, n_local_;
  AmplitudeArray<Real> re_, im_;
  std::vector<int> positions_;
};

/// The memory of an array of 2^n values of `bytes` each, divided among ranks.
double bytes_of_power(int n, double bytes, int n_ranks);

/// "30 qubits in double precision".
template <class Real>
std::string describe_qubits(int n_qubits);

}  // namespace entail::quantum
