#include "quantum/ising/descent.hpp"

#include <algorithm>
#include <cmath>

namespace entail::quantum {

namespace {

std::size_t at(int i) { return static_cast<std::size_t>(i); }

}  // namespace

std::vector<std::uint8_t> descended(const Qubo& qubo, std::vector<std::uint8_t> bits) {
  const std::size_t n = bits.size();
  std::vector<double> matrix(n * n, 0.0), field = qubo.linear;
  for (const auto& [i, j, q] : qubo.quadratic) {
    matrix[at(i) * n + at(j)] = matrix[at(j) * n + at(i)] = q;
    if (bits[at(i)]) field[at(j)] += q;
    if (bits[at(j)]) field[at(i)] += q;
  }
  double slack = 0.0;
  for (const double f : field) slack = std::max(slack, 1e-12 * std::abs(f));
  const auto step = [&](std::size_t i) { return bits[i] ? -1.0 : 1.0; };
  const auto flip = [&](std::size_t i) {
    for (std::size_t j = 0; j < n; ++j) field[j] += step(i) * matrix[i * n + j];
    bits[i] ^= 1;
  };
  const auto lower_by_one = [&] {
    for (std::size_t i = 0; i < n; ++i)
      if (step(i) * field[i] < -slack) return flip(i), true;
    return false;
  };
  const auto lower_by_two = [&] {
    for (std::size_t i = 0; i < n; ++i)
      for (std::size_t j = i + 1; j < n; ++j)
        if (step(i) * field[i] + step(j) * field[j] + step(i) * step(j) * matrix[i * n + j] < -slack)
          return flip(i), flip(j), true;
    return false;
  };
  while (lower_by_one() || lower_by_two()) {
  }
  return bits;
}

}  // namespace entail::quantum
