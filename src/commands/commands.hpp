/// The subcommands of entail, one file each. Each adds itself to the application with its options and its
/// action.
#pragma once

namespace CLI {
class App;
}

namespace entail::commands {

void add_schema(CLI::App& app);
void add_explain(CLI::App& app);
void add_template(CLI::App& app);

}  // namespace entail::commands
