/// Product spaces of digits: a one-hot group of k variables is a digit of k levels (variable a is 1 at level
/// a), a free variable one of two. The space has prod k amplitudes instead of 2^(sum k).
///
/// Each digit has a mixer exp(-i beta A) with its own real symmetric k x k matrix A:
///     free variable                 X
///     free variable, warm start     sin(t) X + cos(t) Z,  t = 2 asin sqrt(c)   (Egger et al. 2021, eq. 6)
///     group, complete-graph XY      J - I, all ones but for the diagonal
///     group, ring XY                the ring's adjacency matrix
/// On a group of one excitation (X X + Y Y)/2 hops it between two variables, so the mixers are exact
/// exponentials of the sums (Hadfield et al. 2019, doi:10.3390/a12020034), not products over pairs.
#pragma once

#include <Eigen/Core>

#include "quantum/qaoa/subspace_ansatz.hpp"

namespace entail::quantum {

/// One digit: its variables (one for a free variable), its mixer and its start.
struct Digit {
  std::vector<int> variables;
  Eigen::MatrixXd mixer;
  Eigen::VectorXd start;  ///< normalised

  int n_levels() const { return static_cast<int>(start.size()); }
};

Digit free_digit(int variable);
Digit warm_digit(int variable, double probability_of_one);
Digit group_digit(const std::vector<int>& variables, MixerKind mixer);

class DigitAnsatz : public SubspaceAnsatz {
 public:
  /// The digits hold every variable of the model once. The last digit is the slowest.
  DigitAnsatz(const Comm& comm, const IsingModel& model, std::vector<Digit> digits, std::string name);

  std::string describe() const override;
  std::vector<std::uint8_t> bits(std::int64_t index) const override;

 protected:
  void start(const Amplitudes& psi) const override;
  void mix(const Amplitudes& psi, double beta) const override;
  double unmix(const Amplitudes& psi, const Amplitudes& lambda, double beta) const override;

 private:
  struct Spectrum {
    Eigen::VectorXd values;
    Eigen::MatrixXd vectors;
  };
  void fill_costs();

  std::vector<Digit> digits_;
  std::vector<std::int64_t> strides_;
  std::vector<Spectrum> spectra_;
  std::string name_;
};

}  // namespace entail::quantum
