/// What the numbers among the options may be, and how they are read from a command line.
#pragma once

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <type_traits>

#include "base/error.hpp"

namespace entail::quantum {

/// The values from `low` to `high`, which are finite.
template <class T>
struct Range {
  T low, high;
  bool above_low = false;  ///< `low` itself is not one of them
  bool or_zero = false;    ///< 0 is one of them as well: it stands for a choice by the program

  bool holds(T value) const {
    if (or_zero && value == T(0)) return true;
    return (above_low ? value > low : value >= low) && value <= high;  // nan is in no range
  }
  std::string describe() const {
    if (low == std::numeric_limits<T>::lowest() && std::is_floating_point_v<T>) return "any finite number";
    if (above_low) return fmt::format("above {}, at most {}", low, high);
    return fmt::format("{}{} to {}", or_zero ? "0, or " : "", low, high);
  }
};

namespace ranges {
inline constexpr Range<std::uint64_t> seed{0, std::numeric_limits<std::uint64_t>::max()};
inline constexpr Range<double> seconds{0, 1e15, true};
inline constexpr Range<double> target{std::numeric_limits<double>::lowest(),
                                      std::numeric_limits<double>::max()};
inline constexpr Range<int> number{1, 1'000'000};
inline constexpr Range<int> keep{1, 1'000'000};
inline constexpr Range<int> ones{0, 1'000'000'000};
inline constexpr Range<int> sweeps{1, 2'000'000'000};
inline constexpr Range<std::int64_t> batches{0, 1'000'000'000};
inline constexpr Range<int> temperatures{2, 1000};
inline constexpr Range<int> slices{2, 100'000, false, true};
inline constexpr Range<double> field{0, 1e15};
inline constexpr Range<double> beta{0, 1e15};
inline constexpr Range<double> duration{0, 1e15};
inline constexpr Range<int> steps{0, 2'000'000'000};
inline constexpr Range<int> layers{1, 10'000};
inline constexpr Range<std::int64_t> shots{1, 100'000'000};
inline constexpr Range<int> evaluations{1, 1'000'000};
inline constexpr Range<double> cvar{0, 1, true};
inline constexpr Range<double> warm_start{0, 0.5};
inline constexpr Range<int> cutoff{1, 30};
}  // namespace ranges

/// Throws UsageError, with option, value and range, when the value is not in the range.
template <class T>
void require_range(const std::string& option, T value, const Range<T>& range) {
  if (!range.holds(value))
    throw UsageError(fmt::format("{} {} is out of range: {}", option, value, range.describe()));
}

/// The number that a text is, from the first letter to the last. Throws UsageError when it is none or out of
/// range.
template <class T>
T parse_number(const std::string& option, const std::string& text, const Range<T>& range) {
  constexpr bool whole = std::is_integral_v<T>;
  const char* begin = text.data() + (text.size() > 1 && text[0] == '+' ? 1 : 0);
  const char* end = text.data() + text.size();
  T value{};
  const auto [rest, error] = std::from_chars(begin, end, value);
  // A negative number where none may be is out of range too, not something else than a number.
  double wide = 0.0;
  const auto [wide_rest, wide_error] = std::from_chars(begin, end, wide);
  const bool is_number = wide_rest == end && begin != end && wide_error != std::errc::invalid_argument;
  if (!is_number || (whole && std::isfinite(wide) && wide != std::floor(wide)))
    throw UsageError(fmt::format("{} \"{}\" is no {}: {}", option, text, whole ? "whole number" : "number",
                                 range.describe()));
  if (error != std::errc() || rest != end || !range.holds(value))
    throw UsageError(fmt::format("{} {} is out of range: {}", option, text, range.describe()));
  return value;
}

}  // namespace entail::quantum
