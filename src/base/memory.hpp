/// How much memory a calculation may take, asked before it is allocated.
#pragma once

#include <cstdint>
#include <string>

#include "base/parallel.hpp"

namespace entail {

/// "4.0 GiB", "512.0 MiB".
std::string format_bytes(double bytes);

/// Memory that this machine can still give without swapping [bytes]: the kernel's estimate, or less where a
/// control group sets a limit. 0 when the system does not tell.
double available_memory();

/// Throws UsageError on all ranks when `bytes_per_rank` on each rank of a machine is more than it has left.
/// `what` starts the message ("30 qubits in double precision"), `remedy` ends it. Collective.
void require_memory(const Comm& comm, double bytes_per_rank, const std::string& what,
                    const std::string& remedy);

}  // namespace entail
