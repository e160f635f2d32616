#include "physics/laws/erosion.hpp"

#include <gtest/gtest.h>

namespace entail::laws {
namespace {

// LS of both equations at the length of the unit plot, where the exponent plays no part: computed by hand
// from Wischmeier & Smith 1978 and from USDA Handbook 703, to the digits given.
struct Steepness {
  double percent, rusle, usle;
};
constexpr Steepness published[] = {
    {1, .1380, .1171}, {5, .5693, .4558}, {9, 1.0059, .9993}, {20, 2.7948, 3.4751}, {50, 7.0132, 15.1863}};

TEST(SlopeFactor, OfAUnitPlot) {
  for (const auto& p : published) {
    EXPECT_NEAR(slope_factor<RusleSlope>(unit_plot_length, p.percent / 100), p.rusle, 5e-5)
        << p.percent << " %";
    EXPECT_NEAR(slope_factor<UsleSlope>(unit_plot_length, p.percent / 100), p.usle, 5e-5)
        << p.percent << " %";
  }
}

TEST(SlopeFactor, ExponentsOfTheUsleChangeAtOneThreeAndFivePercent) {
  EXPECT_EQ(UsleSlope::exponent(0.009), 0.2);
  EXPECT_EQ(UsleSlope::exponent(0.02), 0.3);
  EXPECT_EQ(UsleSlope::exponent(0.04), 0.4);
  EXPECT_EQ(UsleSlope::exponent(0.06), 0.5);
}

TEST(SlopeFactor, OfALongSlopeByHand) {
  // 60 m at 10 %: sine 0.0995037, b = 1.110532 / (3 * 0.1579 + 0.56), m = b / (1 + b).
  EXPECT_NEAR(RusleSlope::exponent(0.1), 0.5179453, 1e-7);
  EXPECT_NEAR(slope_factor<UsleSlope>(60.0, 0.1),
              std::sqrt(60.0 / 22.13) * (65.41 * 0.00990099 + 4.56 * 0.0995037 + .065), 1e-5);
}

TEST(SlopeFactor, PiecesOfASlopeMakeUpTheWhole) {
  double sum = 0.0;
  for (double above : {0.0, 20.0, 40.0}) sum += slope_factor_of_piece<RusleSlope>(above, 20.0, 0.1);
  EXPECT_NEAR(sum / 3.0, slope_factor<RusleSlope>(60.0, 0.1), 1e-12);
  EXPECT_LT(slope_factor_of_piece<RusleSlope>(0.0, 20.0, 0.1),
            slope_factor_of_piece<RusleSlope>(40.0, 20.0, 0.1));
}

TEST(Musle, ByHand) {
  // 25 mm from 2 ha are 500 m3; with a peak of 0.3 m3/s: 11.8 * 150^0.56.
  EXPECT_NEAR(musle_runoff_term(500.0, 0.3), 195.20598, 1e-5);
  EXPECT_NEAR(musle_runoff_term(500.0, 0.3) * 0.3 * 1.2 * 0.2 * coarse_fragment_factor(0.1), 8.2727430, 1e-6);
  EXPECT_EQ(musle_runoff_term(0.0, 0.3), 0.0);
  EXPECT_EQ(musle_runoff_term(-1.0, 0.3), 0.0);
}

// EPIC prints the same equation per area: 1.586 (Q q)^0.56 A^0.12 t/ha with Q in mm, q in mm/h, A in ha
// (Williams 1995, The EPIC model, eq. 25.102). Only with the volume in m3 do the two agree.
TEST(Musle, AgreesWithTheFormOfEpic) {
  const double mm = 25.0, mm_per_hour = 40.0, hectares = 2.0;
  const double volume = 10.0 * mm * hectares, peak = mm_per_hour * hectares * 10.0 / 3600.0;
  EXPECT_NEAR(musle_runoff_term(volume, peak) / hectares,
              1.586 * std::pow(mm * mm_per_hour, 0.56) * std::pow(hectares, 0.12), 2e-2);
}

TEST(Peak, OfTheRationalFormulaByHand) {
  // 0.2 h with 40 % of the day's rain in half an hour: 1 - 0.6^0.4 of it, over 720 s.
  EXPECT_NEAR(rational_peak(500.0, 0.2, 0.4), 0.1283381, 1e-7);
  EXPECT_NEAR(overland_time(50.0, 0.05, 0.1), 0.1920841, 1e-7);
}

TEST(Delivery, FallsWithLengthAndRisesWithSlope) {
  EXPECT_NEAR(sediment_delivery(0.002, 100.0, 0.04), std::exp(-1.0), 1e-14);
  EXPECT_EQ(sediment_delivery(0.0, 100.0, 0.04), 1.0);
  EXPECT_EQ(sediment_delivery(0.002, 100.0, 0.0), 0.0);
}

}  // namespace
}  // namespace entail::laws
