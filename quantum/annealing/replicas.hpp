/// Many replicas of one model under Metropolis dynamics, one replica per lane: with small whole coefficients
/// in bytes (ByteReplicas), with any coefficients in single precision (FloatReplicas). Both have the same
/// members, so that every algorithm is written once.
///
/// A sweep visits the spins in order; all lanes of a spin are decided together. Metropolis et al. 1953,
/// doi:10.1063/1.1699114; replicas in lanes after Isakov et al. 2015, doi:10.1016/j.cpc.2015.02.015.
#pragma once

#include <vector>

#include "quantum/annealing/float_lanes.hpp"
#include "quantum/ising/ising_model.hpp"

namespace entail::quantum {

/// A spin's couplings: those of +1 unit, of -1 unit, and others, in this order.
struct ByteModel {
  double unit = 0.0;  ///< coefficients are whole multiples of it; 0 when they do not fit bytes
  std::vector<std::int8_t> field;
  std::vector<int> first, end_plus, end_minus;  ///< [n_spins (+1)] ranges in `neighbour`
  std::vector<int> neighbour;
  std::vector<std::int8_t> weight;

  int n_spins() const { return static_cast<int>(field.size()); }
};

/// The model in bytes; unit 0 when |h| + sum |J| of a spin is over 127 units.
ByteModel byte_model(const IsingModel& model);

/// Replicas in bytes, 64 at a time.
class ByteReplicas {
 public:
  static constexpr int n_lanes = 64;
  using Model = ByteModel;

  /// Spins drawn at random from the stream `stream` of `seed`. The model must outlive this.
  ByteReplicas(const ByteModel& model, std::uint64_t seed, std::uint64_t stream);
  ByteReplicas(ByteModel&&, std::uint64_t, std::uint64_t) = delete;

  void sweep(double beta);
  /// Takes every replica down to where no single flip lowers its energy.
  void descend();
  /// Energy of each lane, without the model's offset.
  std::vector<double> energies() const;
  std::vector<std::uint8_t> bits(int lane) const;
  /// Exchanges the configurations of the lanes where `lane_mask` is true with those of another set.
  void exchange(ByteReplicas& other, const std::vector<bool>& lane_mask);

 private:
  struct Pair {
    lanes::Bytes a, b;
  };
  Pair local_field(int spin) const;
  bool quench_sweep();

  const ByteModel* model_;
  lanes::Random random_;
  std::vector<Pair> spins_;  ///< +1 or -1
};

/// The model in single precision.
FloatModel float_model(const IsingModel& model);

/// Replicas in single precision, 16 at a time.
class FloatReplicas {
 public:
  static constexpr int n_lanes = lanes::FloatPair::n_lanes;
  using Model = FloatModel;

  FloatReplicas(const FloatModel& model, std::uint64_t seed, std::uint64_t stream);
  FloatReplicas(FloatModel&&, std::uint64_t, std::uint64_t) = delete;

  void sweep(double beta);
  void descend();
  std::vector<double> energies() const;
  std::vector<std::uint8_t> bits(int lane) const;
  void exchange(FloatReplicas& other, const std::vector<bool>& lane_mask);

 private:
  const FloatModel* model_;
  lanes::Random random_;
  std::vector<lanes::FloatPair> spins_;
};

}  // namespace entail::quantum
