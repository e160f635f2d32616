#include "solve/column_graph.hpp"

#include <algorithm>
#include <cmath>
#include <map>

namespace entail::solve {

namespace {

using Size = std::size_t;

/// Values of own columns with those of ghosts appended. Collective.
std::vector<double> with_ghosts(const meshes::Halo& halo, std::vector<double> own) {
  own.resize(own.size() + static_cast<Size>(halo.n_ghosts()));
  const auto all = to_device("with ghosts", own);
  halo.exchange(all, 1);
  return to_host(all);
}

template <class Visit>
void for_links(const ColumnGraph& graph, Index column, const Visit& visit) {
  for (Index k = graph.first_link[static_cast<Size>(column)];
       k < graph.first_link[static_cast<Size>(column) + 1]; ++k)
    visit(static_cast<Size>(k), graph.neighbour[static_cast<Size>(k)]);
}

}  // namespace

ColumnGraph graph_of(const meshes::ColumnMesh& mesh) {
  ColumnGraph graph{mesh.comm(),
                    {std::shared_ptr<void>(), &mesh.halo()},
                    mesh.n_owned(),
                    mesh.first_link(),
                    {},
                    {},
                    {},
                    mesh.x(),
                    mesh.y(),
                    mesh.area(),
                    {}};
  for (Index entry : mesh.column_links()) {
    const auto link = static_cast<Size>(entry / 2);
    graph.neighbour.push_back(entry % 2 ? mesh.link_a()[link] : mesh.link_b()[link]);
    graph.distance.push_back(mesh.link_distance_a()[link] + mesh.link_distance_b()[link]);
    graph.length.push_back(mesh.link_length()[link]);
  }
  return graph;
}

namespace {

/// The aggregate of every own column. A border between ranks may leave some columns of a bin that do not hang
/// together, and those would not relax together.
std::vector<Index> fill_bins(const ColumnGraph& fine, const meshes::Bins& bins, ColumnGraph& coarse) {
  std::vector<int> size = fine.size;
  for (auto c = size.size(); c < static_cast<Size>(fine.n_owned); ++c)
    size.push_back(bins.size_for(fine.area[c]));
  std::vector<Index> aggregate =
      meshes::blocks<Index>({fine.x, fine.y, fine.first_link, fine.neighbour, size}, bins);
  for (Size c = 0; c < aggregate.size(); ++c)
    if (aggregate[c] == coarse.n_owned) {
      coarse.size.push_back(size[c]);
      ++coarse.n_owned;
    }
  return aggregate;
}

/// Gives the ghosts of the fine graph their aggregates, which become the coarse graph's ghosts. Collective.
void number_ghosts(const ColumnGraph& fine, std::vector<Index>& aggregate, ColumnGraph& coarse) {
  const std::int64_t before = fine.comm.exclusive_sum(std::int64_t{coarse.n_owned});
  std::vector<double> numbers, ranks(static_cast<Size>(fine.n_owned), fine.comm.rank());
  for (Index a : aggregate) numbers.push_back(static_cast<double>(before + a));
  numbers = with_ghosts(*fine.halo, numbers);
  ranks = with_ghosts(*fine.halo, ranks);
  std::map<std::pair<int, std::int64_t>, Index> ghosts;  // by owner and number, as a halo wants them
  auto key = [&](Size i) {
    return std::pair(static_cast<int>(ranks[i]), static_cast<std::int64_t>(numbers[i]));
  };
  for (auto i = static_cast<Size>(fine.n_owned); i < numbers.size(); ++i) ghosts[key(i)] = 0;
  std::vector<std::int64_t> owned, ghost_numbers;
  std::vector<int> owners;
  for (Index a = 0; a < coarse.n_owned; ++a) owned.push_back(before + a);
  for (auto& [ghost, local] : ghosts) {
    local = coarse.n_owned + static_cast<Index>(owners.size());
    owners.push_back(ghost.first);
    ghost_numbers.push_back(ghost.second);
  }
  for (auto i = static_cast<Size>(fine.n_owned); i < numbers.size(); ++i) aggregate.push_back(ghosts[key(i)]);
  coarse.halo = std::make_shared<meshes::Halo>(fine.comm, owned, ghost_numbers, owners);
}

/// Areas and centres of coarse columns.
void place(const ColumnGraph& fine, const std::vector<Index>& aggregate, ColumnGraph& coarse) {
  const auto n = static_cast<Size>(coarse.n_owned);
  coarse.x.assign(n, 0.0);
  coarse.y = coarse.area = coarse.x;
  for (Size i = 0; i < static_cast<Size>(fine.n_owned); ++i) {
    const auto a = static_cast<Size>(aggregate[i]);
    coarse.area[a] += fine.area[i];
    coarse.x[a] += fine.area[i] * fine.x[i];
    coarse.y[a] += fine.area[i] * fine.y[i];
  }
  for (Size a = 0; a < n; ++a) {
    coarse.x[a] /= coarse.area[a];
    coarse.y[a] /= coarse.area[a];
  }
  for (auto* values : {&coarse.x, &coarse.y, &coarse.area}) *values = with_ghosts(*coarse.halo, *values);
}

/// The links of coarse columns, each column's in the order in which its fine links meet them.
void link_aggregates(const ColumnGraph& fine, Aggregation& result) {
  ColumnGraph& coarse = result.coarse;
  std::vector<std::vector<Index>> members(static_cast<Size>(coarse.n_owned));
  for (Index c = 0; c < fine.n_owned; ++c)
    members[static_cast<Size>(result.aggregate[static_cast<Size>(c)])].push_back(c);
  result.link.assign(fine.neighbour.size(), -1);
  coarse.first_link.push_back(0);
  std::vector<double> weighted;  // distance of the fine links times their lengths
  for (Index a = 0; a < coarse.n_owned; ++a) {
    const Size first = coarse.neighbour.size();
    for (Index c : members[static_cast<Size>(a)])
      for_links(fine, c, [&](Size k, Index other) {
        const Index behind = result.aggregate[static_cast<Size>(other)];
        if (behind == a) return;
        const auto begin = coarse.neighbour.begin() + static_cast<std::ptrdiff_t>(first);
        const auto at = static_cast<Size>(std::find(begin, coarse.neighbour.end(), behind) - begin);
        if (first + at == coarse.neighbour.size()) {
          coarse.neighbour.push_back(behind);
          coarse.length.push_back(0.0);
          weighted.push_back(0.0);
        }
        result.link[k] = static_cast<Index>(at);
        coarse.length[first + at] += fine.length[k];
        weighted[first + at] += fine.length[k] * fine.distance[k];
      });
    for (Size k = first; k < coarse.neighbour.size(); ++k) {
      const auto i = static_cast<Size>(a), j = static_cast<Size>(coarse.neighbour[k]);
      const double near = weighted[k] / coarse.length[k];
      coarse.distance.push_back(
          std::max(near, std::hypot(coarse.x[j] - coarse.x[i], coarse.y[j] - coarse.y[i])));
      result.shortening.push_back(near / coarse.distance.back());
    }
    coarse.first_link.push_back(static_cast<Index>(coarse.neighbour.size()));
  }
}

}  // namespace

Aggregation aggregate(const ColumnGraph& fine, const meshes::Bins& bins) {
  Aggregation result{fine.n_owned, {fine.comm, nullptr, 0, {}, {}, {}, {}, {}, {}, {}, {}}, {}, {}, {}};
  result.aggregate = fill_bins(fine, bins, result.coarse);
  number_ghosts(fine, result.aggregate, result.coarse);
  place(fine, result.aggregate, result.coarse);
  link_aggregates(fine, result);
  return result;
}

namespace {

/// Gives columns colours from neighbour to neighbour, so that a grid of any outline needs two.
class Flood {
 public:
  explicit Flood(const ColumnGraph& graph)
      : graph_(graph),
        colours_(static_cast<Size>(graph.n_columns()), -1),
        ranks_(with_ghosts(*graph.halo,
                           std::vector<double>(static_cast<Size>(graph.n_owned), graph.comm.rank()))) {}

