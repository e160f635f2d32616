/// What every facility gave to ground and water in each calendar year, as a table.
#pragma once

#include "io/result_files.hpp"
#include "study/facilities.hpp"

namespace entail::study {

/// Writes one row per facility and year.
void write_facility_years(const Facilities& facilities, const deck::Deck& deck, io::TableFile& file);

}  // namespace entail::study
