/// Time series at receptors, outlets and facilities.
#pragma once

#include <string>
#include <vector>

#include "io/result_files.hpp"
#include "study/model.hpp"
#include "study/receptor_table.hpp"

namespace entail::study {

/// All stations of a run: receptors, boundaries where surface water leaves, facilities.
class Stations {
 public:
  Stations(const Model& model, const Inputs& inputs, const Domain& domain);

  const std::vector<io::Station>& list() const { return stations_; }
  const std::vector<io::StationFile::Variable>& variables() const { return variables_; }

  /// Values by variable and station, in the units of the variables; NaN where a station has none.
  /// Collective; the same on all ranks.
  std::vector<std::vector<double>> sample() const;

  /// Adds a step that ends at `time` to what the receptors have seen. Collective.
  void follow(double time, double length);
  const ReceptorTable& receptors() const { return receptors_; }

 private:
  struct Part {
    Index column;
    double weight;
    double share;  ///< of its column's area; 1 for a point or a line
  };
  struct Sums;
  void sample_well(std::size_t station, const std::vector<Part>& parts, Sums& sums) const;
  void sample_stream(std::size_t station, const std::vector<Part>& parts, Sums& sums) const;
  void sample_outlet(std::size_t station, Sums& sums) const;
  void sample_spring(std::size_t station, Sums& sums) const;
  void sample_area(std::size_t station, Sums& sums) const;
  void sample_facility(std::size_t station, Sums& sums) const;
  void add_receptors(const Inputs& inputs, const Domain& domain);
  void add_outlets();
  void define_variables();

  const Model& model_;
  const Inputs& inputs_;
  std::vector<io::Station> stations_;
  std::vector<std::vector<Part>> parts_;  // per station, of this rank
  std::vector<std::vector<double>> screens_;
  std::vector<std::size_t> reference_;  // outlets: index of the boundary patch; facilities: of the facility
  std::vector<io::StationFile::Variable> variables_;
  std::size_t first_of_facilities_ = 0;  // variable; there are none without staged facilities
  ReceptorTable receptors_;
};

}  // namespace entail::study
