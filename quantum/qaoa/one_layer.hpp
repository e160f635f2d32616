/// One layer of QAOA in closed form, for any number of spins, and recursive QAOA on it.
///
/// Ozaeta, van Dam & McMahon 2022, doi:10.1088/2058-9565/ac9013, with the angles g = gamma, b = beta:
///     <Z_i>     = sin 2b sin(2g h_i) prod_k cos(2g J_ik)
///     <Z_i Z_j> = 1/2 sin 4b sin(2g J_ij) [ cos(2g h_i) prod_k cos(2g J_ik) + cos(2g h_j) prod_k cos(2g
///     J_jk) ]
///               - 1/2 sin^2 2b [ cos(2g(h_i+h_j)) prod_k cos(2g(J_ik+J_jk))
///                              - cos(2g(h_i-h_j)) prod_k cos(2g(J_ik-J_jk)) ]
/// where k runs over the other spins.
#pragma once

#include <vector>

#include "quantum/ising/solutions.hpp"

namespace entail::quantum {

struct OneLayer {
  double gamma = 0.0, beta = 0.0;
  double energy = 0.0;     ///< <C>, the model's offset included
  std::vector<double> z;   ///< by spin
  std::vector<double> zz;  ///< by coupling of the model
};

/// <C> and the averages at given angles.
OneLayer one_layer(const IsingModel& model, double gamma, double beta);

/// The best angles: for each gamma the best beta is found along the closed form; gamma by a scan and golden
/// sections. Near `gamma_guess` alone when that is not 0.
OneLayer best_one_layer(const IsingModel& model, double gamma_guess = 0.0);

/// Recursive QAOA (Bravyi et al. 2020, doi:10.1103/PhysRevLett.125.260505): the largest of |<Z_i>| and
/// |<Z_i Z_j>| fixes a spin or ties it to another, until `cutoff` spins are left, whose best configuration is
/// found by enumeration.
struct RecursiveResult {
  Solution solution;
  double one_layer_energy = 0.0;  ///< <C> of the first round
  int rounds = 0;
};
RecursiveResult recursive_qaoa(const IsingModel& model, int cutoff = 16);

}  // namespace entail::quantum
