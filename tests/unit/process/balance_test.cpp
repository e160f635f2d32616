#include "process/balance.hpp"

#include <gtest/gtest.h>

namespace entail::process {
namespace {

TEST(Balance, AnErrorIsRelativeToTheLargerOfAllInAndAllOut) {
  Balance balance{"water", "m3", 100.0, 104.0, {}};
  balance.term("rain").total = 10.0;
  balance.term("evaporation").total = -5.5;
  EXPECT_DOUBLE_EQ(balance.error(), -0.5);
  // In: 10; out: 5.5 and 4 that the storage took.
  EXPECT_DOUBLE_EQ(balance.throughput(), 10.0);
  EXPECT_DOUBLE_EQ(balance.relative_error(), 0.05);
}

TEST(Balance, ABoundaryThatGivesBackWhatItTookStillMovedIt) {
  // A tide: its net inflow over whole periods is nothing, and so is that of a valley that drains its own
  // slope.
  Balance balance{"water", "m3", 100.0, 100.0 + 1e-9, {}, 50.0, 50.0};
  balance.term("sea").total = 0.0;
  EXPECT_NEAR(balance.throughput(), 50.0, 1e-6);
  EXPECT_NEAR(balance.relative_error(), 2e-11, 1e-13);
}

TEST(Balance, RoundingOfWhatIsStoredIsNoErrorWhereNothingMoved) {
  Balance balance{"water", "m3", 0.25, 0.25, {}};
  balance.set_gained(3e-17);  // of forty cells
  EXPECT_LT(balance.relative_error(), 1e-8);
  balance.set_gained(1e-9);  // and what is more than rounding counts
  EXPECT_GT(balance.relative_error(), 1e-2);
}

TEST(Balance, WhereNothingMovedThereIsNoError) {
  EXPECT_EQ((Balance{"water", "m3", 1.0, 1.0, {}}.relative_error()), 0.0);
}

}  // namespace
}  // namespace entail::process
