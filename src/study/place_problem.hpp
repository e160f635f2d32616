/// From designed options and responses to the choice as plain arrays.
#pragma once

#include <vector>

#include "quantum/placement/problem.hpp"
#include "study/place_case.hpp"
#include "study/place_design.hpp"
#include "study/place_release.hpp"

namespace entail::study {

/// What one member of the ensemble gives: what receptors see without any plan, and their responses.
struct EnsembleMember {
  ReceptorSeries background;
  Responses responses;
};

/// The options that are left, in the order of the design, and the problem of choosing among them.
struct PlacementChoice {
  std::vector<std::size_t> variables;      ///< of each variable, its place in PlacementDesign::options
  std::vector<deck::Facility> facilities;  ///< by variable
  std::vector<OptionRelease> releases;     ///< by variable
  std::vector<double> times;               ///< [s], at which damage is evaluated
  /// Concentrations [kg/m3] that each variable adds, by member, contaminant, receptor, variable and time.
  std::vector<std::vector<std::vector<std::vector<std::vector<double>>>>> added;
  placement::PlacementProblem problem;
};

/// `inputs` are those of a case. Throws UsageError at the deck's key when what is left cannot hold the
/// demand.
PlacementChoice make_choice(const Inputs& inputs, const Domain& domain, const PlacementDesign& design,
                            const std::vector<EnsembleMember>& members);

/// What all sites, or the `n_sites` largest if that is above 0, hold together with the largest option of each
/// [kg]; of the options left or of all.
double capacity_of(const PlacementDesign& design, bool with_excluded, int n_sites = 0);

/// Reports a demand above what all sites hold together, with and without those left out.
void check_demand(const Inputs& inputs, const PlacementDesign& design, Diagnostics& diagnostics);

/// True for contaminants that the tailings bring and that have a limit: those that do damage.
bool does_damage(const deck::Deck& deck, std::size_t contaminant);

/// The importance of a receptor.
double receptor_weight(const deck::Deck& deck, const std::string& name);

/// Damage of concentrations [kg/m3] by contaminant, receptor and time: sum over receptors and contaminants of
/// weight times the mean over time of (concentration / limit)^2.
double damage_of(const deck::Deck& deck, const std::vector<std::string>& receptors,
                 const ReceptorSeries& concentrations);

/// What receptors would see of a plan by superposition, in one member.
ReceptorSeries superposed(const PlacementChoice& choice, const EnsembleMember& member, std::size_t number,
                          const placement::Plan& plan);

}  // namespace entail::study
