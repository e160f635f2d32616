/// Versions of the libraries that the solvers stands on, for `entail --version`.
#pragma once

#include <vector>

#include "base/version.hpp"

namespace entail::solve {

std::vector<Library> libraries();

}  // namespace entail::solve
