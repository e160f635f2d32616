#include "base/calendar.hpp"

#include <gtest/gtest.h>

namespace entail {
namespace {

Instant at(const char* text) {
  Instant instant;
  EXPECT_TRUE(parse_instant(text, instant)) << text;
  return instant;
}

TEST(Calendar, ReadsAndWritesInstants) {
  EXPECT_EQ(format_instant(at("2025-01-31")), "2025-01-31");
  EXPECT_EQ(format_instant(at("2025-01-31T06:30")), "2025-01-31T06:30:00");
  EXPECT_EQ(format_instant_full(at("2025-01-31 06:30:05Z")), "2025-01-31 06:30:05");
}

TEST(Calendar, RefusesImpossibleDatesAndOffsets) {
  Instant instant;
  for (const char* text : {"2025-02-30", "2025-13-01", "25-01-01", "2025-1-1", "2025-01-01T06:00+08:00",
                           "2025-01-01T24:00", "tomorrow", ""})
    EXPECT_FALSE(parse_instant(text, instant)) << text;
}

TEST(Calendar, MonthsEndOnTheLastDayWhenTheDayIsMissing) {
  const Instant start = at("2025-01-31");
  EXPECT_EQ(after_intervals(start, {1, 0.0}, 1), 28 * 86400.0);
  EXPECT_EQ(after_intervals(start, {1, 0.0}, 2), 59 * 86400.0);
  EXPECT_EQ(after_intervals(at("2024-01-01"), {12, 0.0}, 1), 366 * 86400.0);
  EXPECT_EQ(after_intervals(start, {0, 3600.0}, 5), 18000.0);
}

TEST(Calendar, CountsDaysOfTheYear) {
  EXPECT_EQ(day_of_year(at("2025-01-01")), 1);
  EXPECT_EQ(day_of_year(at("2024-12-31")), 366);
}

TEST(Calendar, WritesSpans) {
  EXPECT_EQ(format_span(59.6), "00:01:00");
  EXPECT_EQ(format_span(90061), "1 d 01:01");
}

}  // namespace
}  // namespace entail
