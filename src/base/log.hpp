/// What entail tells people while it works: lines on the root rank, warnings counted and repeated at the end.
#pragma once

#include <fmt/format.h>

#include <string>

namespace entail::log {

/// Only the root speaks; every other rank's lines are dropped.
void set_speaker(bool speaks);
bool speaks();

/// Drops lines (not warnings) while muted.
void mute(bool muted);

void line(const std::string& text);     ///< to stdout
void warning(const std::string& text);  ///< to stderr at once, the first of each text; counted

template <class... Args>
void info(fmt::format_string<Args...> format, Args&&... args) {
  line(fmt::format(format, std::forward<Args>(args)...));
}
template <class... Args>
void warn(fmt::format_string<Args...> format, Args&&... args) {
  warning(fmt::format(format, std::forward<Args>(args)...));
}

/// A line that overwrites itself on a terminal and is a plain line elsewhere.
void status(const std::string& text);

int warning_count();
/// Lists each warning once more with how often it came.
void repeat_warnings();

}  // namespace entail::log
