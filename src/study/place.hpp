/// The placement stage: from a deck with candidates to the recommended plan and its files.
#pragma once

#include <string>
#include <vector>

#include "study/run.hpp"

namespace entail::study {

struct PlaceOptions {
  bool reuse = false;       ///< responses that an earlier run stored, where they are still right
  std::string export_path;  ///< of the QUBO; empty: none
};

/// Designs the options, computes or reads the responses of every member, chooses, computes the best plans
/// again, and writes tables, report and map into `folder`. Returns the paths. `prepared` must have `place`.
/// Throws UsageError and DataError before anything is computed when sites, options or the demand are wrong.
/// Collective.
std::vector<std::string> place(const Comm& comm, const Prepared& prepared, const std::string& folder,
                               const std::string& command, const PlaceOptions& options);

/// Throws the errors of sites, options and demand that place() finds before it computes. Returns how many
/// sites and options there are, each option that is left out with its reason, and what the rest holds.
/// Collective.
std::string check_place(const Comm& comm, const Prepared& prepared);

}  // namespace entail::study
