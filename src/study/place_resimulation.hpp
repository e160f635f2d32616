/// The best plans again with the full model, and what it says of them.
#pragma once

#include <string>
#include <vector>

#include "study/place_problem.hpp"

namespace entail::study {

/// What the full model says of a plan.
struct Resimulated {
  placement::Plan plan;
  std::vector<ReceptorSeries> seen;  ///< by member
  std::vector<double> water;         ///< damage, by member
  double energy = 0.0;               ///< with the mean damage
  double tail_energy = 0.0;          ///< with the mean damage of the worst fifth of the members, at least one
  double regret = 0.0;               ///< energy above that of the best re-simulated plan
  /// Share of the members in which a receptor exceeds the limit at any evaluation time, by contaminant and
  /// receptor.
  std::vector<std::vector<double>> exceedance;
};

/// Runs every plan in every member; parts of the ranks run at once, each one case after the other. `cases`
/// are the members' inputs. Collective. Throws the first error of any run.
std::vector<Resimulated> resimulate(const Comm& comm, const std::vector<Inputs>& cases, Domain domain,
                                    const PlacementDesign& design, const PlacementChoice& choice,
                                    const std::vector<placement::Plan>& plans);

/// The plan of least energy after re-simulation; of equal ones the first.
std::size_t recommended(const std::vector<Resimulated>& plans);

}  // namespace entail::study
