// entail check DECK: everything but computing.
#include <CLI/CLI.hpp>
#include <memory>

#include "base/log.hpp"
#include "base/runtime.hpp"
#include "commands/commands.hpp"
#include "study/run.hpp"

namespace entail::commands {

void add_check(CLI::App& app) {
  auto* command = app.add_subcommand(
      "check", "Check a deck and all its files, build the mesh, estimate memory; compute nothing");
  auto options = std::make_shared<study::RunOptions>();
  command->add_option("deck", options->deck, "the deck, a YAML file")->required();
  command->callback([options] {
    const Runtime runtime;
    log::line(study::check(Comm(), *options));
    log::repeat_warnings();
  });
}

}  // namespace entail::commands
