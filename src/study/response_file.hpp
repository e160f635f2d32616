/// Responses in a file: maps for QGIS, and the whole for those who read them again.
#pragma once

#include <string>

#include "io/result_files.hpp"
#include "study/inputs.hpp"
#include "study/responses.hpp"

namespace entail::study {

/// The digest of all keys and files that responses follow from: stored responses with another one are stale.
/// Does not depend on where the files lie, nor on titles, limits, outputs. A bug without `responses`.
std::string responses_digest(const Inputs& inputs);

/// Writes the file under its working name. Collective. Throws DataError.
void write_responses(const meshes::ColumnMesh& mesh, const io::Projection* projection,
                     const io::Provenance& provenance, const io::ResultPath& path,
                     const Responses& responses);

/// What write_responses() wrote, the same on all ranks. Collective. Throws DataError when the file cannot be
/// read or is none of these.
Responses read_responses(const Comm& comm, const std::string& path);

/// The same, and DataError when they are those of another deck, or of other inputs.
Responses read_responses(const Comm& comm, const std::string& path, const Inputs& inputs);

}  // namespace entail::study
