// entail respond DECK: what each receptor would see of releases anywhere, and nothing else of the run.
#include <CLI/CLI.hpp>
#include <memory>

#include "base/log.hpp"
#include "base/runtime.hpp"
#include "base/version.hpp"
#include "commands/commands.hpp"
#include "study/run.hpp"

namespace entail::commands {

void add_respond(CLI::App& app, const std::string& command_line) {
  auto* command = app.add_subcommand(
      "respond",
      "Compute a scenario for its flow, and write what each receptor would see of releases anywhere");
  auto options = std::make_shared<study::RunOptions>();
  options->command = command_line;
  options->responses_only = true;
  command->add_option("deck", options->deck, "the deck, a YAML file with `responses`")->required();
  command->add_option("-o,--output", options->folder, "folder for the results; results/<name> when left out");
  command->add_option("--petsc", options->petsc,
                      "PETSc options in quotes, for example \"-response_ksp_monitor\"");
  command->callback([options] {
    const Runtime runtime;
    const Comm comm;
    log::info("{}, {}", version_line(), runtime.describe());
    const study::RunResult result = study::run(comm, *options);
    log::info("results:");
    for (const auto& file : result.files) log::info("  {}", file);
    log::repeat_warnings();
  });
}

}  // namespace entail::commands
