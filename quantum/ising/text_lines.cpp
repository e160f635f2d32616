#include "quantum/ising/text_lines.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cmath>

#include "base/diagnostics.hpp"
#include "base/text.hpp"

namespace entail::quantum {

namespace {

/// A number as std::from_chars takes it, which knows no plus sign.
std::string_view without_plus(std::string_view word) {
  return word.size() > 1 && word[0] == '+' && word[1] != '-' ? word.substr(1) : word;
}

}  // namespace

TextLines::TextLines(std::string_view text, std::string path, char comment)
    : text_(text), path_(std::move(path)), comment_(comment) {
  constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
  if (text_.substr(0, 3) == byte_order_mark) position_ = 3;
}

bool TextLines::next() {
  words_.clear();
  while (position_ < text_.size()) {
    const auto end = std::min(text_.find('\n', position_), text_.size());
    const auto line = text_.substr(position_, end - position_);
    position_ = end + 1;
    ++line_;
    const auto content = trim(line);
    if (content.empty()) continue;
    // A comment mark that is a letter (qbsolv's "c") must stand alone; "#" is understood beside it.
    const bool marked =
        comment_ != '\0' &&
        (content[0] == '#' ||
         (content[0] == comment_ && (content.size() == 1 || content[1] == ' ' || content[1] == '\t')));
    if (marked) {
      comments_.push_back(trim(content.substr(1)));
      continue;
    }
    const auto mark = comment_ != '\0' ? line.find('#') : std::string_view::npos;
    if (mark != std::string_view::npos) comments_.push_back(trim(line.substr(mark + 1)));
    split(line.substr(0, mark));
    return true;
  }
  return false;
}

void TextLines::split(std::string_view line) {
  constexpr std::string_view blanks = " \t\r,";
  std::size_t begin = line.find_first_not_of(blanks);
  while (begin != std::string_view::npos) {
    const auto end = std::min(line.find_first_of(blanks, begin), line.size());
    words_.push_back({line.substr(begin, end - begin), static_cast<int>(begin) + 1});
    begin = line.find_first_not_of(blanks, end);
  }
}

void TextLines::fail(std::size_t k, const std::string& message) const {
  Diagnostics diagnostics;
  diagnostics.know(path_, std::string(text_));
  Mark mark{line_, 0, 1};
  if (k < words_.size()) mark = {line_, words_[k].column, static_cast<int>(words_[k].text.size())};
  diagnostics.error(ExitCode::data, path_, mark, "", message);
  diagnostics.throw_if_any();
  throw DataError(message);  // not reached: the report is not empty
}

void TextLines::fail(const std::string& message) const { throw DataError(path_ + ": " + message); }

long long TextLines::whole(std::size_t k, const std::string& what, long long low, long long high) const {
  if (k >= words_.size()) fail(k, fmt::format("the {} is missing", what));
  const auto word = without_plus(words_[k].text);
  long long value = 0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
  if (error != std::errc() || end != word.data() + word.size())
    fail(k, fmt::format("the {} \"{}\" is no whole number", what, words_[k].text));
  if (value < low || value > high)
    fail(k, low == high ? fmt::format("the {} {} must be {}", what, value, low)
                        : fmt::format("the {} {} is out of range: {} to {}", what, value, low, high));
  return value;
}

double TextLines::number(std::size_t k, const std::string& what) const {
  if (k >= words_.size()) fail(k, fmt::format("the {} is missing", what));
  const auto word = without_plus(words_[k].text);
  double value = 0.0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
  if (error == std::errc::result_out_of_range)
    fail(k, fmt::format("the {} \"{}\" is beyond what a double can hold", what, words_[k].text));
  if (error != std::errc() || end != word.data() + word.size())
    fail(k, fmt::format("the {} \"{}\" is no number", what, words_[k].text));
  if (!std::isfinite(value)) fail(k, fmt::format("the {} is {}: it must be finite", what, words_[k].text));
  return value;
}

Remarks read_remarks(const TextLines& lines) {
  Remarks remarks;
  for (const auto comment : lines.comments()) {
    const auto equals = comment.find('=');
    if (equals == std::string_view::npos) continue;
    const auto left = trim(comment.substr(0, equals)), right = trim(comment.substr(equals + 1));
    if (left == "offset") {
      const auto word = without_plus(right);
      const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), remarks.offset);
      if (error != std::errc() || end != word.data() + word.size() || !std::isfinite(remarks.offset))
        lines.fail(fmt::format("the comment \"{}\" gives no finite offset", comment));
    } else if (left.substr(0, 9) == "variable ") {
      remarks.names.emplace_back(trim(left.substr(9)), right);
    }
  }
  return remarks;
}

}  // namespace entail::quantum
