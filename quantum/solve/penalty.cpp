#include "quantum/solve/penalty.hpp"

#include <algorithm>
#include <cmath>

namespace entail::quantum {

namespace {

double largest_flip(const IsingModel& model) {
  std::vector<double> reach;
  for (const double h : model.fields) reach.push_back(2 * std::abs(h));
  for (const auto& term : model.couplings)
    for (const int spin : {term.i, term.j}) reach[static_cast<std::size_t>(spin)] += 2 * std::abs(term.value);
  const double largest = *std::max_element(reach.begin(), reach.end());
  return largest > 0 ? largest : 1.0;
}

}  // namespace

// (c - sum x)^2 = c^2 + (1 - 2 c) sum x + 2 sum_{i<j} x_i x_j, since x x = x.
IsingModel with_penalties(const IsingModel& model, const std::vector<OnesConstraint>& constraints) {
  const double strength = largest_flip(model);
  Qubo qubo = to_qubo(model);
  for (const auto& [variables, count] : constraints) {
    qubo.offset += strength * count * count;
    for (std::size_t a = 0; a < variables.size(); ++a) {
      qubo.linear[static_cast<std::size_t>(variables[a])] += strength * (1 - 2 * count);
      for (std::size_t b = 0; b < a; ++b)
        qubo.quadratic.push_back({variables[a], variables[b], 2 * strength});
    }
  }
  return to_ising(make_qubo(qubo.offset, std::move(qubo.linear), std::move(qubo.quadratic)));
}

}  // namespace entail::quantum
