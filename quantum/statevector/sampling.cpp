#include "quantum/statevector/sampling.hpp"

#include <algorithm>
#include <numeric>

#include "base/random.hpp"
#include "quantum/statevector/block_sums.hpp"

namespace entail::quantum {

namespace {

struct Probability {
  template <class V>
  KOKKOS_INLINE_FUNCTION V operator()(V re, V im, V) const {
    return re * re + im * im;
  }
};

constexpr std::uint64_t shot_stream = 0x73686f74;  // "shot"

/// |a|^2 of the amplitudes [first, first + size) on the host.
template <class Real>
std::vector<double> probabilities(const StateVector<Real>& state, std::int64_t first, std::int64_t size) {
  const auto range = std::pair<std::int64_t, std::int64_t>(first, first + size);
  const auto re = to_host(Kokkos::subview(state.re(), range)),
             im = to_host(Kokkos::subview(state.im(), range));
  std::vector<double> p(re.size());
  for (std::size_t k = 0; k < p.size(); ++k) {
    const double r = static_cast<double>(re[k]), i = static_cast<double>(im[k]);
    p[k] = r * r + i * i;
  }
  return p;
}

/// A shot of this rank: where its number falls within the rank's probability, and which shot it is.
struct Shot {
  double level;
  std::int64_t number;
};

/// The number in [0, 1) that decides a shot.
double number_of(std::uint64_t seed, std::int64_t shot) {
  return random::uniform(seed, shot_stream, static_cast<std::uint64_t>(shot));
}

/// The mirror image of configuration k is 2^n - 1 - k, so that the whole state's distribution function is
/// that of the half state, halved, followed by itself from the top down.
double place_in_half(double number) { return number < 0.5 ? 2 * number : 2 * (1 - number); }

/// The shots that fall to this rank, by rising level. All ranks divide the unit interval in the same way.
std::vector<Shot> shots_of_this_rank(const Comm& comm, double own_probability, std::int64_t n_shots,
                                     std::uint64_t seed, bool mirrored) {
  std::vector<double> share(static_cast<std::size_t>(comm.size()));
  MPI_Allgather(&own_probability, 1, MPI_DOUBLE, share.data(), 1, MPI_DOUBLE, comm.handle());
  std::vector<double> end(share.size());
  std::partial_sum(share.begin(), share.end(), end.begin());
  std::vector<Shot> own;
  for (std::int64_t s = 0; s < n_shots; ++s) {
    const double number = number_of(seed, s),
                 level = end.back() * (mirrored ? place_in_half(number) : number);
    const auto rank = std::min<std::ptrdiff_t>(std::upper_bound(end.begin(), end.end(), level) - end.begin(),
                                               comm.size() - 1);
    if (rank == comm.rank())
      own.push_back({level - (end[static_cast<std::size_t>(rank)] - own_probability), s});
  }
  std::sort(own.begin(), own.end(), [](const Shot& a, const Shot& b) { return a.level < b.level; });
  return own;
}

}  // namespace

template <class Real>
std::vector<std::uint64_t> sample(StateVector<Real>& state, std::int64_t n_shots, std::uint64_t seed,
                                  bool mirrored) {
  state.bring_home();
  const auto sums = block_sums(state, Probability{});
  const double own = std::accumulate(sums.begin(), sums.end(), 0.0);
  const std::int64_t block = std::min(std::int64_t{1} << sum_block_bits, state.local_size());
  std::vector<std::uint64_t> configurations(static_cast<std::size_t>(n_shots));
  std::size_t b = 0, held = sums.size();
  std::vector<double> p;
  double before = 0.0;
  for (const auto& [level, number] : shots_of_this_rank(state.comm(), own, n_shots, seed, mirrored)) {
    while (b + 1 < sums.size() && before + sums[b] <= level) before += sums[b++];
    if (held != b) p = probabilities(state, static_cast<std::int64_t>(held = b) * block, block);
    double reached = before;
    std::size_t k = 0, last_possible = 0;
    for (; k < p.size(); ++k) {
      if (p[k] > 0.0) last_possible = k;
      reached += p[k];
      if (reached > level) break;
    }
    if (k == p.size()) k = last_possible;  // rounding at the end of the interval
    configurations[static_cast<std::size_t>(number)] =
        state.configuration(static_cast<std::int64_t>(b) * block + static_cast<std::int64_t>(k));
  }
  // Each shot was drawn by one rank; all others hold 0.
  MPI_Allreduce(MPI_IN_PLACE, configurations.data(), static_cast<int>(n_shots), MPI_UINT64_T, MPI_SUM,
                state.comm().handle());
  if (mirrored) {
    const std::uint64_t all = (std::uint64_t{2} << state.n_qubits()) - 1;
    for (std::int64_t s = 0; s < n_shots; ++s)
      if (number_of(seed, s) >= 0.5) configurations[static_cast<std::size_t>(s)] ^= all;
  }
  return configurations;
}

template <class Real>
LikelyConfiguration most_likely(StateVector<Real>& state) {
  state.bring_home();
  using Location = Kokkos::MaxLoc<double, std::int64_t>;
  typename Location::value_type best;
  const auto re = state.re(), im = state.im();
  Kokkos::parallel_reduce(
      "entail::most_likely", long_range(state.local_size()),
      KOKKOS_LAMBDA(const std::int64_t k, typename Location::value_type& found) {
        const double r = static_cast<double>(re(k)), m = static_cast<double>(im(k)), p = r * r + m * m;
        if (p > found.val || (p == found.val && k < found.loc)) {
          found.val = p;
          found.loc = k;
        }
      },
      Location(best));
  // Of equally likely ones the lowest: ranks are in the order of configurations.
  const double probability = state.comm().max(best.val);
  const std::int64_t none = std::int64_t{1} << 62;
  const auto own = best.val == probability ? static_cast<std::int64_t>(state.configuration(best.loc)) : none;
  return {static_cast<std::uint64_t>(-state.comm().max(-own)), probability};
}

template <class Real>
double probability_of(StateVector<Real>& state, std::uint64_t configuration) {
  state.bring_home();
  double p = 0.0;
  if (static_cast<int>(configuration >> state.n_local()) == state.comm().rank())
    p = probabilities(state, static_cast<std::int64_t>(configuration) & (state.local_size() - 1), 1)[0];
  return state.comm().sum(p);
}

#define ENTAIL_INSTANTIATE(Real)                                                                     \
  template std::vector<std::uint64_t> sample(StateVector<Real>&, std::int64_t, std::uint64_t, bool); \
  template LikelyConfiguration most_likely(StateVector<Real>&);                                      \
  template double probability_of(StateVector<Real>&, std::uint64_t);
ENTAIL_INSTANTIATE(double)
ENTAIL_INSTANTIATE(float)
#undef ENTAIL_INSTANTIATE

}  // namespace entail::quantum
