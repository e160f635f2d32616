#include "study/recorder.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <set>

#include "base/constants.hpp"
#include "study/facility_table.hpp"
#include "study/limits.hpp"
#include "study/sampling.hpp"

namespace entail::study {

namespace {

using Size = std::size_t;

/// The times of outputs, from the step after the start to the end, which is always one.
std::vector<double> schedule(const deck::Deck& deck, const Interval& every) {
  std::vector<double> times;
  const double end = deck.duration();
  for (int n = 1; !every.empty(); ++n) {
    const double time = after_intervals(deck.start(), every, n);
    if (time >= end - 1e-6) break;
    times.push_back(time);
  }
  times.push_back(end);
  return times;
}

/// Those of the observations.
std::vector<double> observation_schedule(const deck::Deck& deck) {
  return schedule(deck, deck.output.observations.empty() ? deck.output.every : deck.output.observations);
}

std::string iso_now() {
  return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}",
                     fmt::gmtime(std::chrono::system_clock::to_time_t(std::chrono::system_clock::now())));
}

/// True for boundaries through which groundwater can leave.
bool takes_groundwater(flow::BoundaryKind kind) {
  return kind != flow::BoundaryKind::well && kind != flow::BoundaryKind::normal_depth &&
         kind != flow::BoundaryKind::critical_depth;
}

/// Values of one layer from values by cell, (column, layer).
std::vector<double> layer_of(const std::vector<double>& cells, Size layer, Size layers) {
  std::vector<double> values(cells.size() / layers);
  for (Size c = 0; c < values.size(); ++c) values[c] = cells[c * layers + layer];
  return values;
}

}  // namespace

std::vector<double> output_times(const deck::Deck& deck) {
  std::set<double> times;
  for (const auto& part : {schedule(deck, deck.output.every), observation_schedule(deck)})
    times.insert(part.begin(), part.end());
  return {times.begin(), times.end()};
}

Recorder::Recorder(const Model& model, const Inputs& inputs, Stations& stations, const std::string& folder,
                   const std::string& command, const std::vector<double>& conductivity)
    : model_(model),
      inputs_(inputs),
      stations_(stations),
      map_path_(folder, inputs.deck.run_name(), "map", "nc"),
      volume_path_(folder, inputs.deck.run_name(), "3d", "nc"),
      station_path_(folder, inputs.deck.run_name(), "obs", "nc"),
      balance_path_(folder, inputs.deck.run_name(), "balance", "csv"),
      receptor_path_(folder, inputs.deck.run_name(), "receptors", "csv"),
      facility_path_(folder, inputs.deck.run_name(), "facilities", "csv") {
  const auto& deck = inputs.deck;
  const Comm& comm = model.mesh().comm();
  map_times_ = schedule(deck, deck.output.every);
  observation_times_ = observation_schedule(deck);
  const auto n = static_cast<Size>(model.mesh().n_owned());
  infiltration_ = Array<double>("infiltration", n);
  rising_ = Array<double>("rising", n);
  seepage_ = Array<double>("seepage", n);
  evaporation_ = Array<double>("evaporation", n);
  discharge_ = Array<double>("discharge", n);
  for (const auto& patch : model.flow().boundaries())
    has_seepage_ = has_seepage_ || takes_groundwater(patch.kind);
  define_maps();
  comm.on_root([&] {
    for (const auto* path :
         {&map_path_, &volume_path_, &station_path_, &balance_path_, &receptor_path_, &facility_path_})
      path->clear();
  });
  const io::Provenance origin = make_provenance(comm, inputs, command);
  const io::Projection* projection = inputs.projection ? &*inputs.projection : nullptr;
  map_ = std::make_unique<io::MapFile>(model.mesh(), projection, origin, map_path_, map_variables_,
                                       map_parameters(conductivity));
  if (deck.output.volume && model.mesh().n_layers() > 0)
    volume_ = std::make_unique<io::VolumeFile>(model.mesh(), projection, origin, volume_path_,
                                               volume_variables_, volume_parameters(conductivity));
  if (!stations.list().empty())
    station_file_ =
        std::make_unique<io::StationFile>(comm, projection, origin, station_path_, stations.list(),
                                          stations.variables(), stations.receptors().variables());
  std::string note =
      "cumulative since the start; positive into the model; error = storage - initial storage - sum of the "
      "terms; relative to what moved; across sections from the left to the right";
  if (model.erosion()) note += "; sediment is " + model.erosion()->note();
  balance_ = std::make_unique<io::TableFile>(comm, balance_path_, note);
}

