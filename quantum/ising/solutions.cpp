#include "quantum/ising/solutions.hpp"

#include <algorithm>

namespace entail::quantum {

namespace {

bool before(const Solution& a, const Solution& b) {
  return a.energy != b.energy ? a.energy < b.energy : a.bits < b.bits;
}

}  // namespace

bool SolutionPool::add(Solution solution) {
  if (!wants(solution.energy) || capacity_ == 0) return false;
  const auto place = std::lower_bound(solutions_.begin(), solutions_.end(), solution, before);
  if (place != solutions_.end() && place->energy == solution.energy && place->bits == solution.bits) {
    place->count += solution.count;
    return false;
  }
  const bool is_best = solutions_.empty() || solution.energy < solutions_.front().energy;
  solutions_.insert(place, std::move(solution));
  if (solutions_.size() > capacity_) solutions_.pop_back();
  return is_best;
}

void SolutionPool::merge(const Comm& comm, int n) {
  if (comm.size() == 1) return;
  const auto width = static_cast<std::size_t>(n);
  std::vector<Solution> all;
  for (int rank = 0; rank < comm.size(); ++rank) {
    const auto own = static_cast<std::int64_t>(solutions_.size());
    std::vector<std::int64_t> counts{own};
    MPI_Bcast(counts.data(), 1, MPI_INT64_T, rank, comm.handle());
    const auto size = static_cast<std::size_t>(counts[0]);
    counts.resize(size);
    std::vector<double> energies(size);
    std::vector<std::uint8_t> bits(size * width);
    if (rank == comm.rank())
      for (std::size_t k = 0; k < size; ++k) {
        counts[k] = solutions_[k].count;
        energies[k] = solutions_[k].energy;
        std::copy(solutions_[k].bits.begin(), solutions_[k].bits.end(),
                  bits.begin() + static_cast<std::ptrdiff_t>(k * width));
      }
    MPI_Bcast(counts.data(), static_cast<int>(size), MPI_INT64_T, rank, comm.handle());
    MPI_Bcast(energies.data(), static_cast<int>(size), MPI_DOUBLE, rank, comm.handle());
    MPI_Bcast(bits.data(), static_cast<int>(bits.size()), MPI_UINT8_T, rank, comm.handle());
    for (std::size_t k = 0; k < size; ++k) {
      const auto first = bits.begin() + static_cast<std::ptrdiff_t>(k * width);
      all.push_back({energies[k], {first, first + n}, counts[k]});
    }
  }
  solutions_.clear();
  for (auto& solution : all) add(std::move(solution));
}

std::vector<std::uint8_t> bits_of_state(std::uint64_t state, int n) {
  std::vector<std::uint8_t> bits(static_cast<std::size_t>(n));
  for (std::size_t q = 0; q < bits.size(); ++q) bits[q] = (state >> q) & 1;
  return bits;
}

std::uint64_t state_of_bits(const std::vector<std::uint8_t>& bits) {
  std::uint64_t state = 0;
  for (std::size_t q = 0; q < bits.size(); ++q) state |= static_cast<std::uint64_t>(bits[q] & 1) << q;
  return state;
}

}  // namespace entail::quantum
