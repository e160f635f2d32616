// entail mesh DECK: writes the mesh of a deck.
#include <CLI/CLI.hpp>
#include <memory>

#include "base/runtime.hpp"
#include "commands/commands.hpp"
#include "study/run.hpp"

namespace entail::commands {

void add_mesh(CLI::App& app, const std::string& command_line) {
  auto* command =
      app.add_subcommand("mesh", "Write the mesh of a deck as UGRID NetCDF, from which a run can start");
  auto options = std::make_shared<study::RunOptions>();
  auto path = std::make_shared<std::string>("mesh.nc");
  options->command = command_line;
  command->add_option("deck", options->deck, "the deck, a YAML file")->required();
  command->add_option("-o,--output", *path, "the file to write")->capture_default_str();
  command->callback([options, path] {
    const Runtime runtime;
    study::write_mesh(Comm(), *options, *path);
  });
}

}  // namespace entail::commands
