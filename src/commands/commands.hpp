/// The subcommands of entail, one file each. Each adds itself to the application with its options and its
/// action.
#pragma once

#include <string>

namespace CLI {
class App;
}

namespace entail::commands {

void add_schema(CLI::App& app);
void add_explain(CLI::App& app);
void add_template(CLI::App& app);
void add_run(CLI::App& app, const std::string& command_line);
void add_place(CLI::App& app, const std::string& command_line);
void add_respond(CLI::App& app, const std::string& command_line);
void add_check(CLI::App& app);
void add_mesh(CLI::App& app, const std::string& command_line);
void add_solve(CLI::App& app, const std::string& command_line);
void add_verify(CLI::App& app);
void add_weather(CLI::App& app);

}  // namespace entail::commands
