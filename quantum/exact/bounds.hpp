/// Lower bounds on the energy of every configuration.
#pragma once

#include "quantum/ising/ising_model.hpp"

namespace entail::quantum {

/// The better of offset - sum |h| - sum |J| and the eigenvalue bound of Delorme & Poljak 1993,
/// doi:10.1007/BF01585184: for any u, with M the symmetric matrix of the couplings (fields couple to one more
/// spin that is held up) and N its size,
///     C >= offset + N/2 lambda_min(M + diag u) - 1/2 sum u.
/// u is improved by `steps` subgradient steps; lambda_min is then certified by a Cholesky factorisation. The
/// eigenvalue bound is left out beyond 2000 spins.
double lower_bound(const IsingModel& model, int steps = 60);

}  // namespace entail::quantum
