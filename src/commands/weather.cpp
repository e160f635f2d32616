// entail weather DAILY.csv: the monthly statistics of a record, from which weather.generator makes weather.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "base/runtime.hpp"
#include "commands/commands.hpp"
#include "io/text_file.hpp"
#include "study/weather.hpp"

namespace entail::commands {

void add_weather(CLI::App& app) {
  auto* command = app.add_subcommand(
      "weather", "Print the monthly statistics of a daily weather record, for weather.generator of a deck");
  auto path = std::make_shared<std::string>();
  command->add_option("record", *path, "a CSV as weather.file takes it, with daily rows")->required();
  command->callback([path] {
    const Runtime runtime;
    const Comm comm;
    const std::string text = io::read_text(comm, *path);
    comm.on_root([&] { fmt::print("{}", study::describe_climate(*path, text)); });
  });
}

}  // namespace entail::commands
