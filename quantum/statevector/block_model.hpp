/// The cost of a block of configurations: some of the bits run, the others are fixed.
///
/// With the bits of the block numbered first, and f_i = h_i + sum_{k outside} J_ik z_k,
///     C = constant + sum_i f_i z_i + sum_{i<j inside} J_ij z_i z_j,
/// a table of the pairs, the same for all blocks, plus a linear function of the block's bits.
#pragma once

#include <cstdint>
#include <vector>

#include "quantum/ising/ising_model.hpp"

namespace entail::quantum {

/// A model with its spins numbered by bit, cut into the bits inside a block and those outside.
struct BlockModel {
  int block_bits = 0;
  int outer_bits = 0;
  std::vector<double> pairs;      ///< [2^block_bits] sum of J z z inside the block
  std::vector<double> fields;     ///< [row_length] h by bit, the block's bits first
  std::ptrdiff_t row_length = 0;  ///< the number of bits, rounded up
  /// [outer_bits][row_length] J of an outer bit with each bit; between outer bits, where each pair stands
  /// twice, half of it.
  std::vector<double> couplings;
};

/// Cuts the model; bits[q] is the bit of spin q, and the first block_bits of them are inside. At most 63
/// spins.
BlockModel cut_model(const IsingModel& model, const std::vector<int>& bits, int block_bits);

/// The linear function of a block.
struct BlockLinear {
  double constant = 0.0;         ///< from the bits outside alone
  alignas(64) double field[64];  ///< f_i; what stands behind the block's bits is of no meaning
};

/// The linear function for the values of the bits outside, bit 1 for z = -1.
BlockLinear linear_part(const BlockModel& cut, std::uint64_t outer);

}  // namespace entail::quantum
