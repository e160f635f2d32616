/// Errors that a user can mend, and the exit codes that batch scripts rely on.
#pragma once

#include <stdexcept>
#include <string>

namespace entail {

/// What the program tells the shell; documented in docs/user-guide.md.
enum class ExitCode {
  done = 0,
  usage = 2,          ///< the deck or the command line is wrong
  data = 3,           ///< a file cannot be read, is wrong, or cannot be written
  not_converged = 4,  ///< the solver gave up; everything up to there is kept
  balance = 5,        ///< a balance error is over its limit
  internal = 70,      ///< a bug in entail
  stopped = 75,       ///< stopped by a signal; everything up to there is kept
};

/// An error with the exit code it ends the program with. The message says what is wrong and what to mend.
class Error : public std::runtime_error {
 public:
  Error(ExitCode code, const std::string& message) : std::runtime_error(message), code_(code) {}
  ExitCode code() const { return code_; }

 private:
  ExitCode code_;
};

/// A deck or command line that must be changed.
struct UsageError : Error {
  explicit UsageError(const std::string& message) : Error(ExitCode::usage, message) {}
};

/// A file that cannot be read, is wrong, or cannot be written.
struct DataError : Error {
  explicit DataError(const std::string& message) : Error(ExitCode::data, message) {}
};

}  // namespace entail
