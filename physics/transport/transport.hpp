/// Dissolved substances in ground and surface water.
///
///     d(theta C + rho_b S(C))/dt = div( theta D grad C ) - div( q C ) - decay + sources
///
/// with sorption by an isotherm S(C), decay of what is dissolved and sorbed into other substances, and a
/// concentration above which a substance precipitates until there is room again. The masses in the slots are
/// the state: they move by fluxes alone, so that nothing is lost, and concentrations follow from them. The
/// scheme is in scheme.hpp and correction.hpp; decay is exact, half before and half after each step (Strang
/// 1968, doi:10.1137/0705041). Ground and surface meet through the exchange flux. Not modelled: density,
/// reactions between substances, uptake by plants (water that evaporates leaves its solute behind).
#pragma once

#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "field/fields.hpp"
#include "physics/transport/carrier.hpp"
#include "physics/transport/correction.hpp"
#include "physics/transport/scheme.hpp"
#include "process/balance.hpp"
#include "process/linear_solver.hpp"
#include "process/process.hpp"

namespace entail::transport {

/// One substance; properties of own cells in the order of the cells.
struct SoluteData {
  std::string name;
  laws::Isotherm isotherm;
  std::vector<double> grains;        ///< mass of grains [kg] times the isotherm's capacity
  double solubility = 1e30;          ///< [kg/m3]
  double molecular_diffusion = 0.0;  ///< [m2/s]
  double decay = 0.0;                ///< [1/s]
  struct Product {
    std::size_t solute;
    double yield;  ///< [kg/kg], of what decays
  };
  std::vector<Product> products;
};

/// The ground, per own cell.
struct GroundData {
  std::vector<double> porosity;                            ///< [-]
  std::vector<double> longitudinal, transverse, vertical;  ///< [m], dispersivities
};

/// Solute brought into own slots at a rate per slot [kg/s], as a named term of the balance.
struct Input {
  std::string name;
  std::vector<Index> slots;
  std::vector<double> rates;
  /// [kg/m3], of the water that brings it: no slot gets above it by that; infinite where no water does.
  double concentration = std::numeric_limits<double>::infinity();
};

/// Open faces that belong together, as a named term of the balance.
struct OpenPatch {
  std::string name;
  std::vector<OpenFace> faces;
};

/// How a step went.
struct StepReport {
  bool converged = true;
  std::string solute;  ///< that did not converge
  int iterations = 0;
};

/// The transport process. Requires the fields of the flow process; provides <name> and <name>_in_step [kg/m3]
/// (slot): at the end of a step, and the mean of what left an own slot in it, as the balance books it.
class Transport {
 public:
  Transport(field::Fields& fields, const GroundData& ground, std::vector<OpenPatch> patches,
            std::vector<SoluteData> solutes);
  ~Transport();

  int slots() const;
  std::size_t n_solutes() const;
  const std::vector<OpenPatch>& patches() const { return patches_; }
  const Geometry& geometry() const { return geometry_; }
  /// The water of the last step.
  const Carrier& carrier() const { return *carrier_; }
  const SoluteData& data(std::size_t solute) const { return data_[solute]; }
  const Storage& storage(std::size_t solute) const;
  const Solute& solute(std::size_t solute) const;

  /// Whether the linear steps of two solutes are the same but for decay and input, where isotherms are
  /// linear. Collective.
  bool move_alike(std::size_t a, std::size_t b) const;

  /// Concentrations [kg/m3] of own slots at the start. Collective.
  void initialise(std::size_t solute, const std::vector<double>& concentration);
  void set_inputs(std::size_t solute, const std::vector<Input>& inputs);
  /// The concentration [kg/m3] of what enters through a patch, per face; with `held` it also mixes with the
  /// water outside.
  void set_outside(std::size_t solute, std::size_t patch, const std::vector<double>& concentrations,
                   bool held);

  /// Moves all solutes through a step that the flow process has committed; `inflow` [m3/s] through the faces
  /// of each patch. A step that `solver` cannot solve is divided; when that does not help, all solutes stay
  /// as they were. Collective.
  StepReport advance(const process::TimeStep& step, const std::vector<std::vector<double>>& inflow,
                     process::LinearSolver& solver);

  /// Half the difference between the last step and the same step at the rate before, summed over the model,
  /// as a part of what is stored: the largest of all solutes; or a twentieth of the part by which what decays
  /// fastest does so too slowly, where that is more. Collective.
  double error() const { return error_; }

  std::vector<process::Balance> balances() const;

 private:
  struct State;
  struct Group;
  struct Work;

  bool share_paths(std::size_t a, std::size_t b) const;
  std::vector<Group>& groups();
  Group make_group(std::vector<State*> members) const;
  void give_arrays();
  void forget_groups();

  StepReport advance_in_parts(int parts, const Array<double>& before, const Array<double>& after,
                              double length, process::LinearSolver& solver);
  StepReport move(double length, double share, process::LinearSolver& solver);
  /// Where reactions happen, and the only place: changes the masses of all substances in each own slot
  /// (dissolved, sorbed and solid together) over the part of a step of `length` seconds that split_decay()
  /// puts before or after the transport, and books it, moving nothing between slots. It is decay today; a
  /// geochemical code such as PhreeqcRM would attach here.
  void react(double length, bool before_transport);
  /// Decides how much of a step's decay comes before the transport, slot by slot: theta of the solute that
  /// decays fastest. Half is of second order where fluxes are Crank-Nicolson's; backward Euler's take the
  /// concentrations at the end of the step, so that decay after them would lower all that flows in at once.
  void split_decay(double length);
  void concentrate(State& state, const Array<double>& volume);
  void gather_concentrations(Group& group);
  void set_transfer(const Group& group, double length);
  bool is_made_for(const Group& group, double length) const;
  void begin(Group& group);
  void set_systems(const Group& group, const Array<double>& guess, double length,
                   process::LinearSolver& solver);
  void guess(Group& group, double length);
  std::string solve_low(Group& group, double length, process::LinearSolver& solver, int& iterations);
  std::vector<double> find_correction(const Group& group, const std::vector<bool>& open);
  void correct(Group& group, double length, process::LinearSolver& solver, int& iterations);
  void settle_masses(Group& group, double length);
  void limit(Group& group, double length);
  void finish(Group& group, double length, double share);
  void book(State& state, const Array<double>& leaving, double length);
  void estimate_error(State& state, const Array<double>& start, double length);
  double kept_implicit(const State& state) const;

  field::Fields& fields_;
  Geometry geometry_;
  Places places_;
  std::vector<OpenPatch> patches_;
  std::vector<SoluteData> data_;
  std::unique_ptr<Carrier> carrier_;
  Array<double> masses_;  // [kg] per solute and own slot
  std::vector<std::unique_ptr<State>> states_;
  std::unique_ptr<Work> work_;
  double error_ = 0.0;
};

}  // namespace entail::transport
