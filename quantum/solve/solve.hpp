/// Runs one method on a problem: what `entail solve` does between reading and writing files.
#pragma once

#include "base/parallel.hpp"
#include "quantum/solve/options.hpp"
#include "quantum/solve/report.hpp"

namespace entail::quantum {

/// Logs a line for every improvement on the way. Throws UsageError for options that do not fit the problem.
/// Collective; every rank gets the report.
SolveReport solve(const Comm& comm, const Problem& problem, const SolveOptions& options);

}  // namespace entail::quantum
