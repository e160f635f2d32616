// The mean of relative conductivity between two points, against the exact steady flux in Gardner's soil.
#include "physics/flow/face_mean.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "physics/laws/retention.hpp"

namespace entail::flow {
namespace {

constexpr double alpha = 2.0;  // [1/m]

End end_at(double pressure_head, double elevation) {
  const laws::Retention r = laws::Gardner{alpha}(pressure_head);
  return {pressure_head + elevation, elevation, r.conductivity, r.d_conductivity};
}

/// Flux down over K between points a height apart: with kr = e^(alpha h) Darcy's law is linear in kr, and
/// kr = q + (kr_low - q) e^(-alpha z) above the lower point.
double exact_flux(double kr_up, double kr_low, double height) {
  const double decay = std::exp(-alpha * height);
  return (kr_up - kr_low * decay) / (1.0 - decay);
}

TEST(MeanKr, GivesTheExactVerticalFluxOfGardnersSoil) {
  for (double height : {0.001, 0.1, 1.0, 20.0})
    for (double h_up : {-0.01, -0.7, -4.0})
      for (double h_low : {-0.02, -0.7, -1.5, -9.0}) {
        const End up = end_at(h_up, 5.0 + height), low = end_at(h_low, 5.0);
        const double flux = mean_kr(up, low) * (up.head - low.head) / height;
        const double exact = exact_flux(up.kr, low.kr, height);
        EXPECT_NEAR(flux, exact, 1e-12 * (std::fabs(exact) + (up.kr + low.kr) / height))
            << height << " m, " << h_up << " over " << h_low;
      }
}

TEST(MeanKr, IsKirchhoffsMeanBetweenPointsOfOneHeight) {
  const End wet = end_at(-0.2, 3.0), dry = end_at(-2.0, 3.0);
  const double integral = (wet.kr - dry.kr) / alpha;  // of kr over h
  EXPECT_NEAR(mean_kr(wet, dry), integral / 1.8, 1e-14);
}

TEST(MeanKr, DoesNotDependOnTheOrderOfThePoints) {
  const End up = end_at(-0.2, 4.0), low = end_at(-2.0, 3.0);
  EXPECT_NEAR(mean_kr(up, low), mean_kr(low, up), 1e-14);
}

TEST(MeanKr, IsThatOfBothPointsWhereTheyAreAlike) {
  const End up = end_at(-0.7, 3.5), low = end_at(-0.7, 3.0);
  EXPECT_NEAR(mean_kr(up, low), up.kr, 1e-15);
  EXPECT_NEAR(mean_kr(up, end_at(-0.7 + 1e-9, 3.0)), up.kr, 1e-8 * up.kr);
}

TEST(MeanKr, IsThatOfTheUpperPointFarAboveTheOther) {
  const End up = end_at(-0.7, 3000.0), low = end_at(-1.2, 0.0);
  EXPECT_NEAR(mean_kr(up, low), up.kr * 3000.0 / (up.head - low.head), 1e-15);
}

TEST(MeanKr, StaysFiniteWhereNothingFlowsAndWhereGroundIsFullOrDryAsDust) {
  const End low = end_at(-1.0, 3.0), at_rest = end_at(-1.5, 3.5);
  EXPECT_GT(mean_kr(at_rest, low), at_rest.kr);
  EXPECT_LT(mean_kr(at_rest, low), low.kr);
  const End full = end_at(2.0, 3.5);
  EXPECT_EQ(mean_kr(full, end_at(2.5, 3.0)), 1.0);
  const double steep = mean_kr(full, {-1e6, 3.0, 0.0, 0.0});
  EXPECT_GT(steep, 0.0);
  EXPECT_LT(steep, 1.0);
}

}  // namespace
}  // namespace entail::flow
