#include "solve/versions.hpp"

#include <fmt/format.h>
#include <petscsys.h>

namespace entail::solve {

std::vector<Library> libraries() {
  PetscInt major = 0, minor = 0, subminor = 0;
  PetscGetVersionNumber(&major, &minor, &subminor, nullptr);
  return {{"PETSc", fmt::format("{}.{}.{}", major, minor, subminor)}};
}

}  // namespace entail::solve
