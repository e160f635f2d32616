/// Quantum annealing of a closed system: the Schroedinger equation on the state vector, for any schedule
///     H(s) = -A(s) sum_q X_q + B(s) C,   s = t / T in [0, 1].
///
/// Not modelled: temperature, noise, decoherence, limits of connectivity and of precision of real machines.
#pragma once

#include <functional>

#include "quantum/statevector/cost_diagonal.hpp"
#include "quantum/statevector/state_vector.hpp"

namespace entail::quantum {

/// Strengths of the transverse field and of the cost function.
struct Strengths {
  double transverse = 0.0;  ///< A
  double cost = 0.0;        ///< B
};
using Schedule = std::function<Strengths(double s)>;

/// A = scale (1 - s), B = s.
Schedule linear_schedule(double scale = 1.0);

/// Straight lines between points (s, A, B) with rising s from 0 to 1. Throws UsageError for anything else.
struct SchedulePoint {
  double s, transverse, cost;
};
Schedule tabulated_schedule(std::vector<SchedulePoint> points);

/// `steps` steps of Strang's second-order splitting: half a step of the cost, the field, half a step of the
/// cost (Strang 1968, doi:10.1137/0705041). Two passes over the memory per step at most. Starts from the
/// state as it is. Collective.
template <class Real>
void anneal_trotter(StateVector<Real>& state, const CostDiagonal<Real>& cost, const Schedule& schedule,
                    double duration, int steps);

/// `steps` steps of the commutator-free fourth-order method with two exponentials (Blanes & Moan 2006,
/// doi:10.1016/j.apnum.2005.11.004), each exponential by Lanczos to `tolerance` (Park & Light 1986,
/// doi:10.1063/1.451548). Returns the number of applications of H. Collective.
template <class Real>
std::int64_t anneal_krylov(StateVector<Real>& state, const CostDiagonal<Real>& cost, const Schedule& schedule,
                           double duration, int steps, double tolerance = 1e-10);

/// result <- (-A sum X + B C) state, the model's offset left out. Leaves both in home order. Collective.
template <class Real>
void apply_hamiltonian(StateVector<Real>& state, const CostDiagonal<Real>& cost, const Strengths& strengths,
                       StateVector<Real>& result);

}  // namespace entail::quantum
