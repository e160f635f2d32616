// <C> of the dense instance after QAOA layers: reference values to 12 decimals that do not come from this
// program. Run on 1, 2 and 4 ranks; the largest states on one.
#include <gtest/gtest.h>

#include "quantum/statevector/layers.hpp"
#include "quantum/statevector/observables.hpp"
#include "support/quantum_instances.hpp"

namespace entail::quantum {
namespace {

const LayerAngles four_layers{{0.35, 0.55, 0.65, 0.70}, {0.60, 0.45, 0.30, 0.15}};

LayerAngles first_layers(int p) {
  return {{four_layers.gamma.begin(), four_layers.gamma.begin() + p},
          {four_layers.beta.begin(), four_layers.beta.begin() + p}};
}

struct Expected {
  int layers;
  double cost;
};

/// Compares to the digits given; the norm as well.
void expect_costs(int n, const std::vector<Expected>& expected) {
  const Comm comm;
  StateVector<double> state(comm, n);
  const CostDiagonal<double> cost(state, testing::dense_instance(n));
  for (const auto& [layers, value] : expected) {
    apply_layers(state, cost, first_layers(layers));
    EXPECT_NEAR(expectation(state, cost), value, 1e-12 * std::abs(value) + 6e-13) << n << " " << layers;
    EXPECT_NEAR(norm(state), 1.0, 1e-12);
  }
}

TEST(DenseInstance, Of20Qubits) {
  expect_costs(20, {{1, 4.566072209088}, {2, 8.118512456621}, {4, 11.349391264464}});
}

TEST(DenseInstance, Of22Qubits) {
  if (Comm().size() > 1) GTEST_SKIP() << "on one rank";
  expect_costs(22, {{1, 4.811773195164}, {2, 7.591602757506}});
}

TEST(DenseInstance, Of24Qubits) {
  if (Comm().size() > 1) GTEST_SKIP() << "on one rank";
  expect_costs(24, {{1, 4.435586185660}, {2, 7.268575136935}});
}

TEST(DenseInstance, Of20QubitsInSinglePrecision) {
  const Comm comm;
  StateVector<float> state(comm, 20);
  const CostDiagonal<float> cost(state, testing::dense_instance(20));
  apply_layers(state, cost, first_layers(2));
  EXPECT_NEAR(expectation(state, cost), 8.118512456621, 2e-5);
}

TEST(ManyLayers, KeepTheNorm) {
  const Comm comm;
  StateVector<double> state(comm, 18);
  const CostDiagonal<double> cost(state, testing::dense_instance(18));
  LayerAngles angles;
  for (int layer = 0; layer < 200; ++layer) {
    angles.gamma.push_back(0.1 + 0.003 * layer);
    angles.beta.push_back(0.9 - 0.004 * layer);
  }
  apply_layers(state, cost, angles);
  EXPECT_NEAR(norm(state), 1.0, 1e-12);
}

}  // namespace
}  // namespace entail::quantum
