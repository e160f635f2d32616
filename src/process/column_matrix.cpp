#include "process/column_matrix.hpp"

#include "base/lanes.hpp"
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

template <int known, int width>
void multiply_known(const ExecutionSpace& space, const ColumnMatrix& matrix, const LinkedValues& x,
                    const Array<double>& result) {
  using Values = Lanes<width>;
  Kokkos::parallel_for(
      "entail::process::multiply", range(space, matrix.n_columns), KOKKOS_LAMBDA(Index column) {
        const auto slots = static_cast<std::size_t>(known > 0 ? known : matrix.slots);
        const double* KOKKOS_RESTRICT value = matrix.values.data() + matrix.first(column);
        const double* KOKKOS_RESTRICT own = x.own + static_cast<std::size_t>(column) * slots * width;
        double* KOKKOS_RESTRICT sum = result.data() + static_cast<std::size_t>(column) * slots * width;
        for (std::size_t s = 0; s < slots; ++s) (value[s] * Values::load(own, s)).store(sum, s);
        for (std::size_t s = 1; s < slots; ++s)
          (Values::load(sum, s) + value[slots + s] * Values::load(own, s - 1)).store(sum, s);
        for (std::size_t s = 0; s + 1 < slots; ++s)
          (Values::load(sum, s) + value[2 * slots + s] * Values::load(own, s + 1)).store(sum, s);
        add_links<known, width>(matrix, x, column, sum);
      });
}

}  // namespace

void multiply(const ExecutionSpace& space, const ColumnMatrix& matrix, const ConstArray<double>& x,
              const ConstArray<double>& ghosts, const Array<double>& result) {
  with_known_slots(matrix.slots, [&](auto known) {
    multiply_known<known(), 1>(space, matrix, {x.data(), ghosts.data(), matrix.n_columns}, result);
  });
}

void multiply_lanes(const ExecutionSpace& space, const ColumnMatrix& matrix, int lanes,
                    const Array<double>& x, const Array<double>& result) {
  const std::size_t own = result.extent(0);
  if (lanes == 1)
    return multiply(space, matrix, Kokkos::subview(x, std::pair<std::size_t, std::size_t>(0, own)),
                    Kokkos::subview(x, std::pair<std::size_t, std::size_t>(own, x.extent(0))), result);
  with_lanes(lanes, [&](auto width) {
    multiply_known<0, width()>(space, matrix, {x.data(), x.data() + own, matrix.n_columns}, result);
  });
}

}  // namespace entail::process
