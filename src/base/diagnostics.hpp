/// Everything that is wrong with a user's input, collected and shown at once with file, line and caret.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/error.hpp"

namespace entail {

/// A place in a text file; lines and columns count from 1, 0 means unknown. `width` is what the caret
/// underlines.
struct Mark {
  int line = 0;
  int column = 0;
  int width = 1;
};

/// Collects errors. Files whose text is known are quoted beneath the message.
class Diagnostics {
 public:
  /// Makes the lines of `file` available for quoting.
  void know(const std::string& file, const std::string& text);

  /// Adds an error. `what` is the key or item it is about and may be empty.
  void error(ExitCode code, const std::string& file, Mark mark, const std::string& what,
             const std::string& message);

  /// Adds the errors of another collection.
  void add(const Diagnostics& other);
  /// Adds what `error` says; an error of a deck or of data, without a place.
  void add(const std::string& file, const Error& error) {
    this->error(error.code(), file, {}, "", error.what());
  }

  bool ok() const { return issues_.empty(); }
  std::size_t count() const { return issues_.size(); }

  /// All errors in the order of their places, ready to print.
  std::string report() const;

  /// Throws the whole report as one Error (usage if any error is of the deck, else data) unless ok().
  void throw_if_any() const;

 private:
  struct Issue {
    ExitCode code;
    std::string file;
    Mark mark;
    std::string what, message;
  };
  std::string quote(const Issue& issue) const;

  std::vector<Issue> issues_;
  std::map<std::string, std::vector<std::string>> lines_;
};

}  // namespace entail
