/// Versions of the libraries that reading and writing stands on, for `entail --version`.
#pragma once

#include <vector>

#include "base/version.hpp"

namespace entail::io {

std::vector<Library> libraries();

}  // namespace entail::io
