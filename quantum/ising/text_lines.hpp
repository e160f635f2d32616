/// Reads line-oriented number files: words with their places, numbers in range, errors that quote the line.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace entail::quantum {

/// A word of a line; `column` counts from 1.
struct Word {
  std::string_view text;
  int column = 1;
};

/// Walks through the lines of a text, which must outlive it. Blank lines are skipped.
class TextLines {
 public:
  /// `comment` starts a comment line, and "#" does wherever there are comments, behind entries too; '\0' for
  /// none.
  TextLines(std::string_view text, std::string path, char comment);

  /// Moves to the next line with content; comments on the way are appended to comments(). False at the end.
  bool next();

  const std::vector<Word>& words() const { return words_; }
  std::size_t size() const { return words_.size(); }
  int line() const { return line_; }
  const std::string& path() const { return path_; }

  /// Comment lines met so far, without their mark.
  const std::vector<std::string_view>& comments() const { return comments_; }

  /// The word number `k` as a whole number from `low` to `high`; `what` names it in the message.
  long long whole(std::size_t k, const std::string& what, long long low, long long high) const;
  /// The word number `k` as a finite number.
  double number(std::size_t k, const std::string& what) const;

  /// Throws DataError: the message, the file and line, the line quoted with a caret at word `k`.
  [[noreturn]] void fail(std::size_t k, const std::string& message) const;
  /// The same about the file as a whole.
  [[noreturn]] void fail(const std::string& message) const;

 private:
  void split(std::string_view line);

  std::string_view text_;
  std::string path_;
  char comment_;
  std::size_t position_ = 0;
  int line_ = 0;
  std::vector<Word> words_;
  std::vector<std::string_view> comments_;
};

/// What comments may say about a problem beyond its format: "offset=1.5" and "variable 3 = name".
struct Remarks {
  double offset = 0.0;
  std::vector<std::pair<std::string, std::string>> names;  ///< number as the file writes it, name
};
Remarks read_remarks(const TextLines& lines);

}  // namespace entail::quantum
