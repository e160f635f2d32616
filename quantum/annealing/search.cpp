#include "quantum/annealing/search.hpp"

#include <chrono>
#include <limits>

#include "quantum/statevector/host_work.hpp"

namespace entail::quantum {

namespace {

constexpr std::int64_t none = std::numeric_limits<std::int64_t>::max();

double now() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

/// A round's batches of this rank; `number(k)` is that of the k-th.
struct Round {
  std::int64_t start, count;  ///< of all ranks
  const Comm& comm;
  std::int64_t own() const {
    const std::int64_t rank = comm.rank();
    return rank < count ? (count - rank + comm.size() - 1) / comm.size() : 0;
  }
  std::int64_t number(std::int64_t k) const { return start + comm.rank() + k * comm.size(); }
};

/// Adds those batches of a round that count; returns the number of the first that reached the target, or
/// none.
std::int64_t add_round(const Round& round, std::vector<BatchResult>& batches, const SearchLimits& limits,
                       SolutionPool& pool, SearchResult& result) {
  std::int64_t first = none;
  for (std::int64_t k = 0; k < round.own() && limits.target; ++k) {
    const auto& found = batches[static_cast<std::size_t>(k)].pool;
    if (!found.empty() && found.best().energy <= *limits.target) {
      first = round.number(k);
      break;
    }
  }
  first = -round.comm.max(-first);
  std::vector<double> sums(4);
  for (std::int64_t k = 0; k < round.own() && round.number(k) <= first; ++k) {
    auto& batch = batches[static_cast<std::size_t>(k)];
    for (const auto& solution : batch.pool.solutions()) pool.add(solution);
    sums[0] += static_cast<double>(batch.samples);
    sums[1] += static_cast<double>(batch.feasible);
    sums[2] += batch.updates;
    sums[3] += 1;
  }
  round.comm.sum(sums);
  result.samples += static_cast<std::int64_t>(sums[0]);
  result.feasible += static_cast<std::int64_t>(sums[1]);
  result.updates += sums[2];
  result.batches += static_cast<std::int64_t>(sums[3]);
  return first;
}

}  // namespace

SearchResult run_batches(const Comm& comm, const IsingModel& model, const SearchLimits& limits,
                         const Batch& batch) {
  const double start = now();
  const auto expired = [&] { return limits.seconds > 0 && now() - start > limits.seconds; };
  const bool bounded = limits.seconds > 0 || limits.target || limits.batches > 0;
  const std::int64_t most = limits.batches > 0 ? limits.batches : bounded ? none : 16;
  SearchResult result;
  SolutionPool pool(static_cast<std::size_t>(limits.keep));
  double best = std::numeric_limits<double>::infinity();
  bool over = false;
  while (!over) {
    const Round round{
        result.batches,
        std::min<std::int64_t>(
            static_cast<std::int64_t>(comm.max(static_cast<double>(host_threads()))) * comm.size(),
            most - result.batches),
        comm};
    std::vector<BatchResult> batches(static_cast<std::size_t>(round.own()), BatchResult(limits.keep));
    for_each_item("entail::search::round", round.own(), [&](int, std::int64_t k) {
      batches[static_cast<std::size_t>(k)] = batch(static_cast<std::uint64_t>(round.number(k)), expired);
    });
    const std::int64_t reached = add_round(round, batches, limits, pool, result);
    result.reached = reached != none;
    const double lowest = comm.min(pool.empty() ? best : pool.best().energy);
    if (lowest < best) {
      best = lowest;
      if (comm.is_root() && limits.improved) limits.improved(best, now() - start);
    }
    over = result.reached || result.batches >= most || comm.any(expired());
  }
  pool.merge(comm, model.n_spins());
  result.solutions = pool.solutions();
  result.seconds = comm.max(now() - start);
  return result;
}

}  // namespace entail::quantum
