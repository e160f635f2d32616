#include "study/response_file.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/constants.hpp"
#include "base/sha256.hpp"

namespace entail::study {

using Size = std::size_t;

std::string responses_digest(const Inputs& inputs) {
  const deck::Deck& all = inputs.deck;
  deck::Deck relevant;
  relevant.crs = all.crs;
  relevant.period = all.period;
  relevant.terrain = all.terrain;
  relevant.box = all.box;
  relevant.mesh = all.mesh;
  relevant.ground = all.ground;
  relevant.surface = all.surface;
  relevant.vegetation = all.vegetation;
  relevant.weather = all.weather;
  relevant.boundaries = all.boundaries;
  relevant.wells = all.wells;
  relevant.initial = all.initial;
  relevant.contaminants = all.contaminants;
  relevant.facilities = all.facilities;
  relevant.receptors = all.receptors;
  relevant.responses = all.responses;
  relevant.steps = all.steps;
  for (auto& contaminant : relevant.contaminants) {
    contaminant.limit.reset();
    contaminant.source.clear();
  }
  relevant.responses->release = 0.0;
  std::string text = deck::echo_deck(relevant);
  for (const auto& file : inputs.files)
    for (Size at = text.find(file.path); at != std::string::npos; at = text.find(file.path, at + 64))
      text.replace(at, file.path.size(), file.sha256);
  return sha256(text);
}

namespace {

constexpr Size name_length = 48;

std::string with_underscores(std::string text) {
  std::replace(text.begin(), text.end(), ' ', '_');
  return text;
}

std::string padded(const std::vector<std::string>& names) {
  std::string text;
  for (std::string name : names) {
    name.resize(name_length, '\0');
    text += name;
  }
  return text;
}

/// The maps of one receptor and contaminant, in the order of map_values().
std::vector<io::UgridMesh::FaceVariable> map_variables(const std::string& receptor,
                                                       const std::string& contaminant) {
  const std::string suffix = "_" + with_underscores(receptor) + "_" + contaminant;
  std::vector<io::UgridMesh::FaceVariable> variables{
      {"peak" + suffix,
       fmt::format("peak of {} at {} per kilogram released at once here", contaminant, receptor), "m-3", "",
       ""},
      {"lag" + suffix, fmt::format("time from a release of {} here to its peak at {}", contaminant, receptor),
       "d", "", ""},
      {"integrated" + suffix,
       fmt::format("{} at {} per kilogram per second released here all the time", contaminant, receptor),
       "s m-3", "", ""}};
  for (auto& variable : variables) variable.in_time = false;
  return variables;
}

std::vector<std::vector<double>> map_values(const Responses& responses, Size receptor, Size contaminant) {
  std::vector<std::vector<double>> maps(2);
  for (const auto& peak : responses.pulse_peaks(receptor, contaminant)) {
    maps[0].push_back(peak.concentration);
    maps[1].push_back(peak.time / constants::seconds_per_day);
  }
  maps.push_back(responses.integrated(receptor, contaminant));
  return maps;
}

/// Variables that are no maps.
struct Whole {
  int receptor, contaminant, lag, impulse;
};

Whole define_whole(io::NcWriter& file, int face, const Responses& r) {
  const int receptor = file.dimension("receptor", r.receptors.size()),
            contaminant = file.dimension("contaminant", r.contaminants.size()),
            lag = file.dimension("lag", r.lags.size()), letters = file.dimension("name_length", name_length);
  Whole ids{};
  auto describe = [&](int id, const std::string& long_name, const std::string& unit) {
    file.attribute(id, "long_name", long_name);
    if (!unit.empty()) file.attribute(id, "units", unit);
    return id;
  };
  ids.receptor =
      describe(file.variable("receptor_name", io::NcType::character, {{receptor, letters}, {}, false, false}),
               "name of receptor", "");
  ids.contaminant = describe(
      file.variable("contaminant_name", io::NcType::character, {{contaminant, letters}, {}, false, false}),
      "name of contaminant", "");
  ids.lag = describe(file.variable("lag", io::NcType::real, {{lag}, {}, false, false}),
                     "end of the step of the time since a release", "s");
  // Read by receptor and contaminant, all lags together.
  const std::vector<Size> chunks{1, 1, r.lags.size(), std::min(r.n_faces, Size{1} << 14)};
  ids.impulse = describe(file.variable("impulse_response", io::NcType::real,
                                       {{receptor, contaminant, lag, face}, chunks, true, true}),
                         "mean concentration in the step per mass released at once into a face", "m-3");
  file.attribute(ids.impulse, "into", r.into);
  file.attribute(io::NcWriter::global, "responses_digest", r.digest);
  return ids;
}

}  // namespace

void write_responses(const meshes::ColumnMesh& mesh, const io::Projection* projection,
                     const io::Provenance& provenance, const io::ResultPath& path, const Responses& r) {
  io::NcWriter file(mesh.comm(), path.working_path);
  io::UgridMesh ugrid(mesh, projection);
  const io::GlobalOrder order(mesh);
  io::write_provenance(file, provenance, "responses");
  const io::MeshDimensions dimensions = ugrid.define(file);
  std::vector<int> maps;
  for (const auto& receptor : r.receptors)
    for (const auto& contaminant : r.contaminants)
      for (const auto& variable : map_variables(receptor, contaminant))
        maps.push_back(ugrid.define(file, dimensions, variable));
  const Whole ids = define_whole(file, dimensions.face, r);
  file.end_definitions();
  ugrid.write(file, order);
  file.reserve((r.impulse.size() + maps.size() * r.n_faces) * sizeof(double));

  const bool root = mesh.comm().is_root();
  const auto mine = [&](const double* faces) {
    return std::vector<double>(faces + order.start(), faces + order.start() + order.count());
  };
  auto map = maps.begin();
  for (Size i = 0; i < r.receptors.size(); ++i)
    for (Size c = 0; c < r.contaminants.size(); ++c) {
      for (const auto& values : map_values(r, i, c))
        file.write(*map++, {order.start()}, {order.count()}, mine(values.data()));
      std::vector<double> lags;
      for (Size k = 0; k < r.lags.size(); ++k) {
        const auto one = mine(r.impulse.data() + r.index(i, c, k));
        lags.insert(lags.end(), one.begin(), one.end());
      }
      file.write(ids.impulse, {i, c, 0, order.start()}, {1, 1, r.lags.size(), order.count()}, lags);
    }
  const auto names = [&](int id, const std::vector<std::string>& all) {
    file.write(id, {0, 0}, {root ? all.size() : 0, root ? name_length : 0}, padded(all));
  };
  names(ids.receptor, r.receptors);
  names(ids.contaminant, r.contaminants);
  file.write(ids.lag, {0}, {root ? r.lags.size() : 0}, r.lags);
  file.close();
}

namespace {

Responses read_on_root(const std::string& path) {
  const io::NcReader file(path);
  Responses r;
  for (const char* name : {"receptor_name", "contaminant_name", "lag", "impulse_response"})
    if (!file.has(name))
      throw DataError(fmt::format("{} holds no responses: it has no variable {}", path, name));
  r.receptors = file.texts("receptor_name");
  r.contaminants = file.texts("contaminant_name");
  r.lags = file.numbers("lag");
  r.impulse = file.numbers("impulse_response");
  r.into = file.text("impulse_response", "into");
  r.digest = file.text("", "responses_digest");
  const auto shape = file.shape("impulse_response");
  if (shape.size() != 4 || shape[0] != r.receptors.size() || shape[1] != r.contaminants.size() ||
      shape[2] != r.lags.size() || r.lags.empty())
    throw DataError(fmt::format("{}: impulse_response must be (receptor, contaminant, lag, face)", path));
  r.n_faces = shape[3];
  return r;
}

std::vector<std::string> broadcast(const Comm& comm, const std::vector<std::string>& texts) {
  std::vector<std::string> result(static_cast<Size>(comm.broadcast(static_cast<double>(texts.size()))));
  for (Size i = 0; i < result.size(); ++i)
    result[i] = comm.broadcast(i < texts.size() ? texts[i] : std::string());
  return result;
}

}  // namespace

Responses read_responses(const Comm& comm, const std::string& path) {
  Responses r;
  comm.on_root([&] { r = read_on_root(path); });
  r.receptors = broadcast(comm, r.receptors);
  r.contaminants = broadcast(comm, r.contaminants);
  r.into = comm.broadcast(r.into);
  r.digest = comm.broadcast(r.digest);
  comm.broadcast(r.lags);
  comm.broadcast(r.impulse);
  r.n_faces = static_cast<Size>(comm.broadcast(static_cast<double>(r.n_faces)));
  return r;
}

Responses read_responses(const Comm& comm, const std::string& path, const Inputs& inputs) {
  Responses r = read_responses(comm, path);
  if (r.digest != responses_digest(inputs))
    throw DataError(
        fmt::format("{} holds the responses of another deck than {}, or of other inputs; run "
                    "`entail respond {}` again",
                    path, inputs.deck.path, inputs.deck.path));
  return r;
}

}  // namespace entail::study
