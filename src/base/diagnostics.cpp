#include "base/diagnostics.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

namespace entail {

void Diagnostics::know(const std::string& file, const std::string& text) {
  auto& lines = lines_[file];
  lines.clear();
  std::size_t begin = 0;
  while (begin <= text.size()) {
    const auto end = std::min(text.find('\n', begin), text.size());
    lines.push_back(text.substr(begin, end - begin));
    if (!lines.back().empty() && lines.back().back() == '\r') lines.back().pop_back();
    begin = end + 1;
  }
}

void Diagnostics::error(ExitCode code, const std::string& file, Mark mark, const std::string& what,
                        const std::string& message) {
  for (const auto& issue : issues_)
    if (issue.file == file && issue.mark.line == mark.line && issue.what == what && issue.message == message)
      return;
  issues_.push_back({code, file, mark, what, message});
}

void Diagnostics::add(const Diagnostics& other) {
  issues_.insert(issues_.end(), other.issues_.begin(), other.issues_.end());
  lines_.insert(other.lines_.begin(), other.lines_.end());
}

std::string Diagnostics::quote(const Issue& issue) const {
  const auto known = lines_.find(issue.file);
  const auto line = static_cast<std::size_t>(issue.mark.line);
  if (known == lines_.end() || line == 0 || line > known->second.size()) return {};
  std::string text = known->second[line - 1];
  std::replace(text.begin(), text.end(), '\t', ' ');
  // A very long line (a GeoJSON in one piece) would bury the message.
  if (text.size() > 160) return {};
  std::string quoted = fmt::format("{:6} | {}\n", line, text);
  if (issue.mark.column > 0) {
    const auto start = static_cast<std::size_t>(issue.mark.column - 1);
    const auto room = text.size() > start ? text.size() - start : 1;
    const auto width =
        std::clamp<std::size_t>(static_cast<std::size_t>(std::max(1, issue.mark.width)), 1, room);
    quoted += fmt::format("       | {}^{}\n", std::string(start, ' '), std::string(width - 1, '~'));
  }
  return quoted;
}

std::string Diagnostics::report() const {
  std::map<std::string, int> file_order;
  for (const auto& issue : issues_) file_order.emplace(issue.file, static_cast<int>(file_order.size()));
  auto sorted = issues_;
  std::stable_sort(sorted.begin(), sorted.end(), [&](const Issue& a, const Issue& b) {
    return std::tuple(file_order[a.file], a.mark.line, a.mark.column) <
           std::tuple(file_order[b.file], b.mark.line, b.mark.column);
  });
  std::string text;
  for (const auto& issue : sorted) {
    text += issue.file;
    if (issue.mark.line > 0) text += fmt::format(":{}", issue.mark.line);
    if (issue.mark.line > 0 && issue.mark.column > 0) text += fmt::format(":{}", issue.mark.column);
    text += ": ";
    if (!issue.what.empty()) text += issue.what + ": ";
    text += issue.message + "\n" + quote(issue);
  }
  if (issues_.size() > 1) text += fmt::format("{} errors\n", issues_.size());
  if (!text.empty()) text.pop_back();
  return text;
}

void Diagnostics::throw_if_any() const {
  if (ok()) return;
  const bool usage =
      std::any_of(issues_.begin(), issues_.end(), [](const Issue& i) { return i.code == ExitCode::usage; });
  throw Error(usage ? ExitCode::usage : ExitCode::data, report());
}

}  // namespace entail
