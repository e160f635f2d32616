/// Runs of the model that placement needs: the deck over its horizon under plain weather, for every member of
/// the ensemble, without or with the facilities of a plan.
#pragma once

#include <string>
#include <vector>

#include "io/result_files.hpp"
#include "study/domain.hpp"
#include "study/inputs.hpp"
#include "study/responses.hpp"

namespace entail::study {

/// Concentrations [kg/m3] at the receptors, by contaminant, receptor and evaluation time.
using ReceptorSeries = std::vector<std::vector<std::vector<double>>>;

/// The times [s] at which damage is evaluated: every year of the horizon, or its end when it is shorter; at
/// most 40.
std::vector<double> evaluation_times(const deck::Deck& deck);

/// The deck's inputs over the horizon of `place`, under its weather, with the conductivities of a member
/// (0: the deck's own); without erosion, reference and outputs. Starts as the deck does.
Inputs case_inputs(const Inputs& inputs, const Domain& domain, int member);

/// Responses that are computed in the flow at the end of a case, and the file that keeps them.
struct CaseResponses {
  io::ResultPath path;
  std::string command;
  Responses responses;
};

/// Runs a case and returns what its receptors see. Collective over `comm`; `domain.surface` is needed on its
/// root.
ReceptorSeries simulate_case(const Comm& comm, const Inputs& inputs, const Domain& domain,
                             CaseResponses* responses = nullptr);

/// Gives every rank the surface mesh that only the root has, so that parts of the ranks can run cases.
void share_surface(const Comm& comm, Domain& domain);

}  // namespace entail::study
