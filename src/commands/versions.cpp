#include "commands/versions.hpp"

#include <fmt/format.h>

#include <CLI/Version.hpp>
#include <Eigen/Core>

#include "base/version.hpp"
#include "io/versions.hpp"
#include "meshes/versions.hpp"
#include "quantum/exact/branch_and_bound.hpp"
#include "quantum/qaoa/optimise.hpp"
#include "solve/versions.hpp"

namespace entail::commands {

std::string versions() {
  std::string text = version_line();
  auto add = [&](const std::vector<Library>& libraries) {
    for (const auto& library : libraries) text += fmt::format("\n  {:14} {}", library.name, library.version);
  };
  add(entail::libraries());
  add(solve::libraries());
  add(meshes::libraries());
  add(io::libraries());
  add({{"Eigen", fmt::format("{}.{}.{}", EIGEN_WORLD_VERSION, EIGEN_MAJOR_VERSION, EIGEN_MINOR_VERSION)},
       {"NLopt", quantum::nlopt_version()},
       {"CBC", quantum::cbc_version()},
       {"CLI11", CLI11_VERSION}});
  return text;
}

}  // namespace entail::commands
