/// The transverse-field mixer on the state vector, distributed over ranks, or halved by symmetry on one.
#pragma once

#include "quantum/qaoa/ansatz.hpp"

namespace entail::quantum {

template <class Real>
class XAnsatz : public Ansatz {
 public:
  /// Throws UsageError before anything is allocated when the state, its costs and, with `gradients`, the
  /// adjoint state do not fit the memory. Collective.
  XAnsatz(const Comm& comm, const IsingModel& model, bool gradients = false);

  const IsingModel& model() const override { return model_; }
  std::string describe() const override;
  void prepare(const LayerAngles& angles) override;
  double expectation() override;
  double quantile(double fraction) override;
  std::vector<std::vector<std::uint8_t>> sample(std::int64_t shots, std::uint64_t seed) override;
  LayerGradient gradient(const LayerAngles& angles, const CostObservable& observable) override;

  StateVector<Real>& state() { return state_; }
  bool halved() const { return halved_; }

 private:
  IsingModel model_;
  bool halved_;
  StateVector<Real> state_;
  CostDiagonal<Real> cost_;
  std::unique_ptr<StateVector<Real>> adjoint_;  ///< made when first needed
};

}  // namespace entail::quantum
