#include "support/shared_data.hpp"

#include <cstdlib>
#include <filesystem>

namespace entail::testing {

std::optional<std::string> shared_data(const std::string& name) {
  const char* given = std::getenv("ENTAIL_SHARED");
  const auto root = given != nullptr ? std::filesystem::path(given)
                                     : std::filesystem::path(ENTAIL_SOURCE_DIR).parent_path() / "shared";
  const auto path = root / "data" / name;
  if (!std::filesystem::exists(path)) return std::nullopt;
  return path.string();
}

}  // namespace entail::testing
