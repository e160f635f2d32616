/// One dissolved substance in ground and surface water.
///
///     d(theta R C)/dt = div( theta D grad C ) - div( q C ) - lambda theta R C + sources
///
/// with linear sorption, R = 1 + rho_b Kd / theta, and first-order decay of what is dissolved and sorbed.
/// Finite volumes, upstream concentrations, dispersion normal to the faces, backward Euler: no limit on the
/// step, no negative concentration. Ground and surface meet through the exchange flux. Not modelled: density,
/// reactions between substances, uptake by plants (water that evaporates leaves its solute behind).
#pragma once

#include <string>
#include <vector>

#include "field/fields.hpp"
#include "physics/transport/kernels.hpp"
#include "process/process.hpp"

namespace entail::transport {

/// Properties of own cells for one substance, in the order of the cells.
struct SoluteData {
  std::string name;
  std::vector<double> porosity;                  ///< [-]
  std::vector<double> bulk_density;              ///< [kg/m3]
  std::vector<double> longitudinal, transverse;  ///< [m]
  double kd = 0.0;                               ///< [m3/kg]
  double molecular_diffusion = 0.0;              ///< [m2/s]
  double decay = 0.0;                            ///< [1/s]
};

/// Solute brought into own slots at a rate per slot [kg/s], as a named term of the balance.
struct Input {
  std::string name;
  std::vector<Index> slots;
  std::vector<double> rates;
};

/// The transport process of one substance. Requires the fields of the flow process; provides <name> [kg/m3]
/// (slot).
class Transport : public process::LinearProcess {
 public:
  Transport(field::Fields& fields, const SoluteData& solute);

  std::string name() const override { return "transport"; }
  int slots() const override { return geometry_.slots; }
  const Array<double>& state() const override { return concentration_; }

  /// The same concentration [kg/m3] in all water at the start. Collective.
  void initialise(double concentration);
  void set_inputs(const std::vector<Input>& inputs);

  void assemble(const process::TimeStep& step, const process::ColumnMatrix& matrix,
                const Array<double>& right_side) override;
  void commit(const Array<double>& unknowns) override;
  std::vector<process::Balance> balances() const override { return {balance_}; }

 private:
  field::Fields& fields_;
  Geometry geometry_;
  Carrier carrier_;
  Material material_;
  Dispersion dispersion_;
  std::vector<Input> inputs_;
  double length_ = 1.0;
  process::ColumnMatrix matrix_;
  Array<double> right_side_;
  Array<double> concentration_;  // per slot
  Array<double> mass_, capacity_, input_,
      off_;  // per own slot; mass is conserved, the concentrations follow it
  Array<double> velocity_;
  process::Balance balance_;
};

}  // namespace entail::transport
