/// Small text helpers: splitting, trimming, and the nearest of some words for "did you mean".
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace entail {

std::string_view trim(std::string_view text);
std::vector<std::string> split_list(std::string_view text, char separator);

/// The candidate closest to `word` by edit distance, or an empty string when none is close enough to be
/// meant.
std::string nearest(std::string_view word, const std::vector<std::string>& candidates);

/// "; did you mean \"x\"?" for the nearest candidate, or an empty string.
std::string did_you_mean(std::string_view word, const std::vector<std::string>& candidates);

/// "a, b and c".
std::string enumerate(const std::vector<std::string>& words, std::string_view conjunction = "and");

}  // namespace entail
