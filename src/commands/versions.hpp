/// What `entail --version` prints: the program, and each library it was built with and runs on.
#pragma once

#include <string>

namespace entail::commands {

std::string versions();

}  // namespace entail::commands
