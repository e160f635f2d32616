#include "solve/column_preconditioner.hpp"

namespace entail::solve {

namespace {

using process::ColumnMatrix;

/// Tridiagonal systems of all own columns, factored: forward elimination takes `lower`, back substitution
/// `upper` and the inverse pivots.
struct LineFactors {
  Array<double> lower, inverse, upper;  // per own slot
};

void factor_lines(const ColumnMatrix& matrix, Index n_columns, const LineFactors& lines) {
  const int slots = matrix.slots;
  Kokkos::parallel_for(
      "entail::solve::factor_lines", range(n_columns), KOKKOS_LAMBDA(Index column) {
        double pivot = 1.0, above_upper = 0.0;
        for (int s = 0; s < slots; ++s) {
          const Index row = matrix.row(column, s);
          const std::size_t i = static_cast<std::size_t>(column) * slots + s;
          const double lower = s > 0 ? matrix.values(row + ColumnMatrix::above) / pivot : 0.0;
          pivot = matrix.values(row + ColumnMatrix::diagonal) - lower * above_upper;
          above_upper = s + 1 < slots ? matrix.values(row + ColumnMatrix::below) : 0.0;
          lines.lower(i) = lower;
          lines.inverse(i) = 1.0 / pivot;
          lines.upper(i) = above_upper;
        }
      });
}

/// Adds the solution of the lines' systems for `right_side` to `result`; right_side is overwritten.
void solve_lines(const LineFactors& lines, Index n_columns, int slots, const Array<double>& right_side,
                 const Array<double>& result) {
  Kokkos::parallel_for(
      "entail::solve::solve_lines", range(n_columns), KOKKOS_LAMBDA(Index column) {
        const std::size_t first = static_cast<std::size_t>(column) * slots;
        for (int s = 1; s < slots; ++s)
          right_side(first + s) -= lines.lower(first + s) * right_side(first + s - 1);
        double below = 0.0;
        for (int s = slots - 1; s >= 0; --s) {
          below = (right_side(first + s) - lines.upper(first + s) * below) * lines.inverse(first + s);
          result(first + s) += below;
        }
      });
}

/// P^T A P: the rows of a column summed, entries of the same neighbour together.
void sum_columns(const ColumnMatrix& fine, Index n_columns, const ColumnMatrix& coarse) {
  const int slots = fine.slots;
  Kokkos::parallel_for(
      "entail::solve::sum_columns", range(n_columns), KOKKOS_LAMBDA(Index column) {
        const Index row = coarse.row(column, 0), width = fine.width(column);
        for (Index k = 0; k < width; ++k) coarse.values(row + k) = 0.0;
        for (int s = 0; s < slots; ++s) {
          const Index from = fine.row(column, s);
          double own = fine.values(from + ColumnMatrix::diagonal);
          if (s > 0) own += fine.values(from + ColumnMatrix::above);
          if (s + 1 < slots) own += fine.values(from + ColumnMatrix::below);
          coarse.values(row + ColumnMatrix::diagonal) += own;
          for (Index k = ColumnMatrix::links; k < width; ++k) coarse.values(row + k) += fine.values(from + k);
        }
      });
}

}  // namespace

struct ColumnPreconditioner::Impl {
  Mat matrix;
  int slots;
  Index n_columns;
  ColumnSystem map;  // one unknown per column
  ColumnMatrix map_values;
  LineFactors lines;
  Array<double> residual, solution, column_sums;  // per own slot, per own slot, per own column
  Vec work = nullptr, right_side = nullptr, correction = nullptr;
  KSP coarse = nullptr;

  explicit Impl(const ColumnSystem& system)
      : matrix(system.matrix()),
        slots(system.slots()),
        n_columns(system.mesh().n_owned()),
        map(system.mesh(), 1),
        map_values(process::make_column_matrix(system.mesh(), 1)) {}

  void smooth(Vec r, Vec z);
  void correct(Vec r, Vec z);
  static PetscErrorCode apply(PC pc, Vec r, Vec z);
};

/// z = z + T^-1 (r - A z)
void ColumnPreconditioner::Impl::smooth(Vec r, Vec z) {
  check(MatMult(matrix, z, work));
  check(VecAYPX(work, -1.0, r));
  to_array(work, residual);
  to_array(z, solution);
  solve_lines(lines, n_columns, slots, residual, solution);
  to_vector(solution, z);
}

/// z = z + P (P^T A P)^-1 P^T (r - A z)
void ColumnPreconditioner::Impl::correct(Vec r, Vec z) {
  check(MatMult(matrix, z, work));
  check(VecAYPX(work, -1.0, r));
  to_array(work, residual);
  const auto values = residual, sums = column_sums, all = solution;
  const int n = slots;
  Kokkos::parallel_for(
      "entail::solve::restrict", range(n_columns), KOKKOS_LAMBDA(Index column) {
        double sum = 0.0;
        for (int s = 0; s < n; ++s) sum += values(static_cast<std::size_t>(column) * n + s);
        sums(column) = sum;
      });
  to_vector(column_sums, right_side);
  check(KSPSolve(coarse, right_side, correction));
  to_array(correction, column_sums);
  to_array(z, solution);
  Kokkos::parallel_for(
      "entail::solve::prolong", range(n_columns), KOKKOS_LAMBDA(Index column) {
        for (int s = 0; s < n; ++s) all(static_cast<std::size_t>(column) * n + s) += sums(column);
      });
  to_vector(solution, z);
}

PetscErrorCode ColumnPreconditioner::Impl::apply(PC pc, Vec r, Vec z) {
  void* context = nullptr;
  check(PCShellGetContext(pc, &context));
  auto& impl = *static_cast<Impl*>(context);
  to_array(r, impl.residual);
  Kokkos::deep_copy(impl.solution, 0.0);
  solve_lines(impl.lines, impl.n_columns, impl.slots, impl.residual, impl.solution);
  to_vector(impl.solution, z);
  impl.correct(r, z);
  impl.smooth(r, z);
  return 0;
}

ColumnPreconditioner::ColumnPreconditioner(const ColumnSystem& system, const std::string& prefix)
    : impl_(std::make_unique<Impl>(system)) {
  Impl& impl = *impl_;
  const auto n = static_cast<std::size_t>(system.n_own());
  impl.lines = {Array<double>("line lower", n), Array<double>("line inverse", n),
                Array<double>("line upper", n)};
  impl.residual = Array<double>("line residual", n);
  impl.solution = Array<double>("line solution", n);
  impl.column_sums = Array<double>("column sums", static_cast<std::size_t>(impl.n_columns));
  impl.work = system.make_vector();
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
  VecDestroy(&impl_->work);
  VecDestroy(&impl_->right_side);
  VecDestroy(&impl_->correction);
}

void ColumnPreconditioner::load(const process::ColumnMatrix& values) {
  Impl& impl = *impl_;
  factor_lines(values, impl.n_columns, impl.lines);
  sum_columns(values, impl.n_columns, impl.map_values);
  impl.map.load(impl.map_values);
  check(KSPSetOperators(impl.coarse, impl.map.matrix(), impl.map.matrix()));
}

void ColumnPreconditioner::install(PC pc) {
  check(PCSetType(pc, PCSHELL));
  check(PCShellSetContext(pc, impl_.get()));
  check(PCShellSetApply(pc, Impl::apply));
  check(PCShellSetName(pc, "columns"));
}

}  // namespace entail::solve
