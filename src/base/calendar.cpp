#include "base/calendar.hpp"

#include <fmt/format.h>

#include <cmath>

namespace entail {

namespace {

/// Reads exactly `width` digits from the front of `text`.
bool take_digits(std::string_view& text, std::size_t width, int& value) {
  if (text.size() < width) return false;
  value = 0;
  for (std::size_t i = 0; i < width; ++i) {
    if (text[i] < '0' || text[i] > '9') return false;
    value = 10 * value + (text[i] - '0');
  }
  text.remove_prefix(width);
  return true;
}

bool take(std::string_view& text, char wanted) {
  if (text.empty() || text.front() != wanted) return false;
  text.remove_prefix(1);
  return true;
}

}  // namespace

bool parse_instant(std::string_view text, Instant& instant) {
  using namespace std::chrono;
  int y, m, d, hour = 0, minute = 0, second = 0;
  if (!take_digits(text, 4, y) || !take(text, '-') || !take_digits(text, 2, m) || !take(text, '-') ||
      !take_digits(text, 2, d))
    return false;
  const year_month_day date{year(y), month(static_cast<unsigned>(m)), day(static_cast<unsigned>(d))};
  if (!date.ok()) return false;
  if (!text.empty()) {
    if (!take(text, 'T') && !take(text, ' ')) return false;
    if (!take_digits(text, 2, hour) || !take(text, ':') || !take_digits(text, 2, minute)) return false;
    if (take(text, ':') && !take_digits(text, 2, second)) return false;
    take(text, 'Z');
    if (!text.empty() || hour > 23 || minute > 59 || second > 59) return false;
  }
  instant = sys_days(date) + hours(hour) + minutes(minute) + seconds(second);
  return true;
}

namespace {

struct Fields {
  int year, hour, minute, second;
  unsigned month, day;
};

Fields fields(Instant instant) {
  using namespace std::chrono;
  const sys_days date = floor<days>(instant);
  const year_month_day ymd(date);
  const hh_mm_ss time(instant - date);
  return {static_cast<int>(ymd.year()),
          static_cast<int>(time.hours().count()),
          static_cast<int>(time.minutes().count()),
          static_cast<int>(time.seconds().count()),
          static_cast<unsigned>(ymd.month()),
          static_cast<unsigned>(ymd.day())};
}

}  // namespace

std::string format_instant(Instant instant) {
  const Fields f = fields(instant);
  const std::string date = fmt::format("{:04}-{:02}-{:02}", f.year, f.month, f.day);
  if (f.hour == 0 && f.minute == 0 && f.second == 0) return date;
  return fmt::format("{}T{:02}:{:02}:{:02}", date, f.hour, f.minute, f.second);
}

std::string format_instant_full(Instant instant) {
  const Fields f = fields(instant);
  return fmt::format("{:04}-{:02}-{:02} {:02}:{:02}:{:02}", f.year, f.month, f.day, f.hour, f.minute,
                     f.second);
}

double after_intervals(Instant start, const Interval& interval, int n) {
  using namespace std::chrono;
  double span = n * interval.seconds;
  if (interval.months != 0) {
    const sys_days date = floor<days>(start);
    const year_month_day ymd(date);
    year_month_day end = ymd.year() / ymd.month() / ymd.day() + months(n * interval.months);
    if (!end.ok()) end = end.year() / end.month() / last;
    span += static_cast<double>(duration_cast<seconds>(sys_days(end) - date).count());
  }
  return span;
}

int day_of_year(Instant instant) {
  using namespace std::chrono;
  const sys_days date = floor<days>(instant);
  const year_month_day ymd(date);
  return static_cast<int>((date - sys_days(ymd.year() / January / 1)).count()) + 1;
}

std::string format_span(double seconds) {
  const auto total = static_cast<long long>(std::llround(seconds));
  const long long days = total / 86400, hours = total / 3600 % 24, minutes = total / 60 % 60;
  if (days > 0) return fmt::format("{} d {:02}:{:02}", days, hours, minutes);
  return fmt::format("{:02}:{:02}:{:02}", hours, minutes, total % 60);
}

}  // namespace entail
