/// The distributed model of a deck: mesh, fields and processes, with what drives them.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "field/fields.hpp"
#include "physics/flow/flow.hpp"
#include "physics/transport/transport.hpp"
#include "study/boundaries.hpp"
#include "study/domain.hpp"
#include "study/erosion.hpp"
#include "study/facilities.hpp"
#include "study/inputs.hpp"
#include "study/solute_sources.hpp"

namespace entail::study {

/// Everything that computes. Made once per run; collective.
class Model {
 public:
  Model(const Comm& comm, const Inputs& inputs, const Domain& domain);

  const meshes::ColumnMesh& mesh() const { return *mesh_; }
  const field::Fields& fields() const { return *fields_; }
  flow::Flow& flow() { return *flow_; }
  const flow::Flow& flow() const { return *flow_; }
  /// Null without contaminants.
  transport::Transport* transport() { return transport_.get(); }
  const transport::Transport* transport() const { return transport_.get(); }
  /// Puts the contaminants where they are at the start. Collective.
  void initialise_transport();
  /// The concentrations of a contaminant at the start [kg/m3], per own slot. Collective.
  std::vector<double> background(std::size_t contaminant);
  /// Inflow [m3/s] through the faces of each boundary and well in the last step.
  std::vector<std::vector<double>> inflow() const;

  /// Sets the weather to what holds from `time` [s] on. Returns how much error per second the
  /// change would give at once, relative to the tolerances: 0 when nothing changed.
  double drive(double time);
  /// Sets boundaries to what holds in a step from `begin` to `end` [s].
  void drive_boundaries(double begin, double end);
  /// Sets what facilities give in a step, which must lie within one weather.
  void drive_facilities(const process::TimeStep& step);
  /// Makes what facilities gave in the last step their state.
  void commit_facilities(const process::TimeStep& step) { facilities_->commit(step); }
  /// The next time after `time` at which anything that drives the model changes.
  double next_change(double time) const;

  /// Takes a step of flow and transport, just committed, to what follows from them. Collective.
  void follow(const process::TimeStep& step) {
    boundaries_->follow(step.length);
    if (erosion_) erosion_->follow(step);
  }
  /// The water [m3] that a well was to bring since the start, less than 0 when it pumps. Collective.
  double asked_of_well(std::size_t well) const {
    return boundaries_->asked_of_well(inputs_.deck.boundaries.size() + well);
  }
  /// Null without erosion.
  const ErosionDriver* erosion() const { return erosion_.get(); }

  std::vector<process::Balance> balances() const;

  /// Horizontal conductivity [m/s] per own cell, once: the model itself needs it no more.
  std::vector<double> take_conductivity() { return std::move(conductivity_); }
  /// The soil of a cell of an own column, by its number in the deck.
  std::size_t soil(Index column, int layer) const;

  const Facilities& facilities() const { return *facilities_; }

 private:
  void make_transport(const flow::GroundData& ground, std::vector<transport::OpenPatch> patches);

  const Inputs& inputs_;
  std::unique_ptr<meshes::ColumnMesh> mesh_;
  std::unique_ptr<field::Fields> fields_;
  std::unique_ptr<SpatialValues> values_;
  std::vector<std::uint8_t> soil_;    // per own cell, into the deck's soils
  std::vector<double> conductivity_;  // per own cell
  std::unique_ptr<Boundaries> boundaries_;
  std::unique_ptr<flow::Flow> flow_;
  std::unique_ptr<transport::Transport> transport_;
  std::unique_ptr<ErosionDriver> erosion_;
  std::unique_ptr<Facilities> facilities_;
  std::unique_ptr<SoluteSources> sources_;  // null without contaminants
  bool has_new_weather_ = true;             // since inputs of contaminants were set
  WeatherNow last_weather_;
};

}  // namespace entail::study
