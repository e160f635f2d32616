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

// Variables in the order of the file; contaminants follow, then those of staged facilities.
enum Variable { head, table_depth, depth, discharge, ground_discharge, inflow, seepage, first_contaminant };
enum FacilityVariable {
  pond_volume,
  pond_level,
  tailings_volume,
  underdrain,
  decant,
  overflow,
  first_inventory
};

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
  /// For a sum without a mean; do not mix with add().
  void total(Size variable, Size station, double value) { weighted[index(variable, station)] += value; }
  void largest(Size variable, Size station, double value) {
    maxima[index(variable, station)] = std::max(maxima[index(variable, station)], value);
  }
  void gather(const Comm& comm) {
    comm.sum(weighted);
    comm.sum(weights);
    MPI_Allreduce(MPI_IN_PLACE, maxima.data(), static_cast<int>(maxima.size()), MPI_DOUBLE, MPI_MAX,
                  comm.handle());
  }
  /// The maximum where there is one, else the mean, else NaN.
  double value(Size variable, Size station) const {
    const Size k = index(variable, station);
    if (maxima[k] >= 0.0) return maxima[k];
    return weights[k] > 0.0 ? weighted[k] / weights[k] : std::numeric_limits<double>::quiet_NaN();
  }
};

Stations::Stations(const Model& model, const Inputs& inputs, const Domain& domain)
    : model_(model), inputs_(inputs), domain_(domain), sections_(inputs.deck, model.fields()) {
  add_receptors();
  add_patches();
  for (Size f = 0; f < domain.facilities.size(); ++f)
    add(domain.facilities[f].name, "facility", domain.facilities[f].x, domain.facilities[f].y, f);
  add_sections(inputs.deck);
  define_variables();
  receptors_ = ReceptorTable(inputs.deck, stations_);
}

void Stations::define_variables() {
  const auto& contaminants = inputs_.deck.contaminants;
  variables_ = {
      {"head", "hydraulic head", "m", {}, {}},
      {"water_table_depth",
       "depth of the water table below ground",
       "m",
       {},
       {{"standard_name", "water_table_depth"}}},
      {"surface_water_depth", "depth of surface water", "m", {}, {}},
      {"discharge",
       "discharge of surface water, springs and pumped wells; of a section from its left to its right",
       "m3 s-1",
       {},
       {}},
      {"groundwater_discharge",
       "groundwater that crosses the section from its left to its right",
       "m3 s-1",
       {},
       {}},
      {"inflow", "net flow of water through the boundary or well into the model", "m3 s-1", {}, {}},
      {"seepage", "seepage from the facility", "m3 s-1", {}, {}}};
  for (const auto& contaminant : contaminants)
    variables_.push_back({contaminant.name, "dissolved " + contaminant.name, "mg L-1",
                          limit_numbers(contaminant), limit_texts(contaminant)});
  first_sediment_ = variables_.size();
  if (model_.erosion())
    for (const auto& balance : model_.erosion()->balances())
      variables_.push_back({balance.unit == "t" ? "sediment_yield" : with_underscores(balance.substance),
                            balance.unit == "t"
                                ? "mean yield of sediment since the last value"
                                : "mean yield of " + balance.substance + " since the last value",
                            balance.unit + " d-1",
                            {},
                            {{"comment", model_.erosion()->note()}}});
  first_of_facilities_ = variables_.size();
  const auto& facilities = model_.facilities().list();
  if (std::none_of(facilities.begin(), facilities.end(), [](const auto& f) { return f.staged.has_value(); }))
    return;
  auto add = [&](const std::string& name, const std::string& long_name, const char* unit) {
    variables_.push_back({name, long_name, unit, {}, {}});
  };
  add("pond_volume", "water in the pond", "m3");
  add("pond_level", "elevation of the pond's surface", "m");
  add("tailings_volume", "volume of the tailings", "m3");
  add("underdrain", "water of the underdrain that leaves the facility", "m3 s-1");
  add("decant", "water decanted from the pond", "m3 s-1");
  add("overflow", "water that overflows the crest", "m3 s-1");
  for (const auto& contaminant : contaminants)
    add(contaminant.name + "_inventory", "mass of " + contaminant.name + " in the facility", "kg");
}

void Stations::add(const std::string& name, const std::string& kind, double x, double y, Size reference) {
  stations_.push_back({name, kind, x, y});
  places_.push_back({name, kind, {}, {}});
  reference_.push_back(reference);
}

