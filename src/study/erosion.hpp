/// The erosion of a deck on the distributed mesh: its factors in space and time, its days, its outlets.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "physics/flow/flow.hpp"
#include "physics/landscape/erosion.hpp"
#include "study/domain.hpp"
#include "study/spatial.hpp"

namespace entail::study {

/// Drives the erosion process through the days between erosion.start and erosion.end.
class ErosionDriver {
 public:
  /// `manning` is per own column. Collective; throws DataError where a factor is out of range.
  ErosionDriver(const Inputs& inputs, const Domain& domain, const meshes::ColumnMesh& mesh,
                field::Fields& fields, const flow::GroundData& ground, SpatialValues& values,
                const std::vector<double>& manning, const flow::Flow& flow);

  /// Sets the cover to what holds from `time` [s] on.
  void drive(double time);
  /// The next end of a day or change of cover after `time`; infinite when there is none.
  double next_change(double time) const;
  /// What facilities cover in the coming steps, as landscape::Erosion has it.
  void set_covers(const std::vector<double>& exposed, const std::vector<double>& runoff) {
    process_->set_covers(exposed, runoff);
  }
  /// Takes in a committed step, and erodes when it ends a day. Collective at a day's end.
  void follow(const process::TimeStep& step);

  const std::vector<process::Balance>& balances() const { return process_->balances(); }
  /// The part of a span of time [s] in which erosion is computed.
  double covered(double begin, double end) const;
  /// What the results say of the time that erosion is computed in.
  const std::string& note() const { return note_; }

 private:
  class Maker;
  double day_end(double time) const;

  double begin_ = 0.0, end_ = 0.0;  // [s], of the window
  std::string note_;
  std::vector<double> epochs_;                // [s], when factors change; the first is 0
  std::vector<std::vector<double>> factors_;  // by epoch, per own column
  std::size_t epoch_ = 0;
  std::unique_ptr<landscape::Erosion> process_;
};

}  // namespace entail::study
