#include "solve/column_preconditioner.hpp"

#include <algorithm>

#include "solve/column_level.hpp"
#include "solve/column_transfer.hpp"
#include "solve/petsc.hpp"

namespace entail::solve {

namespace {

using process::ColumnMatrix;

/// How often columns are merged, and to what part of their number at most for it to be worth it.
constexpr int max_merges = 2;
constexpr double worth_merging = 0.6;

/// sums = S^T (r - A z), where S gives all slots of a column one value, for the z that relax() made of r.
void sum_residual(const ColumnLevel& level, const Array<double>& z, const Array<double>& sums) {
  const ColumnMatrix a = level.matrix();
  const auto colours = level.colours();
  const auto linked = level.linked(z);
  Kokkos::parallel_for(
      "entail::solve::sum_residual", range(a.n_columns), KOKKOS_LAMBDA(Index column) {
        double sum = 0.0;
        visit_residual<0>(a, colours, linked, column, [&](int, double part) { sum += part; });
        sums(column) = sum;
      });
}

/// z += S shift, own and ghost columns, where relax_back() looks at z.
void add_shift(const ColumnLevel& level, const Array<double>& shift, const Array<double>& z) {
  const Index n_own = level.matrix().n_columns, last = level.n_colours() - 1;
  const int slots = level.slots();
  const auto colours = level.colours();
  const auto ghosts = level.ghosts();
  Kokkos::parallel_for(
      "entail::solve::add_shift", range(static_cast<Index>(shift.extent(0))), KOKKOS_LAMBDA(Index column) {
        if (colours(column) == last) return;
        double* to = column < n_own ? z.data() + static_cast<std::size_t>(column) * slots
                                    : ghosts.data() + static_cast<std::size_t>(column - n_own) * slots;
        for (int s = 0; s < slots; ++s) to[s] += shift(column);
      });
}

/// S^T A S: the rows of a column summed, entries of the same neighbour together.
void sum_columns(const ColumnMatrix& fine, const ColumnMatrix& coarse) {
  const int slots = fine.slots;
  Kokkos::parallel_for(
      "entail::solve::sum_columns", range(fine.n_columns), KOKKOS_LAMBDA(Index column) {
        auto sum = [&](int entry) {
          double total = 0.0;
          for (int s = 0; s < slots; ++s) total += fine.values(fine.at(column, s, entry));
          return total;
        };
        coarse.values(coarse.at(column, 0, ColumnMatrix::diagonal)) =
            sum(ColumnMatrix::diagonal) + sum(ColumnMatrix::above) + sum(ColumnMatrix::below);
        coarse.values(coarse.at(column, 0, ColumnMatrix::above)) = 0.0;
        coarse.values(coarse.at(column, 0, ColumnMatrix::below)) = 0.0;
        for (int k = ColumnMatrix::links; k < fine.width(column); ++k)
          coarse.values(coarse.at(column, 0, k)) = sum(k);
      });
}

/// A level of merged columns, with what it is given and what it gives, and the way to it from the finer one.
struct Merged {
  ColumnTransfer from_finer;
  ColumnLevel level;
  ColumnMatrix values;
  Array<double> right_side, solution;

  Merged(const Aggregation& aggregation, int slots)
      : from_finer(aggregation),
        level(aggregation.coarse, slots),
        values(
            process::make_column_matrix(aggregation.coarse.first_link, aggregation.coarse.neighbour, slots)),
        right_side("merged right side", static_cast<std::size_t>(aggregation.coarse.n_owned * slots)),
        solution("merged solution", static_cast<std::size_t>(aggregation.coarse.n_owned * slots)) {}
};

/// The system on the map below a level.
struct MapProblem {
  ColumnSystem system;
  ColumnMatrix values;
  Array<double> sums, shift;  // per own column; per own and ghost column
  Vec right_side, correction;
  KSP ksp = nullptr;

  MapProblem(const ColumnGraph& graph, const std::string& prefix);
  ~MapProblem();
  MapProblem(const MapProblem&) = delete;
  MapProblem& operator=(const MapProblem&) = delete;

