/// What emulations outside the plain state vector share: a list of amplitudes with a cost each, phases,
/// expectation values, sampling and the adjoint gradient. Subclasses add the start and the mixer.
///
/// The amplitudes are not distributed: every rank holds and computes all of them and gets the same result.
#pragma once

#include <Kokkos_Complex.hpp>

#include "quantum/qaoa/ansatz.hpp"

namespace entail::quantum {

using Amplitudes = Array<Kokkos::complex<double>>;

class SubspaceAnsatz : public Ansatz {
 public:
  const IsingModel& model() const override { return model_; }
  void prepare(const LayerAngles& angles) override;
  double expectation() override;
  double quantile(double fraction) override;
  std::vector<std::vector<std::uint8_t>> sample(std::int64_t shots, std::uint64_t seed) override;
  LayerGradient gradient(const LayerAngles& angles, const CostObservable& observable) override;

  std::int64_t size() const { return size_; }
  const Amplitudes& amplitudes() const { return psi_; }
  /// The configuration that an index stands for.
  virtual std::vector<std::uint8_t> bits(std::int64_t index) const = 0;

 protected:
  /// Checks the memory for `size` amplitudes, twice, and their costs. Subclasses then fill costs().
  SubspaceAnsatz(const Comm& comm, const IsingModel& model, double size, const std::string& what);

  const Array<double>& costs() const { return costs_; }
  /// "24 amplitudes in double precision, whole on each of 2 ranks".
  std::string describe_size() const;

  virtual void start(const Amplitudes& psi) const = 0;
  virtual void mix(const Amplitudes& psi, double beta) const = 0;
  /// Takes the mixer of angle beta back on both and returns d/d beta: 2 Im <lambda| G |psi>, summed over the
  /// factors exp(-i beta G) of the mixer at the moments when they act.
  virtual double unmix(const Amplitudes& psi, const Amplitudes& lambda, double beta) const = 0;

 private:
  IsingModel model_;
  std::int64_t size_;
  int n_ranks_;
  Array<double> costs_;
  Amplitudes psi_, lambda_;
};

}  // namespace entail::quantum
