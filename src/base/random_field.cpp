#include "base/random_field.hpp"

#include <cmath>
#include <numbers>

#include "base/random.hpp"

namespace entail {

namespace {

/// Uniform in (0, 1).
double uniform(std::uint32_t word) { return (static_cast<double>(word) + 0.5) * 0x1p-32; }

/// Two standard normal numbers, by Box and Muller.
std::array<double, 2> normal(std::uint32_t a, std::uint32_t b) {
  const double radius = std::sqrt(-2.0 * std::log(uniform(a))), angle = 2.0 * std::numbers::pi * uniform(b);
  return {radius * std::cos(angle), radius * std::sin(angle)};
}

}  // namespace

GaussianField::GaussianField(Covariance covariance, std::array<double, 3> lengths, std::uint32_t seed,
                             int n_waves)
    : amplitude_(std::sqrt(2.0 / n_waves)) {
  for (int i = 0; i < n_waves; ++i) {
    const auto n = static_cast<std::uint32_t>(i);
    const auto a = random::philox({{n, 0, 0, 0}}, seed, 0), b = random::philox({{n, 1, 0, 0}}, seed, 0);
    const auto [z0, z1] = normal(a.word[0], a.word[1]);
    const auto [z2, z3] = normal(a.word[2], a.word[3]);
    // exp(-r^2): normal with variance 2; exp(-r): multivariate Cauchy, a normal vector over a normal number.
    const double scale = covariance == Covariance::gaussian ? std::sqrt(2.0) : 1.0 / std::fabs(z3);
    waves_.push_back({z0 * scale / lengths[0], z1 * scale / lengths[1], z2 * scale / lengths[2],
                      2.0 * std::numbers::pi * uniform(b.word[0])});
  }
}

double GaussianField::operator()(double x, double y, double z) const {
  double sum = 0.0;
  for (const Wave& w : waves_) sum += std::cos(w.kx * x + w.ky * y + w.kz * z + w.phase);
  return amplitude_ * sum;
}

}  // namespace entail
