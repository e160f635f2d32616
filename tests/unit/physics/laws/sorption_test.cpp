// Isotherms: their slopes, and the concentration that belongs to a mass.
#include "physics/laws/sorption.hpp"

#include <gtest/gtest.h>

namespace entail::laws {
namespace {

const Isotherm isotherms[] = {{Isotherm::Kind::linear, 1.0},
                              {Isotherm::Kind::freundlich, 0.7},
                              {Isotherm::Kind::freundlich, 1.0},
                              {Isotherm::Kind::langmuir, 100.0}};

TEST(Isotherm, SlopeIsTheDerivative) {
  for (const auto& isotherm : isotherms)
    for (double c : {1e-9, 1e-6, 1e-3, 0.2, 5.0}) {
      const double step = 1e-4 * c;
      const double difference = (isotherm.shape(c + step) - isotherm.shape(c - step)) / (2.0 * step);
      EXPECT_NEAR(isotherm.d_shape(c) / difference, 1.0, 1e-7) << c;
    }
}

TEST(Isotherm, ConcentrationIsTheInverseOfMass) {
  for (const auto& isotherm : isotherms)
    for (double c : {0.0, 1e-14, 1e-9, 1e-3, 0.2, 50.0})
      for (double grains : {0.0, 1e-3, 2.0, 500.0}) {
        const double water = 0.3, mass = water * c + grains * isotherm.shape(c);
        EXPECT_NEAR(isotherm.concentration(mass, water, grains), c, 1e-12 * c) << grains;
      }
}

TEST(Isotherm, NegativeMassHasNoConcentration) {
  for (const auto& isotherm : isotherms) EXPECT_EQ(isotherm.concentration(-1e-20, 1.0, 1.0), 0.0);
}

}  // namespace
}  // namespace entail::laws
