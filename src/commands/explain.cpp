// entail explain KEY: what a deck key means.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "commands/commands.hpp"
#include "deck/documents.hpp"

namespace entail::commands {

void add_explain(CLI::App& app) {
  auto* command =
      app.add_subcommand("explain", "Tell what a deck key means: unit, permitted values, default, example");
  auto key = std::make_shared<std::string>();
  command->add_option("key", *key, "a key such as terrain.cell_size or kd")->required();
  command->callback([key] { fmt::print("{}", deck::explain(*key)); });
}

}  // namespace entail::commands