io::Provenance make_provenance(const Comm& comm, const Inputs& inputs, const std::string& command) {
  deck::Deck deck = inputs.deck;
  io::Provenance p;
  p.title = deck.title;
  p.summary = deck.summary;
  p.command = command;
  p.deck = deck::echo_deck(deck);
  for (const auto& file : inputs.files) p.inputs.push_back(file.path + " " + file.sha256);
  p.date = comm.broadcast(iso_now());
  p.start_date = format_instant_full(deck.start());
  p.start = format_instant(deck.start());
  p.end = format_instant(deck.instant(deck.duration()));
  return p;
}

namespace {

io::UgridMesh::FaceVariable conductivity_of(int layer) {
  io::UgridMesh::FaceVariable variable{
      "hydraulic_conductivity", "horizontal hydraulic conductivity", "m s-1", "", "", layer, false};
  if (layer > 0) {
    variable.name += fmt::format("_l{}", layer);
    variable.long_name += fmt::format(", layer {}", layer);
  }
  return variable;
}

}  // namespace

std::vector<io::FaceParameter> Recorder::map_parameters(const std::vector<double>& conductivity) const {
  std::vector<io::FaceParameter> all;
  const auto layers = static_cast<Size>(model_.mesh().n_layers());
  for (Size k = 0; k < layers; ++k)
    all.push_back({conductivity_of(static_cast<int>(k) + 1), layer_of(conductivity, k, layers)});
  return all;
}

std::vector<io::FaceParameter> Recorder::volume_parameters(const std::vector<double>& conductivity) const {
  auto variable = conductivity_of(0);
  variable.in_layers = true;
  return {{std::move(variable), conductivity}};
}

void Recorder::define_maps() {
  const auto& fields = model_.fields();
  auto& m = map_variables_;
  if (fields.has_surface()) {
    m.push_back(
        {"surface_water_depth", "surface water depth", "m", "flood_water_thickness", "time: point", 0, true});
    m.push_back({"discharge", "mean discharge of surface water leaving the face", "m3 s-1", "", "time: mean",
                 0, true});
  }
  const int layers = model_.mesh().n_layers();
  auto volume = [&](const std::string& name, const std::string& long_name, const std::string& unit,
                    const std::string& standard_name) {
    volume_variables_.push_back({name, long_name, unit, standard_name, "time: point"});
    volume_variables_.back().in_layers = true;
  };
  if (layers > 0) {
    m.push_back({"water_table_depth", "water table depth below ground", "m", "water_table_depth",
                 "time: point", 0, true});
    m.push_back({"infiltration", "mean infiltration less return flow to the surface", "kg m-2 s-1", "",
                 "time: mean", 0, true});
    if (fields.has_surface())
      m.push_back({"seepage_to_surface", "mean seepage of groundwater up to the surface", "m s-1", "",
                   "time: mean", 0, true});
    if (has_seepage_)
      m.push_back({"seepage_to_boundaries",
                   "mean outflow of groundwater through seepage faces, drains and "
                   "other boundaries, per ground area",
                   "m s-1", "", "time: mean", 0, true});
    volume("head", "hydraulic head", "m", "");
    volume("pressure_head", "pressure head", "m", "");
    volume("water_content", "volumetric water content", "1", "volume_fraction_of_condensed_water_in_soil");
    volume("saturation", "share of the pores that water fills", "1", "");
    if (fields.has_surface())
      volume_variables_.push_back(
          {"surface_water_depth", "surface water depth", "m", "flood_water_thickness", "time: point"});
  }
  m.push_back({"evaporation", "mean evaporation from water and ground", "kg m-2 s-1",
               "water_evapotranspiration_flux", "time: mean", 0, true});
  for (int k = 1; k <= layers; ++k)
    m.push_back({fmt::format("head_l{}", k), fmt::format("hydraulic head, layer {}", k), "m", "",
                 "time: point", k, true});
  for (int k = 1; k <= layers; ++k)
    m.push_back({fmt::format("saturation_l{}", k),
                 fmt::format("share of the pores that water fills, layer {}", k), "1", "", "time: point", k,
                 true});
  if (model_.erosion()) {
    m.push_back({"soil_loss", "mean soil loss", "t ha-1 yr-1", "", "time: mean", 0, true});
    m.push_back(
        {"sediment_deposition", "mean deposition of sediment", "t ha-1 yr-1", "", "time: mean", 0, true});
    for (Size i = m.size() - 2; i < m.size(); ++i)
      m[i].texts.emplace_back("comment", model_.erosion()->note());
  }
  for (const auto& contaminant : inputs_.deck.contaminants) define_maps(contaminant);
}

