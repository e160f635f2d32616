// entail run DECK: computes a scenario and writes its files.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "base/log.hpp"
#include "base/runtime.hpp"
#include "base/version.hpp"
#include "commands/commands.hpp"
#include "commands/text_output.hpp"
#include "study/check_report.hpp"
#include "study/run.hpp"

namespace entail::commands {

void add_run(CLI::App& app, const std::string& command_line) {
  auto* command =
      app.add_subcommand("run", "Compute a scenario and write its maps, volumes, time series and balances");
  auto options = std::make_shared<study::RunOptions>();
  options->command = command_line;
  command->add_option("deck", options->deck, "the deck, a YAML file")->required();
  command->add_option("-o,--output", options->folder, "folder for the results; results/<name> when left out");
  command->add_option("--petsc", options->petsc,
                      "PETSc options in quotes, for example \"-flow_ksp_monitor\"");
  command->add_option("--export", options->export_path,
                      "with place: in the deck, also write the QUBO in the format of this file's extension");
  command->callback([options] {
    const Runtime runtime;
    const Comm comm;
    require_writable(comm, options->export_path);
    log::info("{}, {}", version_line(), runtime.describe());
    const study::RunResult result = study::run(comm, *options);
    if (!result.checks.empty()) log::info("\n{}", study::format_checks("", result.checks, true));
    log::info("\nresults:");
    for (const auto& file : result.files) log::info("  {}", file);
    log::repeat_warnings();
  });
}

}  // namespace entail::commands
