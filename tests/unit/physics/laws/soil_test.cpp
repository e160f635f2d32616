#include "physics/laws/soil.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

namespace entail::laws {
namespace {

constexpr double height = 0.4;  // [m], of the cell

const std::vector<RetentionRow>& table_rows() {
  static const std::vector<RetentionRow> rows =
      make_retention_rows({-100.0, -10.0, -3.0, -1.0, -0.3, 0.0}, {0.25, 0.35, 0.5, 0.75, 0.95, 1.0},
                          {1e-7, 1e-5, 1e-3, 0.05, 0.6, 1.0});
  return rows;
}

struct Case {
  std::string name;
  Soil soil;
};

std::vector<Case> all_laws() {
  return {{"van_genuchten", VanGenuchten{3.35, 2.0}},
          {"van_genuchten_clay", VanGenuchten{0.8, 1.09}},
          {"van_genuchten_connectivity", VanGenuchten{3.6, 1.56, -1.0}},
          {"brooks_corey", BrooksCorey{0.2, 2.5, BrooksCorey::burdine(2.5)}},
          {"gardner", Gardner{0.328}},
          {"haverkamp", Haverkamp{0.369, 3.96, 0.191, 4.74}},
          {"table", RetentionTable{table_rows().data(), static_cast<int>(table_rows().size())}},
          {"unconfined", Unconfined{}}};
}

class Laws : public testing::TestWithParam<Case> {};

TEST_P(Laws, DerivativesAgreeWithDifferences) {
  const Soil& soil = GetParam().soil;
  for (double h : {-150.0, -20.0, -5.0, -1.3, -0.7, -0.35, -0.21, -0.1, -0.02, 0.05, 0.3}) {
    const double step = 1e-6 * std::fmax(1e-2, std::fabs(h));
    const Retention up = soil(h + step, height), down = soil(h - step, height), here = soil(h, height);
    const double saturation = (up.saturation - down.saturation) / (2.0 * step),
                 conductivity = (up.conductivity - down.conductivity) / (2.0 * step);
    EXPECT_NEAR(here.d_saturation, saturation, 1e-6 * std::fabs(saturation) + 1e-9) << "h " << h;
    EXPECT_NEAR(here.d_conductivity, conductivity, 1e-6 * std::fabs(conductivity) + 1e-9) << "h " << h;
  }
}

TEST_P(Laws, RiseWithPressureHeadUpToOne) {
  const Soil& soil = GetParam().soil;
  Retention last = soil(-200.0, height);
  for (double h = -200.0; h <= 1.0; h += 0.01) {
    const Retention next = soil(h, height);
    EXPECT_GE(next.saturation, last.saturation);
    EXPECT_GE(next.conductivity, last.conductivity);
    EXPECT_LE(next.saturation, 1.0);
    EXPECT_GT(next.conductivity, 0.0);
    last = next;
  }
  EXPECT_NEAR(last.conductivity, 1.0, 1e-5);
}

TEST_P(Laws, PressureHeadIsTheInverseOfSaturation) {
  const Soil& soil = GetParam().soil;
  for (double saturation : {0.05, 0.3, 0.6, 0.9}) {
    const double h = soil.pressure_head(saturation, height);
    EXPECT_LT(h, soil.entry(height));
    EXPECT_NEAR(soil(h, height).saturation, saturation, 1e-9);
  }
}

INSTANTIATE_TEST_SUITE_P(Every, Laws, testing::ValuesIn(all_laws()),
                         [](const auto& test) { return test.param.name; });

// Celia et al. 1990: theta_r .102, theta_s .368, alpha .0335 1/cm, n 2 at -10 m.
TEST(VanGenuchtenLaw, GivesTheWaterContentOfCelia) {
  const double saturation = VanGenuchten{3.35, 2.0}(-10.0).saturation;
  EXPECT_NEAR(0.102 + 0.266 * saturation, 0.102 + 0.266 / std::sqrt(1.0 + 33.5 * 33.5), 1e-12);
}

TEST(ConfinedLaw, IsFullAtAnyHead) {
  const Soil soil = Confined{};
  EXPECT_EQ(soil(-50.0, height).saturation, 1.0);
  EXPECT_EQ(soil(-50.0, height).conductivity, 1.0);
}

TEST(UnconfinedLaw, IsThePartOfTheCellBelowTheWaterTable) {
  const Soil soil = Unconfined{};
  EXPECT_NEAR(soil(0.0, height).saturation, 0.5, 1e-12);
  EXPECT_NEAR(soil(0.1, height).saturation, 0.75, 1e-4);
  EXPECT_NEAR(soil(1.0, height).saturation, 1.0, 1e-5);
  EXPECT_LT(soil(-1.0, height).saturation, 1e-5);
}

}  // namespace
}  // namespace entail::laws