void Recorder::define_maps(const deck::Contaminant& contaminant) {
  const std::string& name = contaminant.name;
  auto map = [&](const std::string& suffix, const std::string& where, int layer) {
    map_variables_.push_back({name + suffix, "dissolved " + name + ", " + where, "mg L-1", "", "time: point",
                              layer, true, limit_numbers(contaminant), limit_texts(contaminant)});
  };
  const int layers = model_.mesh().n_layers();
  if (model_.fields().has_surface()) map("_surface", "surface water", 0);
  if (layers == 0) return;
  map("_largest", "largest of all layers", 0);
  for (int k = 1; k <= layers; ++k) map(fmt::format("_l{}", k), fmt::format("layer {}", k), k);
  volume_variables_.push_back({name, "dissolved " + name, "mg L-1", "", "time: point"});
  volume_variables_.back().in_layers = true;
  if (model_.fields().has_surface())
    volume_variables_.push_back(
        {name + "_surface", "dissolved " + name + ", surface water", "mg L-1", "", "time: point"});
}

void Recorder::accumulate(double time, double length) {
  stations_.follow(time, length);
  const auto& fields = model_.fields();
  const int slots = fields.slots(), first = fields.first_cell();
  const auto vertical = fields.find("vertical_flux"), evaporated = fields.find("evaporated_water"),
             left = fields.find("boundary_seepage");
  const auto infiltration = infiltration_, rising = rising_, seepage = seepage_, evaporation = evaporation_;
  Kokkos::parallel_for(
      "entail::study::accumulate", range(model_.mesh().n_owned()), KOKKOS_LAMBDA(Index c) {
        const double down = vertical(static_cast<std::size_t>(c) * (slots + 1) + first);
        infiltration(c) += length * down;
        rising(c) += length * (down < 0.0 ? -down : 0.0);
        for (int s = 0; s < slots; ++s) {
          evaporation(c) += length * evaporated(static_cast<std::size_t>(c) * slots + s);
          seepage(c) += length * left(static_cast<std::size_t>(c) * slots + s);
        }
      });
  if (fields.has_surface()) {
    const auto now = to_device("discharge now", surface_discharge(fields));
    const auto discharge = discharge_;
    Kokkos::parallel_for(
        "entail::study::accumulate_discharge", range(model_.mesh().n_owned()),
        KOKKOS_LAMBDA(Index c) { discharge(c) += length * now(c); });
  }
  stations_.sections().accumulate(length);
  accumulated_time_ += length;
}

void Recorder::write_due(double time) {
  auto due = [&](const std::vector<double>& times, Size& next) {
    const bool is = time == 0.0 || (next < times.size() && times[next] <= time + 1e-6);
    while (next < times.size() && times[next] <= time + 1e-6) ++next;
    return is;
  };
  if (time == 0.0) stations_.follow(0.0, 0.0);
  if (due(observation_times_, next_observation_)) write_observations(time);
  if (due(map_times_, next_map_)) write_maps(time);
}

