/// A tailings facility as stores of water and solute that exchange with the air, the plant and the ground.
///
///     pond     dV/dt = rain + process water + bleed + consolidation + returned underdrain
///                      - evaporation - percolation - decant - overflow
///     pores    dW/dt = pore water of the deposit + infiltration + percolation of the pond - base percolation
///     base     seepage = (1 - f) base percolation, underdrain = f base percolation
///
/// Solute moves with the water at the concentration of the store it leaves; pond and pores are each well
/// mixed. Solids hold a finite inventory: a soluble part dissolves at once up to the solubility, an
/// exchangeable part follows in first order, the rest stays. The pond stands on the slimes; around it lies
/// the beach. On a stack without a pond no water stands: what does not infiltrate runs off. After closure
/// rain falls on a cover, and what infiltrates drives the seepage. Water moves in amounts from store to
/// store, never more than there is, so storages stay positive and balances close to rounding.
///
/// Not modelled: layers within the tailings, runoff into the facility from outside (it is diverted), pressure
/// of the ground from below, reactions between substances other than decay, solute in the rain.
#pragma once

#include <limits>
#include <string>
#include <vector>

#include "physics/tailings/deposit.hpp"
#include "physics/tailings/leaching.hpp"
#include "physics/tailings/liner.hpp"
#include "process/balance.hpp"
#include "process/process.hpp"

namespace entail::tailings {

/// From `time` on the crest stands at `crest`; the solids stored grow in a straight line to the next stage's.
struct Stage {
  double time = 0.0;    ///< [s], since the start of the run
  double solids = 0.0;  ///< [kg], dry
  double crest = 0.0;   ///< [m], elevation
};

/// One substance.
struct Species {
  std::string name;
  double process_water = 0.0;                                ///< [kg/m3], in slurry and process water
  double soluble = 0.0, exchangeable = 0.0, immobile = 0.0;  ///< [kg/kg], in the solids as they come
  FirstOrderRelease release{0.0};
  Solubility solubility{std::numeric_limits<double>::infinity()};
  double decay = 0.0;  ///< [1/s]
  struct Product {
    std::size_t species;
    double yield;  ///< [kg/kg], of what decays
  };
  std::vector<Product> products;
};

/// All that stays the same during a run, SI.
struct Properties {
  std::string name;
  double area = 0.0;   ///< [m2], of the footprint
  double floor = 0.0;  ///< [m], mean elevation
  std::vector<Stage> stages;
  Deposit deposit{0.35, 2700.0, 0.5, 0.5};
  double consolidation_time = 0.0;                             ///< [s]; 0: there is no excess water
  double slimes_share = 0.3;                                   ///< of the area
  double slimes_conductivity = 0.0, beach_conductivity = 0.0;  ///< [m/s], vertical
  double wet_beach = 0.0;   ///< share of the beach that evaporates while tailings are brought
  double retention = 0.0;   ///< share of the pore volume that does not drain
  double drain_time = 0.0;  ///< [s], exponential drain-down; 0: Brooks-Corey with `lambda`
  double lambda = 0.0;
  bool has_pond = true;                      ///< else a stack, from which water runs off
  double initial_pond = 0.0;                 ///< [m3]
  double process_water = 0.0;                ///< [m3/s], beside that of the slurry
  double decant_capacity = 0.0, keep = 0.0;  ///< [m3/s]; [m3] that decanting leaves
  Liner liner;
  double recovery = 0.0;                                     ///< of the underdrain
  bool drain_returns = false;                                ///< to the pond, until closure; else it leaves
  double closure = std::numeric_limits<double>::infinity();  ///< [s]
  double cover_infiltration = 0.0, cover_runoff = 0.0;       ///< shares of the rain
  std::vector<Species> species;
};

/// Amounts of water [m3] in a span of time.
struct WaterMoved {
  double rain = 0.0, process_water = 0.0, slurry = 0.0;
  double evaporation = 0.0, seepage = 0.0, underdrain = 0.0, decant = 0.0, overflow = 0.0, cover_runoff = 0.0;
};

/// Amounts of a substance [kg] in a span of time.
struct SoluteMoved {
  double process_water = 0.0, slurry = 0.0, solids = 0.0, production = 0.0;
  double seepage = 0.0, underdrain = 0.0, decant = 0.0, overflow = 0.0, decay = 0.0;
};

struct Moved {
  WaterMoved water;
  std::vector<SoluteMoved> solutes;
};

/// Adds what moved in a part of the time; of as many substances, or of none yet.
void add(Moved& sum, const Moved& part);

/// A substance in the facility [kg].
struct SoluteStore {
  double pond = 0.0, pores = 0.0;                            ///< dissolved
  double soluble = 0.0, exchangeable = 0.0, immobile = 0.0;  ///< in the solids
  double total() const { return pond + pores + soluble + exchangeable + immobile; }
};

/// All that a facility holds.
struct Stored {
  double water = 0.0;           ///< [m3]
  std::vector<double> solutes;  ///< [kg]
};

/// All that changes during a run; to save it is to save the facility.
struct State {
  double solids = 0.0;                           ///< [kg]
  double pond = 0.0, pores = 0.0, excess = 0.0;  ///< [m3]
  std::vector<SoluteStore> solutes;
  Stored initial;
  Moved last, total;         ///< in the last step, and since the start
  double last_length = 0.0;  ///< [s]

  double water() const { return pond + pores + excess; }
  Stored stored() const;
};

struct Weather {
  double rain = 0.0, potential_evaporation = 0.0;  ///< [m/s]
};

/// One facility. A step is planned from the committed state, which commit() replaces by the plan's.
class Facility {
 public:
  explicit Facility(Properties properties);

  const Properties& properties() const { return properties_; }
  const State& state() const { return state_; }
  void restore(const State& state) { state_ = state; }

  /// The state at the end of a step; its `last` says what moves.
  State plan(const process::TimeStep& step, const Weather& weather) const;
  void commit(const State& state) { state_ = state; }

  /// True from the first stage on.
  bool exists(double time) const { return time >= properties_.stages.front().time - 1e-6; }
  bool is_closed(double time) const { return time >= properties_.closure - 1e-6; }
  /// The next stage or the closure after `time` [s]; infinite when there is none.
  double next_change(double time) const;

  double crest(double time) const;                       ///< [m], elevation
  double solids(double time) const;                      ///< [kg]
  double tailings_volume() const;                        ///< [m3], excess water included
  double surface() const;                                ///< [m], mean elevation of the tailings' surface
  double pond_level() const;                             ///< [m], elevation
  double pore_concentration(std::size_t species) const;  ///< [kg/m3]

  /// Of water and of each substance.
  std::vector<process::Balance> balances() const;

 private:
  struct Span;
  void deposit(State& s, const Span& span) const;
  void consolidate(State& s, const Span& span) const;
  void take_rain(State& s, const Span& span, const Weather& weather) const;
  void evaporate(State& s, const Span& span, const Weather& weather) const;
  void leach(State& s, const Span& span) const;
  void percolate(State& s, const Span& span) const;
  void release_pond(State& s, const Span& span) const;
  void decay(State& s, const Span& span) const;
  double drained(const State& s, const Span& span, double share) const;
  /// The share of the area that a pond can stand on.
  double pond_share() const { return properties_.has_pond ? properties_.slimes_share : 0.0; }

  Properties properties_;
  State state_;
};

}  // namespace entail::tailings