  void load(const ColumnMatrix& above);
  void correct(const ColumnLevel& level, const Array<double>& z);
};

MapProblem::MapProblem(const ColumnGraph& graph, const std::string& prefix)
    : system(graph, 1, ColumnSystem::Form::entries),
      values(process::make_column_matrix(graph.first_link, graph.neighbour, 1)),
      sums("column sums", static_cast<std::size_t>(graph.n_owned)),
      shift("column shift", static_cast<std::size_t>(graph.n_columns())),
      right_side(system.make_vector()),
      correction(system.make_vector()) {
  default_option("-" + prefix + "map_ksp_type", "preonly");
  default_option("-" + prefix + "map_pc_type", "hypre");
  check(KSPCreate(graph.comm.handle(), &ksp));
  check(KSPSetOptionsPrefix(ksp, (prefix + "map_").c_str()));
  check(KSPSetOperators(ksp, system.matrix(), system.matrix()));
  check(KSPSetFromOptions(ksp));
}

MapProblem::~MapProblem() {
  KSPDestroy(&ksp);
  VecDestroy(&right_side);
  VecDestroy(&correction);
}

void MapProblem::load(const ColumnMatrix& above) {
  sum_columns(above, values);
  system.load(values);
  check(KSPSetOperators(ksp, system.matrix(), system.matrix()));
}

/// z += S (S^T A S)^-1 S^T (r - A z)
void MapProblem::correct(const ColumnLevel& level, const Array<double>& z) {
  sum_residual(level, z, sums);
  to_vector(sums, right_side);
  check(KSPSolve(ksp, right_side, correction));
  to_array(correction, shift);
  level.halo().exchange(shift, 1);
  add_shift(level, shift, z);
}

}  // namespace

struct ColumnPreconditioner::Impl {
  int slots;
  ColumnLevel fine;
  std::vector<std::unique_ptr<Merged>> merged;  // from the finest on
  std::unique_ptr<MapProblem> map;

  Impl(ColumnGraph graph, meshes::Bins bins, int n_slots, const std::string& prefix, bool is_diffusive);
  void cycle(const ColumnLevel& level, std::size_t next, const Array<double>& r, const Array<double>& z);
};

ColumnPreconditioner::Impl::Impl(ColumnGraph graph, meshes::Bins bins, int n_slots, const std::string& prefix,
                                 bool is_diffusive)
    : slots(n_slots), fine(graph, n_slots) {
  for (int i = 0; i < max_merges; ++i) {
    Aggregation next = aggregate(graph, bins);
    const Comm& comm = graph.comm;
    if (comm.sum(std::int64_t{next.coarse.n_owned}) > worth_merging * comm.sum(std::int64_t{graph.n_owned}))
      break;
    if (!is_diffusive) std::fill(next.shortening.begin(), next.shortening.end(), 1.0);
    merged.push_back(std::make_unique<Merged>(next, slots));
    graph = std::move(next.coarse);
    bins = bins.merged();
  }
  map = std::make_unique<MapProblem>(graph, prefix);
}

void ColumnPreconditioner::Impl::cycle(const ColumnLevel& level, std::size_t next, const Array<double>& r,
                                       const Array<double>& z) {
  level.relax(r, z);
  if (next < merged.size()) {
    const Merged& coarse = *merged[next];
    coarse.from_finer.restrict_residual(level, z, coarse.right_side);
    cycle(coarse.level, next + 1, coarse.right_side, coarse.solution);
    coarse.level.halo().exchange(coarse.solution, coarse.level.ghosts(), slots);
    coarse.from_finer.prolong(coarse.solution, coarse.level.ghosts(), level, z);
  } else {
    map->correct(level, z);
  }
  level.relax_back(r, z);
}

namespace {

PetscErrorCode apply_columns(PC pc, Vec r, Vec z) {
  void* context = nullptr;
  check(PCShellGetContext(pc, &context));
  const VectorArray from(r, VectorArray::Access::read), to(z, VectorArray::Access::write);
  static_cast<ColumnPreconditioner*>(context)->apply(from.array(), to.array());
  return 0;
}

}  // namespace

void ColumnPreconditioner::apply(const Array<double>& r, const Array<double>& z) {
  impl_->cycle(impl_->fine, 0, r, z);
}

ColumnPreconditioner::ColumnPreconditioner(const meshes::ColumnMesh& mesh, int slots,
                                           const std::string& prefix, bool is_diffusive)
    : impl_(std::make_unique<Impl>(graph_of(mesh), mesh.bins(), slots, prefix, is_diffusive)) {}

ColumnPreconditioner::~ColumnPreconditioner() = default;

void ColumnPreconditioner::load(const ColumnMatrix& values) {
  Impl& impl = *impl_;
  impl.fine.load(values);
  ColumnMatrix above = values;
  for (const auto& next : impl.merged) {
    next->from_finer.coarsen(above, next->values);
    next->level.load(next->values);
    above = next->values;
  }
  impl.map->load(above);
}

void ColumnPreconditioner::install(PC pc) {
  check(PCSetType(pc, PCSHELL));
  check(PCShellSetContext(pc, this));
  check(PCShellSetApply(pc, apply_columns));
  check(PCShellSetName(pc, "columns"));
}

}  // namespace entail::solve
