#include "study/forcing.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/constants.hpp"
#include "base/log.hpp"
#include "physics/laws/evaporation.hpp"

namespace entail::study {

Forcing::Forcing(const WeatherNow& constant) : constant_(constant) {}

Forcing::Forcing(const io::Weather& record, std::vector<double> potential_evaporation, double offset)
    : step_(record.step),
      offset_(offset),
      rain_(record.rain),
      evaporation_(std::move(potential_evaporation)) {}

std::size_t Forcing::index(double time) const {
  // A time within rounding of a change belongs to what comes after.
  const double place = (time + offset_) / step_;
  return std::min(static_cast<std::size_t>(std::max(0.0, std::floor(place + 1e-9))), rain_.size() - 1);
}

WeatherNow Forcing::at(double time) const {
  if (rain_.empty()) return constant_;
  const std::size_t i = index(time);
  return {rain_[i], evaporation_.empty() ? 0.0 : evaporation_[i]};
}

double Forcing::next_change(double time) const {
  if (rain_.empty() || index(time) + 1 >= rain_.size()) return std::numeric_limits<double>::infinity();
  return static_cast<double>(index(time) + 1) * step_ - offset_;
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

namespace {

/// Potential evaporation of each day by Hargreaves and Samani at the site's latitude.
std::vector<double> from_temperatures(const io::Weather& record, double latitude) {
  std::vector<double> evaporation;
  for (std::size_t i = 0; i < record.size(); ++i) {
    const Instant day =
        record.start + std::chrono::seconds(static_cast<long long>(static_cast<double>(i) * record.step));
    evaporation.push_back(
        laws::hargreaves_samani(record.temperature_min[i], record.temperature_max[i],
                                laws::extraterrestrial_radiation(latitude, day_of_year(day))));
  }
  return evaporation;
}

}  // namespace

Forcing make_forcing(const deck::Deck& deck, const io::Weather* record, const io::Projection* projection,
                     const std::vector<double>& site, Diagnostics& diagnostics) {
  if (!deck.weather) return Forcing{};
  if (!record)
    return Forcing(
        WeatherNow{deck.weather->rain.value_or(0.0), deck.weather->potential_evaporation.value_or(0.0)});
  const double offset = static_cast<double>((deck.start() - record->start).count());
  const double end = static_cast<double>(record->size()) * record->step - offset;
  auto error = [&](const std::string& message) {
    diagnostics.error(ExitCode::data, deck.path, deck::mark_of(deck, "weather.file"), "weather.file",
                      message);
  };
  if (offset < 0.0)
    error(fmt::format("the weather starts on {}, after the period's start on {}",
                      format_instant(record->start), format_instant(deck.start())));
  if (end < deck.duration()) {
    error(fmt::format("the weather ends on {}, before the period's end on {}",
                      format_instant(deck.instant(end)), format_instant(deck.instant(deck.duration()))));
  }
  std::vector<double> evaporation = record->potential_evaporation;
  if (evaporation.empty() && !record->temperature_min.empty() && !record->temperature_max.empty()) {
    if (record->step != constants::seconds_per_day)
      error("potential evaporation from temperatures (Hargreaves & Samani 1985) needs daily rows");
    else if (!projection || site.size() != 2)
      error(
          "potential evaporation from temperatures needs the latitude: give crs:, or a column "
          "potential_evaporation");
    else
      evaporation = from_temperatures(*record, projection->to_lon_lat(site[0], site[1]).second);
  } else if (evaporation.empty()) {
    log::warn("{} has neither potential_evaporation nor temperatures: nothing evaporates",
              deck.weather->file);
  }
  return Forcing(*record, std::move(evaporation), offset);
}

}  // namespace entail::study
