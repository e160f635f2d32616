// entail place DECK: the placement stage alone, from stored responses where they are still right.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "base/log.hpp"
#include "base/runtime.hpp"
#include "base/version.hpp"
#include "commands/commands.hpp"
#include "commands/text_output.hpp"
#include "io/text_file.hpp"
#include "study/place.hpp"

namespace entail::commands {

void add_place(CLI::App& app, const std::string& command_line) {
  auto* command = app.add_subcommand(
      "place", "Choose where the tailings go among a deck's candidates, without the run before it");
  auto options = std::make_shared<study::RunOptions>();
  auto place = std::make_shared<study::PlaceOptions>();
  options->command = command_line;
  place->reuse = true;
  command->add_option("deck", options->deck, "the deck, a YAML file with candidates: and place:")->required();
  command->add_option("-o,--output", options->folder, "folder for the results; results/<name> when left out");
  command->add_option("--export", place->export_path,
                      "also write the QUBO, in the format of this file's extension: .coo, .qubo, .json");
  command->add_flag("!--again", place->reuse, "compute responses even when stored ones fit");
  command->add_option("--petsc", options->petsc, "PETSc options in quotes");
  command->callback([options, place] {
    const Runtime runtime;
    const Comm comm;
    log::info("{}, {}", version_line(), runtime.describe());
    const study::Prepared prepared = study::prepare(comm, *options);
    const auto& deck = prepared.inputs.deck;
    if (!deck.place)
      throw UsageError(fmt::format("{} has nothing to place: add candidates: and place:", deck.path));
    require_writable(comm, place->export_path);
    const std::string folder = options->folder.empty() ? "results/" + deck.run_name() : options->folder;
    io::require_writable_folder(comm, folder);
    const auto files = study::place(comm, prepared, folder, options->command, *place);
    log::info("\nresults:");
    for (const auto& file : files) log::info("  {}", file);
    log::repeat_warnings();
  });
}

}  // namespace entail::commands
