#include "base/version.hpp"

#include "base/version_generated.hpp"

namespace entail {

std::string version_number() { return ENTAIL_VERSION; }
std::string version_commit() { return ENTAIL_COMMIT; }

std::string version_line() {
  const std::string commit = version_commit();
  return "entail " + version_number() + (commit.empty() ? "" : " (commit " + commit + ")");
}

}  // namespace entail
