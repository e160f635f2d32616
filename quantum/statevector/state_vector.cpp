#include "quantum/statevector/state_vector.hpp"

#include <fmt/format.h>

#include <bit>
#include <cmath>
#include <numeric>

#include "base/error.hpp"
#include "base/memory.hpp"
#include "quantum/statevector/host_work.hpp"

namespace entail::quantum {

namespace {

// A power-of-two distance between real and imaginary parts would put both into the same cache sets.
constexpr std::size_t imaginary_offset = 2112;
constexpr std::size_t place_offset = 576;

template <class Real>
MPI_Datatype mpi_type() {
  return sizeof(Real) == 8 ? MPI_DOUBLE : MPI_FLOAT;
}

int log2_of_ranks(const Comm& comm) {
  const auto ranks = static_cast<unsigned>(comm.size());
  if (!std::has_single_bit(ranks))
    throw UsageError(
        fmt::format("a state vector is distributed over a power of two of ranks, not over {}; use {} or {}",
                    ranks, std::bit_floor(ranks), std::bit_ceil(ranks)));
  return std::countr_zero(ranks);
}

/// Exchanges `size` values with a peer in place, through buffers of one chunk. Device arrays are staged on
/// the host.
template <class Real>
void exchange_range(const Array<Real>& values, std::int64_t first, std::int64_t size, int peer,
                    const Comm& comm) {
  constexpr std::int64_t chunk = std::int64_t{1} << 20;
  using Buffer = Kokkos::View<Real*, Kokkos::HostSpace>;
  const auto capacity = static_cast<std::size_t>(std::min(chunk, size));
  const Buffer out(Kokkos::view_alloc("entail::exchange_out", Kokkos::WithoutInitializing), capacity);
  const Buffer in(Kokkos::view_alloc("entail::exchange_in", Kokkos::WithoutInitializing), capacity);
  for (std::int64_t done = 0; done < size; done += chunk) {
    const std::int64_t count = std::min(chunk, size - done);
    const auto part = Kokkos::subview(values, std::pair(first + done, first + done + count));
    const auto range = std::pair<std::int64_t, std::int64_t>(0, count);
    Kokkos::deep_copy(Kokkos::subview(out, range), part);
    MPI_Sendrecv(out.data(), static_cast<int>(count), mpi_type<Real>(), peer, 0, in.data(),
                 static_cast<int>(count), mpi_type<Real>(), peer, 0, comm.handle(), MPI_STATUS_IGNORE);
    Kokkos::deep_copy(part, Kokkos::subview(in, range));
  }
}

/// Exchanges two bits of the index of all amplitudes.
template <class Real>
void swap_bits(const Array<Real>& re, const Array<Real>& im, int low, int high) {
  const std::int64_t low_bit = std::int64_t{1} << low, high_bit = std::int64_t{1} << high;
  Kokkos::parallel_for(
      "entail::StateVector::swap_bits", long_range(static_cast<std::int64_t>(re.extent(0)) / 4),
      KOKKOS_LAMBDA(const std::int64_t k) {
        // Insert zeros at both positions, then swap 01 with 10.
        std::int64_t index = ((k >> low) << (low + 1)) | (k & (low_bit - 1));
        index = ((index >> high) << (high + 1)) | (index & (high_bit - 1));
        const std::int64_t one = index | low_bit, other = index | high_bit;
        const Real r = re(one), m = im(one);
        re(one) = re(other);
        im(one) = im(other);
        re(other) = r;
        im(other) = m;
      });
}

}  // namespace

double bytes_of_power(int n, double bytes, int n_ranks) { return std::ldexp(bytes, n) / n_ranks; }

template <class Real>
std::string describe_qubits(int n_qubits) {
  return fmt::format("{} qubits in {} precision", n_qubits, sizeof(Real) == 8 ? "double" : "single");
}

template <class Real>
double StateVector<Real>::bytes_per_rank(int n_qubits, int n_ranks) {
  return bytes_of_power(n_qubits, 2.0 * sizeof(Real), n_ranks);
}

template <class Real>
StateVector<Real>::StateVector(const Comm& comm, int n_qubits, int place) : comm_(comm), n_qubits_(n_qubits) {
  const int rank_bits = log2_of_ranks(comm);
  if (n_qubits < 1 || n_qubits > 60)
    throw UsageError(fmt::format("a state vector has 1 to 60 qubits, not {}: that would take 2^{} bytes",
                                 n_qubits, n_qubits + (sizeof(Real) == 8 ? 4 : 3)));
  n_local_ = n_qubits - rank_bits;
  if (n_local_ < rank_bits)
    throw UsageError(
        fmt::format("{} qubits on {} ranks leave less than one amplitude for each pair of ranks; use "
                    "fewer ranks",
                    n_qubits, comm.size()));
  require_memory(comm, bytes_per_rank(n_qubits, comm.size()), describe_qubits<Real>(n_qubits),
                 "use single precision, more machines or fewer qubits");
  const std::size_t offset = static_cast<std::size_t>(place) * place_offset;
  re_ = AmplitudeArray<Real>("entail::re", local_size(), offset);
  im_ = AmplitudeArray<Real>("entail::im", local_size(), offset + imaginary_offset);
  positions_.resize(static_cast<std::size_t>(n_qubits));
  set_basis_state(0);
}

template <class Real>
void StateVector<Real>::copy_from(const StateVector& other) {
  Kokkos::deep_copy(re(), other.re());
  Kokkos::deep_copy(im(), other.im());
  positions_ = other.positions_;
}

template <class Real>
bool StateVector<Real>::at_home() const {
  for (int q = 0; q < n_qubits_; ++q)
    if (position(q) != q) return false;
  return true;
}

template <class Real>
void StateVector<Real>::reset_order() {
  std::iota(positions_.begin(), positions_.end(), 0);
}

template <class Real>
void StateVector<Real>::set_plus() {
  reset_order();
  const Real value = static_cast<Real>(std::exp2(-0.5 * n_qubits_));
  const auto re = this->re(), im = this->im();
  Kokkos::parallel_for(
      "entail::StateVector::plus", long_range(local_size()), KOKKOS_LAMBDA(const std::int64_t k) {
        re(k) = value;
        im(k) = 0;
      });
}

template <class Real>
void StateVector<Real>::set_basis_state(std::uint64_t configuration) {
  reset_order();
  const auto rank = static_cast<int>(configuration >> n_local_);
  const auto local =
      rank == comm_.rank() ? static_cast<std::int64_t>(configuration) & (local_size() - 1) : -1;
  const auto re = this->re(), im = this->im();
  Kokkos::parallel_for(
      "entail::StateVector::basis_state", long_range(local_size()), KOKKOS_LAMBDA(const std::int64_t k) {
        re(k) = k == local ? Real(1) : Real(0);
        im(k) = 0;
      });
}

template <class Real>
int StateVector<Real>::qubit_at(int place) const {
  for (int q = 0; q < n_qubits_; ++q)
    if (position(q) == place) return q;
  return -1;  // not reached: positions are a permutation
}

template <class Real>
void StateVector<Real>::exchange_block(std::int64_t first, std::int64_t size, int peer) {
  Kokkos::fence();
  exchange_range(re(), first, size, peer, comm_);
  exchange_range(im(), first, size, peer, comm_);
}

// The top bits of the local index select the block for the rank of that number, which sends its own block for
// us.
template <class Real>
void StateVector<Real>::exchange_top() {
  const int bits = n_rank_bits();
  if (bits == 0) return;
  const std::int64_t block = local_size() >> bits;
  for (int step = 1; step < comm_.size(); ++step) {
    const int peer = comm_.rank() ^ step;
    exchange_block(peer * block, block, peer);
  }
  for (auto& place : positions_) {
    if (place >= n_local_)
      place -= bits;
    else if (place >= n_local_ - bits)
      place += bits;
  }
}

// The local position is first swapped with the top one, so that what travels is one contiguous half.
template <class Real>
void StateVector<Real>::exchange_positions(int local_position, int rank_position) {
  const int top = n_local_ - 1;
  if (local_position != top) swap_local_positions(local_position, top);
  const int bit = rank_position - n_local_;
  const int peer = comm_.rank() ^ (1 << bit);
  const bool mine_is_one = ((comm_.rank() >> bit) & 1) != 0;
  const std::int64_t half = local_size() / 2;
  exchange_block(mine_is_one ? 0 : half, half, peer);
  std::swap(positions_[static_cast<std::size_t>(qubit_at(top))],
            positions_[static_cast<std::size_t>(qubit_at(rank_position))]);
}

template <class Real>
void StateVector<Real>::swap_local_positions(int a, int b) {
  swap_bits(re(), im(), std::min(a, b), std::max(a, b));
  const auto qubit_a = static_cast<std::size_t>(qubit_at(a)), qubit_b = static_cast<std::size_t>(qubit_at(b));
  std::swap(positions_[qubit_a], positions_[qubit_b]);
}

template <class Real>
void StateVector<Real>::make_local(const std::vector<int>& qubits) {
  const auto wanted = [&](int qubit) {
    return std::find(qubits.begin(), qubits.end(), qubit) != qubits.end();
  };
  for (const int qubit : qubits) {
    if (position(qubit) < n_local_) continue;
    int free = n_local_ - 1;
    while (free >= 0 && wanted(qubit_at(free))) --free;
    if (free < 0)
      throw UsageError(
          fmt::format("{} qubits cannot be local to each of {} ranks with {} local qubits; use fewer "
                      "ranks",
                      qubits.size(), comm_.size(), n_local_));
    exchange_positions(free, position(qubit));
  }
}

template <class Real>
void StateVector<Real>::move_to_top(const std::vector<int>& qubits) {
  int place = n_local_ - static_cast<int>(qubits.size());
  for (const int qubit : qubits) {
    if (position(qubit) != place) swap_local_positions(position(qubit), place);
    ++place;
  }
}

template <class Real>
void StateVector<Real>::bring_home() {
  // First each rank position gets the qubit that belongs there, then local positions are sorted.
  for (int place = n_local_; place < n_qubits_; ++place) {
    if (position(place) == place) continue;
    if (position(place) >= n_local_) exchange_positions(n_local_ - 1, position(place));
    exchange_positions(position(place), place);
  }
  for (int place = 0; place < n_local_; ++place)
    if (position(place) != place) swap_local_positions(position(place), place);
}

template <class Real>
std::uint64_t StateVector<Real>::configuration(std::int64_t local_index) const {
  const auto index =
      static_cast<std::uint64_t>(local_index) | (static_cast<std::uint64_t>(comm_.rank()) << n_local_);
  std::uint64_t result = 0;
  for (int q = 0; q < n_qubits_; ++q) result |= ((index >> position(q)) & 1) << q;
  return result;
}

template <class Real>
std::vector<std::complex<double>> StateVector<Real>::gather() {
  bring_home();
  Kokkos::fence();
  const auto own_re = to_host(re()), own_im = to_host(im());
  const std::vector<double> wide_re(own_re.begin(), own_re.end()), wide_im(own_im.begin(), own_im.end());
  const auto total = static_cast<std::size_t>(local_size()) * static_cast<std::size_t>(comm_.size());
  std::vector<double> all_re(total), all_im(total);
  const int count = static_cast<int>(local_size());
  MPI_Allgather(wide_re.data(), count, MPI_DOUBLE, all_re.data(), count, MPI_DOUBLE, comm_.handle());
  MPI_Allgather(wide_im.data(), count, MPI_DOUBLE, all_im.data(), count, MPI_DOUBLE, comm_.handle());
  std::vector<std::complex<double>> result(total);
  for (std::size_t k = 0; k < total; ++k) result[k] = {all_re[k], all_im[k]};
  return result;
}

template <class Real>
void StateVector<Real>::set(const std::vector<std::complex<double>>& amplitudes) {
  reset_order();
  const std::size_t first = static_cast<std::size_t>(local_size()) * static_cast<std::size_t>(comm_.rank());
  const auto re_host = Kokkos::create_mirror_view(re()), im_host = Kokkos::create_mirror_view(im());
  for (std::size_t k = 0; k < static_cast<std::size_t>(local_size()); ++k) {
    re_host(k) = static_cast<Real>(amplitudes[first + k].real());
    im_host(k) = static_cast<Real>(amplitudes[first + k].imag());
  }
  Kokkos::deep_copy(re(), re_host);
  Kokkos::deep_copy(im(), im_host);
}

template class StateVector<double>;
template class StateVector<float>;
template std::string describe_qubits<double>(int);
template std::string describe_qubits<float>(int);

}  // namespace entail::quantum
