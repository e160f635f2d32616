#include <cmath>

#include "quantum/annealing/annealers.hpp"
#include "quantum/annealing/replicas.hpp"

namespace entail::quantum {

namespace {

constexpr int sweeps_between_exchanges = 2;

/// One set of replicas for each temperature, hot first.
template <class Replicas>
class Tempering {
 public:
  Tempering(const typename Replicas::Model& model, const BetaRange& betas, int n_temperatures,
            std::uint64_t seed, std::uint64_t number)
      : seed_(seed), number_(number) {
    for (int t = 0; t < n_temperatures; ++t) {
      betas_.push_back(geometric_beta(betas, t, n_temperatures));
      sets_.emplace_back(model, seed,
                         number * static_cast<std::uint64_t>(n_temperatures) + static_cast<std::uint64_t>(t));
    }
  }

  void sweep() {
    for (std::size_t t = 0; t < sets_.size(); ++t) sets_[t].sweep(betas_[t]);
  }

  /// Exchanges lanes of neighbouring temperatures with probability min(1, exp((b - b')(E - E'))); pairs that
  /// start at even and at odd places take turns.
  void exchange() {
    std::vector<std::vector<double>> energies;
    for (const auto& set : sets_) energies.push_back(set.energies());
    for (std::size_t t = round_ % 2; t + 1 < sets_.size(); t += 2) {
      std::vector<bool> mask(Replicas::n_lanes);
      for (std::size_t lane = 0; lane < mask.size(); ++lane) {
        const double exponent = (betas_[t] - betas_[t + 1]) * (energies[t][lane] - energies[t + 1][lane]);
        const auto index = (round_ * sets_.size() + t) * mask.size() + lane;
        mask[lane] = random::uniform(seed_ ^ exchange_key, number_, index) < std::exp(exponent);
      }
      sets_[t].exchange(sets_[t + 1], mask);
    }
    ++round_;
  }

  std::vector<Replicas>& sets() { return sets_; }

 private:
  static constexpr std::uint64_t exchange_key = 0x65786368616e6765;  // "exchange"
  std::uint64_t seed_, number_, round_ = 0;
  std::vector<double> betas_;
  std::vector<Replicas> sets_;
};

template <class Replicas>
SearchResult temper(const Comm& comm, const IsingModel& model, const typename Replicas::Model& compact,
                    const BetaRange& betas, int n_temperatures, const SearchLimits& limits) {
  return run_batches(comm, model, limits, [&](std::uint64_t number, const std::function<bool()>& expired) {
    BatchResult result(limits.keep);
    Tempering<Replicas> tempering(compact, betas, n_temperatures, limits.seed, number);
    int sweep = 0;
    for (; sweep < limits.sweeps && !expired(); ++sweep) {
      tempering.sweep();
      if ((sweep + 1) % sweeps_between_exchanges == 0) tempering.exchange();
      // The coldest are looked at on the way too: what they visit may be lost later.
      if ((sweep + 1) % 100 == 0) {
        Replicas coldest = tempering.sets().back();
        coldest.descend();
        collect(coldest, model, limits, result);
      }
    }
    for (auto& set : tempering.sets()) {
      set.descend();
      collect(set, model, limits, result);
    }
    result.updates = static_cast<double>(sweep) * n_temperatures * model.n_spins() * Replicas::n_lanes;
    return result;
  });
}

}  // namespace

SearchResult parallel_tempering(const Comm& comm, const IsingModel& model, const BetaRange& betas,
                                int n_temperatures, const SearchLimits& limits) {
  if (const ByteModel bytes = byte_model(model); bytes.unit > 0)
    return temper<ByteReplicas>(comm, model, bytes, betas, n_temperatures, limits);
  return temper<FloatReplicas>(comm, model, float_model(model), betas, n_temperatures, limits);
}

}  // namespace entail::quantum
