/// Facilities on the terrain: where they lie, and whether they may lie there.
#pragma once

#include "base/diagnostics.hpp"
#include "study/domain.hpp"

namespace entail::study {

/// Fills in the ground below each facility of `domain` and where it overflows. A facility over a stream or
/// over another one, tailings above their crest and an overflow outside the model are errors. For the root.
void place_facilities(const Inputs& inputs, Domain& domain, Diagnostics& diagnostics);

}  // namespace entail::study
