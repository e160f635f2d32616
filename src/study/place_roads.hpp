/// Roads that several sites share.
#pragma once

#include "study/place_design.hpp"

namespace entail::study {

/// Fills PlacementDesign::roads for the sites with options that are left. `price` [currency/m].
///
/// The cheapest ways from the plant form a tree, so that two ways share their beginning. A stretch on the
/// ways of k sites costs `price` times its length in each of their options. Of j >= 1 chosen ones, j - 1
/// times that is saved; a pair is credited 2/k of it, so that j chosen sites are credited j (j - 1) / k <= j
/// - 1 times: never too much, and all of it where all k are chosen.
void find_shared_roads(PlacementDesign& design, double price);

}  // namespace entail::study
