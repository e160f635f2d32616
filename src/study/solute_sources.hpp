/// What boundaries, wells, rain and facilities bring of each contaminant, and how it changes in time.
#pragma once

#include <string>
#include <vector>

#include "physics/flow/flow.hpp"
#include "physics/transport/transport.hpp"
#include "study/boundaries.hpp"
#include "study/facilities.hpp"
#include "study/spatial.hpp"

namespace entail::study {

/// Concentrations and mass rates that the deck gives to boundaries and wells, on their faces.
class SoluteSources {
 public:
  /// Collective.
  SoluteSources(const Inputs& inputs, const field::Fields& fields, const flow::Flow& flow,
                Boundaries& boundaries, SpatialValues& values);

  /// Sets all concentrations outside to those at the start. Collective; throws UsageError for one that is
  /// negative or no number.
  void begin(transport::Transport& transport);

  /// Sets those that change to what holds in a step: of stepwise series the value at its beginning, of all
  /// else the mean of those at beginning and end [s]. Collective; throws as begin() does.
  void drive(transport::Transport& transport, double begin, double end);

  /// Sets what facilities, rain [m/s] and wells bring. Collective.
  void bring(transport::Transport& transport, const Facilities& facilities, double rain);

  /// Whether what wells release has changed since bring().
  bool has_new_releases() const { return has_new_releases_; }

  /// The next time after `time` [s] at which a series has a row; infinite without.
  double next_row(double time) const;

 private:
  /// A value of the deck on the faces of a boundary or well.
  struct OnFaces {
    std::size_t solute, patch;
    const deck::Spatial* value;
    std::string key;
    bool is_held = false;
    std::vector<double> now;  // per face
  };

  void add(const deck::Named<deck::Spatial>& named, std::size_t patch, const std::string& key, bool is_held,
           std::vector<OnFaces>& list) const;
  std::vector<double> mean(const OnFaces& one, double begin, double end);
  void set_releases(double begin, double end, bool all);
  transport::Input rain_input(const Facilities& facilities, double rain, double concentration) const;

  const Inputs& inputs_;
  const field::Fields& fields_;
  Boundaries& boundaries_;
  SpatialValues& values_;
  std::vector<OnFaces> outside_;   // [kg/m3]
  std::vector<OnFaces> releases_;  // [kg/s] in all, of wells
  std::vector<std::vector<Index>> slots_of_wells_;
  bool has_new_releases_ = true;
};

}  // namespace entail::study
