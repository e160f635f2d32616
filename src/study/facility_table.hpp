/// The table of what facilities did, year by year.
#pragma once

#include "io/result_files.hpp"
#include "study/facilities.hpp"

namespace entail::study {

/// One row per facility, calendar year and substance, and one for the whole run: what was stored, what moved
/// (positive into the facility), what is stored, and by how much that does not add up. Collective.
void write_facility_years(const Facilities& facilities, const deck::Deck& deck, io::TableFile& file);

}  // namespace entail::study
