#include "study/place_members.hpp"

#include <fmt/format.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "base/log.hpp"
#include "io/text_file.hpp"
#include "study/response_file.hpp"

namespace entail::study {

namespace {

using Size = std::size_t;

io::ResultPath path_of(const std::string& folder, const deck::Deck& deck, Size member,
                       const std::string& extension) {
  return {folder, deck.run_name(), fmt::format("placement_base_{}", member + 1), extension};
}

void write_background(const Comm& comm, const io::ResultPath& path, const Inputs& inputs,
                      const Domain& domain, const ReceptorSeries& series) {
  comm.on_root([&] {
    nlohmann::json root{{"digest", responses_digest(inputs)},
                        {"unit", "kg/m3"},
                        {"times [s]", evaluation_times(inputs.deck)},
                        {"concentrations by contaminant, receptor and time", series}};
    for (const auto& receptor : domain.receptors) root["receptors"].push_back(receptor.name);
    for (const auto& contaminant : inputs.deck.contaminants) root["contaminants"].push_back(contaminant.name);
    path.clear();
    std::ofstream file(path.working_path, std::ios::binary);
    file << root.dump(1) << "\n";
    file.close();
    if (!file) throw DataError(path.working_path + ": cannot be written");
    path.finish();
  });
}

/// True when both files are there and fit the case.
bool read_member(const Comm& comm, const std::string& folder, const Inputs& inputs, Size number,
                 EnsembleMember& member) {
  const auto background = path_of(folder, inputs.deck, number, "json"),
             responses = path_of(folder, inputs.deck, number, "nc");
  const bool there =
      std::filesystem::exists(background.final_path) && std::filesystem::exists(responses.final_path);
  if (comm.any(!there)) return false;
  try {
    const auto root = nlohmann::json::parse(io::read_text(comm, background.final_path));
    if (root.at("digest").get<std::string>() != responses_digest(inputs))
      throw DataError(background.final_path + " belongs to other inputs");
    member.background = root.at("concentrations by contaminant, receptor and time").get<ReceptorSeries>();
    member.responses = read_responses(comm, responses.final_path, inputs);
  } catch (const nlohmann::json::exception&) {
    log::warn("{} cannot be read; member {} is computed again", background.final_path, number + 1);
    return false;
  } catch (const DataError& error) {
    log::warn("{}; member {} is computed again", error.what(), number + 1);
    return false;
  }
  return true;
}

}  // namespace

std::vector<EnsembleMember> make_members(const Comm& comm, const std::vector<Inputs>& cases,
                                         const Domain& domain, const std::string& folder,
                                         const std::string& command, bool reuse) {
  std::vector<EnsembleMember> members(cases.size());
  for (Size m = 0; m < cases.size(); ++m) {
    if (reuse && read_member(comm, folder, cases[m], m, members[m])) {
      log::info("  member {} of {}: stored responses", m + 1, cases.size());
      continue;
    }
    const auto begun = std::chrono::steady_clock::now();
    CaseResponses responses{path_of(folder, cases[m].deck, m, "nc"), command, {}};
    members[m].background = simulate_case(comm, cases[m], domain, &responses);
    members[m].responses = std::move(responses.responses);
    write_background(comm, path_of(folder, cases[m].deck, m, "json"), cases[m], domain,
                     members[m].background);
    log::info("  member {} of {}: base case and responses in {:.0f} s", m + 1, cases.size(),
              std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count());
  }
  return members;
}

}  // namespace entail::study
