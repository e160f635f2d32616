// The entail program: picks the subcommand and turns errors into messages and exit codes.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "base/log.hpp"
#include "base/runtime.hpp"
#include "base/text.hpp"
#include "commands/commands.hpp"
#include "commands/versions.hpp"

namespace {

int fail(entail::ExitCode code, const std::string& message) {
  if (entail::log::speaks()) fmt::print(stderr, "{}\n", message);
  entail::end_with(static_cast<int>(code));
}

/// CLI11 says of an unknown first word only that a subcommand is missing.
void require_known_command(const CLI::App& app, const std::string& word) {
  std::vector<std::string> names;
  for (const auto* command : app.get_subcommands([](const CLI::App*) { return true; }))
    names.push_back(command->get_name());
  if (word.starts_with('-') || std::find(names.begin(), names.end(), word) != names.end()) return;
  const bool is_deck = word.ends_with(".yaml") || word.ends_with(".yml");
  throw entail::UsageError(fmt::format(
      "entail: there is no command \"{}\"{}\nCommands: {}. Run `entail --help` for what they do.", word,
      is_deck ? fmt::format("; to compute this deck: entail run {}", word)
              : entail::did_you_mean(word, names),
      entail::enumerate(names)));
}

}  // namespace

int main(int argc, char** argv) {
  using namespace entail;
  CLI::App app(
      "What a mine's tailings do to water, land and life, where to put them, and how the land recovers.",
      "entail");
  app.set_version_flag("--version", [] { return commands::versions(); });
  app.require_subcommand(1);
  std::string command_line;
  for (int i = 0; i < argc; ++i) command_line += (i > 0 ? " " : "") + std::string(argv[i]);
  commands::add_run(app, command_line);
  commands::add_place(app, command_line);
  commands::add_respond(app, command_line);
  commands::add_check(app);
  commands::add_mesh(app, command_line);
  commands::add_solve(app, command_line);
  commands::add_verify(app);
  commands::add_weather(app);
  commands::add_template(app);
  commands::add_schema(app);
  commands::add_explain(app);
  try {
    if (argc > 1) require_known_command(app, argv[1]);
    app.parse(argc, argv);
  } catch (const CLI::Success& success) {  // --help, --version
    return app.exit(success);
  } catch (const CLI::ParseError& error) {
    return fail(ExitCode::usage, fmt::format("entail: {}\nRun `entail --help` for usage.", error.what()));
  } catch (const Error& error) {
    return fail(error.code(), error.what());
  } catch (const std::exception& error) {
    return fail(ExitCode::internal,
                fmt::format("entail: internal error: {}\nPlease report it with the deck and the command.",
                            error.what()));
  }
  return 0;
}
