/// What a solver found, and how it is told: a table, JSON, CSV.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "quantum/annealing/thermal.hpp"
#include "quantum/ising/problem.hpp"
#include "quantum/ising/solutions.hpp"
#include "quantum/statevector/layers.hpp"

namespace entail::quantum {

struct SolveReport {
  std::string method;
  std::uint64_t seed = 1;
  std::vector<Solution> solutions;  ///< the lowest first
  std::vector<bool> feasible;       ///< one per solution; empty without constraints
  double bound = 0.0;               ///< no energy is lower
  bool proven = false;              ///< the first solution has the lowest energy
  std::string bound_source;
  double feasible_share = -1.0;  ///< of all samples; -1 without constraints
  double seconds = 0.0;
  std::optional<double> baseline;  ///< the energy that simulated annealing found in the same time
  std::vector<std::pair<std::string, std::string>> details;
  LayerAngles angles;                    ///< of QAOA
  std::optional<double> expectation;     ///< <C> of a quantum state
  std::optional<ThermalResult> thermal;  ///< then there are no solutions
};

/// The table that ends a run.
std::string format_table(const Problem& problem, const SolveReport& report);

/// All of the report; variables by name.
std::string format_json(const Problem& problem, const SolveReport& report);

/// One line per configuration: value, energy, count, feasible, then each variable under its name; for thermal
/// averages one line per variable.
std::string format_csv(const Problem& problem, const SolveReport& report);

/// True when all names of variables are valid UTF-8.
bool names_are_utf8(const Problem& problem);

/// A bit as the problem writes it: 0/1 or +1/-1.
int as_written(const Problem& problem, std::uint8_t bit);

}  // namespace entail::quantum
