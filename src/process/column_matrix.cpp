#include "process/column_matrix.hpp"

namespace entail::process {

ColumnMatrix make_column_matrix(const meshes::ColumnMesh& mesh, int slots) {
  std::vector<Index> first{0};
  for (Index c = 0; c < mesh.n_owned(); ++c) {
    const auto i = static_cast<std::size_t>(c);
    first.push_back(first.back() + slots * (3 + mesh.first_link()[i + 1] - mesh.first_link()[i]));
  }
  ColumnMatrix matrix;
  matrix.slots = slots;
  matrix.first = to_device("matrix first", first);
  matrix.first_link = to_device("matrix first link", mesh.first_link());
  matrix.values = Array<double>("matrix values", static_cast<std::size_t>(first.back()));
  return matrix;
}

}  // namespace entail::process
