#include "quantum/placement/feasible_plans.hpp"

#include <cmath>

#include "quantum/statevector/host_work.hpp"

namespace entail::placement {

double n_combinations(const PlacementProblem& problem) {
  double product = 1.0;
  for (const auto& site : sites_of(problem)) product *= static_cast<double>(site.options.size() + 1);
  return product;
}

std::vector<std::vector<int>> shared_prefixes(const Landscape& landscape) {
  constexpr std::size_t enough = 256;
  std::vector<std::vector<int>> prefixes{{}};
  for (int s = 0; s < landscape.n_sites() && prefixes.size() < enough; ++s) {
    std::vector<std::vector<int>> longer;
    auto choices = landscape.options_of(s);
    choices.insert(choices.begin(), landscape.none());
    for (const auto& prefix : prefixes)
      for (const int option : choices) {
        longer.push_back(prefix);
        longer.back().push_back(option);
      }
    prefixes = std::move(longer);
  }
  return prefixes;
}

AllPlans best_of_all_plans(const Comm& comm, const Landscape& landscape, int keep) {
  const auto prefixes = shared_prefixes(landscape);
  const auto n = static_cast<std::int64_t>(prefixes.size());
  const std::int64_t own = (n - comm.rank() + comm.size() - 1) / comm.size();
  const std::size_t n_own = static_cast<std::size_t>(std::max<std::int64_t>(own, 0));
  std::vector<quantum::SolutionPool> pools(n_own, quantum::SolutionPool(static_cast<std::size_t>(keep)));
  std::vector<std::int64_t> counts(n_own, 0);
  quantum::for_each_item("entail::placement::plans", static_cast<std::int64_t>(n_own),
                         [&](int, std::int64_t k) {
                           auto& pool = pools[static_cast<std::size_t>(k)];
                           auto& count = counts[static_cast<std::size_t>(k)];
                           PlanWalk<1> walk({&landscape});
                           walk.run(prefixes[static_cast<std::size_t>(comm.rank() + k * comm.size())],
                                    [&](const std::vector<int>& choice, const std::array<double, 1>& energy) {
                                      ++count;
                                      if (!pool.wants(energy[0])) return;
                                      Plan plan(static_cast<std::size_t>(landscape.n_options()), 0);
                                      for (const int a : choice)
                                        if (a != landscape.none()) plan[static_cast<std::size_t>(a)] = 1;
                                      pool.add({energy[0], std::move(plan), 1});
                                    });
                         });
  AllPlans result;
  quantum::SolutionPool all(static_cast<std::size_t>(keep));
  for (std::size_t k = 0; k < n_own; ++k) {
    for (const auto& solution : pools[k].solutions()) all.add(solution);
    result.n_feasible += counts[k];
  }
  all.merge(comm, landscape.n_options());
  result.n_feasible = comm.sum(result.n_feasible);
  result.best = all.solutions();
  return result;
}

}  // namespace entail::placement