void Stations::add_receptors() {
  for (const auto& receptor : domain_.receptors) add(receptor.name, receptor.kind, receptor.x, receptor.y, 0);
  places_ = place_receptors(model_.mesh(), inputs_, domain_);
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
      if (is_outlet) places_.back().parts.push_back({face.column, 1.0, 1.0});
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

void Stations::sample_well(Size station, Sums& sums) const {
  const auto& fields = model_.fields();
  const auto& mesh = model_.mesh();
  const auto pressure = host_values(fields, "pressure_head");
  const ReceptorPlace& place = places_[station];
  for (const auto& [slot, length] : screen_weights(fields, place)) {
    const auto column = static_cast<Index>(slot / static_cast<Size>(fields.slots()));
    const int layer = static_cast<int>(slot % static_cast<Size>(fields.slots())) - fields.first_cell();
    sums.add(head, station, pressure(slot) + mesh.cell_centre(column, layer), length);
    add_concentrations(station, slot, length, sums);
  }
  for (const auto& part : place.parts)
    sums.add(table_depth, station, water_table_depth(fields, pressure, part.column), 1.0);
}

void Stations::add_concentrations(Size station, Size slot, double weight, Sums& sums) const {
  for (Size s = 0; s < inputs_.deck.contaminants.size(); ++s)
    sums.add(first_contaminant + s, station,
             host_values(model_.fields(), variables_[first_contaminant + s].name)(slot), weight);
}

void Stations::sample_stream(Size station, Sums& sums) const {
  const auto& fields = model_.fields();
  const auto pressure = host_values(fields, "pressure_head"), lateral = host_values(fields, "lateral_flux"),
             outflow = host_values(fields, "boundary_outflow");
  for (const auto& part : places_[station].parts) {
    const Size i = static_cast<Size>(part.column) * static_cast<Size>(fields.slots());
    sums.add(depth, station, std::max(0.0, pressure(i)), part.weight);
    sums.largest(discharge, station, surface_discharge(fields, lateral, outflow, part.column));
  }
  // Concentrations mix by the water that flows.
  for (const auto& [slot, flow] : stream_weights(fields, places_[station]))
    add_concentrations(station, slot, flow, sums);
}

void Stations::sample_outlet(Size station, Sums& sums) const {
  const auto& fields = model_.fields();
  const auto outflow = host_values(fields, "boundary_outflow"),
             pressure = host_values(fields, "pressure_head");
  for (const auto& part : places_[station].parts) {
    const Size i = static_cast<Size>(part.column) * static_cast<Size>(fields.slots());
    sums.add(depth, station, std::max(0.0, pressure(i)), 1.0);
    add_concentrations(station, i, outflow(i), sums);
  }
}

/// Concentrations mix by the water that emerges.
void Stations::sample_spring(Size station, Sums& sums) const {
  for (const auto& [slot, flow] : spring_weights(Emergence(model_), model_.fields(), places_[station])) {
    sums.total(discharge, station, flow);
    if (flow > 0.0) add_concentrations(station, slot, flow, sums);
  }
}

/// The largest concentration in the ground; water and load are what leaves it.
void Stations::sample_area(Size station, Sums& sums) const {
  const auto& fields = model_.fields();
  const Emergence emergence(model_);
  for (const auto& part : places_[station].parts) {
    emergence.for_each(part.column,
                       [&](int, double rate) { sums.total(discharge, station, rate * part.share); });
    for (int k = 0; k < fields.mesh().n_layers(); ++k)
      for (Size s = 0; s < inputs_.deck.contaminants.size(); ++s)
        sums.largest(first_contaminant + s, station,
                     host_values(fields, variables_[first_contaminant + s].name)(
                         static_cast<Size>(part.column) * static_cast<Size>(fields.slots()) +
                         static_cast<Size>(fields.first_cell() + k)));
  }
}

void Stations::sample_facility(Size station, Sums& sums) const {
  if (!model_.mesh().comm().is_root()) return;
  const FacilityOnMesh& f = model_.facilities().list()[reference_[station]];
  auto put = [&](Size variable, double value) { sums.add(variable, station, value, 1.0); };
  const Size n = inputs_.deck.contaminants.size();
  if (!f.staged) {
    put(seepage, f.seepage);
    for (Size s = 0; s < n && f.seepage > 0.0; ++s) put(first_contaminant + s, f.concentrations[s]);
    return;
  }
  const tailings::State& state = f.staged->state();
  auto rate = [&](double amount) { return state.last_length > 0.0 ? amount / state.last_length : 0.0; };
  const auto& water = state.last.water;
  const Size first = first_of_facilities_;
  put(seepage, rate(water.seepage));
  put(first + pond_volume, state.pond);
  put(first + pond_level, f.staged->pond_level());
  put(first + tailings_volume, f.staged->tailings_volume());
  put(first + underdrain, rate(water.underdrain));
  put(first + decant, rate(water.decant));
  put(first + overflow, rate(water.overflow));
  for (Size s = 0; s < n; ++s) {
    put(first_contaminant + s, f.staged->pore_concentration(s));
    put(first + first_inventory + s, state.solutes[s].total());
  }
}

std::vector<std::vector<double>> Stations::sample(double time) {
  auto values = measure(time);
  if (model_.erosion()) sample_sediment(time, values);
  return values;
}

std::vector<std::vector<double>> Stations::measure(double time) const {
  Sums sums(variables_.size(), stations_.size());
  for (Size i = 0; i < stations_.size(); ++i) {
    const std::string& kind = stations_[i].kind;
    if (kind == "stream")
      sample_stream(i, sums);
    else if (kind == "outlet")
      sample_outlet(i, sums);
    else if (kind == "spring")
      sample_spring(i, sums);
    else if (kind == "area")
      sample_area(i, sums);
    else if (kind == "facility")
      sample_facility(i, sums);
    else if (kind == "well" || kind == "point")
      sample_well(i, sums);
  }
  sums.gather(model_.mesh().comm());
  std::vector<std::vector<double>> values(
      variables_.size(), std::vector<double>(stations_.size(), std::numeric_limits<double>::quiet_NaN()));
  for (Size v = 0; v < variables_.size(); ++v)
    for (Size i = 0; i < stations_.size(); ++i) {
      const std::string& kind = stations_[i].kind;
      values[v][i] = sums.value(v, i);
      if (v == discharge && (kind == "spring" || kind == "area"))
        values[v][i] = sums.weighted[sums.index(v, i)];
      if (v >= first_contaminant && v < first_sediment_) values[v][i] *= constants::mg_per_litre;
    }
  set_flows(time, values);
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
    } else if (kind == "well") {
      // A receptor by the name of a pumped well sees the water that the well takes.
      for (const auto& term : balance.terms)
        if (term.name == stations_[i].name) values[discharge][i] = -term.rate;
    }
  }
}

