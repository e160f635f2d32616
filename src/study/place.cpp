#include "study/place.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <fstream>

#include "base/constants.hpp"
#include "base/log.hpp"
#include "quantum/placement/descent.hpp"
#include "quantum/placement/pareto.hpp"
#include "quantum/placement/qubo.hpp"
#include "study/place_members.hpp"
#include "study/place_report.hpp"
#include "study/recorder.hpp"

namespace entail::study {

namespace {

using Size = std::size_t;
using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point begun) {
  return std::chrono::duration<double>(Clock::now() - begun).count();
}

/// The design, or all that is wrong with it; also what only limits from a file can tell.
PlacementDesign checked_design(const Comm& comm, const Prepared& prepared) {
  const Inputs& inputs = prepared.inputs;
  Diagnostics diagnostics;
  diagnostics.know(inputs.deck.path, inputs.deck.text);
  PlacementDesign design =
      design_placement(inputs, elevation_grid(comm, inputs, prepared.domain), diagnostics);
  if (diagnostics.ok()) check_demand(inputs, design, diagnostics);
  const auto& deck = inputs.deck;
  std::vector<std::string> names;
  for (const auto& receptor : prepared.domain.receptors) names.push_back(receptor.name);
  auto known = [&](const std::string& key, const std::string& name) {
    if (std::find(names.begin(), names.end(), name) == names.end())
      deck::report(deck, diagnostics, key, fmt::format("there is no receptor \"{}\"", name));
  };
  for (const auto& [name, weight] : deck.place->weights.receptors)
    known("place.weights.receptors." + name, name);
  for (Size i = 0; i < deck.place->exclude.capture.size(); ++i)
    known(fmt::format("place.exclude.capture[{}].receptor", i), deck.place->exclude.capture[i].receptor);
  for (const auto& [name, water] : deck.candidates->porewater)
    for (const auto& contaminant : deck.contaminants)
      if (contaminant.name == name && !contaminant.limit && deck.place->weights.water > 0.0)
        deck::report(deck, diagnostics, "place.weights.water",
                     fmt::format("compares concentrations with limits, but {} has none", name));
  diagnostics.throw_if_any();
  return design;
}

/// Plans that `enumerate` computes with the full model at most.
constexpr int most_enumerated = 4096;

placement::PlacementSolution search(const Comm& comm, const deck::Deck& deck,
                                    const placement::PlacementProblem& problem) {
  const deck::Place& keys = *deck.place;
  placement::SolverOptions options;
  options.methods = keys.solvers;
  options.seed = static_cast<std::uint64_t>(keys.seed);
  options.seconds = keys.time;
  options.n_plans = keys.enumerate ? most_enumerated : std::max(keys.plans, keys.resimulate);
  const auto solution = placement::solve(comm, problem, options);
  log::info("{}\n{}", format_methods(problem, solution),
            format_plans(problem, solution, static_cast<Size>(keys.plans)));
  if (keys.enumerate && (solution.n_feasible < 0.0 || solution.n_feasible > most_enumerated))
    throw UsageError(fmt::format(
        "place.enumerate: computes every feasible plan with the full model, at most {}; there are {}",
        most_enumerated,
        solution.n_feasible < 0.0 ? "more, or exact is not among place.solvers"
                                  : fmt::format("{:.0f}", solution.n_feasible)));
  return solution;
}

/// The QUBO with penalties that suffice, as `entail solve` and others read it.
void export_problem(const Comm& comm, const placement::PlacementProblem& problem, const std::string& path) {
  comm.on_root([&] {
    const auto objective = placement::objective_of(problem);
    const placement::Landscape landscape(problem, objective);
    const auto penalties =
        placement::sufficient_penalties(objective, landscape.energy(placement::greedy_plan(landscape)));
    placement::export_qubo(to_qubo(problem, objective, placement::whole_capacities(problem), penalties),
                           path);
  });
  log::info("the QUBO is in {}", path);
}

placement::ParetoFront pareto(const Comm& comm, const deck::Place& keys,
                              const placement::PlacementProblem& problem) {
  placement::ParetoOptions options;
  options.seed = static_cast<std::uint64_t>(keys.seed);
  options.seconds = keys.time;
  return placement::pareto_front(comm, problem, options);
}

std::vector<placement::Plan> plans_to_resimulate(const deck::Place& keys,
                                                 const placement::PlacementSolution& solution) {
  std::vector<placement::Plan> plans;
  for (const auto& plan : solution.plans)
    if (keys.enumerate || plans.size() < static_cast<Size>(keys.resimulate)) plans.push_back(plan.plan);
  return plans;
}

/// Each option alone.
std::vector<placement::Plan> single_options(const PlacementChoice& choice) {
  std::vector<placement::Plan> plans;
  for (Size v = 0; v < choice.variables.size(); ++v) {
    plans.emplace_back(choice.variables.size(), std::uint8_t{0});
    plans.back()[v] = 1;
  }
  return plans;
}

std::string write_file(const Comm& comm, const io::ResultPath& path, const std::string& text) {
  comm.on_root([&] {
    path.clear();
    std::ofstream file(path.working_path, std::ios::binary);
    file << text;
    file.close();
    if (!file) throw DataError(path.working_path + ": cannot be written");
    path.finish();
  });
  return path.final_path;
}

std::string provenance_text(const io::Provenance& p) {
  std::string text = p.command + "\n" + p.date + "\n";
  for (const auto& input : p.inputs) text += input + "\n";
  return text + "\n" + p.deck;
}

std::vector<std::string> write_files(const Comm& comm, const PlacementResult& result, const Inputs& inputs,
                                     const std::string& folder, const std::string& command) {
  const std::string name = inputs.deck.run_name();
  std::vector<std::string> files;
  const auto tables = placement_tables(result);
  for (const auto& table : tables)
    files.push_back(write_file(comm, {folder, name, "placement_" + table.name, "csv"}, csv_of(table)));
  files.push_back(write_file(comm, {folder, name, "placement_plan", "geojson"}, placement_geojson(result)));
  files.push_back(
      write_file(comm, {folder, name, "placement", "html"},
                 placement_html(result, tables, provenance_text(make_provenance(comm, inputs, command)))));
  return files;
}

}  // namespace

