/// Small result files that a command writes as a whole.
#pragma once

#include <string>

#include "base/parallel.hpp"

namespace entail::commands {

/// Says no before hours are spent when a result file cannot be written in the end; an empty path is none.
/// Throws DataError. Collective.
void require_writable(const Comm& comm, const std::string& path);

/// Throws DataError when the file cannot be written. Collective.
void write_text(const Comm& comm, const std::string& path, const std::string& text);

}  // namespace entail::commands
