#include "meshes/column_mesh.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "meshes/partition.hpp"

namespace entail::meshes {

namespace {

using Size = std::size_t;

/// An edge as a rank receives it: `right` is -1 outside.
struct LinkGeometry {
  double length, distance_left, distance_right, normal_x, normal_y, x, y;
};
constexpr Size link_numbers = 7;

/// The geometry of an edge; the normal points out of the left face. Distances are from the centres to the
/// edge's line, for the two-point flux.
LinkGeometry measure(const SurfaceMesh& mesh, const Edge& edge) {
  const auto a = static_cast<Size>(edge.node_a), b = static_cast<Size>(edge.node_b);
  const double dx = mesh.node_x[b] - mesh.node_x[a], dy = mesh.node_y[b] - mesh.node_y[a];
  LinkGeometry g{};
  g.length = std::hypot(dx, dy);
  g.normal_x = dy / g.length;
  g.normal_y = -dx / g.length;
  g.x = (mesh.node_x[a] + mesh.node_x[b]) / 2.0;
  g.y = (mesh.node_y[a] + mesh.node_y[b]) / 2.0;
  auto distance = [&](std::int64_t face) {
    const auto f = static_cast<Size>(face);
    return std::fabs((g.x - mesh.face_x[f]) * g.normal_x + (g.y - mesh.face_y[f]) * g.normal_y);
  };
  g.distance_left = distance(edge.left);
  if (edge.right >= 0) g.distance_right = distance(edge.right);
  return g;
}

Graph dual_graph(std::int64_t n_faces, const std::vector<Edge>& edges) {
  Graph graph;
  graph.first.assign(static_cast<Size>(n_faces) + 1, 0);
  for (const auto& edge : edges)
    if (edge.right >= 0) {
      ++graph.first[static_cast<Size>(edge.left) + 1];
      ++graph.first[static_cast<Size>(edge.right) + 1];
    }
  std::partial_sum(graph.first.begin(), graph.first.end(), graph.first.begin());
  graph.neighbours.resize(static_cast<Size>(graph.first.back()));
  std::vector<std::int64_t> next(graph.first.begin(), graph.first.end() - 1);
  for (const auto& edge : edges)
    if (edge.right >= 0) {
      graph.neighbours[static_cast<Size>(next[static_cast<Size>(edge.left)]++)] = edge.right;
      graph.neighbours[static_cast<Size>(next[static_cast<Size>(edge.right)]++)] = edge.left;
    }
  return graph;
}

template <class T>
void send_vector(const std::vector<T>& values, int rank, const Comm& comm) {
  MPI_Send(values.data(), static_cast<int>(values.size() * sizeof(T)), MPI_BYTE, rank, 0, comm.handle());
}

template <class T>
void receive_vector(std::vector<T>& values, const Comm& comm) {
  MPI_Status status;
  int bytes = 0;
  MPI_Probe(0, 0, comm.handle(), &status);
  MPI_Get_count(&status, MPI_BYTE, &bytes);
  values.resize(static_cast<Size>(bytes) / sizeof(T));
  MPI_Recv(values.data(), bytes, MPI_BYTE, 0, 0, comm.handle(), MPI_STATUS_IGNORE);
}

}  // namespace

/// What one rank gets of the mesh.
struct ColumnMesh::Piece {
  std::vector<std::int64_t> owned, ghosts;
  std::vector<int> owners;         // of the ghosts
  std::vector<double> columns;     // x, y, area, ground of own and ghost columns
  std::vector<std::int64_t> ends;  // left and right face of each edge
  std::vector<double> geometry;    // link_numbers for each edge

