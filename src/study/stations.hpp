/// Time series at receptors, outlets, facilities, sections, boundaries and wells.
#pragma once

#include <string>
#include <vector>

#include "io/result_files.hpp"
#include "study/model.hpp"
#include "study/receptor_table.hpp"
#include "study/receptor_weights.hpp"
#include "study/sections.hpp"

namespace entail::study {

/// All stations of a run: receptors, boundaries where surface water leaves ("outlet"), facilities, sections,
/// all other boundaries and wells that pump or recharge ("pumping_well").
class Stations {
 public:
  Stations(const Model& model, const Inputs& inputs, const Domain& domain);

  const std::vector<io::Station>& list() const { return stations_; }
  const std::vector<io::StationFile::Variable>& variables() const { return variables_; }
  Sections& sections() { return sections_; }
  const Sections& sections() const { return sections_; }

  /// Values by variable and station, in the units of the variables; NaN where a station has none.
  /// Collective; the same on all ranks.
  std::vector<std::vector<double>> sample(double time);

  /// Adds a step that ends at `time` to what the receptors have seen. Collective.
  void follow(double time, double length);
  const ReceptorTable& receptors() const { return receptors_; }

 private:
  struct Sums;
  void add(const std::string& name, const std::string& kind, double x, double y, std::size_t reference);
  void add_receptors();
  void add_patches();
  void add_sections(const deck::Deck& deck);
  /// What can be seen at any time; what is a mean since the last sample is left out.
  std::vector<std::vector<double>> measure(double time) const;
  void add_concentrations(std::size_t station, std::size_t slot, double weight, Sums& sums) const;
  void sample_well(std::size_t station, Sums& sums) const;
  void sample_stream(std::size_t station, Sums& sums) const;
  void sample_outlet(std::size_t station, Sums& sums) const;
  void sample_sediment(double time, std::vector<std::vector<double>>& values);
  void sample_spring(std::size_t station, Sums& sums) const;
  void sample_area(std::size_t station, Sums& sums) const;
  void sample_facility(std::size_t station, Sums& sums) const;
  void set_flows(double time, std::vector<std::vector<double>>& values) const;
  /// What passes each station of each contaminant in the last step [kg/s], where values[discharge] is known.
  std::vector<std::vector<double>> load_rates(const std::vector<std::vector<double>>& values) const;
  void define_variables();

  const Model& model_;
  const Inputs& inputs_;
  const Domain& domain_;
  Sections sections_;
  std::vector<io::Station> stations_;
  std::vector<ReceptorPlace> places_;   // per station; outlets have parts too
  std::vector<std::size_t> reference_;  // index of the boundary patch, facility or section
  std::vector<io::StationFile::Variable> variables_;
  std::size_t first_sediment_ = 0;  // variable of the sediment's yield
  std::vector<std::vector<double>>
      delivered_before_;                 // by balance of erosion and station, at the last sample
  double sediment_since_ = 0.0;          // [s], time of the last sample
  std::size_t first_of_facilities_ = 0;  // variable; there are none without staged facilities
  ReceptorTable receptors_;
};

}  // namespace entail::study
