#include "quantum/annealing/annealers.hpp"
#include "quantum/annealing/replicas.hpp"

namespace entail::quantum {

namespace {

template <class Replicas>
SearchResult anneal(const Comm& comm, const IsingModel& model, const typename Replicas::Model& compact,
                    const BetaRange& betas, const SearchLimits& limits) {
  return run_batches(comm, model, limits, [&](std::uint64_t number, const std::function<bool()>& expired) {
    BatchResult result(limits.keep);
    Replicas replicas(compact, limits.seed, number);
    int sweep = 0;
    for (; sweep < limits.sweeps && !expired(); ++sweep)
      replicas.sweep(geometric_beta(betas, sweep, limits.sweeps));
    replicas.descend();
    result.updates = static_cast<double>(sweep) * model.n_spins() * Replicas::n_lanes;
    collect(replicas, model, limits, result);
    return result;
  });
}

}  // namespace

SearchResult simulated_annealing(const Comm& comm, const IsingModel& model, const BetaRange& betas,
                                 const SearchLimits& limits) {
  if (const ByteModel bytes = byte_model(model); bytes.unit > 0)
    return anneal<ByteReplicas>(comm, model, bytes, betas, limits);
  return anneal<FloatReplicas>(comm, model, float_model(model), betas, limits);
}

}  // namespace entail::quantum
