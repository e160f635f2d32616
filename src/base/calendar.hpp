/// Dates and times in UTC, and calendar intervals such as "1 month".
#pragma once

#include <chrono>
#include <string>
#include <string_view>

namespace entail {

using Instant = std::chrono::sys_seconds;

/// Reads "2025-01-01", "2025-01-01 06:00" or "2025-01-01T06:00:00Z". Returns false for anything else,
/// impossible dates such as 2025-02-30 and offsets other than Z included.
bool parse_instant(std::string_view text, Instant& instant);

/// "2025-01-01" at midnight, else "2025-01-01T06:00:00".
std::string format_instant(Instant instant);

/// "2025-01-01 06:00:00", as NetCDF time units want it.
std::string format_instant_full(Instant instant);

/// A step of the calendar: a whole number of months or years, or a fixed number of seconds.
struct Interval {
  int months = 0;
  double seconds = 0.0;
  bool empty() const { return months == 0 && seconds == 0.0; }
};

/// Seconds from `start` to the end of the n-th interval after it; months end on the same day of the month, or
/// on the month's last day.
double after_intervals(Instant start, const Interval& interval, int n);

/// The day of the year, 1 to 366.
int day_of_year(Instant instant);

/// "3 d 04:05" or "04:05:06": a span of wall-clock or simulated time for people.
std::string format_span(double seconds);

}  // namespace entail
