/// Gradients in the angles of layers against differences.
#pragma once

#include <gtest/gtest.h>

#include <functional>

#include "quantum/statevector/adjoint.hpp"

namespace entail::testing {

/// Richardson's central difference of f at 0: error of fourth order in the step.
template <class F>
double difference(const F& f) {
  const double h = 5e-4;
  return (8 * (f(h) - f(-h)) - (f(2 * h) - f(-2 * h))) / (12 * h);
}

/// Expects the value of a gradient, and its derivative by every angle, to be those of `value`.
inline void expect_gradient(const quantum::LayerGradient& gradient, const quantum::LayerAngles& angles,
                            double tolerance,
                            const std::function<double(const quantum::LayerAngles&)>& value) {
  EXPECT_NEAR(gradient.value, value(angles), 1e-11);
  for (std::size_t k = 0; k < angles.gamma.size(); ++k)
    for (const bool beta : {false, true}) {
      const double expected = difference([&](double step) {
        quantum::LayerAngles moved = angles;
        (beta ? moved.beta : moved.gamma)[k] += step;
        return value(moved);
      });
      EXPECT_NEAR((beta ? gradient.beta : gradient.gamma)[k], expected, tolerance)
          << (beta ? "beta " : "gamma ") << k;
    }
}

}  // namespace entail::testing
