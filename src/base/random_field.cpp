#include "base/random_field.hpp"

#include <cmath>
#include <numbers>

namespace entail {

std::array<std::uint32_t, 4> philox(std::array<std::uint32_t, 4> c, std::array<std::uint32_t, 2> key) {
  constexpr std::uint64_t m0 = 0xD2511F53u, m1 = 0xCD9E8D57u;
  for (int round = 0; round < 10; ++round) {
    const std::uint64_t p0 = m0 * c[0], p1 = m1 * c[2];
    c = {static_cast<std::uint32_t>(p1 >> 32) ^ c[1] ^ key[0], static_cast<std::uint32_t>(p1),
         static_cast<std::uint32_t>(p0 >> 32) ^ c[3] ^ key[1], static_cast<std::uint32_t>(p0)};
    key[0] += 0x9E3779B9u;
    key[1] += 0xBB67AE85u;
  }
  return c;
}

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
    const auto a = philox({n, 0, 0, 0}, {seed, 0}), b = philox({n, 1, 0, 0}, {seed, 0});
    const auto [z0, z1] = normal(a[0], a[1]);
    const auto [z2, z3] = normal(a[2], a[3]);
    // exp(-r^2): normal with variance 2; exp(-r): multivariate Cauchy, a normal vector over a normal number.
    const double scale = covariance == Covariance::gaussian ? std::sqrt(2.0) : 1.0 / std::fabs(z3);
    waves_.push_back({z0 * scale / lengths[0], z1 * scale / lengths[1], z2 * scale / lengths[2],
                      2.0 * std::numbers::pi * uniform(b[0])});
  }
}

double GaussianField::operator()(double x, double y, double z) const {
  double sum = 0.0;
  for (const Wave& w : waves_) sum += std::cos(w.kx * x + w.ky * y + w.kz * z + w.phase);
  return amplitude_ * sum;
}

}  // namespace entail
