// entail template: a deck to start from.
#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "commands/commands.hpp"
#include "deck/documents.hpp"

namespace entail::commands {

void add_template(CLI::App& app) {
  app.add_subcommand("template", "Print a small deck that runs, to start from")->callback([] {
    fmt::print("{}", deck::deck_template());
  });
}

}  // namespace entail::commands
