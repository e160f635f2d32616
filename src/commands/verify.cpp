// entail verify: runs decks with published numbers and prints the comparison.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <memory>

#include "base/error.hpp"
#include "base/log.hpp"
#include "base/runtime.hpp"
#include "commands/commands.hpp"
#include "study/run.hpp"

namespace entail::commands {

namespace {

/// All decks below scenarios/verification of the working folder, in the order of their names.
std::vector<std::string> find_decks() {
  std::vector<std::string> decks;
  const std::filesystem::path root = "scenarios/verification";
  if (std::filesystem::is_directory(root))
    for (const auto& entry : std::filesystem::directory_iterator(root))
      if (std::filesystem::exists(entry.path() / "deck.yaml"))
        decks.push_back((entry.path() / "deck.yaml").string());
  if (decks.empty())
    throw UsageError(
        "there is no scenarios/verification here; name the decks, or call this from entail's source folder");
  std::sort(decks.begin(), decks.end());
  return decks;
}

}  // namespace

void add_verify(CLI::App& app) {
  auto* command =
      app.add_subcommand("verify", "Run decks with published numbers and compare; fails when one is missed");
  auto decks = std::make_shared<std::vector<std::string>>();
  command->add_option("decks", *decks, "decks with a reference; all of scenarios/verification when left out");
  command->callback([decks] {
    const Runtime runtime;
    int failed = 0, total = 0;
    bool header = true;
    for (const auto& deck : decks->empty() ? find_decks() : *decks) {
      study::RunOptions options;
      options.deck = deck;
      options.write = false;
      log::mute(true);
      const auto checks = study::run(Comm(), options).checks;
      log::mute(false);
      if (checks.empty()) throw UsageError(fmt::format("{} holds no reference to compare with", deck));
      const std::string name = std::filesystem::absolute(deck).parent_path().filename().string();
      std::string table = study::format_checks(name, checks, header);
      table.pop_back();
      log::line(table);
      header = false;
      for (const auto& check : checks) {
        ++total;
        failed += !check.passed;
      }
    }
    log::info("{} of {} numbers reached", total - failed, total);
    if (failed > 0) throw Error(ExitCode::internal, fmt::format("{} numbers missed", failed));
  });
}

}  // namespace entail::commands
