/// Responses as a table for people.
#pragma once

#include <string>

#include "deck/deck.hpp"
#include "meshes/column_mesh.hpp"
#include "study/responses.hpp"

namespace entail::study {

/// One line for each receptor and contaminant: the place whose lasting release would hurt it most, the
/// concentration that this causes, how long its peak takes, and how much of the ground counts. On the root;
/// "" on other ranks.
std::string describe_responses(const Responses& responses, const deck::Deck& deck,
                               const meshes::ColumnMesh& mesh);

}  // namespace entail::study
