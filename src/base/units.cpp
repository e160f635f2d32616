#include "base/units.hpp"

#include <fmt/format.h>
#include <udunits2.h>

#include <charconv>
#include <cmath>
#include <cstdio>
#include <memory>
#include <stdexcept>

namespace entail::units {

namespace {

using Unit = std::unique_ptr<ut_unit, decltype(&ut_free)>;
using Converter = std::unique_ptr<cv_converter, decltype(&cv_free)>;

ut_system* unit_system() {
  static ut_system* const system = [] {
    ut_set_error_message_handler(ut_ignore);
    ut_system* read = ut_read_xml(nullptr);
    if (!read)
      throw std::runtime_error("the units database of UDUNITS-2 cannot be read; is libudunits2 installed?");
    return read;
  }();
  return system;
}

/// What to write instead of a word that UDUNITS does not know, or knows as something else than people mean.
struct Trap {
  std::string_view word;
  std::string_view advice;
};
constexpr Trap traps[] = {
    {"a", "\"a\" means are (100 m2) here; write yr for a year"},
    {"M", "\"M\" is not known; write mol/L"},
    {"mM", "\"mM\" is not known; write mmol/L"},
    {"mEq", "equivalents are not known; write mmol and divide by the charge"},
    {"meq", "equivalents are not known; write mmol and divide by the charge"},
    {"mD", "millidarcy is not known; 1 mD is 9.869e-16 m2, in water at 20 degC about 9.6e-9 m/s"},
};

/// The advice for the first trap that stands as a whole word in `unit`, or nothing.
std::string_view trap_advice(std::string_view unit) {
  std::size_t i = 0;
  while (i < unit.size()) {
    if (!std::isalpha(static_cast<unsigned char>(unit[i]))) {
      ++i;
      continue;
    }
    std::size_t end = i;
    while (end < unit.size() && std::isalpha(static_cast<unsigned char>(unit[end]))) ++end;
    for (const auto& trap : traps)
      if (unit.substr(i, end - i) == trap.word) return trap.advice;
    i = end;
  }
  return {};
}

Unit parse(std::string_view text) {
  const std::string trimmed(text);
  return Unit(ut_parse(unit_system(), trimmed.c_str(), UT_UTF8), &ut_free);
}

Converter converter(std::string_view unit, std::string_view target) {
  if (auto advice = trap_advice(unit); !advice.empty())
    throw std::invalid_argument(fmt::format("cannot use unit \"{}\": {}", unit, advice));
  Unit from = parse(unit);
  if (!from)
    throw std::invalid_argument(fmt::format("cannot read unit \"{}\"; write it like \"{}\"", unit, target));
  Unit to = parse(target);
  if (!to) throw std::logic_error(fmt::format("entail itself asked for the unreadable unit \"{}\"", target));
  if (!ut_are_convertible(from.get(), to.get()))
    throw std::invalid_argument(fmt::format("unit \"{}\" is not of the kind of \"{}\"", unit, target));
  return Converter(ut_get_converter(from.get(), to.get()), &cv_free);
}

}  // namespace

double convert(double value, std::string_view unit, std::string_view target) {
  if (unit == target) return value;
  const double converted = cv_convert_double(converter(unit, target).get(), value);
  // UDUNITS multiplies through its base units: 250 mg/L comes back as 0.24999999999999994 kg/m3. The 15
  // digits that a decimal number can carry through a double are kept, the rest is rounding.
  double rounded = converted;
  if (std::isfinite(converted)) std::sscanf(fmt::format("{:.15g}", converted).c_str(), "%lf", &rounded);
  return rounded;
}

double convert_difference(double value, std::string_view unit, std::string_view target) {
  Converter scale = converter(unit, target);
  return cv_convert_double(scale.get(), value) - cv_convert_double(scale.get(), 0.0);
}

bool convertible(std::string_view unit, std::string_view target) {
  if (!trap_advice(unit).empty()) return false;
  Unit from = parse(unit), to = parse(target);
  return from && to && ut_are_convertible(from.get(), to.get());
}

bool split(std::string_view text, Quantity& quantity) {
  std::size_t end = text.find_first_of(" \t");
  // "5mm" and "5%" are read too: the number ends where it no longer is one.
  std::string_view number = text.substr(0, end);
  double value = 0.0;
  auto [rest, status] = std::from_chars(number.data(), number.data() + number.size(), value);
  if (status != std::errc() ||
      !parse_number({number.data(), static_cast<std::size_t>(rest - number.data())}, value))
    return false;
  std::string_view unit = text.substr(static_cast<std::size_t>(rest - text.data()));
  while (!unit.empty() && std::isspace(static_cast<unsigned char>(unit.front()))) unit.remove_prefix(1);
  while (!unit.empty() && std::isspace(static_cast<unsigned char>(unit.back()))) unit.remove_suffix(1);
  quantity = {value, std::string(unit)};
  return true;
}

bool parse_number(std::string_view text, double& value) {
  if (!text.empty() && text.front() == '+') text.remove_prefix(1);
  std::string_view digits = text;
  if (!digits.empty() && digits.front() == '-') digits.remove_prefix(1);
  if (digits.empty() || !(std::isdigit(static_cast<unsigned char>(digits.front())) || digits.front() == '.'))
    return false;
  if (digits.size() > 1 && digits[0] == '0' && std::isdigit(static_cast<unsigned char>(digits[1])))
    return false;
  auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), value);
  return status == std::errc() && end == text.data() + text.size() && std::isfinite(value);
}

std::string format(double value) { return fmt::format("{}", value); }

}  // namespace entail::units
