#include "study/stations.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/constants.hpp"
#include "study/limits.hpp"
#include "study/sampling.hpp"

namespace entail::study {

namespace {

using Size = std::size_t;

// Variables in the order of the file; contaminants follow.
enum Variable { head, table_depth, depth, discharge, ground_discharge, inflow, seepage, first_contaminant };

std::string with_underscores(std::string text) {
  std::replace(text.begin(), text.end(), ' ', '_');
  return text;
}

}  // namespace

/// Weighted sums and maxima over ranks, by variable and station.
struct Stations::Sums {
  Size n_stations;
  std::vector<double> weighted, weights, maxima;

  Sums(Size n_variables, Size stations)
      : n_stations(stations),
        weighted(n_variables * stations, 0.0),
        weights(weighted),
        maxima(weighted.size(), -1.0) {}
  Size index(Size variable, Size station) const { return variable * n_stations + station; }
  void add(Size variable, Size station, double value, double weight) {
    weighted[index(variable, station)] += weight * value;
    weights[index(variable, station)] += weight;
  }
  void largest(Size variable, Size station, double value) {
    maxima[index(variable, station)] = std::max(maxima[index(variable, station)], value);
  }
};

Stations::Stations(const Model& model, const Inputs& inputs, const Domain& domain)
    : model_(model), inputs_(inputs), domain_(domain), sections_(inputs.deck, model.fields()) {
  add_receptors();
  add_patches();
  for (Size f = 0; f < domain.facilities.size(); ++f)
    add(domain.facilities[f].name, "facility", domain.facilities[f].x, domain.facilities[f].y, f);
  add_sections(inputs.deck);
  variables_ = {
      {"head", "hydraulic head", "m", {}, {}},
      {"water_table_depth",
       "depth of the water table below ground",
       "m",
       {},
       {{"standard_name", "water_table_depth"}}},
      {"surface_water_depth", "depth of surface water", "m", {}, {}},
      {"discharge", "discharge of surface water; of a section from its left to its right", "m3 s-1", {}, {}},
      {"groundwater_discharge",
       "groundwater that crosses the section from its left to its right",
       "m3 s-1",
       {},
       {}},
      {"inflow", "net flow of water through the boundary or well into the model", "m3 s-1", {}, {}},
      {"seepage", "seepage from the facility", "m3 s-1", {}, {}}};
  for (const auto& contaminant : inputs.deck.contaminants)
    variables_.push_back({contaminant.name, "dissolved " + contaminant.name, "mg L-1",
                          limit_numbers(contaminant), limit_texts(contaminant)});
  first_sediment_ = variables_.size();
  if (model.erosion())
    for (const auto& balance : model.erosion()->balances())
      variables_.push_back({balance.unit == "t" ? "sediment_yield" : with_underscores(balance.substance),
                            balance.unit == "t"
                                ? "mean yield of sediment since the last value"
                                : "mean yield of " + balance.substance + " since the last value",
                            balance.unit + " d-1",
                            {},
                            {}});
  peaks_.assign(inputs.deck.contaminants.size(), std::vector<Peak>(stations_.size()));
}

void Stations::add(const std::string& name, const std::string& kind, double x, double y, Size reference) {
  stations_.push_back({name, kind, x, y});
  parts_.emplace_back();
  screens_.emplace_back();
  reference_.push_back(reference);
}

void Stations::add_receptors() {
  for (const auto& receptor : domain_.receptors) {
    add(receptor.name, receptor.kind, receptor.x, receptor.y, 0);
    screens_.back() = receptor.screen;
    for (const auto& share : receptor.shares)
      if (const Index column = model_.mesh().find_owned(share.face); column >= 0)
        parts_.back().push_back({column, share.amount});
  }
}

/// Patches lie in the middle of their columns.
void Stations::add_patches() {
  using flow::BoundaryKind;
  const auto& patches = model_.flow().boundaries();
  for (Size p = 0; p < patches.size(); ++p) {
    std::vector<double> sums{0.0, 0.0, 0.0};
    for (const auto& face : patches[p].faces) {
      sums[0] += model_.mesh().x()[static_cast<Size>(face.column)];
      sums[1] += model_.mesh().y()[static_cast<Size>(face.column)];
      sums[2] += 1.0;
    }
    model_.mesh().comm().sum(sums);
    const BoundaryKind kind = patches[p].kind;
    const bool is_outlet = kind == BoundaryKind::normal_depth || kind == BoundaryKind::critical_depth;
    add(patches[p].name,
        is_outlet                    ? "outlet"
        : kind == BoundaryKind::well ? "pumping_well"
                                     : "boundary",
        sums[0] / sums[2], sums[1] / sums[2], p);
    for (const auto& face : patches[p].faces)
      if (is_outlet) parts_.back().push_back({face.column, 1.0});
  }
}

/// A section lies in the middle of its points.
void Stations::add_sections(const deck::Deck& deck) {
  for (Size s = 0; s < deck.sections.size(); ++s) {
    const auto& line = deck.sections[s].line;
    double x = 0.0, y = 0.0;
    for (Size i = 0; i + 1 < line.size(); i += 2) {
      x += 2.0 * line[i] / static_cast<double>(line.size());
      y += 2.0 * line[i + 1] / static_cast<double>(line.size());
    }
    add(deck.sections[s].name, "section", x, y, s);
  }
}

/// Cells that the screen passes count by the length in them; without a screen all cells count.
void Stations::sample_well(Size station, const std::vector<Part>& parts, Sums& sums) const {
  const auto& fields = model_.fields();
  const auto& mesh = model_.mesh();
  const auto pressure = host_values(fields, "pressure_head");
  const auto& screen = screens_[station];
  for (const auto& part : parts) {
    const double ground = mesh.ground()[static_cast<Size>(part.column)];
    const double bottom = ground - mesh.cell_bottom(part.column, mesh.n_layers() - 1);
    // A point is a screen without length: it takes the cell it lies in.
    const double from = screen.size() == 2 ? std::min(screen[0], bottom - 1e-6) : 0.0;
    const double to = stations_[station].kind == "point" || screen.size() != 2
                          ? (screen.size() == 2 ? from + 1e-6 : bottom)
                          : std::min(std::max(screen[1], from + 1e-6), bottom);
    for (int k = 0; k < mesh.n_layers(); ++k) {
      const double overlap = std::min(to, ground - mesh.cell_bottom(part.column, k)) -
                             std::max(from, ground - mesh.cell_top(part.column, k));
      if (overlap <= 0.0) continue;
      const Size i = static_cast<Size>(part.column) * static_cast<Size>(fields.slots()) +
                     static_cast<Size>(fields.first_cell() + k);
      sums.add(head, station, pressure(i) + mesh.cell_centre(part.column, k), overlap);
      for (Size s = 0; s < peaks_.size(); ++s)
        sums.add(first_contaminant + s, station,
                 host_values(fields, variables_[first_contaminant + s].name)(i), overlap);
    }
    sums.add(table_depth, station, water_table_depth(fields, pressure, part.column), 1.0);
  }
}

void Stations::sample_stream(Size station, const std::vector<Part>& parts, Sums& sums) const {
  const auto& fields = model_.fields();
  if (parts.empty()) return;
  const auto depths = surface_depth(fields), discharges = surface_discharge(fields);
  for (const auto& part : parts) {
    const auto c = static_cast<Size>(part.column);
    sums.add(depth, station, depths[c], part.weight);
    sums.largest(discharge, station, discharges[c]);
    // Concentrations mix by the water that flows.
    for (Size s = 0; s < peaks_.size(); ++s)
      sums.add(
          first_contaminant + s, station,
          host_values(fields, variables_[first_contaminant + s].name)(c * static_cast<Size>(fields.slots())),
          discharges[c] * part.weight);
  }
}

void Stations::sample_outlet(Size station, Sums& sums) const {
  const auto& fields = model_.fields();
  const auto outflow = host_values(fields, "boundary_outflow");
  const auto depths = surface_depth(fields);
  for (const auto& part : parts_[station]) {
    const Size i = static_cast<Size>(part.column) * static_cast<Size>(fields.slots());
    sums.add(depth, station, depths[static_cast<Size>(part.column)], 1.0);
    for (Size s = 0; s < peaks_.size(); ++s)
      sums.add(first_contaminant + s, station, host_values(fields, variables_[first_contaminant + s].name)(i),
               outflow(i));
  }
}

void Stations::sample_facility(Size station, double time, Sums& sums) const {
  if (!model_.mesh().comm().is_root()) return;
  const Size facility = reference_[station];
  sums.add(seepage, station, model_.seepage(facility, time), 1.0);
  for (Size s = 0; s < peaks_.size(); ++s)
    for (const auto& [name, value] : inputs_.deck.facilities[facility].concentrations)
      if (name == inputs_.deck.contaminants[s].name && model_.seepage(facility, time) > 0.0)
        sums.add(first_contaminant + s, station, value, 1.0);
}

std::vector<std::vector<double>> Stations::sample(double time) {
  Sums sums(variables_.size(), stations_.size());
  for (Size i = 0; i < stations_.size(); ++i) {
    const std::string& kind = stations_[i].kind;
    if (kind == "stream")
      sample_stream(i, parts_[i], sums);
    else if (kind == "outlet")
      sample_outlet(i, sums);
    else if (kind == "facility")
      sample_facility(i, time, sums);
    else if (kind == "well" || kind == "point")
      sample_well(i, parts_[i], sums);
  }
  const Comm& comm = model_.mesh().comm();
  comm.sum(sums.weighted);
  comm.sum(sums.weights);
  MPI_Allreduce(MPI_IN_PLACE, sums.maxima.data(), static_cast<int>(sums.maxima.size()), MPI_DOUBLE, MPI_MAX,
                comm.handle());
  std::vector<std::vector<double>> values(
      variables_.size(), std::vector<double>(stations_.size(), std::numeric_limits<double>::quiet_NaN()));
  for (Size v = 0; v < variables_.size(); ++v)
    for (Size i = 0; i < stations_.size(); ++i) {
      const Size k = sums.index(v, i);
      if (sums.weights[k] > 0.0) values[v][i] = sums.weighted[k] / sums.weights[k];
      if (sums.maxima[k] >= 0.0) values[v][i] = sums.maxima[k];
      if (v >= first_contaminant && v < first_sediment_) values[v][i] *= constants::mg_per_litre;
    }
  set_flows(time, values);
  if (model_.erosion()) sample_sediment(time, values);
  follow_peaks(time, values);
  return values;
}

/// Flows through boundaries, wells and sections; at the start nothing has flowed yet.
void Stations::set_flows(double time, std::vector<std::vector<double>>& values) const {
  if (time <= 0.0) return;
  const process::Balance balance = model_.flow().balances().front();
  const auto crossing = sections_.flows();
  for (Size i = 0; i < stations_.size(); ++i) {
    const std::string& kind = stations_[i].kind;
    if (kind == "section") {
      values[discharge][i] = crossing[reference_[i]].surface;
      values[ground_discharge][i] = crossing[reference_[i]].ground;
    } else if (kind == "outlet" || kind == "boundary" || kind == "pumping_well") {
      for (const auto& term : balance.terms)
        if (term.name == stations_[i].name) values[inflow][i] = term.rate;
      if (kind == "outlet") values[discharge][i] = -values[inflow][i];
    }
  }
}

/// What left over each outlet since the last sample, per day.
void Stations::sample_sediment(double time, std::vector<std::vector<double>>& values) {
  const auto& balances = model_.erosion()->balances();
  const double days = (time - sediment_since_) / constants::seconds_per_day;
  delivered_before_.resize(balances.size(), std::vector<double>(stations_.size(), 0.0));
  for (Size b = 0; b < balances.size(); ++b)
    for (Size i = 0; i < stations_.size(); ++i)
      for (const auto& term : balances[b].terms) {
        if (stations_[i].kind != "outlet" || term.name != stations_[i].name) continue;
        if (days > 0.0) values[first_sediment_ + b][i] = (-term.total - delivered_before_[b][i]) / days;
        delivered_before_[b][i] = -term.total;
      }
  sediment_since_ = time;
}

void Stations::follow_peaks(double time, const std::vector<std::vector<double>>& values) {
  for (Size s = 0; s < peaks_.size(); ++s)
    for (Size i = 0; i < stations_.size(); ++i) {
      const double value = values[first_contaminant + s][i] / constants::mg_per_litre;
      Peak& peak = peaks_[s][i];
      if (value > peak.value) {
        peak.value = value;
        peak.time = time;
      }
      const auto& limit = inputs_.deck.contaminants[s].limit;
      if (limit && value > *limit && peak.first_exceedance < 0.0) peak.first_exceedance = time;
    }
}

}  // namespace entail::study
