/// The distributed model of a deck: mesh, fields and processes, with what drives them.
#pragma once

#include <memory>
#include <vector>

#include "field/fields.hpp"
#include "physics/flow/flow.hpp"
#include "physics/transport/transport.hpp"
#include "study/boundaries.hpp"
#include "study/domain.hpp"
#include "study/facilities.hpp"
#include "study/inputs.hpp"

namespace entail::study {

/// Everything that computes. Made once per run; collective.
class Model {
 public:
  Model(const Comm& comm, const Inputs& inputs, const Domain& domain);

  const meshes::ColumnMesh& mesh() const { return *mesh_; }
  const field::Fields& fields() const { return *fields_; }
  flow::Flow& flow() { return *flow_; }
  const flow::Flow& flow() const { return *flow_; }
  std::vector<std::unique_ptr<transport::Transport>>& transports() { return transports_; }
  const std::vector<std::unique_ptr<transport::Transport>>& transports() const { return transports_; }

  /// Sets the weather to what holds from `time` [s] on. Returns how much error per second the
  /// change would give at once, relative to the tolerances: 0 when nothing changed.
  double drive(double time);
  /// Sets boundaries to what holds in a step from `begin` to `end` [s].
  void drive_boundaries(double begin, double end) { boundaries_->drive(*flow_, begin, end); }
  /// Sets what facilities give in a step, which must lie within one weather.
  void drive_facilities(const process::TimeStep& step);
  /// Makes what facilities gave in the last step their state.
  void commit_facilities(const process::TimeStep& step) { facilities_->commit(step); }
  /// The next time after `time` at which anything that drives the model changes.
  double next_change(double time) const;

  std::vector<process::Balance> balances() const;

  const Facilities& facilities() const { return *facilities_; }

 private:
  const Inputs& inputs_;
  std::unique_ptr<meshes::ColumnMesh> mesh_;
  std::unique_ptr<field::Fields> fields_;
  std::unique_ptr<SpatialValues> values_;
  std::unique_ptr<Boundaries> boundaries_;
  std::unique_ptr<flow::Flow> flow_;
  std::vector<std::unique_ptr<transport::Transport>> transports_;
  std::unique_ptr<Facilities> facilities_;
  WeatherNow last_weather_;
};

}  // namespace entail::study
