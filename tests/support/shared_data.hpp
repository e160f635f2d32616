/// Instances that stand beside the source tree and are not part of it.
#pragma once

#include <optional>
#include <string>

namespace entail::testing {

/// The path of a file of ../shared/data (or $ENTAIL_SHARED/data), or nothing when it is absent.
std::optional<std::string> shared_data(const std::string& name);

}  // namespace entail::testing

/// Declares `path`, or skips the test with a message where the file is absent.
#define ENTAIL_SHARED_DATA(path, name)                                                         \
  const auto found_##path = ::entail::testing::shared_data(name);                              \
  if (!found_##path) GTEST_SKIP() << name << " is not there: set ENTAIL_SHARED to its folder"; \
  const std::string& path = *found_##path
