/// The whole of a run, from a deck's path to its files.
#pragma once

#include <string>
#include <vector>

#include "base/parallel.hpp"
#include "study/checks.hpp"
#include "study/simulation.hpp"

namespace entail::study {

struct RunOptions {
  std::string deck;
  std::string folder;   ///< for the results; empty: results/<run name>
  std::string command;  ///< as typed, for the provenance
  std::string petsc;    ///< further PETSc options, which win over the deck's
  bool write = true;
  std::string export_path{};    ///< of the placement's QUBO; empty: none
  bool responses_only = false;  ///< of the files, those of the deck's responses alone
};

struct RunResult {
  std::string title, source;  ///< of the deck and of its reference
  bool steady = false;        ///< one state, and no time in which it came about
  std::vector<CheckResult> checks;
  Progress progress;
  std::vector<std::string> files;
};

/// Inputs and domain of a deck without errors.
struct Prepared {
  Inputs inputs;
  Domain domain;
};

/// Reads and checks a deck and its files and builds the surface mesh. Throws all errors at once. Collective.
Prepared prepare(const Comm& comm, const RunOptions& options);

/// Reads, checks, builds and runs. Collective; all errors are thrown alike on all ranks.
RunResult run(const Comm& comm, const RunOptions& options);

/// What `entail check` prints: the mesh, the memory, the steps to come. Throws when anything is wrong.
/// Collective.
std::string check(const Comm& comm, const RunOptions& options);

/// Writes the mesh of a deck as a UGRID file. Collective.
void write_mesh(const Comm& comm, const RunOptions& options, const std::string& path);

}  // namespace entail::study
