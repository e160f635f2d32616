/// What a run writes: maps, volumes, time series and balances, when they are due.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "io/result_files.hpp"
#include "study/model.hpp"
#include "study/stations.hpp"

namespace entail::study {

/// The times [s] at which a deck wants output, in rising order, the end included. Steps end on them whether
/// or not files are written, so that `entail verify` takes the steps of `entail run`.
std::vector<double> output_times(const deck::Deck& deck);

/// What every file of a run says of it. Collective.
io::Provenance make_provenance(const Comm& comm, const Inputs& inputs, const std::string& command);

/// Opens the result files, appends to them, and gives them their final names. All members are collective.
class Recorder {
 public:
  /// `conductivity` is the model's [m/s], horizontal, per own cell.
  Recorder(const Model& model, const Inputs& inputs, Stations& stations, const std::string& folder,
           const std::string& command, const std::vector<double>& conductivity);

  /// Adds the step just committed, which ends at `time` [s], to the means of the maps and to what the
  /// receptors have seen.
  void accumulate(double time, double step_length);

  /// Writes what is due at `time`. The first call, at 0, writes the initial state.
  void write_due(double time);
  /// Writes the state at `time` even if it is not due, and brings all to the disk.
  void write_last(double time);

  /// Ends the files; complete ones lose ".incomplete" from their names. Returns the paths.
  std::vector<std::string> close(bool complete);

 private:
  void write_maps(double time);
  void write_observations(double time);
  void write_balances(double time);
  bool has_receptors() const { return !stations_.list().empty() && !inputs_.deck.contaminants.empty(); }
  bool has_facilities() const { return !inputs_.deck.facilities.empty(); }
  /// Opens a table, lets `fill` write its rows, and closes it.
  template <class Fill>
  void write_table(const io::ResultPath& path, const std::string& comment, const Fill& fill) const;
  /// Adds the maps [mg/L] of a contaminant in the order of define_maps().
  void add_concentrations(const std::string& name, std::vector<std::vector<double>>& maps,
                          std::vector<std::vector<double>>& volumes) const;
  /// Adds the maps of soil loss and deposition since the last ones.
  void add_erosion(double time, std::vector<std::vector<double>>& maps);
  void define_maps();
  /// What the ground is made of.
  std::vector<io::FaceParameter> map_parameters(const std::vector<double>& conductivity) const;
  std::vector<io::FaceParameter> volume_parameters(const std::vector<double>& conductivity) const;
  void define_maps(const deck::Contaminant& contaminant);

  const Model& model_;
  const Inputs& inputs_;
  Stations& stations_;
  std::vector<double> map_times_, observation_times_;
  std::size_t next_map_ = 0, next_observation_ = 0;
  double last_map_ = 0.0, last_written_ = -1.0, last_observed_ = -1.0;
  std::vector<io::UgridMesh::FaceVariable> map_variables_;
  std::vector<io::UgridMesh::FaceVariable> volume_variables_;

  // Sums over the steps since the last map, per own column.
  double accumulated_time_ = 0.0;
  Array<double> infiltration_, rising_, seepage_, evaporation_, discharge_;  // [m3]
  bool has_seepage_ = false;  // some boundary takes groundwater

  std::vector<double> eroded_before_, deposited_before_;  // [t], per own column, at the last map

  io::ResultPath map_path_, volume_path_, station_path_, balance_path_, receptor_path_, facility_path_;
  std::unique_ptr<io::MapFile> map_;
  std::unique_ptr<io::VolumeFile> volume_;
  std::unique_ptr<io::StationFile> station_file_;
  std::unique_ptr<io::TableFile> balance_;
};

}  // namespace entail::study
