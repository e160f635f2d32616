#include "io/text_file.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/error.hpp"
#include "base/sha256.hpp"

namespace entail::io {

namespace {

std::string slurp(const std::string& path) {
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored))
    throw DataError(fmt::format("{} is a directory; a file is wanted", path));
  if (!std::filesystem::exists(path, ignored)) throw DataError(fmt::format("there is no file {}", path));
  std::ifstream file(path, std::ios::binary);
  std::ostringstream bytes;
  bytes << file.rdbuf();
  if (!file || bytes.bad()) throw DataError(fmt::format("cannot read {}: {}", path, std::strerror(errno)));
  return bytes.str();
}

}  // namespace

std::string read_text(const Comm& comm, const std::string& path) {
  std::string text;
  comm.on_root([&] {
    text = slurp(path);
    if (text.empty()) throw DataError(fmt::format("{} is empty", path));
  });
  return comm.broadcast(text);
}

InputFile fingerprint(const Comm& comm, const std::string& path) {
  std::string digest;
  comm.on_root([&] { digest = sha256(slurp(path)); });
  return {path, comm.broadcast(digest)};
}

void require_writable_folder(const Comm& comm, const std::string& folder) {
  comm.on_root([&] {
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (error || !std::filesystem::is_directory(folder))
      throw DataError(fmt::format("cannot make the folder {} for the results: {}", folder,
                                  error ? error.message() : "something else has this name"));
    // Root may write where access() says no, and a read-only disk says yes: only a file tells.
    const std::string probe = folder + "/.entail-can-write";
    if (!std::ofstream(probe))
      throw DataError(fmt::format("cannot write to the folder {}: {}", folder, std::strerror(errno)));
    std::filesystem::remove(probe, error);
  });
}

}  // namespace entail::io
