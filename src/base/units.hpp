/// Units by UDUNITS-2, with the traps of its vocabulary refused and explained.
#pragma once

#include <string>
#include <string_view>

namespace entail::units {

/// Converts `value` from `unit` to `target`. Throws std::invalid_argument with a sentence that says what is
/// wrong with `unit` (unreadable, of another dimension, or a known trap such as "a" for year) and what to
/// write.
double convert(double value, std::string_view unit, std::string_view target);

/// The same for a difference of values: 10 degC is 10 K here, not 283.15 K.
double convert_difference(double value, std::string_view unit, std::string_view target);

/// True when `unit` can be read and has the dimension of `target`.
bool convertible(std::string_view unit, std::string_view target);

/// A number and the unit written behind it; the unit is empty when there is none.
struct Quantity {
  double value;
  std::string unit;
};

/// Splits "5 mm/h" into 5 and "mm/h". Returns false when `text` does not begin with a plain number.
bool split(std::string_view text, Quantity& quantity);

/// Reads a plain decimal number that takes the whole text; "010", "0x1f", "1_000", "nan" and "inf" are
/// refused.
bool parse_number(std::string_view text, double& value);

/// A number as a person would write it: the shortest text that reads back to the same double.
std::string format(double value);

}  // namespace entail::units
