#include "study/receptor_table.hpp"

#include <fmt/format.h>

#include <cmath>
#include <limits>

#include "base/constants.hpp"
#include "base/log.hpp"
#include "study/limits.hpp"

namespace entail::study {

namespace {

using Size = std::size_t;

constexpr double none = std::numeric_limits<double>::quiet_NaN();

std::string number(double value) { return fmt::format("{:.6g}", value); }

}  // namespace

ReceptorTable::ReceptorTable(const deck::Deck& deck, const std::vector<io::Station>& stations)
    : deck_(&deck),
      stations_(&stations),
      exposures_(deck.contaminants.size(), std::vector<Exposure>(stations.size())) {}

void ReceptorTable::follow(double time, double length, const std::vector<std::vector<double>>& concentrations,
                           const std::vector<std::vector<double>>& loads) {
  for (Size c = 0; c < exposures_.size(); ++c)
    for (Size i = 0; i < stations_->size(); ++i) {
      const double value = concentrations[c][i];
      Exposure& exposure = exposures_[c][i];
      if (!std::isnan(loads[c][i])) exposure.load = exposure.load.value_or(0.0) + loads[c][i] * length;
      if (value > exposure.peak.value_or(-1.0)) {
        exposure.peak = value;
        exposure.peak_time = time;
      }
      const auto& limit = deck_->contaminants[c].limit;
      if (!limit || !(value > *limit)) continue;
      if (exposure.first_exceedance < 0.0) exposure.first_exceedance = time;
      exposure.time_above += length;
    }
}

std::string ReceptorTable::date(double time) const { return format_instant(deck_->instant(time)); }

/// Instants are dates by their units, so that readers decode them.
std::vector<io::StationFile::Variable> ReceptorTable::variables() const {
  const std::string since = "days since " + format_instant_full(deck_->start());
  std::vector<io::StationFile::Variable> all;
  auto add_instant = [&](const std::string& name, const std::string& long_name) {
    all.push_back({name, long_name, since, {}, {{"calendar", "standard"}}});
  };
  for (const auto& contaminant : deck_->contaminants) {
    const std::string& name = contaminant.name;
    all.push_back({name + "_peak", "largest concentration of " + name, "mg L-1", limit_numbers(contaminant),
                   limit_texts(contaminant)});
    add_instant(name + "_peak_time", "time of the largest concentration of " + name);
    add_instant(name + "_first_exceedance",
                "time of the first concentration of " + name + " above its limit");
    all.push_back({name + "_time_above_limit", "time with " + name + " above its limit", "days", {}, {}});
    all.push_back({name + "_load", "mass of " + name + " that passed", "kg", {}, {}});
  }
  return all;
}

std::vector<std::vector<double>> ReceptorTable::values() const {
  const double days = 1.0 / constants::seconds_per_day;
  std::vector<std::vector<double>> all;
  for (Size c = 0; c < exposures_.size(); ++c) {
    const bool limited = deck_->contaminants[c].limit.has_value();
    std::vector<double> peak, peak_time, first, above, load;
    for (Size i = 0; i < stations_->size(); ++i) {
      const Exposure& e = exposures_[c][i];
      const bool counts = is_receptor(i);
      peak.push_back(counts && e.peak ? *e.peak * constants::mg_per_litre : none);
      peak_time.push_back(counts && e.peak > 0.0 ? e.peak_time * days : none);
      first.push_back(counts && e.first_exceedance >= 0.0 ? e.first_exceedance * days : none);
      above.push_back(counts && limited ? e.time_above * days : none);
      load.push_back(counts ? e.load.value_or(none) : none);
    }
    for (auto* values : {&peak, &peak_time, &first, &above, &load}) all.push_back(std::move(*values));
  }
  return all;
}

void ReceptorTable::write(io::TableFile& file) const {
  for (Size i = 0; i < stations_->size(); ++i)
    for (Size c = 0; c < exposures_.size() && is_receptor(i); ++c) {
      const auto& contaminant = deck_->contaminants[c];
      const Exposure& e = exposures_[c][i];
      std::string source = contaminant.limit ? contaminant.source : "";
      for (char& letter : source)
        if (letter == ',') letter = ';';
      file.append(
          {{"receptor", (*stations_)[i].name},
           {"kind", (*stations_)[i].kind},
           {"contaminant", contaminant.name},
           {"limit [mg/L]", contaminant.limit ? number(*contaminant.limit * constants::mg_per_litre) : ""},
           {"peak [mg/L]", e.peak ? number(*e.peak * constants::mg_per_litre) : ""},
           {"date of peak", e.peak > 0.0 ? date(e.peak_time) : ""},
           {"first above limit", e.first_exceedance >= 0.0 ? date(e.first_exceedance) : ""},
           {"time above limit [d]",
            contaminant.limit ? number(e.time_above / constants::seconds_per_day) : ""},
           {"load [kg]", e.load ? number(*e.load) : ""},
           {"source of limit", source}});
    }
}

void ReceptorTable::print() const {
  for (Size c = 0; c < exposures_.size(); ++c) {
    const auto& contaminant = deck_->contaminants[c];
    const auto& limit = contaminant.limit;
    log::info("\n{} [mg/L]{}", contaminant.name,
              limit ? fmt::format(", limit {:.6g} ({})", *limit * constants::mg_per_litre,
                                  contaminant.source.empty() ? "no source given" : contaminant.source)
                    : "");
    for (Size i = 0; i < stations_->size(); ++i) {
      if (!is_receptor(i)) continue;
      const Exposure& e = exposures_[c][i];
      if (!e.peak) {
        log::info("  {:24} {:8} never any water", (*stations_)[i].name, (*stations_)[i].kind);
        continue;
      }
      const std::string verdict =
          !limit ? ""
          : e.first_exceedance >= 0.0
              ? fmt::format("over the limit from {}, {:.4g} d in all", date(e.first_exceedance).substr(0, 10),
                            e.time_above / constants::seconds_per_day)
              : "below the limit";
      log::info("  {:24} {:8} largest {:>12.4g} on {}  {:>16}  {}", (*stations_)[i].name,
                (*stations_)[i].kind, *e.peak * constants::mg_per_litre, date(e.peak_time).substr(0, 10),
                e.load ? fmt::format("load {:.4g} kg", *e.load) : "", verdict);
    }
  }
}

/// Facilities, sections, boundaries and pumped wells are none.
bool ReceptorTable::is_receptor(Size station) const {
  const std::string& kind = (*stations_)[station].kind;
  return kind == "well" || kind == "point" || kind == "stream" || kind == "spring" || kind == "area" ||
         kind == "outlet";
}

}  // namespace entail::study
