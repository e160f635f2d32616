// entail schema: the deck's JSON Schema, or its reference page.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "commands/commands.hpp"
#include "deck/documents.hpp"

namespace entail::commands {

void add_schema(CLI::App& app) {
  auto* command = app.add_subcommand("schema", "Print the deck's JSON Schema, for editors");
  auto markdown = std::make_shared<bool>(false);
  command->add_flag("--markdown", *markdown, "Print the reference page of all keys instead");
  command->callback(
      [markdown] { fmt::print("{}", *markdown ? deck::reference_page() : deck::json_schema()); });
}

}  // namespace entail::commands
