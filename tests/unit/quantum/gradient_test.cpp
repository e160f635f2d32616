// The adjoint gradient against differences, on every path. Run on 1, 2 and 4 ranks.
#include <gtest/gtest.h>

#include "quantum/statevector/adjoint.hpp"
#include "quantum/statevector/observables.hpp"
#include "support/dense_reference.hpp"
#include "support/gradient_check.hpp"
#include "support/quantum_instances.hpp"

namespace entail::quantum {
namespace {

using testing::expect_gradient;

constexpr KernelPath both_paths[] = {KernelPath::best, KernelPath::portable};

// Beyond pi/4 in the second layer, exactly 0 in the third.
const LayerAngles some_angles{{0.35, -0.8, 0.5}, {0.60, 1.1, 0.0}};

/// <O> of the dense state.
double dense_value(const IsingModel& model, const LayerAngles& angles, const CostObservable& observable) {
  const auto state = testing::dense_layers(model, angles.gamma, angles.beta);
  const auto cost = testing::dense_cost(model);
  double value = model.offset;
  for (Eigen::Index k = 0; k < cost.size(); ++k) {
    const double o =
        observable.is_cost()
            ? cost(k)
            : observable.threshold + std::min(cost(k) - observable.threshold, 0.0) / observable.fraction;
    value += std::norm(state(k)) * o;
  }
  return value;
}

TEST(Gradient, EqualsDifferencesOfTheDenseReference) {
  const Comm comm;
  for (const int n : {4, 5, 7}) {
    const auto model = testing::random_model(n, 0.7, static_cast<std::uint64_t>(n));
    for (const auto& observable : {CostObservable{}, CostObservable{-0.8, 0.3}})
      for (const auto path : both_paths) {
        StateVector<double> state(comm, n), adjoint(comm, n);
        const CostDiagonal<double> cost(state, model);
        const auto gradient = layer_gradient(state, adjoint, cost, some_angles, observable, {.path = path});
        expect_gradient(gradient, some_angles, 1e-8,
                        [&](const LayerAngles& a) { return dense_value(model, a, observable); });
      }
  }
}

// Above the dense sizes: differences of the tuned expectation, for each number of layers since the zig-zag
// ends on either half of the qubits.
TEST(Gradient, EqualsDifferencesInTiles) {
  const Comm comm;
  for (const int n : {11, 14, 16})
    for (const std::size_t layers : {1u, 2u, 3u}) {
      const auto model = testing::random_model(n, 0.3, 5);
      const LayerAngles angles{
          {some_angles.gamma.begin(), some_angles.gamma.begin() + static_cast<long>(layers)},
          {some_angles.beta.begin(), some_angles.beta.begin() + static_cast<long>(layers)}};
      StateVector<double> state(comm, n), adjoint(comm, n);
      const CostDiagonal<double> cost(state, model);
      const auto value = [&](const LayerAngles& a) {
        apply_layers(state, cost, a);
        return expectation(state, cost);
      };
      expect_gradient(layer_gradient(state, adjoint, cost, angles), angles, 2e-8, value);
      apply_layers(state, cost, angles);
      expect_gradient(layer_gradient(state, adjoint, cost, angles, {}, {}, true), angles, 2e-8, value);
    }
}

TEST(Gradient, OfAHalvedStateEqualsThatOfTheFullOne) {
  const Comm comm(MPI_COMM_SELF);
  for (const int n : {6, 15, 17}) {
    const auto model = testing::random_model(n, 0.4, 8, false);
    StateVector<double> full(comm, n), full_adjoint(comm, n), half(comm, n - 1), half_adjoint(comm, n - 1);
    const CostDiagonal<double> cost(full, model), half_cost(half, fix_last_spin(model));
    const auto expected = layer_gradient(full, full_adjoint, cost, some_angles);
    for (const auto path : both_paths) {
      const auto gradient =
          layer_gradient(half, half_adjoint, half_cost, some_angles, {}, {.mirrored = true, .path = path});
      EXPECT_NEAR(gradient.value, expected.value, 1e-12);
      for (std::size_t k = 0; k < 3; ++k) {
        EXPECT_NEAR(gradient.gamma[k], expected.gamma[k], 1e-11) << n;
        EXPECT_NEAR(gradient.beta[k], expected.beta[k], 1e-11) << n;
      }
    }
  }
}

TEST(Gradient, WithIntegerLevels) {
  const Comm comm;
  const auto model = testing::regular_graph(16, 2);
  StateVector<double> state(comm, 16), adjoint(comm, 16);
  const CostDiagonal<double> levels(state, model), values(state, model, DiagonalKind::values);
  ASSERT_TRUE(levels.has_levels());
  const auto a = layer_gradient(state, adjoint, levels, some_angles);
  const auto b = layer_gradient(state, adjoint, values, some_angles);
  for (std::size_t k = 0; k < 3; ++k) {
    EXPECT_NEAR(a.gamma[k], b.gamma[k], 1e-11);
    EXPECT_NEAR(a.beta[k], b.beta[k], 1e-11);
  }
}

TEST(Gradient, InSinglePrecision) {
  const Comm comm;
  const auto model = testing::random_model(15, 0.3, 5);
  StateVector<double> state(comm, 15), adjoint(comm, 15);
  StateVector<float> single(comm, 15), single_adjoint(comm, 15);
  const auto a = layer_gradient(state, adjoint, CostDiagonal<double>(state, model), some_angles);
  const auto b = layer_gradient(single, single_adjoint, CostDiagonal<float>(single, model), some_angles);
  for (std::size_t k = 0; k < 3; ++k) {
    EXPECT_NEAR(a.gamma[k], b.gamma[k], 2e-4);
    EXPECT_NEAR(a.beta[k], b.beta[k], 2e-4);
  }
}

}  // namespace
}  // namespace entail::quantum
