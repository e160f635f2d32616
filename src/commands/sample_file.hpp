/// Configurations of `entail solve` as NetCDF.
#pragma once

#include <string>

#include "base/parallel.hpp"
#include "quantum/solve/report.hpp"

namespace entail::commands {

/// Writes value(sample), energy(sample), count(sample), feasible(sample), configuration(sample, variable) and
/// variable_name(variable, letter). Throws DataError. Collective.
void write_samples(const Comm& comm, const std::string& path, const quantum::Problem& problem,
                   const quantum::SolveReport& report, const std::string& command_line);

}  // namespace entail::commands
