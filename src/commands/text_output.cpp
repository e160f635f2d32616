#include "commands/text_output.hpp"

#include <fstream>

#include "base/error.hpp"

namespace entail::commands {

void require_writable(const Comm& comm, const std::string& path) {
  if (path.empty()) return;
  comm.on_root([&] {
    if (!std::ofstream(path, std::ios::app)) throw DataError(path + ": cannot be written");
  });
}

void write_text(const Comm& comm, const std::string& path, const std::string& text) {
  comm.on_root([&] {
    std::ofstream file(path, std::ios::binary);
    file << text;
    file.close();
    if (!file) throw DataError(path + ": cannot be written");
  });
}

}  // namespace entail::commands
