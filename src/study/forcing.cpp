#include "study/forcing.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "base/constants.hpp"
#include "base/log.hpp"
#include "physics/laws/evaporation.hpp"
#include "study/weather.hpp"

namespace entail::study {

namespace {

using Size = std::size_t;
constexpr double rounding = 1e-6;  // [s]: a time this close to a change belongs to what comes after

}  // namespace

Size Forcing::index(double time) const {
  const auto after = std::upper_bound(times_.begin(), times_.end(), time + rounding);
  return after == times_.begin() ? 0 : static_cast<Size>(after - times_.begin()) - 1;
}

WeatherNow Forcing::at(double time) const { return times_.empty() ? WeatherNow{} : values_[index(time)]; }

double Forcing::next_change(double time) const {
  const auto after = std::upper_bound(times_.begin(), times_.end(), time + rounding);
  return after == times_.end() ? std::numeric_limits<double>::infinity() : *after;
}

double Forcing::rain_between(double begin, double end) const {
  double total = 0.0;
  for (double time = begin; time < end;) {
    const double next = std::min(end, next_change(time));
    total += at(time).rain * (next - time);
    time = next;
  }
  return total;
}

WeatherNow Forcing::mean(double begin, double end) const {
  WeatherNow sum;
  for (double time = begin; time < end;) {
    const double next = std::min(end, next_change(time));
    const WeatherNow now = at(time);
    sum.rain += now.rain * (next - time) / (end - begin);
    sum.potential_evaporation += now.potential_evaporation * (next - time) / (end - begin);
    time = next;
  }
  return sum;
}

namespace {

/// Turns a record into forcing: evaporation, factors, coverage, means.
class Maker {
 public:
  Maker(const deck::Deck& deck, const io::Weather& record, Diagnostics& diagnostics)
      : deck_(deck), record_(record), diagnostics_(diagnostics) {}

  Forcing make(const io::Projection* projection, const std::vector<double>& site) {
    offset_ = static_cast<double>((deck_.start() - record_.start).count());
    require_coverage();
    require_source_of_evaporation(projection, site);
    if (!diagnostics_.ok()) return {};
    if (is_computed_)
      latitude_ = projection->to_lon_lat(site[0], site[1]).second;
    else if (record_.potential_evaporation.empty())
      log::warn("{} has neither potential_evaporation nor temperatures: nothing evaporates",
                weather_file(deck_));
    return assemble();
  }

 private:
  void error(const std::string& key, const std::string& message) {
    diagnostics_.error(ExitCode::data, deck_.path, deck::mark_of(deck_, key), key, message);
  }
  std::string source_key() const { return deck_.weather->generator ? "weather.generator" : "weather.file"; }
  double row_start(Size row) const { return static_cast<double>(row) * record_.step - offset_; }

  void require_coverage() {
    const double end = row_start(record_.size());
    if (offset_ < 0.0)
      error(source_key(), fmt::format("the weather starts on {}, after the period's start on {}",
                                      format_instant(record_.start), format_instant(deck_.start())));
    if (end < deck_.duration())
      error(source_key(),
            fmt::format("the weather ends on {}, before the period's end on {}",
                        format_instant(deck_.instant(end)), format_instant(deck_.instant(deck_.duration()))));
  }

  /// Evaporation is a column, or follows from daily temperatures at a known latitude; factors must have
  /// something to act on.
  void require_source_of_evaporation(const io::Projection* projection, const std::vector<double>& site) {
    const bool has_temperatures = !record_.temperature_min.empty(),
               has_column = !record_.potential_evaporation.empty();
    is_computed_ = !has_column && has_temperatures;
    if (is_computed_ && record_.step != constants::seconds_per_day)
      error(source_key(),
            "potential evaporation from temperatures (Hargreaves & Samani 1985) needs daily rows");
    else if (is_computed_ && (!projection || site.size() != 2))
      error(source_key(),
            "potential evaporation from temperatures needs the latitude: give crs:, or a column "
            "potential_evaporation");
    auto check = [&](const std::string& key, const std::optional<deck::ClimateFactors>& factors) {
      if (!factors) return;
      if (factors->potential_evaporation && !has_column)
        error(key + ".potential_evaporation",
              is_computed_ ? "is computed from the temperatures: change those by factors.temperature"
                           : "the weather has no potential evaporation that a factor could change");
      if (factors->temperature != 0.0 && !is_computed_)
        error(key + ".temperature",
              has_column ? "changes nothing: the weather has its own column potential_evaporation; give "
                           "factors.potential_evaporation"
                         : "the weather has no temperatures that could change");
    };
    check("weather.factors", deck_.weather->factors);
    for (Size i = 0; i < deck_.weather->phases.size(); ++i)
      check(fmt::format("weather.phases[{}].factors", i), deck_.weather->phases[i].factors);
  }

