// entail verify: runs decks with published numbers and prints the comparison.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <filesystem>
#include <memory>

#include "base/error.hpp"
#include "base/log.hpp"
#include "base/runtime.hpp"
#include "commands/commands.hpp"
#include "commands/text_output.hpp"
#include "study/check_report.hpp"
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

/// What the command is asked for.
struct Request {
  std::vector<std::string> decks;
  std::string json, folder;
};

/// Runs one deck quietly; its files, when there is a folder, go to a folder of its name.
study::Problem run_problem(const Comm& comm, const std::string& deck, const Request& request) {
  study::Problem problem;
  problem.name = std::filesystem::absolute(deck).parent_path().filename().string();
  problem.deck = deck;
  study::RunOptions options;
  options.deck = deck;
  options.write = !request.folder.empty();
  options.folder = request.folder + "/" + problem.name;
  options.command = "entail verify " + deck;
  const auto begin = std::chrono::steady_clock::now();
  log::mute(true);
  try {
    problem.result = study::run(comm, options);
  } catch (const Error& error) {
    // Messages on a deck name it; of the others the user must learn which of many decks it was.
    if (error.code() == ExitCode::usage || error.code() == ExitCode::data) throw;
    throw Error(error.code(), fmt::format("{}: {}", problem.name, error.what()));
  }
  log::mute(false);
  problem.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  if (problem.result.checks.empty())
    throw UsageError(fmt::format("{} holds no reference to compare with", deck));
  return problem;
}

void verify(const Request& request) {
  const Runtime runtime;
  const Comm comm;
  require_writable(comm, request.json);
  std::vector<study::Problem> problems;
  int failed = 0, total = 0;
  for (const auto& deck : request.decks.empty() ? find_decks() : request.decks) {
    problems.push_back(run_problem(comm, deck, request));
    const auto& checks = problems.back().result.checks;
    std::string table = study::format_checks(problems.back().name, checks, problems.size() == 1);
    table.pop_back();
    log::line(table);
    for (const auto& check : checks) {
      ++total;
      failed += !check.passed;
    }
    // After each, so that what is done is kept when a later one breaks.
    if (!request.json.empty()) write_text(comm, request.json, study::format_problems_json(problems));
  }
  log::info("{} of {} numbers reached", total - failed, total);
  if (failed > 0) throw Error(ExitCode::internal, fmt::format("{} numbers missed", failed));
}

}  // namespace

void add_verify(CLI::App& app) {
  auto* command =
      app.add_subcommand("verify", "Run decks with published numbers and compare; fails when one is missed");
  auto request = std::make_shared<Request>();
  command->add_option("decks", request->decks,
                      "decks with a reference; all of scenarios/verification when left out");
  command->add_option("--json", request->json, "also write the comparison to this file");
  command->add_option("-o,--output", request->folder,
                      "also write the results of each deck, into a folder of its name in this one");
  command->callback([request] { verify(*request); });
}

}  // namespace entail::commands
