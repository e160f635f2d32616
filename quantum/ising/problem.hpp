/// A problem as a user gave it: the model to minimise, what its variables are called and what its value
/// means.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "quantum/ising/ising_model.hpp"

namespace entail::quantum {

/// How the user writes a configuration: 0/1 or +1/-1. Results speak the same language.
enum class VariableType { binary, spin };

/// A model with its meaning. Solvers minimise the energy; for a problem that is stated as a maximum the
/// energy is minus the value.
struct Problem {
  IsingModel model;
  std::vector<std::string> names;  ///< one per variable
  VariableType type = VariableType::binary;
  std::string value_name = "energy";  ///< "cut" for MaxCut, "value" for OR-Library
  bool maximise = false;
  std::string format;  ///< the name of the file format, see formats()

  int n_variables() const { return model.n_spins(); }
  double value_of(double energy) const { return maximise ? 0.0 - energy : energy; }
  double energy_of(double value) const { return maximise ? -value : value; }
};

/// "0", "1", … or, counted from 1, "1", "2", ….
std::vector<std::string> numbered_names(int n, int first = 0);

/// A file format of problems.
struct Format {
  std::string name;
  std::string extensions;  ///< separated by blanks
  std::string description;
};

/// The formats that are read and written.
const std::vector<Format>& formats();

/// Reads a problem. An empty format is recognised from the extension and the content. `number` chooses among
/// the problems of an OR-Library file, counted from 1. Throws DataError with file and line.
Problem read_problem(const std::string& path, const std::string& format = "", int number = 1);

/// The same from text that is already in memory; `path` names it in messages.
Problem parse_problem(const std::string& text, const std::string& path, const std::string& format = "",
                      int number = 1);

/// Writes a problem in `format`, or in that of the extension when it is empty. Throws UsageError when the
/// format cannot hold the problem, DataError when the file cannot be written.
void write_problem(const Problem& problem, const std::string& path, const std::string& format = "");
std::string format_problem(const Problem& problem, const std::string& format);

}  // namespace entail::quantum
