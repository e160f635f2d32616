#include "base/memory.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>

#include "base/error.hpp"

namespace entail {

namespace {

/// The first number after `key` in a file such as /proc/meminfo; 0 when there is none.
double number_in(const std::string& path, const std::string& key) {
  std::ifstream file(path);
  std::string word;
  while (file >> word && word != key) continue;
  double value = 0.0;
  return file >> value ? value : 0.0;
}

double first_number_in(const std::string& path) {
  std::ifstream file(path);
  double value = 0.0;
  return file >> value ? value : 0.0;
}

int ranks_on_this_machine(const Comm& comm) {
  MPI_Comm here;
  int ranks = 1;
  MPI_Comm_split_type(comm.handle(), MPI_COMM_TYPE_SHARED, 0, MPI_INFO_NULL, &here);
  MPI_Comm_size(here, &ranks);
  MPI_Comm_free(&here);
  return ranks;
}

}  // namespace

std::string format_bytes(double bytes) {
  constexpr const char* units[] = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
  int unit = 0;
  while (bytes >= 1024.0 && unit < 6) {
    bytes /= 1024.0;
    ++unit;
  }
  return fmt::format("{:.1f} {}", bytes, units[unit]);
}

double available_memory() {
  double available = 1024.0 * number_in("/proc/meminfo", "MemAvailable:");
  const double limit = first_number_in("/sys/fs/cgroup/memory.max");  // "max" reads as 0
  if (limit > 0.0) available = std::min(available, limit - first_number_in("/sys/fs/cgroup/memory.current"));
  return std::max(0.0, available);
}

void require_memory(const Comm& comm, double bytes_per_rank, const std::string& what,
                    const std::string& remedy) {
  const double needed = bytes_per_rank * ranks_on_this_machine(comm);
  const double available = available_memory();
  const bool too_much = available > 0.0 && needed > available;
  const double worst = comm.max(too_much ? needed : 0.0);
  if (worst == 0.0) return;
  const double least = comm.min(too_much ? available : 1e300);
  throw UsageError(fmt::format("{}: this takes {} of memory on one machine, which has {} left; {}", what,
                               format_bytes(worst), format_bytes(least), remedy));
}

}  // namespace entail
