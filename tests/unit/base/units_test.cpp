#include "base/units.hpp"

#include <gmock/gmock.h>

#include <stdexcept>

namespace entail::units {
namespace {

using testing::HasSubstr;
using testing::ThrowsMessage;

TEST(Units, ConvertsWhatDecksSay) {
  EXPECT_DOUBLE_EQ(convert(3.6, "mm/h", "m/s"), 1e-6);
  EXPECT_DOUBLE_EQ(convert(250, "mg/L", "kg/m3"), 0.25);
  EXPECT_DOUBLE_EQ(convert(1, "t/ha", "kg/m2"), 0.1);
  EXPECT_DOUBLE_EQ(convert(2, "d", "s"), 172800);
  EXPECT_DOUBLE_EQ(convert(12, "Mt", "kg"), 12e9);
  EXPECT_DOUBLE_EQ(convert(5, "%", "1"), 0.05);
}

TEST(Units, TenDegreesCelsiusAreATemperatureNotADifference) {
  EXPECT_DOUBLE_EQ(convert(10, "degC", "K"), 283.15);
  EXPECT_DOUBLE_EQ(convert_difference(10, "degC", "K"), 10);
}

TEST(Units, RoundsAwayTheConversionNoise) { EXPECT_EQ(format(convert(250, "mg/L", "kg/m3")), "0.25"); }

TEST(Units, SaysWhatIsWrongWithAUnit) {
  EXPECT_THAT([] { convert(1, "mm/a", "m/s"); }, ThrowsMessage<std::invalid_argument>(HasSubstr("write yr")));
  EXPECT_THAT([] { convert(1, "mD", "m/s"); }, ThrowsMessage<std::invalid_argument>(HasSubstr("millidarcy")));
  EXPECT_THAT([] { convert(1, "m/dya", "m/s"); },
              ThrowsMessage<std::invalid_argument>(HasSubstr("cannot read unit \"m/dya\"")));
  EXPECT_THAT([] { convert(1, "m", "m/s"); },
              ThrowsMessage<std::invalid_argument>(HasSubstr("not of the kind")));
}

TEST(Units, SplitsNumberAndUnit) {
  Quantity quantity;
  ASSERT_TRUE(split("5 mm/h", quantity));
  EXPECT_EQ(quantity.value, 5);
  EXPECT_EQ(quantity.unit, "mm/h");
  ASSERT_TRUE(split("-1.5e-6 m/s ", quantity));
  EXPECT_EQ(quantity.value, -1.5e-6);
  EXPECT_EQ(quantity.unit, "m/s");
  ASSERT_TRUE(split("10%", quantity));
  EXPECT_EQ(quantity.unit, "%");
  EXPECT_FALSE(split("x + 5", quantity));
  EXPECT_FALSE(split("010 m", quantity));
}

TEST(Units, RefusesNumbersThatOtherReadersMisread) {
  double value;
  for (const char* text : {"010", "0x1f", "1_000", "nan", "inf", "", "-", "1.5.2", "1e999"})
    EXPECT_FALSE(parse_number(text, value)) << text;
  for (const char* text : {"0", "0.5", ".5", "-0.5", "+3", "1e-6", "10"})
    EXPECT_TRUE(parse_number(text, value)) << text;
}

}  // namespace
}  // namespace entail::units
