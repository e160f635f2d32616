/// Models that several tests and the benchmark use.
#pragma once

#include "quantum/ising/ising_model.hpp"

namespace entail::testing {

/// A dense random instance: J, h ~ N(0, 1) / sqrt(n) by the cosine branch of Box and Muller from splitmix64
/// with the state 1000003 + n; J in the order i < j row by row, then h.
quantum::IsingModel dense_instance(int n);

/// The MaxCut energy -cut of a ring of n vertices.
quantum::IsingModel ring(int n);

/// -cut of a random 3-regular graph (n even) with weights 1, or drawn from [-1, 1] when `real_weights`.
quantum::IsingModel regular_graph(int n, std::uint64_t seed, bool real_weights = false);

/// Sparse random model with fields and couplings from a normal distribution.
quantum::IsingModel random_model(int n, double density, std::uint64_t seed, bool with_fields = true);

}  // namespace entail::testing
