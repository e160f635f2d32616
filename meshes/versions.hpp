/// Versions of the libraries that the mesh stands on, for `entail --version`.
#pragma once

#include <vector>

#include "base/version.hpp"

namespace entail::meshes {

std::vector<Library> libraries();

}  // namespace entail::meshes