/// What left over each outlet since the last sample, per day in which erosion is computed; NaN without any.
void Stations::sample_sediment(double time, std::vector<std::vector<double>>& values) {
  const auto& balances = model_.erosion()->balances();
  const double days = model_.erosion()->covered(sediment_since_, time) / constants::seconds_per_day;
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

/// Water carries the mean concentration of the step, as in the balance: where discharge jumps, that at its
/// end is another.
std::vector<std::vector<double>> Stations::load_rates(const std::vector<std::vector<double>>& values) const {
  const auto& fields = model_.fields();
  const Size n = stations_.size(), slots = static_cast<Size>(fields.slots());
  const Emergence emergence(model_);
  const auto lateral = host_values(fields, "lateral_flux"), outflow = host_values(fields, "boundary_outflow");
  std::vector<std::vector<double>> rates;
  for (Size c = 0; c < inputs_.deck.contaminants.size(); ++c) {
    const auto mean = host_values(fields, inputs_.deck.contaminants[c].name + "_in_step");
    std::vector<double> carried(n, 0.0), water(n, 0.0);
    auto add = [&](Size station, Size slot, double flow) {
      carried[station] += flow * mean(slot);
      water[station] += flow;
    };
    for (Size i = 0; i < n; ++i)
      for (const auto& part : places_[i].parts) {
        const Size surface = static_cast<Size>(part.column) * slots;
        if (stations_[i].kind == "stream")
          add(i, surface, part.weight * surface_discharge(fields, lateral, outflow, part.column));
        else if (stations_[i].kind == "outlet")
          add(i, surface, outflow(surface));
        else if (stations_[i].kind == "spring" || stations_[i].kind == "area")
          emergence.for_each(part.column, [&](int slot, double rate) {
            add(i, surface + static_cast<Size>(slot), rate * part.share);
          });
      }
    model_.mesh().comm().sum(carried);
    model_.mesh().comm().sum(water);
    auto& rate = rates.emplace_back();
    for (Size i = 0; i < n; ++i) {
      const double flow = values[discharge][i];  // NaN stays NaN
      double concentration = water[i] > 0.0 ? carried[i] / water[i] : 0.0;
      if (stations_[i].kind == "well")
        concentration = values[first_contaminant + c][i] / constants::mg_per_litre;
      rate.push_back(flow * concentration);
    }
  }
  return rates;
}

void Stations::follow(double time, double length) {
  if (inputs_.deck.contaminants.empty()) return;
  const auto values = measure(time);
  const auto first = values.begin() + first_contaminant;
  std::vector<std::vector<double>> concentrations(
      first, first + static_cast<long>(inputs_.deck.contaminants.size()));
  for (auto& list : concentrations)
    for (double& value : list) value /= constants::mg_per_litre;
  receptors_.follow(time, length, concentrations, load_rates(values));
}

}  // namespace entail::study
