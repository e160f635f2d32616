/// What each option of each candidate site is and costs, from the deck and the terrain: dam and storage,
/// haul, prices, who lies below, what is left out and why. Pure computation; the same on all ranks.
#pragma once

#include <string>
#include <vector>

#include "deck/deck.hpp"
#include "meshes/grid.hpp"
#include "meshes/haul.hpp"
#include "meshes/storage.hpp"
#include "meshes/terrain.hpp"
#include "physics/tailings/breach.hpp"
#include "study/domain.hpp"
#include "study/inputs.hpp"

namespace entail::study {

/// Present values in the currency of the prices.
struct CostParts {
  double haul = 0.0, filtration = 0.0, dam = 0.0, stacking = 0.0, liner = 0.0, closure = 0.0, road = 0.0,
         site = 0.0;
  double total() const { return haul + filtration + dam + stacking + liner + closure + road + site; }
};

/// A receptor or a site on the way of a breach.
struct Hit {
  std::string name;
  double distance = 0.0;     ///< [m], along the way
  double probability = 0.0;  ///< that a breach runs so far
};

struct CandidateSite {
  std::string name;
  double area = 0.0;                            ///< [m2]
  double slope = 0.0;                           ///< mean
  double stream_distance = 0.0;                 ///< [m]; infinite without streams
  double toe_x = 0.0, toe_y = 0.0, toe = 0.0;   ///< [m], lowest ground of the rim
  double haul_length = 0.0, haul_effort = 0.0;  ///< [m]
  std::vector<std::int64_t> way;                ///< raster cells from the plant
  std::vector<double> way_length;               ///< [m], from the plant to each of them
  meshes::FlowPath path;                        ///< down from the toe, as far as 1 in 10 breaches run
  std::vector<std::pair<std::string, double>> captured;  ///< share that drains to a receptor
  std::string excluded;                                  ///< the reason; empty: a candidate
};

struct CandidateOption {
  std::size_t site = 0;  ///< in PlacementDesign::sites
  deck::OptionKeys keys;
  std::string key_path;  ///< where it stands in the deck
  meshes::Impoundment pool;
  double dry_density = 0.0;  ///< [kg/m3]
  double mass = 0.0;         ///< [kg], dry
  CostParts costs;
  tailings::Breach breach{0.0, 0.0};
  double probability = 0.0;  ///< of a breach in the facility's life
  std::vector<Hit> hits;     ///< receptors that it may reach
  std::vector<Hit> dams;     ///< other sites that it may reach
  double consequence = 0.0;  ///< receptors reached by a breach, weighted, expected
  double delay = 0.0;        ///< [ha yr]
  std::string excluded;      ///< the reason; empty: a variable of the choice

  bool is_filtered() const { return keys.type == "filtered"; }
};

/// A pair of options of which the breach of one takes the other with it.
struct Cascade {
  std::size_t a = 0, b = 0;  ///< in PlacementDesign::options; the breach of a reaches the dam of b
  double distance = 0.0, probability = 0.0;
  double expected = 0.0;  ///< probability of the breach of a, times that it reaches b, times what b does
};

/// Two sites whose ways from the plant begin alike.
struct SharedRoad {
  std::size_t a = 0, b = 0;  ///< in PlacementDesign::sites
  double length = 0.0;       ///< [m], of what both use
  double saving = 0.0;       ///< [currency], credited to choosing both (place_roads.hpp)
};

struct PlacementDesign {
  meshes::Grid ground;  ///< as the raster has it
  meshes::Grid filled;  ///< without pits
  meshes::Drainage drainage;
  std::vector<CandidateSite> sites;
  std::vector<CandidateOption> options;
  std::vector<Cascade> cascades;
  std::vector<SharedRoad> roads;
  double demand = 0.0;  ///< [kg]
};

/// Dry mass per volume of tailings once consolidated [kg/m3]: the option's, or from the porosities of the
/// deck.
double dry_density_of(const deck::Candidates& candidates, const deck::OptionKeys& option);

/// The elevations of the deck's terrain on the raster's own cells, or of the mesh on cells as large as its
/// faces. Collective; the same on all ranks.
meshes::Grid elevation_grid(const Comm& comm, const Inputs& inputs, const Domain& domain);

/// Sum of (1 + rate)^-year over the years of filling, divided by their number: what a cost spread evenly over
/// them is worth at the start. A part of a year at the end counts as its share.
double spread_discount(double rate, double years);

/// Errors of sites and options that no run could use go to `diagnostics`.
PlacementDesign design_placement(const Inputs& inputs, meshes::Grid ground, Diagnostics& diagnostics);

}  // namespace entail::study
