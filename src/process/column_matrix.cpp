#include "process/column_matrix.hpp"

namespace entail::process {

ColumnMatrix make_column_matrix(const meshes::ColumnMesh& mesh, int slots) {
  std::vector<Index> first{0}, neighbour;
  for (Index c = 0; c < mesh.n_owned(); ++c) {
    const auto i = static_cast<std::size_t>(c);
    first.push_back(first.back() + slots * (3 + mesh.first_link()[i + 1] - mesh.first_link()[i]));
  }
  for (Index entry : mesh.column_links()) {
    const auto link = static_cast<std::size_t>(entry / 2);
    neighbour.push_back(entry % 2 ? mesh.link_a()[link] : mesh.link_b()[link]);
  }
  ColumnMatrix matrix;
  matrix.slots = slots;
  matrix.n_columns = mesh.n_owned();
  matrix.first = to_device("matrix first", first);
  matrix.first_link = to_device("matrix first link", mesh.first_link());
  matrix.neighbour = to_device("matrix neighbour", neighbour);
  matrix.values = Array<double>("matrix values", static_cast<std::size_t>(first.back()));
  return matrix;
}

void multiply(const ExecutionSpace& space, const ColumnMatrix& matrix, const ConstArray<double>& x,
              const ConstArray<double>& ghosts, const Array<double>& result) {
  const int slots = matrix.slots;
  Kokkos::parallel_for(
      "entail::process::multiply",
      Kokkos::RangePolicy<ExecutionSpace, Kokkos::IndexType<Index>>(space, 0, matrix.n_columns),
      KOKKOS_LAMBDA(Index column) {
        const double* value = matrix.values.data() + matrix.first(column);
        const double* own = x.data() + static_cast<std::size_t>(column) * slots;
        double* KOKKOS_RESTRICT sum = result.data() + static_cast<std::size_t>(column) * slots;
        for (int s = 0; s < slots; ++s) sum[s] = value[s] * own[s];
        for (int s = 1; s < slots; ++s) {
          sum[s] += value[slots + s] * own[s - 1];
          sum[s - 1] += value[2 * slots + s - 1] * own[s];
        }
        value += ColumnMatrix::links * slots;
        for (Index k = matrix.first_link(column); k < matrix.first_link(column + 1); ++k, value += slots) {
          const Index other = matrix.neighbour(k);
          const double* behind =
              other < matrix.n_columns
                  ? x.data() + static_cast<std::size_t>(other) * slots
                  : ghosts.data() + static_cast<std::size_t>(other - matrix.n_columns) * slots;
          for (int s = 0; s < slots; ++s) sum[s] += value[s] * behind[s];
        }
      });
}

}  // namespace entail::process
