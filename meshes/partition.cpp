#include "meshes/partition.hpp"

#include <cstdio>
// ptscotch.h uses FILE and MPI types without including their headers.
#include <ptscotch.h>

#include <numeric>

#include "base/error.hpp"

namespace entail::meshes {

namespace {

void check(int status, const char* what) {
  if (status != 0) throw Error(ExitCode::internal, std::string("PT-Scotch failed in ") + what);
}

/// Rows [begin(r), begin(r+1)) of n go to rank r.
std::vector<std::int64_t> block_starts(std::int64_t n, int ranks) {
  std::vector<std::int64_t> starts(static_cast<std::size_t>(ranks) + 1);
  for (int r = 0; r <= ranks; ++r) starts[static_cast<std::size_t>(r)] = n * r / ranks;
  return starts;
}

/// This rank's block of the root's graph, in PT-Scotch's integers.
struct LocalGraph {
  std::vector<SCOTCH_Num> first, neighbours;
};

LocalGraph scatter_graph(const Comm& comm, const Graph& graph, const std::vector<std::int64_t>& starts) {
  LocalGraph local;
  auto convert = [&](int rank, LocalGraph& piece) {
    const auto begin = starts[static_cast<std::size_t>(rank)],
               end = starts[static_cast<std::size_t>(rank) + 1];
    const auto offset = graph.first[static_cast<std::size_t>(begin)];
    for (auto i = begin; i <= end; ++i)
      piece.first.push_back(static_cast<SCOTCH_Num>(graph.first[static_cast<std::size_t>(i)] - offset));
    for (auto k = offset; k < graph.first[static_cast<std::size_t>(end)]; ++k)
      piece.neighbours.push_back(static_cast<SCOTCH_Num>(graph.neighbours[static_cast<std::size_t>(k)]));
  };
  const MPI_Datatype type = sizeof(SCOTCH_Num) == 8 ? MPI_INT64_T : MPI_INT32_T;
  if (comm.is_root()) {
    for (int rank = comm.size() - 1; rank > 0; --rank) {
      LocalGraph piece;
      convert(rank, piece);
      MPI_Send(piece.first.data(), static_cast<int>(piece.first.size()), type, rank, 0, comm.handle());
      MPI_Send(piece.neighbours.data(), static_cast<int>(piece.neighbours.size()), type, rank, 1,
               comm.handle());
    }
    convert(0, local);
  } else {
    const auto r = static_cast<std::size_t>(comm.rank());
    local.first.resize(static_cast<std::size_t>(starts[r + 1] - starts[r]) + 1);
    MPI_Recv(local.first.data(), static_cast<int>(local.first.size()), type, 0, 0, comm.handle(),
             MPI_STATUS_IGNORE);
    local.neighbours.resize(static_cast<std::size_t>(local.first.back()));
    MPI_Recv(local.neighbours.data(), static_cast<int>(local.neighbours.size()), type, 0, 1, comm.handle(),
             MPI_STATUS_IGNORE);
  }
  return local;
}

/// The part of each vertex of this rank's block.
std::vector<int> partition_block(const Comm& comm, LocalGraph& local) {
  const auto n = static_cast<SCOTCH_Num>(local.first.size()) - 1;
  std::vector<SCOTCH_Num> part(static_cast<std::size_t>(n) + 1);
  SCOTCH_randomReset();
  SCOTCH_Dgraph dgraph;
  check(SCOTCH_dgraphInit(&dgraph, comm.handle()), "dgraphInit");
  // One thread: PT-Scotch's own threads need MPI_THREAD_MULTIPLE and give parts that differ from run to run.
  SCOTCH_Context context;
  check(SCOTCH_contextInit(&context), "contextInit");
  check(SCOTCH_contextThreadSpawn(&context, 1, nullptr), "contextThreadSpawn");
  check(SCOTCH_contextOptionSetNum(&context, SCOTCH_OPTIONNUMDETERMINISTIC, 1), "contextOptionSetNum");
  check(SCOTCH_contextOptionSetNum(&context, SCOTCH_OPTIONNUMRANDOMFIXEDSEED, 1), "contextOptionSetNum");
  local.neighbours.reserve(1);  // PT-Scotch refuses a null array, even without edges
  check(SCOTCH_dgraphBuild(&dgraph, 0, n, n, local.first.data(), local.first.data() + 1, nullptr, nullptr,
                           static_cast<SCOTCH_Num>(local.neighbours.size()),
                           static_cast<SCOTCH_Num>(local.neighbours.size()), local.neighbours.data(), nullptr,
                           nullptr),
        "dgraphBuild");
  SCOTCH_Strat strategy;
  SCOTCH_stratInit(&strategy);
  SCOTCH_Dgraph bound;
  check(SCOTCH_dgraphInit(&bound, comm.handle()), "dgraphInit");
  check(SCOTCH_contextBindDgraph(&context, &dgraph, &bound), "contextBindDgraph");
  check(SCOTCH_dgraphPart(&bound, comm.size(), &strategy, part.data()), "dgraphPart");
  SCOTCH_dgraphExit(&bound);
  SCOTCH_contextExit(&context);
  SCOTCH_stratExit(&strategy);
  SCOTCH_dgraphExit(&dgraph);
  return {part.begin(), part.begin() + n};
}

}  // namespace

std::vector<int> partition(const Comm& comm, const Graph& graph) {
  auto n = comm.is_root() ? static_cast<std::int64_t>(graph.first.size()) - 1 : 0;
  MPI_Bcast(&n, 1, MPI_INT64_T, 0, comm.handle());
  if (comm.size() == 1) return std::vector<int>(static_cast<std::size_t>(n), 0);
  const auto starts = block_starts(n, comm.size());
  LocalGraph local = scatter_graph(comm, graph, starts);
  const std::vector<int> mine = partition_block(comm, local);
  std::vector<int> counts, offsets, all;
  for (int r = 0; r < comm.size(); ++r) {
    offsets.push_back(static_cast<int>(starts[static_cast<std::size_t>(r)]));
    counts.push_back(static_cast<int>(starts[static_cast<std::size_t>(r) + 1]) - offsets.back());
  }
  if (comm.is_root()) all.resize(static_cast<std::size_t>(n));
  MPI_Gatherv(mine.data(), static_cast<int>(mine.size()), MPI_INT, all.data(), counts.data(), offsets.data(),
              MPI_INT, 0, comm.handle());
  return all;
}

}  // namespace entail::meshes
