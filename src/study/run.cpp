#include "study/run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/log.hpp"
#include "io/mesh_file.hpp"
#include "study/ground.hpp"
#include "study/place.hpp"
#include "study/response_file.hpp"
#include "study/response_run.hpp"
#include "study/response_table.hpp"
#include "study/stop_signals.hpp"
#include "study/weather.hpp"

namespace entail::study {

Prepared prepare(const Comm& comm, const RunOptions& options) {
  Diagnostics diagnostics;
  Prepared start{read_inputs(comm, options.deck, diagnostics), {}};
  start.domain = make_domain(comm, start.inputs, diagnostics);
  Inputs& inputs = start.inputs;
  const bool weather_is_right = inputs.weather || weather_file(inputs.deck).empty();
  if (weather_is_right && !start.domain.middle.empty())
    inputs.forcing =
        make_forcing(inputs.deck, inputs.weather ? &*inputs.weather : nullptr,
                     inputs.projection ? &*inputs.projection : nullptr, start.domain.middle, diagnostics);
  comm.on_root([&] { diagnostics.throw_if_any(); });
  start.inputs.deck.solver.petsc += (start.inputs.deck.solver.petsc.empty() ? "" : " ") + options.petsc;
  return start;
}

namespace {

std::string amount(double value) {
  return std::fabs(value) >= 1e5 || (value != 0.0 && std::fabs(value) < 1e-2) ? fmt::format("{:.4e}", value)
                                                                              : fmt::format("{:.4f}", value);
}

void print_balances(const Model& model) {
  for (const auto& b : model.balances()) {
    log::info("\n{} [{}]", b.substance, b.unit);
    log::info("  {:32} {:>14}", "stored at the start", amount(b.initial_storage));
    for (const auto& term : b.terms) log::info("  {:32} {:>14}", term.name, amount(term.total));
    log::info("  {:32} {:>14}", "stored at the end", amount(b.storage));
    log::info("  {:32} {:>14}   ({:.1e} of what moved)", "error", fmt::format("{:.2e}", b.error()),
              b.relative_error());
  }
}

/// Wells that gave less than the deck asks for, because cells of their screens were about to fall dry.
void warn_of_dry_wells(const Model& model, const deck::Deck& deck) {
  const auto water = model.flow().balances().front();
  for (std::size_t i = 0; i < deck.wells.size(); ++i) {
    const std::string& name = deck.wells[i].name;
    const double asked = model.asked_of_well(i);
    double got = 0.0;
    for (const auto& term : water.terms)
      if (term.name == name) got = term.total;
    if (asked < 0.0 && got > 0.999 * asked)
      log::warn(
          "{}:{}: wells[{}]: {} drew {} m3 of the {} m3 asked for ({:.1f} %): cells of its screen were "
          "about to fall dry; a deeper screen or a smaller rate gives what is asked",
          deck.path, deck::mark_of(deck, fmt::format("wells[{}]", i)).line, i, name, amount(-got),
          amount(-asked), 100.0 * got / asked);
  }
}

void print_sections(const Sections& sections) {
  for (std::size_t s = 0; s < sections.size(); ++s) {
    if (s == 0) log::info("\nacross sections, from the left to the right [m3]");
    log::info("  {:32} {:>14} on the ground {:>14} in the ground", sections.names()[s],
              amount(sections.totals()[s].surface), amount(sections.totals()[s].ground));
  }
}

/// Computes the responses of a run that is over, prints and writes them. Returns the path.
std::string respond(Model& model, const Inputs& inputs, const ResponseWindow& window,
                    const std::string& folder, const std::string& command) {
  const Comm& comm = model.mesh().comm();
  const io::ResultPath path(folder, inputs.deck.run_name(), "responses", "nc");
  comm.on_root([&] { path.clear(); });
  const Responses responses = compute_responses(model, inputs, window);
  write_responses(model.mesh(), inputs.projection ? &*inputs.projection : nullptr,
                  make_provenance(comm, inputs, command), path, responses);
  comm.on_root([&] { path.finish(); });
  log::line(describe_responses(responses, inputs.deck, model.mesh()));
  return path.final_path;
}

void require_balance(const Model& model, double tolerance, bool written) {
  for (const auto& b : model.balances())
    if (b.relative_error() > tolerance)
      throw Error(ExitCode::balance,
                  fmt::format("the balance of {} is off by {:.2e} of what moved; the deck permits {:.2e} "
                              "(solver.balance_tolerance).{}",
                              b.substance, b.relative_error(), tolerance,
                              written ? " Results are kept in the .incomplete files." : ""));
}

}  // namespace

RunResult run(const Comm& comm, const RunOptions& options) {
  Prepared start = prepare(comm, options);
  const Inputs& inputs = start.inputs;
  if (options.responses_only && !inputs.deck.responses)
    throw UsageError(fmt::format("{} has no `responses`: say what to respond to, at least responses: {{}}",
                                 inputs.deck.path));
  const std::string folder = options.folder.empty() ? "results/" + inputs.deck.run_name() : options.folder;
  if (options.write) io::require_writable_folder(comm, folder);
  const bool places = inputs.deck.place && options.write && !options.responses_only;
  if (places) check_place(comm, start);
  Model model(comm, inputs, start.domain);
  Stations stations(model, inputs, start.domain);
  Checks checks(inputs, model);
  log::info("{}: {} columns, {} layers, {} to {}", inputs.deck.run_name(), model.mesh().n_global(),
            model.mesh().n_layers(), format_instant(inputs.deck.start()),
            format_instant(inputs.deck.instant(inputs.deck.duration())));
  std::unique_ptr<Recorder> recorder;
  {
    const std::vector<double> conductivity =
        model.take_conductivity();  // for files alone, so gone afterwards
    if (options.write && !options.responses_only)
      recorder = std::make_unique<Recorder>(model, inputs, stations, folder, options.command, conductivity);
  }
  Simulation simulation(model, inputs, checks, recorder.get());
  std::unique_ptr<ResponseWindow> window;
  if (options.write && inputs.deck.responses) {
    window = std::make_unique<ResponseWindow>(model, inputs, start.domain);
    simulation.observe_steps([&](double time, double length) { window->follow(time, length); });
  }
  RunResult result;
  std::unique_ptr<StopSignals> signals;
  if (recorder) {
    signals = std::make_unique<StopSignals>();
    simulation.stop_when([&] { return StopSignals::requested(comm); });
  }
  try {
    simulation.run();
  } catch (const Error& error) {
    if (!recorder || (error.code() != ExitCode::not_converged && error.code() != ExitCode::stopped)) throw;
    std::string message = error.what() + std::string("\nResults up to there are kept in");
    for (const auto& file : recorder->close(false)) message += "\n  " + file;
    throw Error(error.code(), message);
  }
  result.title = inputs.deck.title;
  result.steady = inputs.deck.period.steady;
  if (inputs.deck.reference) result.source = inputs.deck.reference->source;
  result.checks = checks.results();
  result.progress = simulation.progress();
  signals.reset();
  const auto balances = model.balances();
  const bool balanced = std::all_of(balances.begin(), balances.end(), [&](const auto& b) {
    return b.relative_error() <= inputs.deck.solver.balance_tolerance;
  });
  if (recorder) result.files = recorder->close(balanced);
  if (recorder) {
    print_balances(model);
    warn_of_dry_wells(model, inputs.deck);
    print_sections(stations.sections());
    stations.receptors().print();
    const auto& p = result.progress;
    log::info(
        "\n{} steps ({} rejected for error, {} for the solver), {} Newton, {} linear and {} transport "
        "iterations",
        p.steps, p.rejected, p.failed, p.newton_iterations, p.linear_iterations, p.transport_iterations);
  }
  require_balance(model, inputs.deck.solver.balance_tolerance, recorder != nullptr);
  if (window) result.files.push_back(respond(model, inputs, *window, folder, options.command));
  if (places) {
    const auto files = place(comm, start, folder, options.command, {true, options.export_path});
    result.files.insert(result.files.end(), files.begin(), files.end());
  }
  return result;
}

std::string check(const Comm& comm, const RunOptions& options) {
  const Prepared start = prepare(comm, options);
  const auto& deck = start.inputs.deck;
  const std::string placement = deck.place ? "\n" + check_place(comm, start) : "";
  {
    // Values in space, boundaries, wells, places of receptors and checks are found wrong when they meet the
    // mesh.
    Model model(comm, start.inputs, start.domain);
    const Stations stations(model, start.inputs, start.domain);
    const Checks checks(start.inputs, model);
  }
  double columns = start.domain.surface ? static_cast<double>(start.domain.surface->n_faces()) : 0.0;
  columns = comm.broadcast(columns);
  int layers = 0;
  if (deck.ground)
    for (const auto& layer : deck.ground->layers) layers += layer.cells;
  const double slots = columns * (layers + (deck.surface ? 1 : 0));
  // Measured: mesh, fields, matrix and preconditioner, and what each contaminant adds.
  const double bytes = slots * (1500.0 + 700.0 * static_cast<double>(deck.contaminants.size()));
  return fmt::format(
      "{} is right: {:.0f} columns, {} layers, {:.0f} unknowns, {} facilities, {} receptors; about {:.2f} GB "
      "of memory in all{}",
      deck.path, columns, layers, slots, start.domain.facilities.size(), start.domain.receptors.size(),
      0.1 + bytes / 1e9, placement);
}

void write_mesh(const Comm& comm, const RunOptions& options, const std::string& path) {
  const Prepared start = prepare(comm, options);
  const auto mesh = make_mesh(comm, start.inputs, start.domain);
  io::Provenance provenance;
  deck::Deck deck = start.inputs.deck;
  provenance.title = deck.title;
  provenance.command = options.command;
  provenance.deck = deck::echo_deck(deck);
  for (const auto& file : start.inputs.files) provenance.inputs.push_back(file.path + " " + file.sha256);
  io::write_mesh(path, *mesh, start.inputs.projection ? &*start.inputs.projection : nullptr, provenance);
  log::info("{} columns, {} layers written to {}", mesh->n_global(), mesh->n_layers(), path);
}

}  // namespace entail::study