void Recorder::write_last(double time) {
  if (last_observed_ < time) write_observations(time);
  if (last_written_ < time) write_maps(time);
}

void Recorder::write_observations(double time) {
  if (station_file_) station_file_->append(time / constants::seconds_per_day, stations_.sample(time));
  last_observed_ = time;
}

void Recorder::write_maps(double time) {
  const auto& fields = model_.fields();
  const auto& mesh = model_.mesh();
  const auto n = static_cast<Size>(mesh.n_owned()), layers = static_cast<Size>(mesh.n_layers());
  std::vector<std::vector<double>> maps, volumes;
  constexpr double kilograms = 1000.0;  // in a cubic metre of water, as CF's fluxes count rain
  auto mean = [&](const Array<double>& sum, double unit, bool per_area) {
    auto values = to_host(sum);
    for (Size c = 0; c < n; ++c)
      values[c] = accumulated_time_ > 0.0
                      ? values[c] / accumulated_time_ * unit / (per_area ? mesh.area()[c] : 1.0)
                      : 0.0;
    Kokkos::deep_copy(sum, 0.0);
    return values;
  };
  if (fields.has_surface()) {
    maps.push_back(surface_depth(fields));
    maps.push_back(mean(discharge_, 1.0, false));
  }
  if (layers > 0) {
    maps.push_back(water_table_depth(fields));
    maps.push_back(mean(infiltration_, kilograms, true));
    if (fields.has_surface()) maps.push_back(mean(rising_, 1.0, true));
    if (has_seepage_) maps.push_back(mean(seepage_, 1.0, true));
  }
  maps.push_back(mean(evaporation_, kilograms, true));
  // Cells are many: what no file takes whole is gone before the next ones come.
  auto add_layers = [&](std::vector<double> cells) {
    for (Size k = 0; k < layers; ++k) maps.push_back(layer_of(cells, k, layers));
    if (volume_) volumes.push_back(std::move(cells));
  };
  if (layers > 0) {
    add_layers(hydraulic_heads(fields));
    if (volume_) {
      volumes.push_back(cells_of(fields, "pressure_head"));
      const auto content = host_values(fields, "water_content");
      volumes.emplace_back(content.data(), content.data() + n * layers);
    }
    add_layers(saturations(fields));
    if (volume_ && fields.has_surface()) volumes.push_back(maps[0]);
  }
  if (model_.erosion()) add_erosion(time, maps);
  for (const auto& contaminant : inputs_.deck.contaminants)
    add_concentrations(contaminant.name, maps, volumes);
  const io::OutputTime when{time / constants::seconds_per_day, last_map_ / constants::seconds_per_day};
  map_->append(when, maps);
  if (volume_) volume_->append(when, volumes);
  if (station_file_) station_file_->flush();
  if (time > 0.0) write_balances(time);
  accumulated_time_ = 0.0;
  last_map_ = last_written_ = time;
}

/// Mean rates over the part of the time since the last map in which erosion is computed; none without.
void Recorder::add_erosion(double time, std::vector<std::vector<double>>& maps) {
  const auto& mesh = model_.mesh();
  const double years = model_.erosion()->covered(last_map_, time) / constants::seconds_per_year;
  auto add = [&](const std::string& field, std::vector<double>& before) {
    const auto total = host_values(model_.fields(), field);
    before.resize(static_cast<Size>(mesh.n_owned()), 0.0);
    auto& rates = maps.emplace_back();
    for (Size c = 0; c < before.size(); ++c) {
      const double hectares = mesh.area()[c] / 1e4;
      rates.push_back(years > 0.0 ? (total(c) - before[c]) / (hectares * years)
                                  : std::numeric_limits<double>::quiet_NaN());
      before[c] = total(c);
    }
  };
  add("eroded_soil", eroded_before_);
  add("deposited_soil", deposited_before_);
}

