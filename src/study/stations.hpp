/// Time series at receptors, outlets and facilities.
#pragma once

#include <string>
#include <vector>

#include "io/result_files.hpp"
#include "study/model.hpp"

namespace entail::study {

/// The largest concentration seen at a station.
struct Peak {
  double value = 0.0;              ///< [kg/m3]
  double time = 0.0;               ///< [s]
  double first_exceedance = -1.0;  ///< [s]; negative: never
};

/// All stations of a run: receptors, boundaries where surface water leaves, facilities.
class Stations {
 public:
  Stations(const Model& model, const Inputs& inputs, const Domain& domain);

  const std::vector<io::Station>& list() const { return stations_; }
  const std::vector<io::StationFile::Variable>& variables() const { return variables_; }

  /// Values by variable and station, in the units of the variables; NaN where a station has none. Also
  /// follows the peaks. Collective; the same on all ranks.
  std::vector<std::vector<double>> sample(double time);

  /// By contaminant and station.
  const std::vector<std::vector<Peak>>& peaks() const { return peaks_; }

 private:
  struct Part {
    Index column;
    double weight;
  };
  struct Sums;
  void sample_well(std::size_t station, const std::vector<Part>& parts, Sums& sums) const;
  void sample_stream(std::size_t station, const std::vector<Part>& parts, Sums& sums) const;
  void sample_outlet(std::size_t station, Sums& sums) const;
  void sample_sediment(double time, std::vector<std::vector<double>>& values);
  void sample_facility(std::size_t station, double time, Sums& sums) const;
  void follow_peaks(double time, const std::vector<std::vector<double>>& values);

  const Model& model_;
  const Inputs& inputs_;
  const Domain& domain_;
  std::vector<io::Station> stations_;
  std::vector<std::vector<Part>> parts_;  // per station, of this rank
  std::vector<std::vector<double>> screens_;
  std::vector<std::size_t> reference_;  // outlets: index of the boundary patch; facilities: of the facility
  std::vector<io::StationFile::Variable> variables_;
  std::vector<std::vector<Peak>> peaks_;
  std::size_t first_sediment_ = 0;  // variable of the sediment's yield
  std::vector<std::vector<double>>
      delivered_before_;         // by balance of erosion and station, at the last sample
  double sediment_since_ = 0.0;  // [s], time of the last sample
};

}  // namespace entail::study
