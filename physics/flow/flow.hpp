/// Water on and in the ground, as one implicit system.
///
/// Subsurface, pressure head h (mixed form, Celia et al. 1990, doi:10.1029/WR026i007p01483):
///
///     d theta(h)/dt = div( K kr(h) grad(h + z) ) + sources - uptake
///
/// Surface, depth d = max(psi, 0) (diffusive wave):
///
///     dd/dt = div( d^(5/3) / (n |grad eta|^(1/2)) grad eta ) + rain - evaporation - exchange
///
/// Finite volumes with two-point fluxes, upstream kr, backward Euler. Not modelled: air pressure, hysteresis,
/// frozen ground, snow, inertia of surface water, density.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "field/fields.hpp"
#include "physics/flow/boundary.hpp"
#include "physics/flow/kernels.hpp"
#include "physics/flow/step_kernels.hpp"
#include "process/process.hpp"

namespace entail::flow {

/// Properties of the cells of own columns, in the order of the cells; soils by index.
struct GroundData {
  std::vector<laws::Soil> soils;  ///< tables in host memory that outlives this
  std::vector<std::uint8_t> soil;
  std::vector<double> conductivity;           ///< [m/s], horizontal
  std::vector<double> vertical_conductivity;  ///< [m/s]
  std::vector<double> porosity, residual;     ///< [-], water content of full pores and at Se = 0
  std::vector<double> specific_storage;       ///< [1/m]
  double root_depth = 0.0;                    ///< [m]; 0: the top cell alone gives water to the air
  laws::FeddesStress stress{1e30, 1e29, -10.0, -150.0};
};

/// Water brought into own slots at a rate per slot [m3/s], as a named term of the balance.
struct Source {
  std::string name;
  std::vector<Index> slots;
  std::vector<double> rates;
};

/// The flow process. Provides the fields pressure_head (slot; psi for the surface), water_volume,
/// water_volume_before, porosity, and derived ones: water_content, lateral_flux, vertical_flux,
/// evaporated_water, boundary_outflow and boundary_seepage. They hold what the last committed step left,
/// whatever was tried since; a derived field that is first asked for after the next step began holds what its
/// forcing makes of that state.
class Flow : public process::NonlinearProcess {
 public:
  Flow(field::Fields& fields, const GroundData& ground, const std::vector<double>& manning,
       std::vector<BoundaryPatch> boundaries, Tolerances tolerances);
  Flow(const Flow&) = delete;
  Flow& operator=(const Flow&) = delete;

  std::string name() const override { return "flow"; }
  int slots() const override { return geometry_.slots; }
  const Array<double>& state() const override { return head_; }

  /// Sets the state at the start: pressure heads of own slots. Collective.
  void initialise(const std::vector<double>& pressure_head);

  /// Rain and potential evaporation [m/s] of the coming steps.
  void set_weather(double rain, double potential_evaporation);
  /// Sources of the coming steps.
  void set_sources(const std::vector<Source>& sources);
  /// The share of each own column's area from which water evaporates in the coming steps; all at the start.
  void set_exposed(const std::vector<double>& shares);

  /// New values of a boundary patch's faces, in its order, for the coming steps.
  void set_boundary_values(std::size_t patch, const std::vector<double>& values) {
    boundary_.set_values(patch, values);
  }

  void begin(const process::TimeStep& step) override;
  void guess(const Array<double>& unknowns) const override;
  void residual(const Array<double>& unknowns, const Array<double>& residual) override;
  void jacobian(const Array<double>& unknowns, const process::ColumnMatrix& matrix) override;
  bool is_symmetric() const override { return is_confined_ && !geometry_.has_surface(); }
  bool is_diffusive() const override { return !geometry_.has_surface(); }
  void limit_update(const Array<double>& from, const Array<double>& proposed) const override;
  double throughput(const Array<double>& unknowns) override;
  double error(const Array<double>& unknowns) override;
  void commit(const Array<double>& unknowns) override;
  void settle(const Array<double>& unknowns) override;

  /// The largest difference of pressure heads below the ground, or depths above it, from the state [m].
  /// Collective.
  double largest_change(const Array<double>& unknowns) const;
  std::vector<process::Balance> balances() const override { return {balance_}; }

  /// The boundary patches, for those who need their inflow one by one.
  const std::vector<BoundaryPatch>& boundaries() const { return boundary_.patches(); }
  const Boundary& boundary() const { return boundary_; }

 private:
  void lay_out(const GroundData& ground, const std::vector<double>& manning);
  void declare_derived();
  void take_soils(const GroundData& ground);
  void conductances(const GroundData& ground);
  void evaluate(const Array<double>& unknowns);
  void recall();
  void book(double length);

  field::Fields& fields_;
  Geometry geometry_;
  Material material_;
  Boundary boundary_;
  Tolerances tolerances_;
  bool is_confined_ = false;  // all ground: kr is 1 everywhere
  CellState cells_;
  OverlandFlux overland_;
  Drive drive_;
  std::vector<Source> sources_;

  // State and fields.
  Array<double> porosity_;                // per cell
  Array<double> head_;                    // pressure head per slot, psi for the surface
  Array<double> volume_, volume_before_;  // per slot; the conserved water, which the heads follow
  History history_;
  bool is_at_state_ = false;  // cells, fluxes and boundaries are evaluated at the state
  Array<double> gradient_, moments_, x_, y_;
  process::Balance balance_;
};

}  // namespace entail::flow
