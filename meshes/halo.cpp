#include "meshes/halo.hpp"

#include <algorithm>
#include <numeric>

namespace entail::meshes {

Halo::Halo(const Comm& comm, const std::vector<std::int64_t>& owned, const std::vector<std::int64_t>& ghosts,
           const std::vector<int>& owners)
    : n_owned_(static_cast<Index>(owned.size())), n_ghost_(static_cast<Index>(ghosts.size())) {
  const auto n_ranks = static_cast<std::size_t>(comm.size());
  std::vector<int> wanted(n_ranks, 0), asked(n_ranks, 0);
  for (int owner : owners) ++wanted[static_cast<std::size_t>(owner)];
  MPI_Alltoall(wanted.data(), 1, MPI_INT, asked.data(), 1, MPI_INT, comm.handle());

  // Neighbours ask for columns by global number; the answer's order is the asker's.
  std::vector<int> wanted_at(n_ranks, 0), asked_at(n_ranks, 0), sources, destinations;
  std::partial_sum(wanted.begin(), wanted.end() - 1, wanted_at.begin() + 1);
  std::partial_sum(asked.begin(), asked.end() - 1, asked_at.begin() + 1);
  std::vector<std::int64_t> requests(
      static_cast<std::size_t>(std::accumulate(asked.begin(), asked.end(), 0)));
  MPI_Alltoallv(ghosts.data(), wanted.data(), wanted_at.data(), MPI_INT64_T, requests.data(), asked.data(),
                asked_at.data(), MPI_INT64_T, comm.handle());

  for (std::size_t r = 0; r < n_ranks; ++r) {
    if (wanted[r] > 0) {
      sources.push_back(static_cast<int>(r));
      receive_counts_.push_back(wanted[r]);
    }
    if (asked[r] > 0) {
      destinations.push_back(static_cast<int>(r));
      send_counts_.push_back(asked[r]);
    }
  }
  std::vector<Index> columns;
  for (std::int64_t number : requests)
    columns.push_back(
        static_cast<Index>(std::lower_bound(owned.begin(), owned.end(), number) - owned.begin()));
  send_columns_ = to_device("halo send columns", columns);
  MPI_Dist_graph_create_adjacent(comm.handle(), static_cast<int>(sources.size()), sources.data(),
                                 MPI_UNWEIGHTED, static_cast<int>(destinations.size()), destinations.data(),
                                 MPI_UNWEIGHTED, MPI_INFO_NULL, 0, &neighbourhood_);
}

Halo::~Halo() {
  int finalized = 0;
  MPI_Finalized(&finalized);
  if (!finalized && neighbourhood_ != MPI_COMM_NULL) MPI_Comm_free(&neighbourhood_);
}

namespace {

void pack(const Array<Index>& columns, const ConstArray<double>& values, int block,
          const Array<double>& buffer) {
  Kokkos::parallel_for(
      "entail::Halo::pack", range(static_cast<Index>(columns.extent(0)) * block), KOKKOS_LAMBDA(Index i) {
        buffer(i) = values(static_cast<std::size_t>(columns(i / block)) * block + i % block);
      });
}

struct Counts {
  std::vector<int> sizes, offsets;
};

Counts scaled(const std::vector<int>& counts, int block) {
  Counts result;
  int offset = 0;
  for (int count : counts) {
    result.sizes.push_back(count * block);
    result.offsets.push_back(offset);
    offset += count * block;
  }
  return result;
}

}  // namespace

void Halo::exchange(const Array<double>& values, int block) const {
  const auto own = static_cast<std::size_t>(n_owned_) * static_cast<std::size_t>(block);
  const auto all = own + static_cast<std::size_t>(n_ghost_) * static_cast<std::size_t>(block);
  exchange(values, Kokkos::subview(values, std::pair(own, all)), block);
}

void Halo::exchange(const ConstArray<double>& own, const Array<double>& ghosts, int block) const {
  if (send_counts_.empty() && receive_counts_.empty()) return;
  Array<double> packed(Kokkos::view_alloc("halo send", Kokkos::WithoutInitializing),
                       send_columns_.extent(0) * static_cast<std::size_t>(block));
  pack(send_columns_, own, block, packed);
  // MPI sees host memory: with an accelerator the mirrors are copies, on a host they are the arrays
  // themselves.
  auto send = Kokkos::create_mirror_view(packed);
  Kokkos::deep_copy(send, packed);
  auto receive = Kokkos::create_mirror_view(ghosts);
  const Counts sent = scaled(send_counts_, block), received = scaled(receive_counts_, block);
  MPI_Neighbor_alltoallv(send.data(), sent.sizes.data(), sent.offsets.data(), MPI_DOUBLE, receive.data(),
                         received.sizes.data(), received.offsets.data(), MPI_DOUBLE, neighbourhood_);
  Kokkos::deep_copy(ghosts, receive);
}

}  // namespace entail::meshes
