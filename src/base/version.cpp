#include "base/version.hpp"

#include <fmt/format.h>
#include <mpi.h>
#include <muParser.h>

#include "base/array.hpp"
#include "base/version_generated.hpp"

namespace entail {

std::string version_number() { return ENTAIL_VERSION; }
std::string version_commit() { return ENTAIL_COMMIT; }

std::string version_line() {
  const std::string commit = version_commit();
  return "entail " + version_number() + (commit.empty() ? "" : " (commit " + commit + ")");
}

namespace {

std::string mpi() {
  char text[MPI_MAX_LIBRARY_VERSION_STRING];
  int length = 0;
  MPI_Get_library_version(text, &length);
  const std::string all(text, static_cast<std::size_t>(length));
  return all.substr(0, all.find(','));
}

/// 30401 as "3.4.1".
std::string dotted(int version) {
  return fmt::format("{}.{}.{}", version / 10000, version / 100 % 100, version % 100);
}

}  // namespace

std::vector<Library> libraries() {
  return {{"compiler", __VERSION__},
          {"MPI", mpi()},
          {"Kokkos", fmt::format("{} ({})", dotted(KOKKOS_VERSION), ExecutionSpace::name())},
          {"muParser", mu::Parser().GetVersion(mu::pviBRIEF)},
          {"fmt", dotted(FMT_VERSION)}};
}

}  // namespace entail
