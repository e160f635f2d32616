/// Measured retention curves of a deck's soils.
#pragma once

#include "study/inputs.hpp"

namespace entail::study {

/// Reads the tables of soils with law: table into inputs.tables, and gives those soils the porosity and the
/// conductivity of their last rows where the deck gives none. Collective.
void read_soil_tables(const Comm& comm, Inputs& inputs, Diagnostics& diagnostics);

}  // namespace entail::study
