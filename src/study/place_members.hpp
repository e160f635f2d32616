/// The members of the ensemble: computed, or read from what an earlier run stored.
#pragma once

#include <string>
#include <vector>

#include "study/place_problem.hpp"

namespace entail::study {

/// One per entry of `cases`. Responses and what receptors see without a plan are written into `folder`, and
/// with `reuse` read from there when their digests are those of the cases. Collective.
std::vector<EnsembleMember> make_members(const Comm& comm, const std::vector<Inputs>& cases,
                                         const Domain& domain, const std::string& folder,
                                         const std::string& command, bool reuse);

}  // namespace entail::study
