/// What a user can ask of `entail solve`.
#pragma once

#include <string>
#include <vector>

#include "quantum/ising/problem.hpp"

namespace entail::quantum {

struct SolveOptions {
  std::string method = "anneal";
  std::uint64_t seed = 1;
  double seconds = 0.0;  ///< wall time; 0: the method's own end
  bool has_target = false;
  double target = 0.0;  ///< a value as the problem states it: a cut, not its negative
  int keep = 64;        ///< distinct configurations in the results

  // Constraints, which the problem's energy need not contain.
  std::string groups;  ///< "a b c; d e": exactly one of each group is 1
  int ones = -1;       ///< exactly so many variables are 1

  // Searches.
  int sweeps = 1000;
  std::int64_t batches = 0;
  int temperatures = 16;
  int slices = 0;  ///< 0: 16 for path-integral; for thermal such that a slice turns by at most 1/16

  // A transverse field and a temperature.
  double field = 0.0;
  double beta = 0.0;

  // Schroedinger annealing.
  double duration = 0.0;  ///< in units of 1 / energy
  int steps = 0;          ///< 0: chosen from the duration
  std::string integrator = "trotter";
  std::string schedule;  ///< a file of lines "s A B"

  // QAOA.
  int layers = 3;
  std::int64_t shots = 4096;
  std::string mixer = "x";
  std::string angles = "table";
  bool optimise = true;
  int evaluations = 200;
  double risk_fraction = 1.0;
  double warm_start = 0.0;  ///< how far from certain each variable starts, 0: no warm start
  bool single_precision = false;
  int cutoff = 16;
};

/// The methods with one line about each.
struct Method {
  std::string name, description;
};
const std::vector<Method>& methods();

/// Throws UsageError when an option has a value that makes no sense, names the option, its value and its
/// range.
void check_options(const SolveOptions& options);

/// The groups of "a b c; d e" as variable numbers; names with blanks stand in double quotes. Throws
/// UsageError for an unknown name.
std::vector<std::vector<int>> parse_groups(const Problem& problem, const std::string& text);

/// Seconds of "10s", "2 min", "0.5". Throws UsageError.
double parse_seconds(const std::string& text);

}  // namespace entail::quantum
