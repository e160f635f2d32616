/// Sparse Ising models and QUBOs, and the exact conversion between them.
///
///   C(z) = offset + sum_i h_i z_i + sum_{i<j} J_ij z_i z_j,   z_i in {-1, +1}
///   E(x) = offset + sum_i a_i x_i + sum_{i<j} b_ij x_i x_j,   x_i in {0, 1},   z_i = 1 - 2 x_i
///
/// Solvers minimise. Bit 1 of a configuration is spin -1.
#pragma once

#include <cstdint>
#include <vector>

namespace entail::quantum {

/// One term of a pair i < j.
struct PairTerm {
  int i = 0;
  int j = 0;
  double value = 0.0;
  bool operator==(const PairTerm&) const = default;
};

/// An Ising model. `couplings` are sorted by (i, j), each pair once, none zero: make_ising sees to it.
struct IsingModel {
  double offset = 0.0;
  std::vector<double> fields;       ///< h_i
  std::vector<PairTerm> couplings;  ///< J_ij

  int n_spins() const { return static_cast<int>(fields.size()); }
  bool has_fields() const;
};

/// A quadratic function of binary variables. `quadratic` is sorted like the couplings: make_qubo sees to it.
struct Qubo {
  double offset = 0.0;
  std::vector<double> linear;       ///< a_i
  std::vector<PairTerm> quadratic;  ///< b_ij, each pair counted once

  int n_variables() const { return static_cast<int>(linear.size()); }
};

/// Sorts the pairs, adds up equal ones in either order and drops zeros. A pair (i, i) is a constant in an
/// Ising model (z z = 1) and linear in a QUBO (x x = x). Indices must be in range.
IsingModel make_ising(double offset, std::vector<double> fields, std::vector<PairTerm> couplings);
Qubo make_qubo(double offset, std::vector<double> linear, std::vector<PairTerm> quadratic);

/// The same function in the other variables. Coefficients are summed with an error term and rounded once:
/// exact whenever the result can be represented.
IsingModel to_ising(const Qubo& qubo);
Qubo to_qubo(const IsingModel& model);

/// Value of the function; `bits` has one 0 or 1 per variable.
double energy(const IsingModel& model, const std::vector<std::uint8_t>& bits);
double energy(const Qubo& qubo, const std::vector<std::uint8_t>& bits);

/// Value for the configuration whose bit q is bit q of `state`; at most 64 variables.
double energy(const IsingModel& model, std::uint64_t state);

/// The couplings by spin, each pair under both of its spins (compressed rows).
struct Neighbours {
  std::vector<int> first;     ///< [n_spins + 1]
  std::vector<int> spin;      ///< the other spin
  std::vector<double> value;  ///< J
  int degree(int i) const {
    return first[static_cast<std::size_t>(i) + 1] - first[static_cast<std::size_t>(i)];
  }
  int max_degree() const;
};
Neighbours neighbours_of(const IsingModel& model);

/// The smallest scale of 1, 2, 4 … 1024 that makes every field and coupling a whole number of at most
/// `limit`; 0 when there is none.
double integer_scale(const IsingModel& model, double limit = 1e9);

/// The lower bound offset - sum |h| - sum |J| and its mirror image: every energy lies between.
struct EnergyRange {
  double low = 0.0;
  double high = 0.0;
};
EnergyRange energy_range(const IsingModel& model);

}  // namespace entail::quantum
