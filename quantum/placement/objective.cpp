// The objective as a quadratic function of the options (see problem.hpp).
#include "quantum/placement/problem.hpp"

namespace entail::placement {

namespace {

/// Adds w_r W / L^2 E[(c0 + R.x)^2] = scale [ (c0 + m.x)^2 + x' Cov x ], with x_a x_a = x_a.
void add_water(const Receptor& receptor, const std::vector<double>& shares, double weight, double& offset,
               std::vector<double>& linear, std::vector<double>& matrix) {
  const std::size_t n = linear.size();
  const double scale = weight * receptor.weight / (receptor.limit * receptor.limit);
  if (scale == 0.0) return;
  std::vector<double> mean(n, 0.0);
  for (std::size_t w = 0; w < shares.size(); ++w)
    for (std::size_t a = 0; a < n; ++a) mean[a] += shares[w] * receptor.response[w][a];
  offset += scale * receptor.background * receptor.background;
  for (std::size_t a = 0; a < n; ++a) {
    linear[a] += 2 * scale * receptor.background * mean[a];
    for (std::size_t b = a; b < n; ++b) matrix[a * n + b] += scale * mean[a] * mean[b];
  }
  std::vector<double> deviation(n);
  for (std::size_t w = 0; w < shares.size(); ++w) {
    for (std::size_t a = 0; a < n; ++a) deviation[a] = receptor.response[w][a] - mean[a];
    for (std::size_t a = 0; a < n; ++a)
      for (std::size_t b = a; b < n; ++b)
        matrix[a * n + b] += scale * shares[w] * deviation[a] * deviation[b];
  }
}

}  // namespace

quantum::Qubo objective_of(const PlacementProblem& problem) {
  const std::size_t n = problem.options.size();
  const Weights& w = problem.weights;
  double offset = 0.0;
  std::vector<double> linear;
  for (const auto& option : problem.options)
    linear.push_back(w.cost * option.cost + w.breach * option.breach + w.life * option.delay);
  std::vector<double> matrix(n * n, 0.0);  // the upper triangle of x' M x
  const auto shares = member_shares(problem);
  for (const auto& receptor : problem.receptors) add_water(receptor, shares, w.water, offset, linear, matrix);
  std::vector<quantum::PairTerm> quadratic;
  for (std::size_t a = 0; a < n; ++a) {
    linear[a] += matrix[a * n + a];
    for (std::size_t b = a + 1; b < n; ++b)
      if (matrix[a * n + b] != 0.0)
        quadratic.push_back({static_cast<int>(a), static_cast<int>(b), 2 * matrix[a * n + b]});
  }
  for (const auto& pair : problem.pairs)
    quadratic.push_back(
        {pair.a, pair.b, w.breach * pair.cascade - w.cost * pair.saving - w.life * pair.corridor});
  return quantum::make_qubo(offset, std::move(linear), std::move(quadratic));
}

}  // namespace entail::placement