  /// Goes on from columns beside those of other ranks. Returns whether there were any.
  bool from_ghosts() {
    for (Index column = 0; column < graph_.n_owned; ++column) {
      bool is_beside = false;
      for_links(graph_, column, [&](Size, Index other) {
        is_beside = is_beside || (other >= graph_.n_owned && of(other) >= 0);
      });
      if (is_beside && of(column) < 0) take(column);
    }
    return spread();
  }

  /// Goes on from the first column without a colour.
  void from_first() {
    take(first_open());
    spread();
  }

  /// Gives new colours to columns that have the one of a neighbour on a lower rank. Returns whether there
  /// were any.
  bool mend() {
    bool mends = false;
    for (Index column = 0; column < graph_.n_owned; ++column) {
      bool clashes = false;
      for_links(graph_, column, [&](Size, Index other) {
        clashes =
            clashes || (of(other) == of(column) && ranks_[static_cast<Size>(other)] < graph_.comm.rank());
      });
      if (clashes) take(column);
      mends = mends || clashes;
    }
    queue_.clear();
    return mends;
  }

  bool is_done() const { return first_open() == graph_.n_owned; }

  void fetch_ghosts() {
    const auto all = with_ghosts(*graph_.halo, {colours_.begin(), colours_.begin() + graph_.n_owned});
    std::transform(all.begin(), all.end(), colours_.begin(), [](double k) { return static_cast<Index>(k); });
  }

  std::vector<Index> take_colours() { return std::move(colours_); }

 private:
  Index& of(Index column) { return colours_[static_cast<Size>(column)]; }

  Index first_open() const {
    return static_cast<Index>(std::find(colours_.begin(), colours_.begin() + graph_.n_owned, -1) -
                              colours_.begin());
  }

  /// The first colour that no neighbour has.
  void take(Index column) {
    std::vector<bool> used;
    for_links(graph_, column, [&](Size, Index other) {
      if (of(other) < 0) return;
      used.resize(std::max(used.size(), static_cast<Size>(of(other)) + 1), false);
      used[static_cast<Size>(of(other))] = true;
    });
    of(column) = static_cast<Index>(std::find(used.begin(), used.end(), false) - used.begin());
    queue_.push_back(column);
  }

  bool spread() {
    const bool moves = !queue_.empty();
    while (!queue_.empty()) {
      std::vector<Index> ring;
      ring.swap(queue_);
      for (Index column : ring)
        for_links(graph_, column, [&](Size, Index other) {
          if (other < graph_.n_owned && of(other) < 0) take(other);
        });
    }
    return moves;
  }

  const ColumnGraph& graph_;
  std::vector<Index> colours_, queue_;
  std::vector<double> ranks_;  // of own and ghost columns
};

}  // namespace

std::vector<Index> colour(const ColumnGraph& graph) {
  const Comm& comm = graph.comm;
  Flood flood(graph);
  for (;;) {
    flood.fetch_ghosts();
    if (comm.any(flood.from_ghosts())) continue;
    const double first = -comm.max(flood.is_done() ? -1e300 : -static_cast<double>(comm.rank()));
    if (first > comm.size()) break;
    if (first == comm.rank()) flood.from_first();
  }
  // Ranks that met from different sides. The lowest never changes, so this ends.
  while (comm.any(flood.mend())) flood.fetch_ghosts();
  return flood.take_colours();
}

}  // namespace entail::solve
