/// The tailings facilities of a run: what they give to the flow and transport processes, and what is kept of
/// them. The same on all ranks, but for the columns.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "field/fields.hpp"
#include "physics/flow/flow.hpp"
#include "physics/tailings/facility.hpp"
#include "physics/transport/transport.hpp"
#include "study/domain.hpp"
#include "study/forcing.hpp"

namespace entail::study {

/// What a facility held when a calendar year began and ended, and what moved in it. Of a simple one only the
/// seepage is known.
struct FacilityYear {
  tailings::Stored before, after;
  tailings::Moved moved;
};

/// One facility on this rank's columns. A simple one seeps at a constant rate while it is active, a staged
/// one as its balance has it.
struct FacilityOnMesh {
  std::string name;
  double area = 0.0;  ///< [m2], of all ranks
  std::vector<Index> columns;
  std::vector<double> areas;   ///< [m2], of the columns above
  Index overflow_column = -1;  ///< where overflow joins the surface water, if on this rank
  std::optional<tailings::Facility> staged;
  std::optional<tailings::State> planned;
  double seepage = 0.0;                ///< [m3/s], in the step last planned
  std::vector<double> concentrations;  ///< [kg/m3], in the seepage, by contaminant
  std::map<int, FacilityYear> years;
};

class Facilities {
 public:
  Facilities(const Inputs& inputs, const Domain& domain, const field::Fields& fields);

  /// Plans a step under the weather that holds in it. Returns false when nothing has changed since the last.
  bool plan(const process::TimeStep& step, const WeatherNow& weather);
  /// Makes the last plan the state.
  void commit(const process::TimeStep& step);

  // Of the step last planned.
  const std::vector<flow::Source>& sources() const { return sources_; }
  const std::vector<transport::Input>& inputs(std::size_t contaminant) const { return inputs_[contaminant]; }
  /// The share of each own column that no facility covers, where rain and evaporation reach the ground.
  const std::vector<double>& exposed() const { return exposed_; }
  /// Runoff from the covers of closed facilities that each own column makes [m3/s].
  const std::vector<double>& cover_runoff() const { return cover_runoff_; }

  /// The next time after `time` [s] at which a facility begins, is raised, closes or ends, or a year begins.
  double next_change(double time) const;
  std::vector<process::Balance> balances() const;
  const std::vector<FacilityOnMesh>& list() const { return facilities_; }

 private:
  bool is_active(std::size_t facility, double time) const;
  void plan_simple(std::size_t facility, double time);
  void plan_staged(std::size_t facility, const process::TimeStep& step, const WeatherNow& weather);
  void book_year(FacilityOnMesh& facility, int year, const process::TimeStep& step) const;

  const Inputs& run_;
  const field::Fields& fields_;
  std::vector<FacilityOnMesh> facilities_;
  std::vector<flow::Source> sources_;
  std::vector<std::vector<transport::Input>> inputs_;
  std::vector<double> exposed_, cover_runoff_;
  std::vector<bool> was_active_;
  bool any_staged_ = false, has_plan_ = false;
};

/// What the deck says of a staged facility, for a floor at `floor` [m] and a footprint of `area` [m2].
tailings::Properties facility_properties(const deck::Deck& deck, const deck::Facility& facility, double area,
                                         double floor);

}  // namespace entail::study
