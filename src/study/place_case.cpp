#include "study/place_case.hpp"

#include <algorithm>
#include <cmath>
#include <memory>

#include "base/constants.hpp"
#include "base/log.hpp"
#include "study/checks.hpp"
#include "study/recorder.hpp"
#include "study/response_file.hpp"
#include "study/response_run.hpp"
#include "study/simulation.hpp"
#include "study/stations.hpp"
#include "study/weather.hpp"

namespace entail::study {

namespace {

using Size = std::size_t;

double horizon_of(const deck::Deck& deck) { return deck.place->horizon.value_or(deck.duration()); }

/// Keeps the many lines of a case off the terminal.
struct Quiet {
  Quiet() { log::mute(true); }
  ~Quiet() { log::mute(false); }
};

/// Constant weather that is the mean of the deck's.
void set_mean_weather(const Inputs& inputs, deck::Deck& deck) {
  const WeatherNow mean = inputs.forcing.mean(0.0, inputs.deck.duration());
  deck::Weather weather;
  weather.rain = mean.rain;
  weather.potential_evaporation = mean.potential_evaporation;
  weather.concentrations = deck.weather->concentrations;
  deck.weather = weather;
}

/// Multiplies the conductivity of each soil by a field of its own.
void perturb(deck::Deck& deck, int member) {
  const deck::EnsembleKeys& keys = deck.place->ensemble;
  int soil_number = 0;
  for (auto& [name, soil] : deck.ground->soils) {
    ++soil_number;
    if (!soil.conductivity || soil.conductivity->form != deck::Spatial::Form::constant) continue;
    deck::Spatial& k = *soil.conductivity;
    k.form = deck::Spatial::Form::random;
    k.random.lognormal = true;
    k.random.mean = k.value;
    k.random.deviation = keys.deviation;
    k.random.correlation = keys.correlation;
    k.random.seed = keys.seed + 1000 * member + soil_number;
  }
}

}  // namespace

std::vector<double> evaluation_times(const deck::Deck& deck) {
  const double horizon = horizon_of(deck);
  const int n = std::clamp(static_cast<int>(std::lround(horizon / constants::seconds_per_year)), 1, 40);
  std::vector<double> times;
  for (int i = 1; i <= n; ++i) times.push_back(horizon * i / n);
  return times;
}

Inputs case_inputs(const Inputs& inputs, const Domain& domain, int member) {
  Inputs result = inputs;
  deck::Deck& deck = result.deck;
  const double horizon = horizon_of(inputs.deck);
  const auto n = static_cast<double>(evaluation_times(inputs.deck).size());
  deck.erosion.reset();
  deck.reference.reset();
  const bool is_mean = deck.place->weather == "mean";
  if (deck.weather && is_mean)
    set_mean_weather(inputs, deck);
  else if (deck.weather)
    deck.weather->aggregate = "monthly";
  deck.period.end.reset();
  deck.period.length = horizon;
  deck.output.every = {0, horizon / n};
  deck.output.observations = {};
  if (member > 0) perturb(deck, member);
  deck::Responses responses;
  responses.horizon = horizon;
  responses.step = std::min(horizon, 20.0 * constants::seconds_per_day);
  responses.growth = 1.05;
  responses.into = "ground";
  deck.responses = responses;
  Diagnostics none;
  result.forcing = make_forcing(deck, is_mean || !result.weather ? nullptr : &*result.weather,
                                result.projection ? &*result.projection : nullptr, domain.middle, none);
  none.throw_if_any();
  return result;
}

ReceptorSeries simulate_case(const Comm& comm, const Inputs& inputs, const Domain& domain,
                             CaseResponses* responses) {
  const Quiet quiet;
  Model model(comm, inputs, domain);
  Stations stations(model, inputs, domain);
  Checks checks(inputs, model);
  Simulation simulation(model, inputs, checks, nullptr);
  std::unique_ptr<ResponseWindow> window;
  if (responses) window = std::make_unique<ResponseWindow>(model, inputs, domain);
  const auto times = evaluation_times(inputs.deck);
  const Size n_receptors = domain.receptors.size(), n_contaminants = inputs.deck.contaminants.size();
  ReceptorSeries series(n_contaminants, std::vector<std::vector<double>>(n_receptors));
  Size first = 0;
  while (stations.variables()[first].name != inputs.deck.contaminants.front().name) ++first;
  Size next = 0;
  simulation.observe_steps([&](double time, double length) {
    if (window) window->follow(time, length);
    if (next >= times.size() || time < times[next] * (1.0 - 1e-9)) return;
    ++next;
    const auto values = stations.sample(time);
    for (Size c = 0; c < n_contaminants; ++c)
      for (Size r = 0; r < n_receptors; ++r) {
        // Where no water is seen there is no concentration to be hurt by.
        const double value = values[first + c][r] / constants::mg_per_litre;
        series[c][r].push_back(std::isnan(value) ? 0.0 : value);
      }
  });
  simulation.run();
  if (responses) {
    responses->responses = compute_responses(model, inputs, *window);
    comm.on_root([&] { responses->path.clear(); });
    write_responses(model.mesh(), inputs.projection ? &*inputs.projection : nullptr,
                    make_provenance(comm, inputs, responses->command), responses->path, responses->responses);
    comm.on_root([&] { responses->path.finish(); });
  }
  return series;
}

void share_surface(const Comm& comm, Domain& domain) {
  if (!domain.surface) domain.surface = std::make_shared<meshes::SurfaceMesh>();
  meshes::SurfaceMesh& mesh = *domain.surface;
  for (auto* list : {&mesh.node_x, &mesh.node_y, &mesh.face_x, &mesh.face_y, &mesh.face_area, &mesh.ground,
                     &mesh.drained_area, &domain.file_interfaces})
    comm.broadcast(*list);
  comm.broadcast(mesh.face_first);
  std::vector<std::int64_t> nodes(mesh.face_nodes.begin(), mesh.face_nodes.end()), faces;
  std::vector<double> shapes;
  for (const auto& outlet : mesh.outlets) {
    faces.push_back(outlet.face);
    shapes.push_back(outlet.width);
    shapes.push_back(outlet.slope);
  }
  comm.broadcast(nodes);
  comm.broadcast(faces);
  comm.broadcast(shapes);
  mesh.face_nodes.assign(nodes.begin(), nodes.end());
  mesh.outlets.clear();
  for (Size i = 0; i < faces.size(); ++i)
    mesh.outlets.push_back({faces[i], shapes[2 * i], shapes[2 * i + 1]});
}

}  // namespace entail::study
