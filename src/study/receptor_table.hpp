/// What each receptor saw of each contaminant in the whole run: peak, exceedance of the limit, load.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "deck/deck.hpp"
#include "io/result_files.hpp"

namespace entail::study {

/// One contaminant at one station.
struct Exposure {
  std::optional<double> peak;      ///< [kg/m3]; none where there never was water
  double peak_time = 0.0;          ///< [s], since the start
  double first_exceedance = -1.0;  ///< [s]; negative: never above the limit
  double time_above = 0.0;         ///< [s], above the limit
  std::optional<double> load;      ///< [kg] that passed; none where no water passes
};

/// Follows the values of every step: each holds for the step that it ends, as in the equations.
class ReceptorTable {
 public:
  ReceptorTable() = default;
  ReceptorTable(const deck::Deck& deck, const std::vector<io::Station>& stations);

  /// Concentrations [kg/m3] at the end `time` of a step, and what passed in it [kg/s], both by contaminant
  /// and station; NaN where there is no water, or none passes.
  void follow(double time, double length, const std::vector<std::vector<double>>& concentrations,
              const std::vector<std::vector<double>>& loads);

  /// By contaminant and station.
  const std::vector<std::vector<Exposure>>& exposures() const { return exposures_; }

  /// Variables by station for the file of time series, and their values.
  std::vector<io::StationFile::Variable> variables() const;
  std::vector<std::vector<double>> values() const;

  /// Writes one row per receptor and contaminant; an outlet is a receptor too.
  void write(io::TableFile& file) const;
  void print() const;

 private:
  bool is_receptor(std::size_t station) const;
  std::string date(double time) const;

  const deck::Deck* deck_ = nullptr;
  const std::vector<io::Station>* stations_ = nullptr;
  std::vector<std::vector<Exposure>> exposures_;
};

}  // namespace entail::study
