// Concha Larrauri & Lall 2018, doi:10.3390/environments5020028; numbers by hand from the formulas.
#include "physics/tailings/breach.hpp"

#include <gtest/gtest.h>

namespace entail::tailings {
namespace {

TEST(Breach, OneMillionBehindThirtyMetres) {
  const Breach breach{1e6, 30.0};
  EXPECT_NEAR(breach.released(), 0.332e6, 1.0);
  // H_f = 30 * 0.332 * 0.332 = 3.30672; 3.04 * 3.30672^0.545 = 5.8350 km.
  EXPECT_NEAR(breach.distance(), 3040.0 * std::pow(3.30672, 0.545), 1e-6);
  EXPECT_NEAR(breach.distance(), 5835.0, 10.0);
}

TEST(Breach, HalfOfAllRunFartherThanTheMedian) {
  const Breach breach{5e6, 40.0};
  EXPECT_NEAR(breach.reaches(breach.distance()), 0.5, 1e-12);
  EXPECT_NEAR(breach.reaches(breach.distance_quantile(1.2815515655)), 0.1, 1e-9);
  EXPECT_EQ(breach.reaches(0.0), 1.0);
  EXPECT_EQ((Breach{0.0, 10.0}).reaches(100.0), 0.0);
}

TEST(Breach, ReleasesNoMoreThanIsStored) {
  // The power law would release more than there is below 1e-22 m3 only; at any real size it stays below.
  for (const double volume : {1.0, 1e3, 1e6, 1e9}) EXPECT_LE((Breach{volume, 10.0}).released(), volume);
}

}  // namespace
}  // namespace entail::tailings
