/// From each rank's own columns to the order of the output, which does not depend on the ranks.
#pragma once

#include <cstdint>
#include <vector>

#include "meshes/column_mesh.hpp"

namespace entail::io {

/// Hands values by column over so that each rank holds one run of consecutive global numbers.
class GlobalOrder {
 public:
  explicit GlobalOrder(const meshes::ColumnMesh& mesh);

  std::size_t start() const { return start_; }  ///< this rank's first global number
  std::size_t count() const { return count_; }  ///< how many it holds

  /// One value per own column in, one per held column out. Collective.
  std::vector<double> operator()(const std::vector<double>& own) const;

 private:
  const meshes::ColumnMesh& mesh_;
  std::size_t start_ = 0, count_ = 0;
  std::vector<int> send_counts_, send_offsets_, receive_counts_, receive_offsets_;
  std::vector<std::size_t> receive_place_;  // where each received value belongs
};

}  // namespace entail::io
