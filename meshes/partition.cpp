#include "meshes/partition.hpp"

#include <cstdio>
// ptscotch.h uses FILE and MPI types without including their headers.
#include <ptscotch.h>

#include <algorithm>
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
  std::vector<SCOTCH_Num> first, neighbours, weights, touches;

  template <class Action>
  void each(Action action) {
    action(first);
    action(neighbours);
    action(weights);
    action(touches);
  }
};

LocalGraph block_of(const Graph& graph, std::int64_t begin, std::int64_t end) {
  LocalGraph local;
  auto copy = [](const std::vector<std::int64_t>& from, std::int64_t start, std::int64_t stop,
                 std::vector<SCOTCH_Num>& to) {
    if (from.empty()) to.assign(static_cast<std::size_t>(stop - start), 1);
    for (auto i = start; i < stop && !from.empty(); ++i)
      to.push_back(static_cast<SCOTCH_Num>(from[static_cast<std::size_t>(i)]));
  };
  const auto first = graph.first[static_cast<std::size_t>(begin)],
             last = graph.first[static_cast<std::size_t>(end)];
  copy(graph.first, begin, end + 1, local.first);
  for (auto& at : local.first) at -= static_cast<SCOTCH_Num>(first);
  copy(graph.neighbours, first, last, local.neighbours);
  copy(graph.weights, begin, end, local.weights);
  copy(graph.touches, first, last, local.touches);
  return local;
}

LocalGraph scatter_graph(const Comm& comm, const Graph& graph, const std::vector<std::int64_t>& starts) {
  const MPI_Datatype type = sizeof(SCOTCH_Num) == 8 ? MPI_INT64_T : MPI_INT32_T;
  LocalGraph local;
  if (comm.is_root()) {
    for (int rank = comm.size() - 1; rank >= 0; --rank) {
      const auto r = static_cast<std::size_t>(rank);
      local = block_of(graph, starts[r], starts[r + 1]);
      if (rank == 0) break;
      local.each([&](auto& values) {
        MPI_Send(values.data(), static_cast<int>(values.size()), type, rank, 0, comm.handle());
      });
    }
  } else {
    local.each([&](auto& values) {
      MPI_Status status;
      int count = 0;
      MPI_Probe(0, 0, comm.handle(), &status);
      MPI_Get_count(&status, type, &count);
      values.resize(static_cast<std::size_t>(count));
      MPI_Recv(values.data(), count, type, 0, 0, comm.handle(), MPI_STATUS_IGNORE);
    });
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
  // PT-Scotch refuses a null array, even without edges.
  local.each([](auto& values) { values.reserve(1); });
  const auto n_ends = static_cast<SCOTCH_Num>(local.neighbours.size());
  check(SCOTCH_dgraphBuild(&dgraph, 0, n, n, local.first.data(), local.first.data() + 1, local.weights.data(),
                           nullptr, n_ends, n_ends, local.neighbours.data(), nullptr, local.touches.data()),
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

Graph graph_of_blocks(const Graph& columns, const std::vector<std::int64_t>& block) {
  using Size = std::size_t;
  const std::int64_t n = block.empty() ? 0 : *std::max_element(block.begin(), block.end()) + 1;
  std::vector<std::vector<std::int64_t>> beyond(static_cast<Size>(n));  // per block, once per edge
  Graph graph;
  graph.weights.assign(static_cast<Size>(n), 0);
  for (Size i = 0; i < block.size(); ++i) {
    ++graph.weights[static_cast<Size>(block[i])];
    for (auto k = columns.first[i]; k < columns.first[i + 1]; ++k) {
      const auto other = block[static_cast<Size>(columns.neighbours[static_cast<Size>(k)])];
      if (other != block[i]) beyond[static_cast<Size>(block[i])].push_back(other);
    }
  }
  graph.first.push_back(0);
  for (auto& others : beyond) {
    std::sort(others.begin(), others.end());
    for (auto at = others.begin(); at != others.end();) {
      const auto next = std::upper_bound(at, others.end(), *at);
      graph.neighbours.push_back(*at);
      graph.touches.push_back(next - at);
      at = next;
    }
    graph.first.push_back(static_cast<std::int64_t>(graph.neighbours.size()));
    others = {};
  }
  return graph;
}

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
