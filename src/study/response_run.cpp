#include "study/response_run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>

#include "base/constants.hpp"
#include "base/log.hpp"
#include "physics/transport/response.hpp"
#include "process/column_geometry.hpp"
#include "solve/petsc.hpp"
#include "study/response_file.hpp"

namespace entail::study {

namespace {

using Size = std::size_t;

constexpr double year = constants::seconds_per_year;

std::pair<double, double> window_of(const deck::Deck& deck) {
  const auto& r = *deck.responses;
  const auto seconds = [&](Instant instant) { return static_cast<double>((instant - deck.start()).count()); };
  const double end = r.end ? seconds(*r.end) : deck.duration();
  return {r.start ? seconds(*r.start) : std::max(0.0, end - year), end};
}

}  // namespace

ResponseWindow::ResponseWindow(const Model& model, const Inputs& inputs, const Domain& domain)
    : model_(model),
      mean_(model.transport()->geometry(), model.transport()->carrier()),
      receptors_(place_receptors(model.mesh(), inputs, domain)),
      sums_(receptors_.size()) {
  std::tie(start_, end_) = window_of(inputs.deck);
}

void ResponseWindow::follow(double time, double length) {
  const double inside = std::min(time, end_) - std::max(time - length, start_);
  if (!(inside > 0.0)) return;
  const auto& carrier = model_.transport()->carrier();
  mean_.add(carrier, inside);
  add_weights(inside);
  const auto& g = model_.transport()->geometry();
  if (stored_first_ < 0.0) stored_first_ = process::sum_own(g, carrier.volume_before);
  stored_last_ = process::sum_own(g, carrier.volume);
}

void ResponseWindow::add_weights(double length) {
  const auto& fields = model_.fields();
  const Emergence emergence(model_);
  for (Size r = 0; r < receptors_.size(); ++r) {
    const ReceptorPlace& place = receptors_[r];
    const auto weights = place.kind == "stream"   ? stream_weights(fields, place)
                         : place.kind == "spring" ? spring_weights(emergence, fields, place)
                         : place.kind == "area"   ? region_weights(fields, place)
                                                  : screen_weights(fields, place);
    for (const auto& [slot, weight] : weights) sums_[r][slot] += weight * length;
  }
}

std::vector<double> ResponseWindow::weights(Size receptor) const {
  std::vector<double> result(model_.transport()->geometry().own_slots(), 0.0);
  double all = 0.0;
  for (const auto& [slot, weight] : sums_[receptor]) all += weight;
  all = model_.mesh().comm().sum(all);
  if (all > 0.0)
    for (const auto& [slot, weight] : sums_[receptor]) result[slot] = weight / all;
  return result;
}

double ResponseWindow::storage_gain() const {
  return model_.mesh().comm().sum(stored_last_ - std::max(0.0, stored_first_));
}

double ResponseWindow::outflow() const {
  const double rate = process::sum_own(model_.transport()->geometry(), mean_.mean().outflow);
  return model_.mesh().comm().sum(rate) * mean_.length();
}

std::vector<double> lag_steps(const deck::Responses& responses) {
  std::vector<double> lags;
  double lag = responses.step, step = responses.step;
  for (; lag < responses.horizon * (1.0 - 1e-9); step *= responses.growth, lag += step) lags.push_back(lag);
  // A rest shorter than half a step lengthens the last one.
  if (!lags.empty() && responses.horizon - lags.back() < 0.5 * step) lags.pop_back();
  lags.push_back(responses.horizon);
  return lags;
}

namespace {

/// Contaminants whose linear step is the same but for decay.
struct Group {
  std::vector<Size> members;
  std::vector<double> reference;  ///< [kg/m3] per own slot
};

std::vector<Group> groups_of(Model& model) {
  std::vector<Group> groups;
  for (Size s = 0; s < model.transport()->n_solutes(); ++s) {
    const auto reference = model.background(s);
    const auto same = std::find_if(groups.begin(), groups.end(), [&](const Group& group) {
      const auto& transport = *model.transport();
      const bool is_linear = transport.data(s).isotherm.kind == laws::Isotherm::Kind::linear;
      return transport.move_alike(group.members.front(), s) &&
             (is_linear || !model.mesh().comm().any(group.reference != reference));
    });
    if (same == groups.end())
      groups.push_back({{s}, reference});
    else
      same->members.push_back(s);
  }
  return groups;
}

/// Runs backwards from all receptors at once, for one group.
class BackwardRun {
 public:
  BackwardRun(Model& model, const ResponseWindow& window, const Group& group, solve::LinearSolver& solver)
      : model_(model),
        group_(group),
        steps_(model.mesh(), model.transport()->geometry(),
               transport::make_linear_transport(model.mesh(), *model.transport(), group.members.front(),
                                                window.mean(), group.reference),
               transport::ResponseSteps::Sense::adjoint, solver) {
    for (Size r = 0; r < window.receptors().size(); ++r) {
      sensitivities_.push_back(to_device("sensitivity", window.weights(r)));
      responses_.emplace_back("response", model.fields().extent(field::Location::slot));
    }
  }

