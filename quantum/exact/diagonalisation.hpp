/// A model in a transverse field, H = C - Gamma sum X, without sampling: the lowest energy and thermal
/// averages, exact to rounding, for up to 14 spins.
#pragma once

#include <vector>

#include "base/parallel.hpp"
#include "quantum/ising/ising_model.hpp"

namespace entail::quantum {

inline constexpr int most_diagonalised_spins = 14;

/// The lowest eigenvalue of H by Lanczos with full reorthogonalisation. Throws UsageError beyond
/// most_diagonalised_spins.
double ground_energy(const IsingModel& model, double transverse_field);

/// tr(O exp(-beta H)) / tr exp(-beta H).
struct ExactAverages {
  double energy = 0.0;       ///< <H>, the model's offset included
  double cost = 0.0;         ///< <C> likewise
  std::vector<double> z, x;  ///< by spin
  std::vector<double> zz;    ///< by coupling of the model
};

/// exp(-beta H / 2) is applied to every basis state by its Chebyshev series (Tal-Ezer & Kosloff 1984,
/// doi:10.1063/1.448136), cut where the coefficients vanish. Uses all threads and ranks. Throws UsageError
/// beyond most_diagonalised_spins. Collective.
ExactAverages exact_averages(const Comm& comm, const IsingModel& model, double transverse_field, double beta);

}  // namespace entail::quantum
