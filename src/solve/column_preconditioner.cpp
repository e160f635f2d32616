#include "solve/column_preconditioner.hpp"

#include "process/known_slots.hpp"
#include "solve/column_lines.hpp"

namespace entail::solve {

namespace {

using process::ColumnMatrix;

using process::LinkedValues;

/// sums = P^T (r - A z) for z = T^-1 r, which the links alone are off.
template <int known>
void sum_residual(const ColumnMatrix& a, const LinkedValues& z, const Array<double>& sums) {
  Kokkos::parallel_for(
      "entail::solve::sum_residual", range(a.n_columns), KOKKOS_LAMBDA(Index column) {
        const int slots = known > 0 ? known : a.slots;
        double sum = 0.0;
        const double* value = a.values.data() + a.first(column) + ColumnMatrix::links * slots;
        for (Index k = a.first_link(column); k < a.first_link(column + 1); ++k, value += slots) {
          const double* behind = z.column(a.neighbour(k), slots);
          for (int s = 0; s < slots; ++s) sum += value[s] * behind[s];
        }
        sums(column) = -sum;
      });
}

/// result = T^-1 (r - links (z + P y))
template <int known>
void finish(const ColumnMatrix& a, const Array<double>& inverse, const Array<double>& r,
            const LinkedValues& z, const Array<double>& y, const Array<double>& result) {
  Kokkos::parallel_for(
      "entail::solve::finish", range(a.n_columns), KOKKOS_LAMBDA(Index column) {
        const int slots = known > 0 ? known : a.slots;
        const std::size_t first = static_cast<std::size_t>(column) * slots;
        const double* KOKKOS_RESTRICT from = r.data() + first;
        double* KOKKOS_RESTRICT x = result.data() + first;
        for (int s = 0; s < slots; ++s) x[s] = from[s];
        const double* KOKKOS_RESTRICT value = a.values.data() + a.first(column) + ColumnMatrix::links * slots;
        for (Index k = a.first_link(column); k < a.first_link(column + 1); ++k, value += slots) {
          const Index other = a.neighbour(k);
          const double* KOKKOS_RESTRICT behind = z.column(other, slots);
          const double shift = y(other);
          for (int s = 0; s < slots; ++s) x[s] -= value[s] * (behind[s] + shift);
        }
        solve_line<known>(a, inverse, column, x);
      });
}

/// P^T A P: the rows of a column summed, entries of the same neighbour together.
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

}  // namespace

struct ColumnPreconditioner::Impl {
  const meshes::ColumnMesh& mesh;
  int slots;
  ColumnMatrix values;  // of the system
  ColumnSystem map;     // one unknown per column
  ColumnMatrix map_values;
  Array<double> inverse;        // pivots of the lines, per own slot
  Array<double> first, ghosts;  // T^-1 r of own and ghost columns, per slot
  Array<double> sums, shift;    // per own column; per own and ghost column
  Vec right_side = nullptr, correction = nullptr;
  KSP coarse = nullptr;

  explicit Impl(const ColumnSystem& system)
      : mesh(system.mesh()),
        slots(system.slots()),
        map(system.mesh(), 1, ColumnSystem::Form::entries),
        map_values(process::make_column_matrix(system.mesh(), 1)) {}

  void apply(const Array<double>& r, const Array<double>& z);
};

/// z1 = T^-1 r;  y = (P^T A P)^-1 P^T (r - A z1);  z2 = z1 + P y;  z = z2 + T^-1 (r - A z2), where
/// r - A z1 = -links z1, and so z = T^-1 (r - links z2).
void ColumnPreconditioner::Impl::apply(const Array<double>& r, const Array<double>& z) {
  solve_lines(values, inverse, 1, {{r.data()}}, {{first.data()}});
  mesh.halo().exchange(first, ghosts, slots);
  const LinkedValues z1{first.data(), ghosts.data(), values.n_columns};
  process::with_known_slots(slots, [&](auto known) { sum_residual<known()>(values, z1, sums); });
  to_vector(sums, right_side);
  check(KSPSolve(coarse, right_side, correction));
  to_array(correction, shift);
  mesh.halo().exchange(shift, 1);
  process::with_known_slots(slots, [&](auto known) { finish<known()>(values, inverse, r, z1, shift, z); });
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

void ColumnPreconditioner::apply(const Array<double>& r, const Array<double>& z) { impl_->apply(r, z); }

ColumnPreconditioner::ColumnPreconditioner(const ColumnSystem& system, const std::string& prefix)
    : impl_(std::make_unique<Impl>(system)) {
  Impl& impl = *impl_;
  const auto n = static_cast<std::size_t>(system.n_own());
  impl.inverse = Array<double>("line pivots", n);
  impl.first = Array<double>("line solution", n);
  impl.ghosts =
      Array<double>("line ghosts", static_cast<std::size_t>(impl.mesh.halo().n_ghosts() * impl.slots));
  impl.sums = Array<double>("column sums", static_cast<std::size_t>(impl.mesh.n_owned()));
  impl.shift = Array<double>("column shift", static_cast<std::size_t>(impl.mesh.n_columns()));
  impl.right_side = impl.map.make_vector();
  impl.correction = impl.map.make_vector();
  default_option("-" + prefix + "map_ksp_type", "preonly");
  default_option("-" + prefix + "map_pc_type", "hypre");
  check(KSPCreate(system.mesh().comm().handle(), &impl.coarse));
  check(KSPSetOptionsPrefix(impl.coarse, (prefix + "map_").c_str()));
  check(KSPSetOperators(impl.coarse, impl.map.matrix(), impl.map.matrix()));
  check(KSPSetFromOptions(impl.coarse));
}

ColumnPreconditioner::~ColumnPreconditioner() {
  KSPDestroy(&impl_->coarse);
  VecDestroy(&impl_->right_side);
  VecDestroy(&impl_->correction);
}

void ColumnPreconditioner::load(const process::ColumnMatrix& values) {
  Impl& impl = *impl_;
  impl.values = values;
  factor_lines(values, impl.inverse);
  sum_columns(values, impl.map_values);
  impl.map.load(impl.map_values);
  check(KSPSetOperators(impl.coarse, impl.map.matrix(), impl.map.matrix()));
}

void ColumnPreconditioner::install(PC pc) {
  check(PCSetType(pc, PCSHELL));
  check(PCShellSetContext(pc, this));
  check(PCShellSetApply(pc, apply_columns));
  check(PCShellSetName(pc, "columns"));
}

}  // namespace entail::solve
