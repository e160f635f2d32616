/// The best plan with a proof, for problems with too many plans to look at: mixed-integer linear programs
/// whose objective approaches E from below.
///
/// The water term is a sum of squares, sum_k y_k^2 with y = A (1; x): a row of A per receptor and member,
/// turned by a singular value decomposition so that few y_k hold nearly all of it. Each square is bounded
/// from below by tangents, y^2 >= 2 y0 y - y0^2 (outer approximation, Duran & Grossmann 1986,
/// doi:10.1007/BF02592064), in a variable t_k of its own for the leading y_k and in one variable for the sum
/// of the others. Tangents are added where the relaxation's solution lies (Kelley 1960, doi:10.1137/0108053)
/// until its bound rises no more, then at every plan that CBC finds. Every program is a relaxation of the
/// problem, so that its bound is one of E. Products of a pair become variables (Glover & Woolsey 1974,
/// doi:10.1287/opre.22.1.180); capacity, number of sites and one option per site are rows, without slack or
/// penalty.
#pragma once

#include <functional>

#include "quantum/placement/problem.hpp"

namespace entail::placement {

/// sum_a c_a x_a + sum_ab q_ab x_a x_b <= most.
struct AccountLimit {
  std::vector<double> linear;
  std::vector<quantum::PairTerm> pairs;
  double most = 0.0;
};

struct ProofOptions {
  double seconds = 0.0;          ///< wall time; 0: none
  double tolerance = 1e-9;       ///< of the gap over |E| at which a plan counts as proven
  bool relaxation_only = false;  ///< the bound of the linear relaxation, without CBC
  std::vector<AccountLimit> limits{};
};

struct Proof {
  Plan best;                ///< empty when no plan was found and none was given
  double energy = 0.0;      ///< of `best`
  double bound = 0.0;       ///< no feasible plan has a lower E
  double relaxation = 0.0;  ///< the bound before CBC
  bool optimal = false;
  bool infeasible = false;  ///< no plan meets the limits: proven
  int programs = 0;         ///< solved by CBC
  int tangents = 0;
};

/// `start` is a feasible plan that meets the limits, or empty. Runs on the calling rank.
Proof prove(const PlacementProblem& problem, const Plan& start, const ProofOptions& options);

}  // namespace entail::placement
