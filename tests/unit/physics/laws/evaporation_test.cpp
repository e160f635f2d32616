#include "physics/laws/evaporation.hpp"

#include <gtest/gtest.h>

namespace entail::laws {
namespace {

constexpr double megajoule_per_day = 1e6 / 86400.0;  // [W]
constexpr double mm_per_day = 1e-3 / 86400.0;        // [m/s]

// Allen et al. 1998 (FAO 56), example 8: 20 degrees south on 3 September, 32.2 MJ/m2/d.
TEST(ExtraterrestrialRadiation, OfFao56Example8) {
  EXPECT_NEAR(extraterrestrial_radiation(-20.0, 246) / megajoule_per_day, 32.2, 0.05);
}

// FAO 56, example 20: Lyon (45 degrees 43 minutes north) in July, 14.8 to 26.6 degC: Ra 40.6 MJ/m2/d, ETo 5.0
// mm/d by eq. 52.
TEST(HargreavesSamani, OfFao56Example20) {
  const double radiation = extraterrestrial_radiation(45.0 + 43.0 / 60.0, 196);
  EXPECT_NEAR(radiation / megajoule_per_day, 40.6, 0.05);
  EXPECT_NEAR(hargreaves_samani(14.8, 26.6, radiation) / mm_per_day, 5.0, 0.05);
}

TEST(HargreavesSamani, IsNeverNegative) {
  EXPECT_EQ(hargreaves_samani(-40.0, -30.0, 100.0), 0.0);
  EXPECT_EQ(hargreaves_samani(10.0, 10.0, 400.0), 0.0);
}

TEST(ExtraterrestrialRadiation, IsZeroInThePolarNightAndNeverNegative) {
  EXPECT_NEAR(extraterrestrial_radiation(80.0, 1), 0.0, 1e-9);
  EXPECT_GT(extraterrestrial_radiation(80.0, 172), 450.0);
}

}  // namespace
}  // namespace entail::laws