  template <class Action>
  void each(Action action) {
    action(owned);
    action(ghosts);
    action(owners);
    action(columns);
    action(ends);
    action(geometry);
  }
};

namespace {

/// The edges that touch each rank's columns, by rank.
std::vector<std::vector<Size>> edges_by_rank(const std::vector<Edge>& edges, const std::vector<int>& part,
                                             int n_ranks) {
  std::vector<std::vector<Size>> lists(static_cast<Size>(n_ranks));
  for (Size i = 0; i < edges.size(); ++i) {
    const int left = part[static_cast<Size>(edges[i].left)];
    lists[static_cast<Size>(left)].push_back(i);
    if (edges[i].right >= 0)
      if (const int right = part[static_cast<Size>(edges[i].right)]; right != left)
        lists[static_cast<Size>(right)].push_back(i);
  }
  return lists;
}

/// How often blocks of two by two columns, and of these, stay on one rank: as often as multigrid merges them,
/// so that it merges alike for any number of ranks, unless ranks have too few for equal shares.
int merges_for(std::int64_t n_columns, int n_ranks) {
  constexpr int most = 2;
  constexpr std::int64_t blocks_per_rank = 50;
  int merges = 0;
  for (std::int64_t block = 4; merges < most && block * blocks_per_rank * n_ranks <= n_columns; block *= 4)
    ++merges;
  return merges;
}

/// The rank of every face, on the root. Collective.
std::vector<int> share_out(const Comm& comm, const SurfaceMesh* mesh, const std::vector<Edge>& edges,
                           const Bins& bins) {
  if (comm.size() == 1) return std::vector<int>(static_cast<Size>(mesh->n_faces()), 0);
  std::vector<std::int64_t> block;
  Graph graph;
  comm.on_root([&] {
    graph = dual_graph(mesh->n_faces(), edges);
    block = blocks_of(*mesh, graph.first, graph.neighbours, bins, merges_for(mesh->n_faces(), comm.size()));
    graph = graph_of_blocks(graph, block);
  });
  const std::vector<int> part = partition(comm, graph);
  std::vector<int> ranks;
  for (std::int64_t b : block) ranks.push_back(part[static_cast<Size>(b)]);
  return ranks;
}

}  // namespace

ColumnMesh::ColumnMesh(const Comm& comm, std::shared_ptr<const SurfaceMesh> surface)
    : comm_(comm), surface_(std::move(surface)) {
  std::vector<Edge> edges;
  comm_.on_root([&] {
    edges = find_edges(*surface_);
    bins_ = bins_of(*surface_, edges);
    n_global_ = surface_->n_faces();
  });
  MPI_Bcast(&n_global_, 1, MPI_INT64_T, 0, comm_.handle());
  MPI_Bcast(&bins_, sizeof(Bins), MPI_BYTE, 0, comm_.handle());
  const std::vector<int> part = share_out(comm_, surface_.get(), edges, bins_);

  auto piece_of = [&](int rank, const std::vector<Size>& own_edges, const std::vector<std::int64_t>& owned) {
    const SurfaceMesh& mesh = *surface_;
    Piece piece;
    piece.owned = owned;
    auto owner = [&](std::int64_t face) { return part[static_cast<Size>(face)]; };
    for (Size i : own_edges) {
      const Edge& edge = edges[i];
      piece.ends.insert(piece.ends.end(), {edge.left, edge.right});
      const LinkGeometry g = measure(mesh, edge);
      piece.geometry.insert(piece.geometry.end(),
                            {g.length, g.distance_left, g.distance_right, g.normal_x, g.normal_y, g.x, g.y});
      if (owner(edge.left) != rank) piece.ghosts.push_back(edge.left);
      if (edge.right >= 0 && owner(edge.right) != rank) piece.ghosts.push_back(edge.right);
    }
    std::sort(piece.ghosts.begin(), piece.ghosts.end(),
              [&](auto p, auto q) { return std::pair(owner(p), p) < std::pair(owner(q), q); });
    piece.ghosts.erase(std::unique(piece.ghosts.begin(), piece.ghosts.end()), piece.ghosts.end());
    for (auto face : piece.ghosts) piece.owners.push_back(owner(face));
    for (const auto* faces : {&piece.owned, &piece.ghosts})
      for (auto face : *faces) {
        const auto f = static_cast<Size>(face);
        piece.columns.insert(piece.columns.end(),
                             {mesh.face_x[f], mesh.face_y[f], mesh.face_area[f], mesh.ground[f]});
      }
    return piece;
  };

  Piece mine;
  if (comm_.is_root()) {
    auto lists = edges_by_rank(edges, part, comm_.size());
    std::vector<std::vector<std::int64_t>> owned(static_cast<Size>(comm_.size()));
    for (std::int64_t face = 0; face < n_global_; ++face)
      owned[static_cast<Size>(part[static_cast<Size>(face)])].push_back(face);
    for (int rank = comm_.size() - 1; rank >= 0; --rank) {
      mine = piece_of(rank, lists[static_cast<Size>(rank)], owned[static_cast<Size>(rank)]);
      lists.pop_back();
      owned.pop_back();
      if (rank > 0) mine.each([&](auto& values) { send_vector(values, rank, comm_); });
    }
  } else {
    mine.each([&](auto& values) { receive_vector(values, comm_); });
  }
  edges = {};
  take(std::move(mine));

  if (comm_.is_root()) outlets_ = surface_->outlets;
  auto n_outlets = static_cast<int>(outlets_.size());
  MPI_Bcast(&n_outlets, 1, MPI_INT, 0, comm_.handle());
  outlets_.resize(static_cast<Size>(n_outlets));
  MPI_Bcast(outlets_.data(), n_outlets * static_cast<int>(sizeof(Outlet)), MPI_BYTE, 0, comm_.handle());
}

/// Turns global face numbers into local columns and lays out the links.
void ColumnMesh::take(Piece&& piece) {
  n_owned_ = static_cast<Index>(piece.owned.size());
  halo_ = std::make_unique<Halo>(comm_, piece.owned, piece.ghosts, piece.owners);
  global_ = std::move(piece.owned);
  global_.insert(global_.end(), piece.ghosts.begin(), piece.ghosts.end());
  for (Size c = 0; c < global_.size(); ++c) {
    x_.push_back(piece.columns[4 * c]);
    y_.push_back(piece.columns[4 * c + 1]);
    area_.push_back(piece.columns[4 * c + 2]);
    ground_.push_back(piece.columns[4 * c + 3]);
  }
  piece.columns = {};
  interfaces_ = ground_;

  // Global to local by binary search: own columns are sorted, ghosts are sorted through an order of their
  // own.
  std::vector<Index> ghost_order(piece.ghosts.size());
  std::iota(ghost_order.begin(), ghost_order.end(), 0);
  std::sort(ghost_order.begin(), ghost_order.end(), [&](Index p, Index q) {
    return piece.ghosts[static_cast<Size>(p)] < piece.ghosts[static_cast<Size>(q)];
  });
  auto local = [&](std::int64_t face) {
    if (const Index own = find_owned(face); own >= 0) return own;
    const auto at =
        std::lower_bound(ghost_order.begin(), ghost_order.end(), face,
                         [&](Index g, std::int64_t f) { return piece.ghosts[static_cast<Size>(g)] < f; });
    return n_owned_ + *at;
  };

  const Size n_edges = piece.ends.size() / 2;
  std::vector<Index> degree(static_cast<Size>(n_owned_) + 1, 0);
  for (Size i = 0; i < n_edges; ++i) {
    const double* g = &piece.geometry[link_numbers * i];
    const std::int64_t left = piece.ends[2 * i], right = piece.ends[2 * i + 1];
    if (right < 0) {
      boundary_edges_.push_back({local(left), g[0], g[1], g[5], g[6], g[3], g[4]});
      continue;
    }
    const bool swap = right < left;
    link_a_.push_back(local(swap ? right : left));
    link_b_.push_back(local(swap ? left : right));
    link_length_.push_back(g[0]);
    link_distance_a_.push_back(swap ? g[2] : g[1]);
    link_distance_b_.push_back(swap ? g[1] : g[2]);
    link_normal_x_.push_back(swap ? -g[3] : g[3]);
    link_normal_y_.push_back(swap ? -g[4] : g[4]);
    for (Index end : {link_a_.back(), link_b_.back()})
      if (end < n_owned_) ++degree[static_cast<Size>(end) + 1];
  }
  std::partial_sum(degree.begin(), degree.end(), degree.begin());
  first_link_ = degree;
  column_links_.resize(static_cast<Size>(first_link_.back()));
  for (Index link = 0; link < n_links(); ++link)
    for (int side = 0; side < 2; ++side) {
      const Index column = side ? link_b_[static_cast<Size>(link)] : link_a_[static_cast<Size>(link)];
      if (column < n_owned_)
        column_links_[static_cast<Size>(degree[static_cast<Size>(column)]++)] = 2 * link + side;
    }
  auto neighbour = [&](Index entry) {
    return global_[static_cast<Size>(entry % 2 ? link_a_[static_cast<Size>(entry / 2)]
                                               : link_b_[static_cast<Size>(entry / 2)])];
  };
  for (Index c = 0; c < n_owned_; ++c)
    std::sort(column_links_.begin() + first_link_[static_cast<Size>(c)],
              column_links_.begin() + first_link_[static_cast<Size>(c) + 1],
              [&](Index p, Index q) { return neighbour(p) < neighbour(q); });
}

void ColumnMesh::set_layers(int n_layers, const std::vector<double>& interfaces) {
  n_layers_ = n_layers;
  const auto block = static_cast<Size>(n_layers + 1);
  std::vector<double> all(interfaces.begin(), interfaces.begin() + static_cast<std::ptrdiff_t>(
                                                                       block * static_cast<Size>(n_owned_)));
  all.resize(block * global_.size());
  auto device = to_device("interfaces", all);
  halo_->exchange(device, static_cast<int>(block));
  interfaces_ = to_host(device);
}

Index ColumnMesh::find_owned(std::int64_t global) const {
  const auto end = global_.begin() + n_owned_;
  const auto at = std::lower_bound(global_.begin(), end, global);
  return at != end && *at == global ? static_cast<Index>(at - global_.begin()) : -1;
}

namespace {

struct Layout {
  std::vector<int> counts, offsets;
  std::vector<std::int64_t> numbers;  // on the root: the global numbers of all ranks' own columns
};

Layout layout_on_root(const ColumnMesh& mesh) {
  const Comm& comm = mesh.comm();
  Layout layout;
  layout.counts.resize(static_cast<Size>(comm.size()));
  layout.offsets.resize(static_cast<Size>(comm.size()));
  const int own = mesh.n_owned();
  MPI_Gather(&own, 1, MPI_INT, layout.counts.data(), 1, MPI_INT, 0, comm.handle());
  if (comm.is_root()) {
    std::partial_sum(layout.counts.begin(), layout.counts.end() - 1, layout.offsets.begin() + 1);
    layout.numbers.resize(static_cast<Size>(mesh.n_global()));
  }
  MPI_Gatherv(mesh.global().data(), own, MPI_INT64_T, layout.numbers.data(), layout.counts.data(),
              layout.offsets.data(), MPI_INT64_T, 0, comm.handle());
  return layout;
}

}  // namespace

std::vector<double> ColumnMesh::scatter(const std::vector<double>& on_root) const {
  const Layout layout = layout_on_root(*this);
  std::vector<double> ordered, own(static_cast<Size>(n_owned_));
  for (std::int64_t number : layout.numbers) ordered.push_back(on_root[static_cast<Size>(number)]);
  MPI_Scatterv(ordered.data(), layout.counts.data(), layout.offsets.data(), MPI_DOUBLE, own.data(), n_owned_,
               MPI_DOUBLE, 0, comm_.handle());
  return own;
}

std::vector<double> ColumnMesh::gather(const std::vector<double>& own) const {
  const Layout layout = layout_on_root(*this);
  std::vector<double> ordered(layout.numbers.size()), all(layout.numbers.size());
  MPI_Gatherv(own.data(), n_owned_, MPI_DOUBLE, ordered.data(), layout.counts.data(), layout.offsets.data(),
              MPI_DOUBLE, 0, comm_.handle());
  for (Size i = 0; i < ordered.size(); ++i) all[static_cast<Size>(layout.numbers[i])] = ordered[i];
  return all;
}

std::size_t ColumnMesh::bytes() const {
  auto size = [](const auto& values) { return values.capacity() * sizeof(values[0]); };
  std::size_t total = size(global_) + size(x_) + size(y_) + size(area_) + size(ground_) + size(interfaces_) +
                      size(link_a_) + size(link_b_) + size(first_link_) + size(column_links_) +
                      size(link_length_) + size(link_distance_a_) + size(link_distance_b_) +
                      size(link_normal_x_) + size(link_normal_y_) + size(boundary_edges_);
  if (surface_)
    total += size(surface_->node_x) + size(surface_->node_y) + size(surface_->face_first) +
             size(surface_->face_nodes) + size(surface_->face_x) + size(surface_->face_y) +
             size(surface_->face_area) + size(surface_->ground);
  return total;
}

}  // namespace entail::meshes
