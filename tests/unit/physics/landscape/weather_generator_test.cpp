#include "physics/landscape/weather_generator.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace entail::landscape {
namespace {

using namespace std::chrono_literals;
using Size = std::size_t;

constexpr std::chrono::sys_days first = 2001y / 1 / 1;
constexpr double mm_per_day = 1e-3 / 86400.0;

/// A climate whose months all differ.
ClimateStatistics climate() {
  ClimateStatistics c;
  c.has_temperatures = true;
  for (Size m = 0; m < 12; ++m) {
    const double season = std::cos((static_cast<double>(m) - 0.5) * 3.14159265358979 / 6.0);
    c.months[m] = {0.25 + 0.08 * season,
                   0.55 + 0.10 * season,
                   (9.0 - 2.0 * season) * mm_per_day,
                   0.75,
                   8.0 - 10.0 * season,
                   4.0 + season,
                   21.0 - 11.0 * season,
                   18.0 - 11.0 * season,
                   4.5 + 0.5 * season};
  }
  return c;
}

// Four and a half standard errors: one of these 12 * 8 numbers would be off by chance once in 1500 seeds.
TEST(WeatherGenerator, ReproducesItsStatisticsWithinSamplingError) {
  constexpr double sigmas = 4.5;
  const ClimateStatistics wanted = climate();
  const int days = 146097;  // 400 years
  std::array<int, 12> count{};
  const ClimateStatistics got = take_statistics(generate_weather(wanted, 7, first, days), first, count);
  for (Size m = 0; m < 12; ++m) {
    const auto &w = wanted.months[m], &g = got.months[m];
    const double n = count[m], wet = w.wet_after_dry / (1.0 + w.wet_after_dry - w.wet_after_wet);
    auto error_of_share = [](double p, double of) { return sigmas * std::sqrt(p * (1.0 - p) / of); };
    // Days below the least amount that counts as wet are few, but dry.
    const double lost = 0.035;
    EXPECT_NEAR(g.wet_after_dry, w.wet_after_dry, error_of_share(w.wet_after_dry, n * (1 - wet)) + lost) << m;
    EXPECT_NEAR(g.wet_after_wet, w.wet_after_wet, error_of_share(w.wet_after_wet, n * wet) + lost) << m;
    // Correlated days count as fewer: (1 + r) / (1 - r), r = 0.68 at most.
    const double shortened = std::sqrt((1.0 + 0.68) / (1.0 - 0.68));
    EXPECT_NEAR(g.temperature_min, w.temperature_min,
                sigmas * w.temperature_min_deviation * shortened / std::sqrt(n));
    EXPECT_NEAR(g.temperature_max_dry, w.temperature_max_dry,
                sigmas * w.temperature_max_deviation * shortened / std::sqrt(n * (1 - wet)) + 0.1);
    EXPECT_NEAR(g.temperature_max_wet, w.temperature_max_wet,
                sigmas * w.temperature_max_deviation * shortened / std::sqrt(n * wet) + 0.1);
    EXPECT_NEAR(g.temperature_min_deviation / w.temperature_min_deviation, 1.0, 0.04);
    EXPECT_NEAR(g.temperature_max_deviation / w.temperature_max_deviation, 1.0, 0.04);
  }
}

TEST(WeatherGenerator, ReproducesTheTotalOfRain) {
  const ClimateStatistics wanted = climate();
  const DailyWeather made = generate_weather(wanted, 11, first, 146097);
  std::array<double, 12> sums{}, squares{}, counts{}, wet_days{};
  for (Size i = 0; i < made.rain.size(); ++i) {
    const std::chrono::year_month_day date(first + std::chrono::days(static_cast<int>(i)));
    const Size m = static_cast<unsigned>(date.month()) - 1;
    sums[m] += made.rain[i];
    squares[m] += made.rain[i] * made.rain[i];
    counts[m] += 1.0;
    if (made.rain[i] > 0.0) wet_days[m] += 1.0;
  }
  for (Size m = 0; m < 12; ++m) {
    const auto& w = wanted.months[m];
    const double wet = w.wet_after_dry / (1.0 + w.wet_after_dry - w.wet_after_wet);
    EXPECT_NEAR(wet_days[m] / counts[m], wet, 0.02) << m;
    // Mean of wet days; its standard error is that of a gamma distribution.
    EXPECT_NEAR(sums[m] / wet_days[m], w.rain, 4.5 * w.rain / std::sqrt(w.rain_shape * wet_days[m])) << m;
    // Their deviation, mean / sqrt(shape); its standard error follows from the kurtosis 3 + 6 / shape.
    const double mean = sums[m] / wet_days[m], deviation = std::sqrt(squares[m] / wet_days[m] - mean * mean);
    const double error = std::sqrt((2.0 + 6.0 / w.rain_shape) / (4.0 * wet_days[m]));
    EXPECT_NEAR(deviation / (w.rain / std::sqrt(w.rain_shape)), 1.0, 4.5 * error) << m;
  }
}

TEST(WeatherGenerator, AShapeIsFoundAgain) {
  ClimateStatistics wanted = climate();
  for (double shape : {0.6, 1.0, 3.0}) {
    for (auto& month : wanted.months) {
      month.rain_shape = shape;
      month.rain = 5e4 * mm_per_day;  // far above what counts as dry
    }
    std::array<int, 12> count{};
    const auto got = take_statistics(generate_weather(wanted, 3, first, 146097), first, count);
    double mean = 0.0;
    for (const auto& month : got.months) mean += month.rain_shape / 12.0;
    EXPECT_NEAR(mean / shape, 1.0, 0.04) << shape;
  }
}

TEST(WeatherGenerator, TemperaturesPersistFromDayToDay) {
  ClimateStatistics flat;
  flat.has_temperatures = true;
  for (auto& month : flat.months) month = {0.3, 0.5, mm_per_day, 1.0, 0.0, 1.0, 100.0, 100.0, 1.0};
  const DailyWeather made = generate_weather(flat, 5, first, 200000);
  double product = 0.0, square = 0.0, cross = 0.0;
  for (Size i = 1; i < made.rain.size(); ++i) {
    const double today = made.temperature_max[i] - 100.0, before = made.temperature_max[i - 1] - 100.0;
    product += today * before;
    square += today * today;
    cross += today * made.temperature_min[i];
  }
  // Lag-1 and cross correlations of Richardson & Wright 1984.
  EXPECT_NEAR(product / square, 0.621, 0.01);
  EXPECT_NEAR(cross / square, 0.633, 0.01);
}

TEST(WeatherGenerator, TheSameSeedGivesTheSameWeatherAndAnotherSeedAnother) {
  const DailyWeather a = generate_weather(climate(), 7, first, 400),
                     b = generate_weather(climate(), 7, first, 400),
                     longer = generate_weather(climate(), 7, first, 800),
                     c = generate_weather(climate(), 8, first, 400);
  EXPECT_EQ(a.rain, b.rain);
  EXPECT_EQ(a.temperature_min, b.temperature_min);
  EXPECT_NE(a.rain, c.rain);
  for (Size i = 0; i < a.rain.size(); ++i) EXPECT_EQ(a.rain[i], longer.rain[i]);
}

TEST(WeatherGenerator, NightsAreNeverWarmerThanDays) {
  ClimateStatistics close = climate();
  for (auto& month : close.months)
    month.temperature_max_wet = month.temperature_max_dry = month.temperature_min;
  const DailyWeather made = generate_weather(close, 1, first, 3000);
  for (Size i = 0; i < made.rain.size(); ++i) EXPECT_LE(made.temperature_min[i], made.temperature_max[i]);
}

TEST(WeatherGenerator, CertainRainAndNoRain) {
  ClimateStatistics always, never;
  for (auto& month : always.months) month = {1.0, 1.0, mm_per_day, 2.0, 0, 0, 0, 0, 0};
  for (auto& month : never.months) month = {0.0, 0.0, mm_per_day, 2.0, 0, 0, 0, 0, 0};
  for (double rain : generate_weather(always, 1, first, 500).rain) EXPECT_GT(rain, 0.0);
  for (double rain : generate_weather(never, 1, first, 500).rain) EXPECT_EQ(rain, 0.0);
  EXPECT_TRUE(generate_weather(never, 1, first, 5).temperature_min.empty());
}

TEST(Statistics, OfAFewDaysByHand) {
  const DailyWeather days{{0, 4 * mm_per_day, 8 * mm_per_day, 0, 0}, {1, 2, 3, 4, 5}, {11, 8, 10, 13, 15}};
  std::array<int, 12> count{};
  const auto c = take_statistics(days, first, count);
  EXPECT_EQ(count[0], 5);
  EXPECT_EQ(count[1], 0);
  const auto& january = c.months[0];
  EXPECT_DOUBLE_EQ(january.wet_after_dry, 0.5);
  EXPECT_DOUBLE_EQ(january.wet_after_wet, 0.5);
  EXPECT_DOUBLE_EQ(january.rain, 6 * mm_per_day);
  EXPECT_DOUBLE_EQ(january.temperature_min, 3.0);
  EXPECT_DOUBLE_EQ(january.temperature_min_deviation, std::sqrt(2.0));
  EXPECT_DOUBLE_EQ(january.temperature_max_dry, 13.0);
  EXPECT_DOUBLE_EQ(january.temperature_max_wet, 9.0);
  EXPECT_DOUBLE_EQ(january.temperature_max_deviation, std::sqrt((4.0 + 0.0 + 4.0 + 1.0 + 1.0) / 5.0));
}

}  // namespace
}  // namespace entail::landscape
