/// Rain and potential evaporation over the simulated time.
#pragma once

#include <vector>

#include "base/calendar.hpp"
#include "deck/deck.hpp"
#include "io/projection.hpp"
#include "io/weather.hpp"

namespace entail::study {

/// What the weather does at one time [m/s].
struct WeatherNow {
  double rain = 0.0;
  double potential_evaporation = 0.0;
};

/// Weather as a step function of the time since the start [s].
class Forcing {
 public:
  Forcing() = default;

  /// Constant weather.
  explicit Forcing(const WeatherNow& constant) : times_{0.0}, values_{constant} {}

  /// Values that hold from their times [s] on, each until the next. Times rise; the first holds before it
  /// too.
  Forcing(std::vector<double> times, std::vector<WeatherNow> values)
      : times_(std::move(times)), values_(std::move(values)) {}

  /// The weather of the step that begins at `time`.
  WeatherNow at(double time) const;
  /// The next time after `time` at which the weather changes; infinite when it never does.
  double next_change(double time) const;

  /// The mean weather over a span of time.
  WeatherNow mean(double begin, double end) const;

  /// Total rain over a span of time [m].
  double rain_between(double begin, double end) const;

 private:
  std::size_t index(double time) const;

  std::vector<double> times_;
  std::vector<WeatherNow> values_;
};

/// The forcing that a deck asks for, from its weather record (null for constants). Errors of coverage go to
/// `diagnostics`; evaporation is computed from temperatures when the record has none, and the deck's factors
/// and monthly means are applied.
Forcing make_forcing(const deck::Deck& deck, const io::Weather* record, const io::Projection* projection,
                     const std::vector<double>& site, Diagnostics& diagnostics);

}  // namespace entail::study
