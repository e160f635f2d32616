/// Who lies below a dam, and which sites are left out by rule.
#pragma once

#include "study/place_design.hpp"

namespace entail::study {

/// Fills in the receptors and dams that a breach of each option may reach along its way down, and the
/// consequence. (A shallow-water runout would replace the way and the regression here.)
void follow_breaches(const Inputs& inputs, PlacementDesign& design);

/// Fills in why sites and options are left out.
void exclude_by_rules(const Inputs& inputs, PlacementDesign& design);

/// Fills in the cascades among options that are not left out. After both of the above.
void find_cascades(PlacementDesign& design);

}  // namespace entail::study
