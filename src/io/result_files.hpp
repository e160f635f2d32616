/// The files of a run: maps, volumes, time series, balances. They carry ".incomplete" in their names until
/// the run ends well, so that nothing unfinished looks finished.
#pragma once

#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "io/ugrid.hpp"

namespace entail::io {

/// "<folder>/<run>_<kind>.<extension>" and its name while the run goes on.
struct ResultPath {
  std::string final_path, working_path;
  ResultPath(const std::string& folder, const std::string& run, const std::string& kind,
             const std::string& extension);

  /// Gives the file its final name. Throws DataError. For one rank.
  void finish() const;
  /// Removes what an earlier run left under both names. For one rank.
  void clear() const;
};

/// The span of time that an output stands for.
struct OutputTime {
  double days = 0.0;         ///< since the start
  double days_before = 0.0;  ///< the output before: where means begin
};

/// What does not change in time, with its values by own column or cell.
struct FaceParameter {
  UgridMesh::FaceVariable variable;
  std::vector<double> values;
};

/// Maps for QGIS and others: one variable per layer, on faces. All members are collective.
class MapFile {
 public:
  /// `parameters`, of columns, are written at once.
  MapFile(const meshes::ColumnMesh& mesh, const Projection* projection, const Provenance& provenance,
          const ResultPath& path, const std::vector<UgridMesh::FaceVariable>& variables,
          const std::vector<FaceParameter>& parameters);

  /// Values by own column for each variable, in the order of the constructor's list.
  void append(const OutputTime& time, const std::vector<std::vector<double>>& values);
  void close() { file_.close(); }

 private:
  NcWriter file_;
  UgridMesh ugrid_;
  GlobalOrder order_;
  std::size_t n_times_ = 0;
  TimeAxis time_;
  std::vector<int> ids_;
};

/// Cell values for scripts: (time, layer, face), or (time, face), in double precision. All members are
/// collective.
class VolumeFile {
 public:
  /// `parameters`, of cells, are written at once.
  VolumeFile(const meshes::ColumnMesh& mesh, const Projection* projection, const Provenance& provenance,
             const ResultPath& path, const std::vector<UgridMesh::FaceVariable>& variables,
             const std::vector<FaceParameter>& parameters);

  /// Values by own cell, or own column, for each variable.
  void append(const OutputTime& time, const std::vector<std::vector<double>>& values);
  void close() { file_.close(); }

 private:
  /// Values by own cell of a variable of layers; `first` is the index in time, empty where there is none.
  void write_layers(int id, std::vector<std::size_t> first, const std::vector<double>& values);

  const meshes::ColumnMesh& mesh_;
  NcWriter file_;
  UgridMesh ugrid_;
  GlobalOrder order_;
  std::size_t n_times_ = 0;
  TimeAxis time_;
  std::vector<int> ids_;
  std::vector<bool> in_layers_;
};

/// Where a time series is taken.
struct Station {
  std::string name, kind;
  double x = 0.0, y = 0.0;
};

/// Time series at stations by the CF conventions for discrete sampling geometries. All members are
/// collective; the values are the root's.
class StationFile {
 public:
  struct Variable {
    std::string name, long_name, unit;
    std::vector<std::pair<std::string, double>> numbers;  ///< further attributes, such as a limit
    std::vector<std::pair<std::string, std::string>> texts;
  };
  StationFile(const Comm& comm, const Projection* projection, const Provenance& provenance,
              const ResultPath& path, const std::vector<Station>& stations,
              const std::vector<Variable>& variables, const std::vector<Variable>& of_the_run = {});

  /// Values by variable and station; NaN where a station has none. Kept in memory until flush().
  void append(double days, const std::vector<std::vector<double>>& values);
  void flush();
  /// Writes what remains, with the values of the whole run by variable and station.
  void close(const std::vector<std::vector<double>>& of_the_run = {});

 private:
  NcWriter file_;
  std::size_t n_stations_ = 0, n_written_ = 0;
  TimeAxis time_;
  std::vector<int> ids_, run_ids_;
  std::vector<double> pending_times_;
  std::vector<std::vector<double>> pending_;  ///< per variable, time after time
};

/// A table in CSV, row after row. All members are collective; the root writes.
class TableFile {
 public:
  struct Cell {
    std::string heading, value;
  };
  TableFile(const Comm& comm, const ResultPath& path, const std::string& comment);
  ~TableFile();
  TableFile(const TableFile&) = delete;
  TableFile& operator=(const TableFile&) = delete;

  /// The first row's headings become the header.
  void append(const std::vector<Cell>& row);
  void close();

 private:
  void put(const std::string& line);
  Comm comm_;
  std::string path_;
  std::FILE* file_ = nullptr;
  bool has_header_ = false;
};

}  // namespace entail::io
