#include "io/result_files.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <filesystem>

#include "base/error.hpp"

namespace entail::io {

ResultPath::ResultPath(const std::string& folder, const std::string& run, const std::string& kind,
                       const std::string& extension)
    : final_path(fmt::format("{}/{}_{}.{}", folder, run, kind, extension)),
      working_path(fmt::format("{}/{}_{}.incomplete.{}", folder, run, kind, extension)) {}

void ResultPath::finish() const {
  std::error_code error;
  std::filesystem::rename(working_path, final_path, error);
  if (error)
    throw DataError(fmt::format("cannot rename {} to {}: {}", working_path, final_path, error.message()));
}

void ResultPath::clear() const {
  std::error_code error;
  for (const auto& path : {final_path, working_path}) {
    std::filesystem::remove(path, error);
    if (error) throw DataError(fmt::format("cannot replace {}: {}", path, error.message()));
  }
}

namespace {

using Size = std::size_t;

void write_time(NcWriter& file, const TimeAxis& axis, Size index, const OutputTime& t) {
  const bool root = file.comm().is_root();
  file.write(axis.time, {index}, {root ? Size{1} : Size{0}}, std::vector<double>{t.days});
  file.write(axis.bounds, {index, 0}, {root ? Size{1} : Size{0}, root ? Size{2} : Size{0}},
             std::vector<double>{t.days_before, t.days});
}

}  // namespace

MapFile::MapFile(const meshes::ColumnMesh& mesh, const Projection* projection, const Provenance& provenance,
                 const ResultPath& path, const std::vector<UgridMesh::FaceVariable>& variables,
                 const std::vector<FaceParameter>& parameters)
    : file_(mesh.comm(), path.working_path), ugrid_(mesh, projection), order_(mesh) {
  write_provenance(file_, provenance, "maps");
  MeshDimensions d = ugrid_.define(file_);
  d.time = file_.dimension("time", NcWriter::unlimited);
  time_ = define_time(file_, d.time, provenance.start_date, d.bounds);
  for (const auto& variable : variables) ids_.push_back(ugrid_.define(file_, d, variable));
  std::vector<int> constant;
  for (const auto& parameter : parameters) constant.push_back(ugrid_.define(file_, d, parameter.variable));
  file_.end_definitions();
  ugrid_.write(file_, order_);
  for (Size i = 0; i < constant.size(); ++i)
    file_.write(constant[i], {order_.start()}, {order_.count()}, order_(parameters[i].values));
}

void MapFile::append(const OutputTime& time, const std::vector<std::vector<double>>& values) {
  file_.reserve(ids_.size() * ugrid_.n_faces() * sizeof(float));
  write_time(file_, time_, n_times_, time);
  for (Size i = 0; i < ids_.size(); ++i)
    file_.write(ids_[i], {n_times_, order_.start()}, {1, order_.count()}, order_(values[i]));
  ++n_times_;
  file_.sync();
}

VolumeFile::VolumeFile(const meshes::ColumnMesh& mesh, const Projection* projection,
                       const Provenance& provenance, const ResultPath& path,
                       const std::vector<UgridMesh::FaceVariable>& variables,
                       const std::vector<FaceParameter>& parameters)
    : mesh_(mesh), file_(mesh.comm(), path.working_path), ugrid_(mesh, projection), order_(mesh) {
  write_provenance(file_, provenance, "volumes");
  MeshDimensions d = ugrid_.define(file_);
  d.time = file_.dimension("time", NcWriter::unlimited);
  const auto n = static_cast<Size>(mesh.n_layers());
  d.layer = file_.dimension("layer", n);
  const int interface_dimension = file_.dimension("layer_interface", n + 1);
  time_ = define_time(file_, d.time, provenance.start_date, d.bounds);
  const int number = file_.variable("layer", NcType::integer, {{d.layer}, {}, false, false});
  file_.attribute(number, "long_name", "layer number, 1 on top");
  file_.attribute(number, "units", "1");
  file_.attribute(number, "positive", "down");
  const int interfaces = file_.variable("layer_interface_altitude", NcType::real,
                                        {{d.face, interface_dimension}, {}, false, false});
  file_.attribute(interfaces, "long_name", "altitude of layer interfaces, from the ground down");
  file_.attribute(interfaces, "units", "m");
  for (const auto& variable : variables) {
    ids_.push_back(ugrid_.define(file_, d, variable));
    in_layers_.push_back(variable.in_layers);
  }
  std::vector<int> constant;
  for (const auto& parameter : parameters) constant.push_back(ugrid_.define(file_, d, parameter.variable));
  file_.end_definitions();
  ugrid_.write(file_, order_);
  std::vector<int> numbers;
  for (Size k = 1; k <= n; ++k) numbers.push_back(static_cast<int>(k));
  file_.write(number, {0}, {mesh.comm().is_root() ? n : 0}, numbers);
  for (Size k = 0; k <= n; ++k) {
    std::vector<double> level;
    for (Index c = 0; c < mesh.n_owned(); ++c)
      level.push_back(mesh.interfaces()[static_cast<Size>(c) * (n + 1) + k]);
    file_.write(interfaces, {order_.start(), k}, {order_.count(), 1}, order_(level));
  }
  for (Size i = 0; i < constant.size(); ++i) write_layers(constant[i], {}, parameters[i].values);
}

void VolumeFile::write_layers(int id, std::vector<Size> first, const std::vector<double>& values) {
  const auto n = static_cast<Size>(mesh_.n_layers());
  std::vector<Size> count(first.size(), 1);
  first.insert(first.end(), {0, order_.start()});
  count.insert(count.end(), {1, order_.count()});
  std::vector<double> level(static_cast<Size>(mesh_.n_owned()));
  for (Size k = 0; k < n; ++k) {
    for (Size c = 0; c < level.size(); ++c) level[c] = values[c * n + k];
    first[first.size() - 2] = k;
    file_.write(id, first, count, order_(level));
  }
}

void VolumeFile::append(const OutputTime& time, const std::vector<std::vector<double>>& values) {
  const auto n = static_cast<Size>(mesh_.n_layers());
  file_.reserve(ids_.size() * n * ugrid_.n_faces() * sizeof(double));
  write_time(file_, time_, n_times_, time);
  for (Size i = 0; i < ids_.size(); ++i)
    if (in_layers_[i])
      write_layers(ids_[i], {n_times_}, values[i]);
    else
      file_.write(ids_[i], {n_times_, order_.start()}, {1, order_.count()}, order_(values[i]));
  ++n_times_;
  file_.sync();
}

namespace {

/// A text of exactly `length` characters, cut or filled with zeros.
std::string padded(std::string text, Size length) {
  text.resize(length, '\0');
  return text;
}

}  // namespace

StationFile::StationFile(const Comm& comm, const Projection* projection, const Provenance& provenance,
                         const ResultPath& path, const std::vector<Station>& stations,
                         const std::vector<Variable>& variables, const std::vector<Variable>& of_the_run)
    : file_(comm, path.working_path), n_stations_(stations.size()), pending_(variables.size()) {
  write_provenance(file_, provenance, "time series");
  file_.attribute(NcWriter::global, "featureType", std::string("timeSeries"));
  const Size name_length = 48;
  const int station = file_.dimension("station", n_stations_),
            letters = file_.dimension("name_length", name_length),
            time = file_.dimension("time", NcWriter::unlimited);
  struct Definition {
    const char *name, *long_name, *unit, *standard_name;
  };
  auto coordinate = [&](const Definition& d) {
    const int id = file_.variable(d.name, NcType::real, {{station}, {}, false, false});
    file_.attribute(id, "long_name", std::string(d.long_name));
    file_.attribute(id, "units", std::string(d.unit));
    if (*d.standard_name) file_.attribute(id, "standard_name", std::string(d.standard_name));
    return id;
  };
  const int name = file_.variable("station_name", NcType::character, {{station, letters}, {}, false, false});
  file_.attribute(name, "cf_role", std::string("timeseries_id"));
  file_.attribute(name, "long_name", std::string("name of station"));
  const int kind = file_.variable("station_kind", NcType::character, {{station, letters}, {}, false, false});
  file_.attribute(kind, "long_name", std::string("kind of station"));
  const int x = coordinate({"x", "x of station", "m", "projection_x_coordinate"}),
            y = coordinate({"y", "y of station", "m", "projection_y_coordinate"});
  const int lon = projection ? coordinate({"lon", "longitude of station", "degrees_east", "longitude"}) : -1;
  const int lat = projection ? coordinate({"lat", "latitude of station", "degrees_north", "latitude"}) : -1;
  time_ = define_time(file_, time, provenance.start_date);
  auto describe = [&](int id, const Variable& v) {
    file_.attribute(id, "long_name", v.long_name);
    file_.attribute(id, "units", v.unit);
    file_.attribute(id, "coordinates",
                    std::string(projection ? "lat lon x y station_name" : "x y station_name"));
    for (const auto& [key, value] : v.numbers) file_.attribute(id, key, value);
    for (const auto& [key, value] : v.texts) file_.attribute(id, key, value);
    return id;
  };
  for (const auto& v : variables)
    ids_.push_back(
        describe(file_.variable(v.name, NcType::real, {{time, station}, {512, n_stations_}, true, true}), v));
  for (const auto& v : of_the_run)
    run_ids_.push_back(describe(file_.variable(v.name, NcType::real, {{station}, {}, false, true}), v));
  file_.end_definitions();

  const bool root = comm.is_root();
  std::string names, kinds;
  std::vector<double> xs, ys, lons, lats;
  for (const auto& s : stations) {
    names += padded(s.name, name_length);
    kinds += padded(s.kind, name_length);
    xs.push_back(s.x);
    ys.push_back(s.y);
    if (!projection) continue;
    const auto [longitude, latitude] = projection->to_lon_lat(s.x, s.y);
    lons.push_back(longitude);
    lats.push_back(latitude);
  }
  const std::vector<Size> all{root ? n_stations_ : 0},
      all_letters{root ? n_stations_ : 0, root ? name_length : 0};
  file_.write(name, {0, 0}, all_letters, names);
  file_.write(kind, {0, 0}, all_letters, kinds);
  file_.write(x, {0}, all, xs);
  file_.write(y, {0}, all, ys);
  if (projection) {
    file_.write(lon, {0}, all, lons);
    file_.write(lat, {0}, all, lats);
  }
}

void StationFile::append(double days, const std::vector<std::vector<double>>& values) {
  pending_times_.push_back(days);
  for (Size i = 0; i < values.size(); ++i)
    pending_[i].insert(pending_[i].end(), values[i].begin(), values[i].end());
}

void StationFile::flush() {
  const Size n = pending_times_.size();
  if (n == 0) return;
  file_.reserve(n * (1 + ids_.size() * n_stations_) * sizeof(double));
  const bool root = file_.comm().is_root();
  file_.write(time_.time, {n_written_}, {root ? n : 0}, pending_times_);
  for (Size i = 0; i < ids_.size(); ++i) {
    file_.write(ids_[i], {n_written_, 0}, {root ? n : 0, root ? n_stations_ : 0}, pending_[i]);
    pending_[i].clear();
  }
  n_written_ += n;
  pending_times_.clear();
  file_.sync();
}

void StationFile::close(const std::vector<std::vector<double>>& of_the_run) {
  flush();
  for (Size i = 0; i < of_the_run.size(); ++i)
    file_.write(run_ids_[i], {0}, {file_.comm().is_root() ? n_stations_ : 0}, of_the_run[i]);
  file_.close();
}

TableFile::TableFile(const Comm& comm, const ResultPath& path, const std::string& comment)
    : comm_(comm), path_(path.working_path) {
  comm_.on_root([&] {
    file_ = std::fopen(path_.c_str(), "w");
    if (!file_) throw DataError(fmt::format("cannot write {}: {}", path_, std::strerror(errno)));
    put("# " + comment);
  });
}

TableFile::~TableFile() {
  if (file_) std::fclose(file_);
}

void TableFile::put(const std::string& line) {
  if (std::fputs((line + "\n").c_str(), file_) < 0 || std::fflush(file_) != 0)
    throw DataError(fmt::format("cannot write {}: {}", path_, std::strerror(errno)));
}

void TableFile::append(const std::vector<Cell>& row) {
  comm_.on_root([&] {
    auto line = [&](auto text_of) {
      std::string text;
      for (const auto& cell : row) text += (text.empty() ? "" : ",") + text_of(cell);
      put(text);
    };
    if (!has_header_) line([](const Cell& cell) { return cell.heading; });
    has_header_ = true;
    line([](const Cell& cell) { return cell.value; });
  });
}

void TableFile::close() {
  comm_.on_root([&] {
    const bool good = std::fflush(file_) == 0 && fsync(fileno(file_)) == 0;
    const bool closed = std::fclose(file_) == 0;
    file_ = nullptr;
    if (!good || !closed) throw DataError(fmt::format("cannot write {}: {}", path_, std::strerror(errno)));
  });
}

}  // namespace entail::io