  /// One step of all receptors into `result`; only this rank's faces.
  void go_back(Size lag, Responses& result) {
    const double begin = lag > 0 ? result.lags[lag - 1] : 0.0, length = result.lags[lag] - begin;
    steps_.set_length(length);
    for (Size r = 0; r < responses_.size(); ++r) {
      const auto report = steps_.go_back(sensitivities_[r], responses_[r]);
      if (!report.converged)
        throw Error(
            ExitCode::not_converged,
            fmt::format("responses of {} at {}: the linear solver did not converge in the step to a lag "
                        "of {:.3g} yr; try solver.petsc: -response_ksp_gmres_restart 100",
                        model_.transport()->data(group_.members.front()).name, result.receptors[r],
                        result.lags[lag] / year));
      store(r, lag, begin + 0.5 * length, length, result);
    }
  }

 private:
  /// What the solver leaves below zero is its tolerance.
  void store(Size receptor, Size lag, double middle, double length, Responses& result) const {
    const auto values = to_host(responses_[receptor]);
    const auto& mesh = model_.mesh();
    const auto slots = static_cast<Size>(model_.fields().slots());
    const Size slot = result.into == "ground" ? static_cast<Size>(model_.fields().first_cell()) : 0;
    for (Size s : group_.members) {
      const double left = std::exp(-model_.transport()->data(s).decay * middle) / length;
      const Size first = result.index(receptor, s, lag);
      for (Size c = 0; c < static_cast<Size>(mesh.n_owned()); ++c)
        result.impulse[first + static_cast<Size>(mesh.global()[c])] =
            left * std::max(0.0, values[c * slots + slot]);
    }
  }

  Model& model_;
  const Group& group_;
  transport::ResponseSteps steps_;
  std::vector<Array<double>> sensitivities_, responses_;  // per receptor
};

/// Brings together what the ranks have.
void gather(const Comm& comm, Responses& responses) {
  const Size n = responses.lags.size() * responses.n_faces;
  std::vector<double> part(n);
  for (Size first = 0; comm.size() > 1 && first < responses.impulse.size(); first += n) {
    const auto begin = responses.impulse.begin() + static_cast<std::ptrdiff_t>(first);
    std::copy_n(begin, n, part.begin());
    comm.sum(part);
    std::copy(part.begin(), part.end(), begin);
  }
}

void warn_of_window(const Model& model, const Inputs& inputs, const ResponseWindow& window) {
  const double gain = window.storage_gain(), left = window.outflow();
  if (std::fabs(gain) > 0.1 * left)
    log::warn(
        "responses: the water stored changes by {:.3g} m3 from {} to {}, while {:.3g} m3 leave the model: "
        "the "
        "mean flow of this window could not last (responses.start, responses.end)",
        gain, format_instant(inputs.deck.instant(window.start())),
        format_instant(inputs.deck.instant(window.end())), left);
  for (const auto& c : inputs.deck.contaminants) {
    if (c.solubility)
      log::warn("responses of {} hold as long as its concentration is below its solubility", c.name);
    if (c.freundlich || c.langmuir)
      log::warn("responses of {} take its sorption as linear around its background", c.name);
    if (!c.products.empty())
      log::warn("responses of {} are those of itself, without what it decays into", c.name);
  }
  for (Size r = 0; r < window.receptors().size(); ++r) {
    const auto weights = window.weights(r);
    const bool any = std::any_of(weights.begin(), weights.end(), [](double w) { return w > 0.0; });
    if (!model.mesh().comm().any(any))
      log::warn("responses: {} sees no water in the window; its responses are 0", window.receptors()[r].name);
  }
}

}  // namespace

std::unique_ptr<solve::LinearSolver> make_response_solver(const Model& model) {
  // What is far from a receptor has a small response, which the tolerance of the norm must not drown.
  // BiCGStab can break down on the way to it; the column lines leave GMRES few vectors to keep.
  solve::default_option("-response_ksp_type", "gmres");
  solve::default_option("-response_ksp_rtol", "1e-12");
  return std::make_unique<solve::LinearSolver>(model.mesh(), "response", model.transport()->slots());
}

Responses compute_responses(Model& model, const Inputs& inputs, const ResponseWindow& window) {
  warn_of_window(model, inputs, window);
  const deck::Responses& keys = *inputs.deck.responses;
  Responses result;
  for (const auto& receptor : window.receptors()) result.receptors.push_back(receptor.name);
  for (const auto& contaminant : inputs.deck.contaminants) result.contaminants.push_back(contaminant.name);
  result.into = keys.into;
  result.lags = lag_steps(keys);
  result.n_faces = static_cast<Size>(model.mesh().n_global());
  result.digest = responses_digest(inputs);
  result.impulse.assign(
      result.receptors.size() * result.contaminants.size() * result.lags.size() * result.n_faces, 0.0);

  const auto solver = make_response_solver(model);
  const auto groups = groups_of(model);
  auto reported = std::chrono::steady_clock::now();
  for (Size i = 0; i < groups.size(); ++i) {
    BackwardRun run(model, window, groups[i], *solver);
    for (Size lag = 0; lag < result.lags.size(); ++lag) {
      run.go_back(lag, result);
      if (std::chrono::steady_clock::now() - reported < std::chrono::seconds(2)) continue;
      reported = std::chrono::steady_clock::now();
      log::status(fmt::format("responses  group {} of {}  lag {:.3g} yr of {:.3g}", i + 1, groups.size(),
                              result.lags[lag] / year, result.lags.back() / year));
    }
  }
  gather(model.mesh().comm(), result);
  return result;
}

}  // namespace entail::study
