/// The linear step of transport in a steady mean flow, and its transpose.
///
/// With the positive scheme of scheme.hpp and linear storage M = S C, a step of length dt is
///
///     P C' = Q C + f,    P = S/dt + theta . L,    Q = S/dt - (1 - theta) . L
///
/// with the exchange L of all faces and sinks, theta face by face, and the release f [kg/s]. What a receptor
/// sees is r = w C. By Lagrange's identity, a release at the rate e held for the step that lies k steps
/// before the observation, of lengths dt_1 (the last), dt_2, ..., causes
///
///     r = lambda_k e,    P_k^T lambda_k = mu_(k-1),    mu_k = Q_k^T lambda_k,    mu_0 = w
///
/// for the cells and rates of all releases at once (Sykes, Wilson & Andrews 1985,
/// doi:10.1029/WR021i003p00359; Neupauer & Wilson 1999, doi:10.1029/1999WR900190, who derive the same from
/// the continuous equation; here it is the transpose of what the program computes). The transposed matrices
/// come from the same faces: where a row of P has what enters from a neighbour, one of P^T has what leaves to
/// it. No value of lambda is negative, since P is an M-matrix and Q positive.
///
/// Not in it: the correction that takes back what the positive scheme mixes too much, and the cross terms of
/// the dispersion tensor; sorption that is not linear, which is linearised; solubility; production by decay.
/// First-order decay is the same in all cells: it multiplies a response by exp(-decay * lag).
#pragma once

#include <vector>

#include "physics/transport/mean_carrier.hpp"
#include "physics/transport/transport.hpp"

namespace entail::transport {

/// What the linear step of a solute is made of; arrays per own slot.
struct LinearTransport {
  Carrier carrier;         ///< the mean flow
  FaceTable faces;         ///< of it
  Array<double> exchange;  ///< [m3/s] per own column, between surface and top cell
  Solute solute;
  Storage storage;          ///< without a solubility
  Array<double> reference;  ///< [kg/m3], own and ghost: where the isotherm's slope is taken
  Array<double> capacity;   ///< S [m3]: dM/dC
  Array<double> sinks;      ///< [m3/s]: what leaves the model per concentration
};

/// The linear step of a solute of `transport` in the mean flow; `reference` [kg/m3] per own slot. Collective.
LinearTransport make_linear_transport(const meshes::ColumnMesh& mesh, const Transport& transport,
                                      std::size_t solute, const MeanCarrier& mean,
                                      const std::vector<double>& reference);

/// P and Q of a step, or their transposes. `theta` is per own and ghost slot.
void assemble_response(const ExecutionSpace& space, const Geometry& geometry, const LinearTransport& linear,
                       const Array<double>& theta, double length, bool transposed,
                       const process::ColumnMatrix& now, const process::ColumnMatrix& before);

/// Steps forwards from releases, or backwards from a receptor. All members are collective.
class ResponseSteps {
 public:
  enum class Sense { forward, adjoint };
  ResponseSteps(const meshes::ColumnMesh& mesh, const Geometry& geometry, LinearTransport linear, Sense sense,
                process::LinearSolver& solver);

  /// The length of the steps that follow [s].
  void set_length(double length);

  /// Forward: takes `concentration` [kg/m3] (own and ghost) through a step with a release [kg/s] per own
  /// slot.
  process::LinearReport advance(const Array<double>& concentration, const Array<double>& release);

  /// Adjoint: `sensitivity` (mu, per own slot) goes one step further back; `response` (lambda, own and ghost;
  /// a guess before) becomes the concentration per release [kg/m3 per kg/s] held for this step.
  process::LinearReport go_back(const Array<double>& sensitivity, const Array<double>& response);

  const LinearTransport& linear() const { return linear_; }

 private:
  void multiply_before(const Array<double>& values, const Array<double>& result) const;

  const meshes::ColumnMesh& mesh_;
  Geometry geometry_;
  LinearTransport linear_;
  Sense sense_;
  process::LinearSolver& solver_;
  double length_ = 0.0;
  Array<double> theta_;  // own and ghost
  Array<double> right_side_;
  process::ColumnMatrix now_, before_;
};

}  // namespace entail::transport
