#include "physics/landscape/weather_generator.hpp"

#include <algorithm>
#include <cmath>

#include "base/constants.hpp"
#include "base/random.hpp"

namespace entail::landscape {

namespace {

using Size = std::size_t;

// Residuals of maximum temperature, minimum temperature and radiation from day to day, x = A x' + B e:
// Richardson & Wright 1984, means of 31 stations of the USA. Radiation is not used but correlates the others.
constexpr double persistence[3][3] = {
    {0.567, 0.086, -0.002}, {0.253, 0.504, -0.050}, {-0.006, -0.039, 0.244}};
constexpr double noise[3][3] = {{0.781, 0.0, 0.0}, {0.328, 0.637, 0.0}, {0.238, -0.341, 0.873}};

// Each day has a stream of random numbers for each of these.
enum Purpose : std::uint64_t { occurrence, amount, temperature, n_purposes };
constexpr int days_before = 60;  // until the residuals have forgotten that they began at zero

Size month_of(std::chrono::sys_days day) {
  return static_cast<unsigned>(std::chrono::year_month_day(day).month()) - 1;
}

random::Sequence numbers(std::uint64_t seed, int day, Purpose purpose) {
  return {seed, static_cast<std::uint64_t>(day + days_before) * n_purposes + purpose};
}

/// Two standard normal numbers, Box & Muller 1958.
std::array<double, 2> normal(random::Sequence& sequence) {
  const double radius = std::sqrt(-2.0 * std::log(1.0 - sequence.uniform()));
  const double angle = 2.0 * 3.14159265358979323846 * sequence.uniform();
  return {radius * std::cos(angle), radius * std::sin(angle)};
}

/// A gamma number of mean `shape`, Marsaglia & Tsang 2000, doi:10.1145/358407.358414.
double gamma_number(double shape, random::Sequence& sequence) {
  if (shape < 1.0) {
    const double power = std::pow(1.0 - sequence.uniform(), 1.0 / shape);
    return power * gamma_number(shape + 1.0, sequence);
  }
  const double d = shape - 1.0 / 3.0, c = 1.0 / std::sqrt(9.0 * d);
  while (true) {
    const double x = normal(sequence)[0], v = std::pow(1.0 + c * x, 3.0);
    if (v > 0.0 && std::log(1.0 - sequence.uniform()) < 0.5 * x * x + d - d * v + d * std::log(v))
      return d * v;
  }
}

std::array<double, 3> next_residuals(const std::array<double, 3>& last, random::Sequence sequence) {
  const auto a = normal(sequence), b = normal(sequence);
  const double e[3] = {a[0], a[1], b[0]};
  std::array<double, 3> next{};
  for (Size i = 0; i < 3; ++i)
    for (Size j = 0; j < 3; ++j) next[i] += persistence[i][j] * last[j] + noise[i][j] * e[j];
  return next;
}

/// Moments and what the gamma distribution needs.
struct Sample {
  double n = 0.0, sum = 0.0, squares = 0.0, logarithms = 0.0;
  void add(double value) {
    n += 1.0;
    sum += value;
    squares += value * value;
    if (value > 0.0) logarithms += std::log(value);
  }
  double mean() const { return n > 0.0 ? sum / n : 0.0; }
  double squared_deviations() const { return std::max(0.0, squares - n * mean() * mean()); }
};

double deviation(std::initializer_list<Sample> groups) {
  double n = 0.0, squares = 0.0;
  for (const auto& group : groups) {
    n += group.n;
    squares += group.squared_deviations();
  }
  return n > 0.0 ? std::sqrt(squares / n) : 0.0;
}

double gamma_shape(const Sample& amounts) {
  if (amounts.n < 1.0) return 1.0;
  const double a = std::log(amounts.mean()) - amounts.logarithms / amounts.n;
  // Amounts that are all alike have no spread to tell a shape from.
  return a > 1e-6 ? (1.0 + std::sqrt(1.0 + 4.0 * a / 3.0)) / (4.0 * a) : 1.0;
}

}  // namespace

DailyWeather generate_weather(const ClimateStatistics& climate, std::uint64_t seed,
                              std::chrono::sys_days first, int n_days) {
  DailyWeather weather;
  bool wet = false;
  std::array<double, 3> residuals{};
  for (int day = -days_before; day < n_days; ++day) {
    const MonthStatistics& month = climate.months[month_of(first + std::chrono::days(day))];
    wet = numbers(seed, day, occurrence).uniform() < (wet ? month.wet_after_wet : month.wet_after_dry);
    residuals = next_residuals(residuals, numbers(seed, day, temperature));
    if (day < 0) continue;
    auto amounts = numbers(seed, day, amount);
    weather.rain.push_back(wet ? month.rain / month.rain_shape * gamma_number(month.rain_shape, amounts)
                               : 0.0);
    if (!climate.has_temperatures) continue;
    const double high = (wet ? month.temperature_max_wet : month.temperature_max_dry) +
                        month.temperature_max_deviation * residuals[0];
    const double low = month.temperature_min + month.temperature_min_deviation * residuals[1];
    weather.temperature_min.push_back(std::min(low, high));
    weather.temperature_max.push_back(std::max(low, high));
  }
  return weather;
}

ClimateStatistics take_statistics(const DailyWeather& weather, std::chrono::sys_days first,
                                  std::array<int, 12>& days_of_month) {
  struct Samples {
    double after_dry = 0.0, after_wet = 0.0, wet_after_dry = 0.0, wet_after_wet = 0.0;
    Sample rain, low, high_dry, high_wet;
  };
  std::array<Samples, 12> samples;
  const double least = least_rain_of_wet_day / constants::seconds_per_day;
  days_of_month.fill(0);
  ClimateStatistics climate;
  climate.has_temperatures = !weather.temperature_min.empty();
  for (Size i = 0; i < weather.rain.size(); ++i) {
    const Size m = month_of(first + std::chrono::days(static_cast<int>(i)));
    Samples& s = samples[m];
    ++days_of_month[m];
    const bool wet = weather.rain[i] >= least;
    if (i > 0) {
      const bool before = weather.rain[i - 1] >= least;
      (before ? s.after_wet : s.after_dry) += 1.0;
      if (wet) (before ? s.wet_after_wet : s.wet_after_dry) += 1.0;
    }
    if (wet) s.rain.add(weather.rain[i]);
    if (!climate.has_temperatures) continue;
    s.low.add(weather.temperature_min[i]);
    (wet ? s.high_wet : s.high_dry).add(weather.temperature_max[i]);
  }
  for (Size m = 0; m < 12; ++m) {
    const Samples& s = samples[m];
    MonthStatistics& month = climate.months[m];
    month.wet_after_dry = s.after_dry > 0.0 ? s.wet_after_dry / s.after_dry : 1.0;
    month.wet_after_wet = s.after_wet > 0.0 ? s.wet_after_wet / s.after_wet : 0.0;
    month.rain = s.rain.mean();
    month.rain_shape = gamma_shape(s.rain);
    month.temperature_min = s.low.mean();
    month.temperature_min_deviation = deviation({s.low});
    month.temperature_max_dry = s.high_dry.n > 0.0 ? s.high_dry.mean() : s.high_wet.mean();
    month.temperature_max_wet = s.high_wet.n > 0.0 ? s.high_wet.mean() : s.high_dry.mean();
    month.temperature_max_deviation = deviation({s.high_dry, s.high_wet});
  }
  return climate;
}

}  // namespace entail::landscape