std::string check_place(const Comm& comm, const Prepared& prepared) {
  const PlacementDesign design = checked_design(comm, prepared);
  std::string left_out;
  Size n_left_out = 0;
  for (const auto& option : design.options) {
    if (option.excluded.empty()) continue;
    ++n_left_out;
    left_out +=
        fmt::format("\n  {}/{}: {}", design.sites[option.site].name, option.keys.name, option.excluded);
  }
  return fmt::format(
      "{:.4g} t to place: {} sites with {} options, which hold {:.4g} t together; {} left out{}",
      design.demand / 1000.0, design.sites.size(), design.options.size(), capacity_of(design, false) / 1000.0,
      n_left_out, left_out);
}

std::vector<std::string> place(const Comm& comm, const Prepared& prepared, const std::string& folder,
                               const std::string& command, const PlaceOptions& options) {
  const Inputs& inputs = prepared.inputs;
  const deck::Place& keys = *inputs.deck.place;
  const auto begun = Clock::now();
  const PlacementDesign design = checked_design(comm, prepared);
  std::vector<Inputs> cases;
  for (int m = 0; m < keys.ensemble.members; ++m) cases.push_back(case_inputs(inputs, prepared.domain, m));
  const double years = cases.front().deck.duration() / constants::seconds_per_year;
  log::info("\nplacement of {:.4g} t: {} sites with {} options, {} left out; {:.3g} yr under {} weather",
            design.demand / 1000.0, design.sites.size(), design.options.size(),
            std::count_if(design.options.begin(), design.options.end(),
                          [](const auto& o) { return !o.excluded.empty(); }),
            years, keys.weather);
  const auto members = make_members(comm, cases, prepared.domain, folder, command, options.reuse);
  const PlacementChoice choice = make_choice(cases.front(), prepared.domain, design, members);
  PlacementResult result;
  result.inputs = &cases.front();
  result.domain = &prepared.domain;
  result.design = &design;
  result.choice = &choice;
  result.members = &members;
  if (!options.export_path.empty()) export_problem(comm, choice.problem, options.export_path);
  result.solution = search(comm, inputs.deck, choice.problem);
  result.pareto = pareto(comm, keys, choice.problem);
  const auto plans = plans_to_resimulate(keys, result.solution);
  if (!plans.empty()) log::info("{} plans again with the full model", plans.size());
  result.resimulated = resimulate(comm, cases, prepared.domain, design, choice, plans);
  if (!result.resimulated.empty()) result.recommended = recommended(result.resimulated);
  if (keys.single_options) {
    log::info("each option alone with the full model");
    // In every member these would be most of all runs.
    result.single_sites =
        resimulate(comm, {cases.front()}, prepared.domain, design, choice, single_options(choice));
  }
  if (result.solution.plans.size() > static_cast<Size>(keys.plans))
    result.solution.plans.resize(static_cast<Size>(keys.plans));
  const auto files = write_files(comm, result, inputs, folder, command);
  log::info("\n{}\n(placement took {:.0f} s)", placement_summary(result), seconds_since(begun));
  return files;
}

}  // namespace entail::study
