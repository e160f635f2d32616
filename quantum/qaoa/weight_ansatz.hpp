/// The subspace of all configurations with a given number of ones, under XY mixers: binomial(n, w) amplitudes
/// instead of 2^n, started in their uniform superposition (the Dicke state).
///
/// The mixer is a product of exp(-i beta (X X + Y Y)/2) over pairs: of the ring, in the order of ring_pairs,
/// or all pairs i < j row by row.
#pragma once

#include "quantum/qaoa/subspace_ansatz.hpp"

namespace entail::quantum {

class WeightAnsatz : public SubspaceAnsatz {
 public:
  WeightAnsatz(const Comm& comm, const IsingModel& model, int weight, MixerKind mixer);

  std::string describe() const override;
  std::vector<std::uint8_t> bits(std::int64_t index) const override;

 protected:
  void start(const Amplitudes& psi) const override;
  void mix(const Amplitudes& psi, double beta) const override;
  double unmix(const Amplitudes& psi, const Amplitudes& lambda, double beta) const override;

 private:
  int weight_;
  MixerKind mixer_;
  std::vector<std::pair<int, int>> pairs_;
  Array<std::uint64_t> states_;    ///< rising
  Array<std::int64_t> binomials_;  ///< [n + 1][weight + 1]
};

/// The mixer's pairs on `qubits`.
std::vector<std::pair<int, int>> mixer_pairs(const std::vector<int>& qubits, MixerKind mixer);

}  // namespace entail::quantum
