/// What the schema says to people and editors: JSON Schema, reference page, explanations, a template.
#pragma once

#include <string>

namespace entail::deck {

/// JSON Schema (draft 2020-12) for editors.
std::string json_schema();

/// The reference of all keys as Markdown, for docs/user-guide.md.
std::string reference_page();

/// What `entail explain KEY` prints for a dotted path such as "terrain.cell_size" or a single key name found
/// anywhere. Throws UsageError with a suggestion when there is no such key.
std::string explain(const std::string& path);

/// A small deck that runs, with comments.
std::string deck_template();

}  // namespace entail::deck
