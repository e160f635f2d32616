/// What a placement run says, as tables: for CSV files, the report and the terminal alike.
#pragma once

#include <string>
#include <vector>

#include "quantum/placement/pareto.hpp"
#include "quantum/placement/solvers.hpp"
#include "study/place_resimulation.hpp"

namespace entail::study {

/// Cells as text under headings with units.
struct TextTable {
  std::string name;   ///< of its file: options
  std::string title;  ///< for people
  std::string note;   ///< how to read it, and where its numbers come from
  std::vector<std::string> headings;
  std::vector<std::vector<std::string>> rows;
};

/// Everything that a placement run has found.
struct PlacementResult {
  const Inputs* inputs = nullptr;  ///< of the deck's own case over the horizon
  const Domain* domain = nullptr;
  const PlacementDesign* design = nullptr;
  const PlacementChoice* choice = nullptr;
  const std::vector<EnsembleMember>* members = nullptr;
  placement::PlacementSolution solution;
  placement::ParetoFront pareto;
  std::vector<Resimulated> resimulated;
  std::vector<Resimulated> single_sites;  ///< plans of one option each
  std::size_t recommended = 0;            ///< in resimulated, or in solution.plans without any
  const placement::Plan& best() const {
    return resimulated.empty() ? solution.plans.front().plan : resimulated[recommended].plan;
  }
};

/// In the order of a report.
std::vector<TextTable> placement_tables(const PlacementResult& result);

/// Comma-separated, the note as a comment; cells with commas or quotes are quoted.
std::string csv_of(const TextTable& table);

/// A few lines for the terminal.
std::string placement_summary(const PlacementResult& result);

}  // namespace entail::study
