/// The version of entail, as results and `entail --version` state it.
#pragma once

#include <string>

namespace entail {

/// "0.1.0".
std::string version_number();

/// The commit that was built, with "+changes" when the tree differed from it; empty outside a git checkout.
std::string version_commit();

/// "entail 0.1.0 (commit 0123abc)".
std::string version_line();

}  // namespace entail
