#include "process/column_matrix.hpp"

#include "process/known_slots.hpp"

namespace entail::process {

ColumnMatrix make_column_matrix(const meshes::ColumnMesh& mesh, int slots) {
  std::vector<Index> neighbour;
  for (Index entry : mesh.column_links()) {
    const auto link = static_cast<std::size_t>(entry / 2);
    neighbour.push_back(entry % 2 ? mesh.link_a()[link] : mesh.link_b()[link]);
  }
  return make_column_matrix(mesh.first_link(), neighbour, slots);
}

ColumnMatrix make_column_matrix(const std::vector<Index>& first_link, const std::vector<Index>& neighbour,
                                int slots) {
  std::vector<Index> first{0};
  for (std::size_t c = 0; c + 1 < first_link.size(); ++c)
    first.push_back(first.back() + slots * (3 + first_link[c + 1] - first_link[c]));
  ColumnMatrix matrix;
  matrix.slots = slots;
  matrix.n_columns = static_cast<Index>(first.size()) - 1;
  matrix.first = to_device("matrix first", first);
  matrix.first_link = to_device("matrix first link", first_link);
  matrix.neighbour = to_device("matrix neighbour", neighbour);
  matrix.values = Array<double>("matrix values", static_cast<std::size_t>(first.back()));
  return matrix;
}

namespace {

template <int known>
void multiply_known(const ExecutionSpace& space, const ColumnMatrix& matrix, const ConstArray<double>& x,
                    const ConstArray<double>& ghosts, const Array<double>& result) {
  const LinkedValues linked{x.data(), ghosts.data(), matrix.n_columns};
  Kokkos::parallel_for(
      "entail::process::multiply",
      Kokkos::RangePolicy<ExecutionSpace, Kokkos::IndexType<Index>>(space, 0, matrix.n_columns),
      KOKKOS_LAMBDA(Index column) {
        const int slots = known > 0 ? known : matrix.slots;
        const double* KOKKOS_RESTRICT value = matrix.values.data() + matrix.first(column);
        const double* KOKKOS_RESTRICT own = x.data() + static_cast<std::size_t>(column) * slots;
        double* KOKKOS_RESTRICT sum = result.data() + static_cast<std::size_t>(column) * slots;
        for (int s = 0; s < slots; ++s) sum[s] = value[s] * own[s];
        for (int s = 1; s < slots; ++s) sum[s] += value[slots + s] * own[s - 1];
        for (int s = 0; s + 1 < slots; ++s) sum[s] += value[2 * slots + s] * own[s + 1];
        add_links<known>(matrix, linked, column, sum);
      });
}

}  // namespace

void multiply(const ExecutionSpace& space, const ColumnMatrix& matrix, const ConstArray<double>& x,
              const ConstArray<double>& ghosts, const Array<double>& result) {
  with_known_slots(matrix.slots,
                   [&](auto known) { multiply_known<known()>(space, matrix, x, ghosts, result); });
}

}  // namespace entail::process
