/// An option as a tailings facility of the model, and what it lets into the ground over time.
#pragma once

#include <vector>

#include "study/place_design.hpp"
#include "study/responses.hpp"

namespace entail::study {

/// The option as a staged facility of the deck: filled in a straight line, then covered. Its tailings spread
/// over the whole site from its mean ground, so that the crest of the model can be another than the dam's.
deck::Facility facility_of(const deck::Deck& deck, const CandidateSite& site, const CandidateOption& option,
                           double demand, const Site& on_mesh);

/// What the facility lets into the ground by itself; the balance of a facility does not depend on the ground.
struct OptionRelease {
  std::vector<ReleaseSchedule> seepage;  ///< by contaminant [kg/s]
  double water = 0.0;                    ///< [m3], seepage over the horizon
  std::vector<double> seeped;            ///< [kg], over the horizon, by contaminant
  std::vector<double> overflowed;        ///< [kg], over the horizon, by contaminant: not in the responses
};

/// Steps of half a month under the deck's forcing, to the end of the period.
OptionRelease release_of(const Inputs& inputs, const deck::Facility& facility, const Site& on_mesh);

}  // namespace entail::study
