/// The weather of a run: read, or made by the generator; and the climate of a record as a table.
#pragma once

#include <string>

#include "study/inputs.hpp"

namespace entail::study {

/// The file that the deck's weather comes from: a record, or the generator's table; empty without.
std::string weather_file(const deck::Deck& deck);

/// Reads weather.file, or makes a record over the whole period from weather.generator. Nothing without
/// either, or when the file is wrong. `text` is the file's. Errors go to `diagnostics`.
std::optional<io::Weather> make_weather(const deck::Deck& deck, const std::string& text,
                                        Diagnostics& diagnostics);

/// The table of monthly statistics that weather.generator takes, from the text of a record with daily rows.
/// Throws what is wrong with the record, all at once.
std::string describe_climate(const std::string& file, const std::string& text);

}  // namespace entail::study
