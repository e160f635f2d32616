/// SHA-256 digests of inputs, for the provenance that every result carries.
#pragma once

#include <string>
#include <string_view>

namespace entail {

/// The digest of `bytes` as 64 hexadecimal digits.
std::string sha256(std::string_view bytes);

}  // namespace entail
