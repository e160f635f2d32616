/// Daily weather of the right statistics from monthly ones, and those statistics from a daily record.
///
/// Wet and dry days follow a Markov chain of first order, amounts of rain a gamma distribution, temperatures
/// a first-order autoregression whose means depend on whether the day is wet: WGEN, Richardson 1981,
/// doi:10.1029/WR017i001p00182, and Richardson & Wright 1984 (USDA ARS-8). Not modelled: months wetter or
/// drier than chance alone makes them, years that are correlated, storms shorter than a day.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <vector>

namespace entail::landscape {

/// What the days of one month of the year are like.
struct MonthStatistics {
  double wet_after_dry = 0.0, wet_after_wet = 0.0;  ///< probabilities of a wet day
  double rain = 0.0;                                ///< [m/s], mean of wet days
  double rain_shape = 1.0;                          ///< of the gamma distribution; 1 is exponential
  double temperature_min = 0.0, temperature_min_deviation = 0.0;  ///< [degC], [K]
  double temperature_max_dry = 0.0, temperature_max_wet = 0.0, temperature_max_deviation = 0.0;  ///< the same
};

struct ClimateStatistics {
  std::array<MonthStatistics, 12> months;  ///< January first
  bool has_temperatures = false;
};

/// Days one after the other; the temperatures are empty where there are none.
struct DailyWeather {
  std::vector<double> rain;                              ///< [m/s]
  std::vector<double> temperature_min, temperature_max;  ///< [degC]
};

/// A day with less rain than this counts as dry when statistics are taken [m]: what a gauge reports.
inline constexpr double least_rain_of_wet_day = 1e-4;

/// `n_days` days from `first` on. A day's numbers come from the seed and its place in the sequence alone.
DailyWeather generate_weather(const ClimateStatistics& climate, std::uint64_t seed,
                              std::chrono::sys_days first, int n_days);

/// Statistics of a record that begins on `first`; the shape of the gamma distribution by Thom 1958,
/// doi:10.1175/1520-0493(1958)086<0117:ANOTGD>2.0.CO;2. `days_of_month` tells how many days each month has in
/// the record: the statistics of a month without any are zero.
ClimateStatistics take_statistics(const DailyWeather& weather, std::chrono::sys_days first,
                                  std::array<int, 12>& days_of_month);

}  // namespace entail::landscape
