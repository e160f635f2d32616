/// Seeded placement problems for tests and benchmarks: sites on a square, receptors on it, responses that
/// fall with the distance and vary with the aquifer's conductivity from member to member.
#pragma once

#include <cmath>
#include <cstdint>

#include "base/random.hpp"
#include "quantum/placement/problem.hpp"

namespace entail::testing {

struct PlacementSize {
  int sites = 9, options = 1, receptors = 3, members = 4;
  double demand_share = 0.45;  ///< of the largest capacity
  bool whole = true;           ///< capacities and demand are whole numbers
};

/// Standard normal by the cosine branch of Box and Muller.
inline double normal(random::Sequence& draw) {
  const double u = draw.uniform(), v = draw.uniform();
  return std::sqrt(-2 * std::log(1 - u)) * std::cos(2 * 3.14159265358979323846 * v);
}

inline placement::PlacementProblem placement_instance(const PlacementSize& size, std::uint64_t seed) {
  random::Sequence draw(seed, 501);
  placement::PlacementProblem problem;
  std::vector<std::pair<double, double>> places;
  double total = 0.0;
  for (int s = 0; s < size.sites; ++s) {
    places.emplace_back(draw.uniform(), draw.uniform());
    double capacity = 4 + 12 * draw.uniform(), price = 1 + draw.uniform();
    for (int o = 0; o < size.options; ++o) {
      placement::Option option{"site " + std::to_string(s), "option " + std::to_string(o)};
      option.capacity = size.whole ? std::round(capacity) : capacity;
      option.cost = price * (3 + std::pow(capacity, 0.9));
      option.breach = 0.15 * capacity * draw.uniform();
      option.delay = 0.1 * capacity * draw.uniform();
      problem.options.push_back(option);
      if (o + 1 == size.options) total += option.capacity;
      capacity *= 1.2 + 0.4 * draw.uniform();
      price *= 0.9 + 0.2 * draw.uniform();
    }
  }
  for (int s = 0; s + 1 < size.sites; s += 3) {
    const int a = s * size.options, b = (s + 1) * size.options;
    problem.pairs.push_back({a, b, 0.5 * draw.uniform(), 1.5 * draw.uniform(), 0.3 * draw.uniform()});
  }
  for (int r = 0; r < size.receptors; ++r) {
    placement::Receptor receptor;
    receptor.name = "well " + std::to_string(r);
    receptor.contaminant = "sulfate";
    receptor.unit = "mg/L";
    receptor.limit = 250;
    receptor.background = 20 * draw.uniform();
    const double x = draw.uniform(), y = draw.uniform();
    std::vector<double> seep;
    for (int a = 0; a < problem.n_options(); ++a) seep.push_back(0.5 + draw.uniform());
    for (int w = 0; w < size.members; ++w) {
      const double reach = 0.25 * std::exp(0.4 * normal(draw));
      std::vector<double> response;
      for (int a = 0; a < problem.n_options(); ++a) {
        const auto [px, py] = places[static_cast<std::size_t>(a / size.options)];
        const auto& option = problem.options[static_cast<std::size_t>(a)];
        const double distance = std::hypot(px - x, py - y);
        response.push_back(10 * option.capacity * seep[static_cast<std::size_t>(a)] *
                           std::exp(-distance / reach));
      }
      receptor.response.push_back(response);
    }
    problem.receptors.push_back(receptor);
  }
  problem.demand = size.demand_share * total;
  if (size.whole) problem.demand = std::ceil(problem.demand);
  return problem;
}

}  // namespace entail::testing
