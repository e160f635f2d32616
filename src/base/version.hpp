/// The version of entail, as results and `entail --version` state it.
#pragma once

#include <string>
#include <vector>

namespace entail {

/// "0.1.0".
std::string version_number();

/// The commit that was built, with "+changes" when the tree differed from it; empty outside a git checkout.
std::string version_commit();

/// "entail 0.1.0 (commit 0123abc)".
std::string version_line();

/// A library that entail was built with or runs on.
struct Library {
  std::string name, version;
};

/// Those of this folder; meshes, io and solve have functions of the same kind.
std::vector<Library> libraries();

}  // namespace entail
