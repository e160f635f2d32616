#include "quantum/annealing/temperatures.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace entail::quantum {

BetaRange beta_range(const IsingModel& model) {
  const auto neighbours = neighbours_of(model);
  double squares = 0.0, gaps = 0.0;
  int counted = 0;
  for (int i = 0; i < model.n_spins(); ++i) {
    const auto at = static_cast<std::size_t>(i);
    double least = std::numeric_limits<double>::infinity(), most = 0.0, square = 0.0;
    int terms = 0;
    const auto take = [&](double value) {
      if (value == 0.0) return;
      least = std::min(least, std::abs(value));
      most = std::max(most, std::abs(value));
      square += value * value;
      ++terms;
    };
    take(model.fields[at]);
    for (int k = neighbours.first[at]; k < neighbours.first[at + 1]; ++k)
      take(neighbours.value[static_cast<std::size_t>(k)]);
    if (terms == 0) continue;
    // An even number of equal coefficients adds up to 0 or at least two of them.
    const double gap = least == most && terms % 2 == 0 ? 2 * least : least;
    squares += 4 * square;
    gaps += 2 * std::max(gap, 0.1 * std::sqrt(square));
    ++counted;
  }
  if (counted == 0) return {};
  const double hot = 2.0 / std::sqrt(squares / counted);
  return {hot, std::max(8.0 * counted / gaps, 2.0 * hot)};
}

double geometric_beta(const BetaRange& range, int step, int n_steps) {
  return range.hot * std::pow(range.cold / range.hot, (step + 0.5) / n_steps);
}

}  // namespace entail::quantum
