// entail solve PROBLEM: minimises or maximises an Ising model or QUBO by emulated quantum and classical
// methods.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>

#include "base/error.hpp"
#include "base/log.hpp"
#include "base/runtime.hpp"
#include "base/text.hpp"
#include "base/version.hpp"
#include "commands/commands.hpp"
#include "commands/sample_file.hpp"
#include "commands/text_output.hpp"
#include "quantum/qaoa/qasm.hpp"
#include "quantum/solve/ranges.hpp"
#include "quantum/solve/solve.hpp"

namespace entail::commands {

namespace {

using quantum::Problem;
using quantum::SolveOptions;
using quantum::SolveReport;

/// What the command adds to the options of the solver: files.
struct Files {
  std::string problem, format;
  int number = 1;
  std::string csv, json, netcdf, qasm, convert;
};

void check_files(const Comm& comm, const Files& files, const SolveOptions& options) {
  if (!files.qasm.empty() && (options.method != "qaoa" || options.mixer != "x" || options.warm_start > 0))
    throw UsageError("--qasm writes the circuit of --method qaoa with the mixer x and without warm start");
  if (!files.netcdf.empty() && options.method == "thermal")
    throw UsageError("--netcdf holds configurations; --method thermal has averages: use --csv or --json");
  for (const auto* path : {&files.csv, &files.json, &files.netcdf, &files.qasm})
    require_writable(comm, *path);
}

void write_files(const Comm& comm, const Files& files, const Problem& problem, const SolveReport& report,
                 const std::string& command_line) {
  if (!files.csv.empty()) write_text(comm, files.csv, quantum::format_csv(problem, report));
  if (!files.json.empty()) write_text(comm, files.json, quantum::format_json(problem, report));
  if (!files.netcdf.empty()) write_samples(comm, files.netcdf, problem, report, command_line);
  if (!files.qasm.empty())
    write_text(comm, files.qasm, quantum::qasm_circuit(problem.model, report.angles, problem.names));
}

/// Every rank reads the problem itself; the error of one is that of all.
Problem read_on_all_ranks(const Comm& comm, const Files& files) {
  Problem problem;
  comm.agree([&] { problem = quantum::read_problem(files.problem, files.format, files.number); });
  return problem;
}

/// The options given that the method does not look at: those whose group in the help names other methods.
std::vector<std::string> unused_options(const CLI::App& command, const std::string& method) {
  std::vector<std::string> methods;
  for (const auto& known : quantum::methods()) methods.push_back(known.name);
  const auto contains = [](const std::vector<std::string>& list, const std::string& word) {
    return std::find(list.begin(), list.end(), word) != list.end();
  };
  std::vector<std::string> unused;
  for (const auto* option : command.get_options()) {
    const auto group = split_list(option->get_group(), ',');
    const bool is_searches = option->get_name() == "--target";
    const bool of_others = is_searches ? !contains({"anneal", "tempering", "path-integral"}, method)
                                       : contains(methods, group.front()) && !contains(group, method);
    if (option->count() > 0 && of_others) unused.push_back(option->get_name());
  }
  return unused;
}

void run(const Files& files, SolveOptions options, const std::vector<std::string>& unused,
         const std::string& command_line) {
  const Runtime runtime;
  const Comm comm;
  quantum::check_options(options);
  const Problem problem = read_on_all_ranks(comm, files);
  check_files(comm, files, options);
  if (!files.convert.empty()) comm.on_root([&] { quantum::write_problem(problem, files.convert); });
  log::info("{}, {}", version_line(), runtime.describe());
  log::info("{}: {} variables, {} couplings, {}; {} the {}", files.problem, problem.n_variables(),
            problem.model.couplings.size(), problem.format, problem.maximise ? "maximising" : "minimising",
            problem.value_name);
  for (const auto& option : unused) log::warn("{} has no effect on --method {}", option, options.method);
  const SolveReport report = quantum::solve(comm, problem, options);
  log::info("{}", quantum::format_table(problem, report));
  write_files(comm, files, problem, report, command_line);
  log::repeat_warnings();
}

/// An option that takes a number of a range; anything else is told with the range.
template <class T>
CLI::Option* add_number(CLI::App& command, const std::string& name, T& value, const quantum::Range<T>& range,
                        const std::string& description) {
  return command
      .add_option_function<std::string>(
          name,
          [&value, name, range](const std::string& text) {
            value = quantum::parse_number(name, text, range);
          },
          fmt::format("{} ({})", description, range.describe()))
      ->type_name(std::is_integral_v<T> ? "INT" : "FLOAT")
      ->default_str(fmt::format("{}", value));
}

/// An option that takes a word or a path; an empty one, as from a variable of the shell that is not set, is
/// told.
CLI::Option* add_text(CLI::App& command, const std::string& name, std::string& value,
                      const std::string& description) {
  return command.add_option(name, value, description)
      ->check(CLI::Validator([](const std::string& text) { return text.empty() ? "is empty" : ""; }, ""));
}

void add_problem_options(CLI::App& command, Files& files) {
  std::string names;
  for (const auto& format : quantum::formats())
    names += fmt::format("\n    {}: {}", format.name, format.description);
  command.add_option("problem", files.problem, "the problem's file")->required();
  add_text(command, "--format", files.format, "when the file does not tell it by itself:" + names);
  add_number(command, "--number", files.number, quantum::ranges::number,
             "which problem of an OR-Library file, from 1");
  add_text(command, "--convert", files.convert,
           "also write the problem in the format of this file's extension");
}

void add_common_options(CLI::App& command, SolveOptions& options, Files& files) {
  std::string names;
  for (const auto& method : quantum::methods())
    names += fmt::format("\n    {}: {}", method.name, method.description);
  command.add_option("--method", options.method, "how:" + names);
  add_number(command, "--seed", options.seed, quantum::ranges::seed,
             "of all random numbers; the same seed gives the same result");
  command
      .add_option_function<std::string>(
          "--time", [&options](const std::string& text) { options.seconds = quantum::parse_seconds(text); },
          "stop after this wall time: 10s, 5min")
      ->type_name("TIME")
      ->default_str("");
  command
      .add_option_function<std::string>(
          "--target",
          [&options](const std::string& text) {
            options.target = quantum::parse_number("--target", text, quantum::ranges::target);
            options.has_target = true;
          },
          "searches stop at this value, as the problem states it (a cut, an energy); give --time as well,\n"
          "it may be out of reach")
      ->type_name("FLOAT")
      ->default_str("");
  add_number(command, "--keep", options.keep, quantum::ranges::keep,
             "how many distinct configurations the results hold");
  add_text(command, "--groups", options.groups,
           "variables of which exactly one is 1: \"a b c; d e f\", names with blanks in double quotes");
  add_number(command, "--ones", options.ones, quantum::ranges::ones, "exactly so many variables are 1")
      ->default_str("");
  add_text(command, "--csv", files.csv, "configurations, one per line");
  add_text(command, "--json", files.json, "everything");
  add_text(command, "--netcdf", files.netcdf, "configurations as arrays");
}

void add_search_options(CLI::App& command, SolveOptions& options) {
  const std::string group = "anneal, tempering, path-integral, thermal";
  add_number(command, "--sweeps", options.sweeps, quantum::ranges::sweeps, "sweeps of a batch of replicas")
      ->group(group);
  add_number(command, "--batches", options.batches, quantum::ranges::batches,
             "batches of replicas; 0: until --time or --target, 16 without these")
      ->group(group);
  add_number(command, "--temperatures", options.temperatures, quantum::ranges::temperatures, "of tempering")
      ->group(group);
  add_number(command, "--slices", options.slices, quantum::ranges::slices,
             "Trotter slices of path-integral and thermal; 0: chosen")
      ->group(group);
  add_number(command, "--field", options.field, quantum::ranges::field,
             "transverse field, at the start where it falls; 0: chosen")
      ->group(group);
  add_number(command, "--beta", options.beta, quantum::ranges::beta,
             "inverse temperature of path-integral and thermal; 0: chosen")
      ->group(group);
}

void add_quantum_options(CLI::App& command, SolveOptions& options, Files& files) {
  const std::string qaoa = "qaoa, recursive-qaoa, schroedinger";
  add_number(command, "--layers", options.layers, quantum::ranges::layers, "layers of qaoa")->group(qaoa);
  add_number(
      command, "--shots", options.shots, quantum::ranges::shots,
      "measurements of the final state; without constraints the best are also improved by flips of one and "
      "two variables (count 0 in files)")
      ->group(qaoa);
  command.add_option("--mixer", options.mixer, "x, or for --groups or --ones: xy-ring, xy-complete")
      ->group(qaoa);
  command
      .add_option("--angles", options.angles,
                  "start from table, from ramp, or optimise layer by layer with interp")
      ->group(qaoa);
  command.add_flag("!--given-angles", options.optimise, "use the starting angles as they are")->group(qaoa);
  add_number(command, "--evaluations", options.evaluations, quantum::ranges::evaluations,
             "most gradient evaluations of the optimiser")
      ->group(qaoa);
  add_number(command, "--cvar", options.risk_fraction, quantum::ranges::cvar,
             "optimise the mean of this lowest fraction")
      ->group(qaoa);
  add_number(command, "--warm-start", options.warm_start, quantum::ranges::warm_start,
             "start near a configuration from simulated annealing: 0.25 gives each variable 75 % of it")
      ->group(qaoa);
  command.add_flag("--single", options.single_precision, "single precision: half the memory")->group(qaoa);
  add_number(command, "--cutoff", options.cutoff, quantum::ranges::cutoff,
             "recursive-qaoa enumerates the last so many variables")
      ->group(qaoa);
  add_text(command, "--qasm", files.qasm, "the circuit as OpenQASM 3")->group(qaoa);
  add_number(command, "--duration", options.duration, quantum::ranges::duration,
             "of schroedinger, in 1 / energy; 0: chosen")
      ->group(qaoa);
  add_number(command, "--steps", options.steps, quantum::ranges::steps, "of schroedinger; 0: chosen")
      ->group(qaoa);
  command.add_option("--integrator", options.integrator, "of schroedinger: trotter or krylov")->group(qaoa);
  add_text(command, "--schedule", options.schedule, "of schroedinger: a file of lines s A B, s from 0 to 1")
      ->group(qaoa);
}

}  // namespace

void add_solve(CLI::App& app, const std::string& command_line) {
  auto* command = app.add_subcommand(
      "solve", "Minimise an Ising model or QUBO: annealers, QAOA, exact proof; emulated, on this computer");
  command->option_defaults()->always_capture_default();
  auto files = std::make_shared<Files>();
  auto options = std::make_shared<SolveOptions>();
  add_problem_options(*command, *files);
  add_common_options(*command, *options, *files);
  add_search_options(*command, *options);
  add_quantum_options(*command, *options, *files);
  command->footer(
      "examples:\n"
      "  entail solve G1.txt --method anneal --time 10s --target 11624\n"
      "  entail solve problem.coo --method qaoa --layers 6 --seed 7 --json result.json\n"
      "  mpirun -n 4 entail solve big.coo --method qaoa\n"
      "  entail solve site.qubo --method exact --time 60s");
  command->callback([command, files, options, command_line] {
    run(*files, *options, unused_options(*command, options->method), command_line);
  });
}

}  // namespace entail::commands
