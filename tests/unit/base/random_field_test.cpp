#include "base/random_field.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace entail {
namespace {

class Field : public testing::TestWithParam<GaussianField::Covariance> {};

TEST_P(Field, HasTheCovarianceItWasAskedFor) {
  // Over many seeds at two places a distance of half a correlation length apart.
  const int n = 4000;
  double mean = 0.0, variance = 0.0, covariance = 0.0;
  for (int seed = 0; seed < n; ++seed) {
    const GaussianField field(GetParam(), {10.0, 10.0, 2.0}, static_cast<std::uint32_t>(seed), 50);
    const double a = field(3.0, 4.0, 1.0), b = field(6.0, 8.0, 1.0);
    mean += a / n;
    variance += a * a / n;
    covariance += a * b / n;
  }
  const double r = 0.5;
  const double expected = GetParam() == GaussianField::Covariance::gaussian ? std::exp(-r * r) : std::exp(-r);
  EXPECT_NEAR(mean, 0.0, 0.06);
  EXPECT_NEAR(variance, 1.0, 0.08);
  EXPECT_NEAR(covariance, expected, 0.08);
}

INSTANTIATE_TEST_SUITE_P(Both, Field,
                         testing::Values(GaussianField::Covariance::exponential,
                                         GaussianField::Covariance::gaussian));

TEST(GaussianFields, AnotherSeedGivesAnotherField) {
  const GaussianField a(GaussianField::Covariance::gaussian, {1, 1, 1}, 1),
      b(GaussianField::Covariance::gaussian, {1, 1, 1}, 2);
  EXPECT_NE(a(0.3, 0.4, 0.5), b(0.3, 0.4, 0.5));
}

}  // namespace
}  // namespace entail
