/// Small text inputs: read once by the root, handed to all ranks, remembered with their digest.
#pragma once

#include <string>
#include <vector>

#include "base/parallel.hpp"

namespace entail::io {

/// An input and its SHA-256, for the provenance of the results.
struct InputFile {
  std::string path;
  std::string sha256;
};

/// The bytes of a file. Throws DataError when it cannot be read, is a directory or is empty. Collective.
std::string read_text(const Comm& comm, const std::string& path);

/// Path and digest of a file, read by the root. Collective.
InputFile fingerprint(const Comm& comm, const std::string& path);

/// Throws DataError when `folder` cannot be made or written to. Collective.
void require_writable_folder(const Comm& comm, const std::string& folder);

}  // namespace entail::io
