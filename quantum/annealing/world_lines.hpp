/// Replicas of the classical image of a model in a transverse field: P slices of every spin,
///     weight exp{ -(beta/P) sum_k C(s_k) + K sum_ik s_ik s_i,k+1 },   K = -1/2 ln tanh(beta Gamma / P),
/// periodic in k; one replica per lane. Its averages differ from the quantum ones by O((beta/P)^2) (Suzuki
/// 1976, doi:10.1143/PTP.56.1454).
#pragma once

#include "quantum/annealing/replicas.hpp"

namespace entail::quantum {

class WorldLines {
 public:
  static constexpr int n_lanes = lanes::FloatPair::n_lanes;

  WorldLines(const FloatModel& model, int slices, std::uint64_t seed, std::uint64_t stream);

  /// Metropolis for every spin of every slice: what finds low energies fastest.
  void sweep(double beta, double transverse_field);
  /// Metropolis for every spin in all slices at once.
  void flip_lines(double beta);
  /// Both with the probabilities of a heat bath: what averages need. Metropolis accepts every flip that costs
  /// nothing, so without fields a sweep would carry each kink of a line along, and lines would hardly forget.
  void heat_bath_sweep(double beta, double transverse_field);

  /// Takes every slice down to where no single flip lowers C.
  void descend();

  int n_slices() const { return n_slices_; }
  /// C of one slice in each lane, without offset.
  std::vector<double> energies(int slice) const;
  std::vector<std::uint8_t> bits(int slice, int lane) const;

  /// Per lane: the mean over the slices of each Z_i, Z_i Z_j of the model's couplings, and of
  /// tanh(beta Gamma/P)^(s s'), whose average is that of X_i.
  struct Means {
    std::vector<double> z;   ///< [spin][lane]
    std::vector<double> zz;  ///< [coupling][lane]
    std::vector<double> x;   ///< [spin][lane]
  };
  Means means(const IsingModel& model, double beta, double transverse_field) const;

 private:
  using Pair = lanes::FloatPair;
  template <class Flip>
  void visit_all(double beta, double transverse_field, const Flip& flip);
  template <class Flip>
  void visit_lines(double beta, const Flip& flip);
  Pair* slice(int k) { return spins_.data() + static_cast<std::ptrdiff_t>(k) * model_->n_spins(); }
  const Pair* slice(int k) const {
    return spins_.data() + static_cast<std::ptrdiff_t>(k) * model_->n_spins();
  }

  const FloatModel* model_;
  int n_slices_;
  lanes::Random random_;
  std::vector<Pair> spins_;  ///< [slice][spin]
};

}  // namespace entail::quantum
