/// The loops at the end of a step: its error, and what it leaves behind.
#pragma once

#include <cstdint>

#include "physics/flow/cell_state.hpp"
#include "physics/flow/kernels.hpp"

namespace entail::flow {

/// What error of a step is permitted.
struct Tolerances {
  double depth = 0.0002;    ///< [m], of surface water, and the share below of the depth
  double content = 0.0005;  ///< [-], of water content
  double head = 0.01;       ///< [m], in saturated ground
  double relative_depth = 0.005;
};

/// What steps in time look back at, per own slot; empty as long as there were steady states alone.
struct History {
  Array<double> head_rate, volume_rate;  ///< [m/s], [m3/s], of the last step
  Array<double> initial_volume;          ///< [m3], where the balance starts
};

/// A state of all slots: unknowns with what cells hold at them.
struct SlotState {
  Array<double> unknowns;
  CellState cells;
};

/// The error of a step of `length` [s] to `now`, relative to what is permitted, at most over the own slots.
/// Half the difference between the step and the same step at the last step's rate is the leading error of
/// backward Euler (Kavetski et al. 2001, doi:10.1016/S0309-1708(00)00076-2). Depth and water content count
/// everywhere, heads where the ground is saturated, because there water content says nothing. What is held
/// (`is_held` per slot, or empty) is without error. `head` and `volume` are from before the step.
double step_error(const ExecutionSpace& space, const Geometry& geometry, const Material& material,
                  const Tolerances& permitted, double length, const SlotState& now, const Array<double>& head,
                  const Array<double>& volume, const History& history, const Array<std::uint8_t>& is_held);

/// Takes the rates of the step to `now`.
void take_rates(const ExecutionSpace& space, const Geometry& geometry, double length, const SlotState& now,
                const Array<double>& head, const Array<double>& volume, const History& history);

/// The conserved volumes after a step: what the state holds less what its equations are `length` times off,
/// which `volume` holds before.
void settle_volumes(const ExecutionSpace& space, const Geometry& geometry, double length,
                    const SlotState& now, const Array<std::uint8_t>& is_held, const Array<double>& volume);

/// The water in all own slots [m3].
double stored_volume(const ExecutionSpace& space, const Geometry& geometry, const SlotState& now);

/// How much more water own slots hold than at first, slot by slot, for the water that they hold may be a
/// thousand million times what moves.
double gained_volume(const ExecutionSpace& space, const Geometry& geometry, const Array<double>& before,
                     const SlotState& now);

}  // namespace entail::flow