  /// Which phase holds at a time: 0 before the first, else one more than its index.
  Size phase_at(double time) const {
    const auto& phases = deck_.weather->phases;
    Size phase = 0;
    while (phase < phases.size() && phases[phase].start &&
           static_cast<double>((*phases[phase].start - deck_.start()).count()) <= time + rounding)
      ++phase;
    return phase;
  }
  deck::ClimateFactors factors(Size phase) const {
    const auto& weather = *deck_.weather;
    if (phase > 0 && weather.phases[phase - 1].factors) return *weather.phases[phase - 1].factors;
    return weather.factors.value_or(deck::ClimateFactors{});
  }
  bool is_monthly(Size phase) const {
    const auto& weather = *deck_.weather;
    const bool own = phase > 0 && !weather.phases[phase - 1].aggregate.empty();
    return (own ? weather.phases[phase - 1].aggregate : weather.aggregate) == "monthly";
  }

  WeatherNow row(Size i, const deck::ClimateFactors& change) const {
    WeatherNow now{record_.rain[i] * change.rain, 0.0};
    if (is_computed_)
      now.potential_evaporation = laws::hargreaves_samani(
          record_.temperature_min[i] + change.temperature, record_.temperature_max[i] + change.temperature,
          laws::extraterrestrial_radiation(latitude_, day_of_year(deck_.instant(row_start(i)))));
    else if (!record_.potential_evaporation.empty())
      now.potential_evaporation =
          record_.potential_evaporation[i] * change.potential_evaporation.value_or(1.0);
    return now;
  }

  /// Row by row; months that are averaged are those of the calendar, cut by the period and its phases.
  Forcing assemble() const {
    std::vector<double> times, weights;
    std::vector<WeatherNow> values;
    Size last_phase = 0;
    std::chrono::year_month last_month{};
    for (Size i = 0; i < record_.size(); ++i) {
      const double begin = std::max(0.0, row_start(i)), end = std::min(deck_.duration(), row_start(i + 1));
      if (end <= begin) continue;
      const Size phase = phase_at(begin);
      const std::chrono::year_month_day date(std::chrono::floor<std::chrono::days>(deck_.instant(begin)));
      const std::chrono::year_month month = date.year() / date.month();
      const WeatherNow now = row(i, factors(phase));
      if (!times.empty() && is_monthly(phase) && phase == last_phase && month == last_month) {
        // The mean so far takes in one row more.
        const double share = (end - begin) / (weights.back() + end - begin);
        WeatherNow& mean = values.back();
        mean.rain += share * (now.rain - mean.rain);
        mean.potential_evaporation += share * (now.potential_evaporation - mean.potential_evaporation);
        weights.back() += end - begin;
        continue;
      }
      times.push_back(begin);
      values.push_back(now);
      weights.push_back(end - begin);
      last_phase = phase;
      last_month = month;
    }
    return {std::move(times), std::move(values)};
  }

  const deck::Deck& deck_;
  const io::Weather& record_;
  Diagnostics& diagnostics_;
  double offset_ = 0.0;  // [s], from the record's start to the period's
  bool is_computed_ = false;
  double latitude_ = 0.0;
};

}  // namespace

Forcing make_forcing(const deck::Deck& deck, const io::Weather* record, const io::Projection* projection,
                     const std::vector<double>& site, Diagnostics& diagnostics) {
  if (!deck.weather) return Forcing{};
  if (!record)
    return Forcing(
        WeatherNow{deck.weather->rain.value_or(0.0), deck.weather->potential_evaporation.value_or(0.0)});
  Diagnostics own;
  Forcing forcing = Maker(deck, *record, own).make(projection, site);
  diagnostics.add(own);
  return forcing;
}

}  // namespace entail::study
