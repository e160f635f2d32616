/// A family of states with angles, whatever its mixer and the space it lives in: what the optimiser and the
/// command see.
#pragma once

#include <memory>
#include <string>

#include "quantum/ising/solutions.hpp"
#include "quantum/statevector/adjoint.hpp"

namespace entail::quantum {

class Ansatz {
 public:
  virtual ~Ansatz() = default;

  virtual const IsingModel& model() const = 0;

  /// What it emulates and in how many amplitudes: "X mixer, 2^19 amplitudes (halved by symmetry)".
  virtual std::string describe() const = 0;

  /// Prepares the state of these angles; what follows speaks of it. Collective.
  virtual void prepare(const LayerAngles& angles) = 0;
  /// <C> of the prepared state, the offset included. Collective.
  virtual double expectation() = 0;
  /// The lowest cost, without offset, that the fraction `fraction` of the prepared probability does not
  /// exceed. Collective.
  virtual double quantile(double fraction) = 0;
  /// Configurations of the prepared state with their energies; shot s depends on the seed and on s alone.
  /// Collective; every rank gets all.
  virtual std::vector<std::vector<std::uint8_t>> sample(std::int64_t shots, std::uint64_t seed) = 0;

  /// <O> and its derivatives; the state is of no use afterwards. Collective.
  virtual LayerGradient gradient(const LayerAngles& angles, const CostObservable& observable) = 0;
};

enum class MixerKind { x, xy_ring, xy_complete };

/// What is given of a feasible set and of a start.
struct AnsatzOptions {
  MixerKind mixer = MixerKind::x;
  std::vector<std::vector<int>> groups{};  ///< variables of which exactly one is 1; for the XY mixers
  int weight = -1;                         ///< exactly so many variables are 1; -1 for any number
  bool gradients = false;                  ///< they will be asked for: twice the memory
  bool single_precision = false;           ///< for the X mixer without warm start
  /// Warm start (Egger et al. 2021, doi:10.22331/q-2021-06-17-479): the probability of each variable to be 1
  /// at the start; the mixer keeps that product state. For the X mixer.
  std::vector<double> start{};
};

/// Chooses the emulation: the state vector for the X mixer (halved by symmetry where that is possible), the
/// compressed space of groups, or the subspace of one Hamming weight. Throws UsageError when the options do
/// not fit together or the memory does not suffice. Collective.
std::unique_ptr<Ansatz> make_ansatz(const Comm& comm, const IsingModel& model, const AnsatzOptions& options);

}  // namespace entail::quantum