void Recorder::add_concentrations(const std::string& name, std::vector<std::vector<double>>& maps,
                                  std::vector<std::vector<double>>& volumes) const {
  const auto& fields = model_.fields();
  const auto n = static_cast<Size>(model_.mesh().n_owned()),
             layers = static_cast<Size>(model_.mesh().n_layers());
  const auto values = host_values(fields, name);
  std::vector<double> surface;
  if (fields.has_surface()) {
    const auto depth = surface_depth(fields);
    surface.resize(n);
    // Without water there is no concentration.
    for (Size c = 0; c < n; ++c)
      surface[c] = depth[c] > 0.0 ? constants::mg_per_litre * values(c * static_cast<Size>(fields.slots()))
                                  : std::numeric_limits<double>::quiet_NaN();
    maps.push_back(surface);
  }
  if (layers == 0) return;
  auto cells = cells_of(fields, name);
  for (double& c : cells) c *= constants::mg_per_litre;
  std::vector<double> largest(n, 0.0);
  for (Size i = 0; i < cells.size(); ++i) largest[i / layers] = std::max(largest[i / layers], cells[i]);
  maps.push_back(std::move(largest));
  for (Size k = 0; k < layers; ++k) maps.push_back(layer_of(cells, k, layers));
  if (!volume_) return;
  volumes.push_back(std::move(cells));
  if (fields.has_surface()) volumes.push_back(std::move(surface));
}

void Recorder::write_balances(double time) {
  std::vector<io::TableFile::Cell> row{{"date", format_instant(inputs_.deck.instant(time))},
                                       {"time [d]", fmt::format("{}", time / constants::seconds_per_day)}};
  for (const auto& b : model_.balances()) {
    auto put = [&](const std::string& name, const std::string& unit, const std::string& value) {
      row.push_back({fmt::format("{} {} [{}]", b.substance, name, unit), value});
    };
    put("storage", b.unit, fmt::format("{}", b.storage));
    for (const auto& term : b.terms) put(term.name, b.unit, fmt::format("{}", term.total));
    put("error", b.unit, fmt::format("{:.6e}", b.error()));
    put("relative error", "1", fmt::format("{:.6e}", b.relative_error()));
  }
  const auto& sections = stations_.sections();
  for (Size s = 0; s < sections.size(); ++s)
    for (const auto& [part, value] : {std::pair("surface", sections.totals()[s].surface),
                                      std::pair("ground", sections.totals()[s].ground)})
      row.push_back({fmt::format("section {} {} [m3]", sections.names()[s], part), fmt::format("{}", value)});
  balance_->append(row);
}

template <class Fill>
void Recorder::write_table(const io::ResultPath& path, const std::string& comment, const Fill& fill) const {
  io::TableFile file(model_.mesh().comm(), path, comment);
  fill(file);
  file.close();
}

std::vector<std::string> Recorder::close(bool complete) {
  std::vector<std::string> paths;
  auto finish = [&](const io::ResultPath& path) {
    if (complete) model_.mesh().comm().on_root([&] { path.finish(); });
    paths.push_back(complete ? path.final_path : path.working_path);
  };
  map_->close();
  if (volume_) volume_->close();
  if (station_file_) station_file_->close(stations_.receptors().values());
  balance_->close();
  if (has_receptors())
    write_table(receptor_path_,
                "what each receptor saw of each contaminant in the whole run; concentrations dissolved",
                [&](io::TableFile& file) { stations_.receptors().write(file); });
  if (has_facilities())
    write_table(facility_path_,
                "by calendar year and in all; positive into the facility; error = stored after - stored "
                "before - sum of the terms; seepage goes into the ground below the footprint",
                [&](io::TableFile& file) { write_facility_years(model_.facilities(), inputs_.deck, file); });
  finish(map_path_);
  if (volume_) finish(volume_path_);
  if (station_file_) finish(station_path_);
  finish(balance_path_);
  if (has_receptors()) finish(receptor_path_);
  if (has_facilities()) finish(facility_path_);
  return paths;
}

}  // namespace entail::study
