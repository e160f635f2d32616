#include "solve/linear.hpp"

#include <petscksp.h>

#include "solve/bicgstab.hpp"
#include "solve/column_lines.hpp"
#include "solve/petsc.hpp"

namespace entail::solve {

namespace {

/// A system with its solver and vectors.
struct Solver {
  ColumnSystem system;
  KSP ksp = nullptr;
  Vec solution = nullptr, load = nullptr;

  Solver(const meshes::ColumnMesh& mesh, const std::string& prefix, int slots, ColumnSystem::Form form)
      : system(mesh, slots, form), solution(system.make_vector()), load(system.make_vector()) {
    check(KSPCreate(mesh.comm().handle(), &ksp));
    check(KSPSetOptionsPrefix(ksp, prefix.c_str()));
    check(KSPSetOperators(ksp, system.matrix(), system.matrix()));
    check(KSPSetFromOptions(ksp));
    PetscBool is_direct = PETSC_FALSE;  // and would not look at a guess
    check(PetscObjectTypeCompare(reinterpret_cast<PetscObject>(ksp), KSPPREONLY, &is_direct));
    check(KSPSetInitialGuessNonzero(ksp, is_direct ? PETSC_FALSE : PETSC_TRUE));
  }
  ~Solver() {
    KSPDestroy(&ksp);
    VecDestroy(&solution);
    VecDestroy(&load);
  }
  Solver(const Solver&) = delete;
  Solver& operator=(const Solver&) = delete;

  process::LinearReport solve(const Array<double>& right_side, const Array<double>& unknowns) {
    to_vector(right_side, load);
    to_vector(unknowns, solution);
    check(KSPSolve(ksp, load, solution));
    KSPConvergedReason reason = KSP_CONVERGED_ITERATING;
    PetscInt iterations = 0;
    check(KSPGetConvergedReason(ksp, &reason));
    check(KSPGetIterationNumber(ksp, &iterations));
    to_array(solution, unknowns);
    system.halo().exchange(unknowns, system.slots());
    return {reason > 0, static_cast<int>(iterations)};
  }
};

}  // namespace

struct LinearSolver::Impl {
  const meshes::ColumnMesh& mesh;
  std::string prefix;
  int slots;
  bool by_columns;                       // else by the preconditioner that the user asks for
  bool keeps_tolerance;                  // the user's
  double tolerance = 1e-10;              // of the own method
  std::unique_ptr<Bicgstab> own = {};    // unless the user asks for something of PETSc's
  std::unique_ptr<Solver> forward = {};  // of the matrix, by PETSc
  process::ColumnMatrix values = {};
  ColumnSweep sweep = {};
  Array<double> inverse = {}, ghosts = {};  // pivots of the columns; values of ghost columns

  /// Preconditioner and matrix at once, as left preconditioning wants them: y = M^-1 A x.
  static PetscErrorCode multiply_and_sweep(PC pc, PCSide side, Vec x, Vec y, Vec work) {
    void* context = nullptr;
    check(PCShellGetContext(pc, &context));
    auto& impl = *static_cast<Impl*>(context);
    if (side != PC_LEFT) {
      check(PCApply(pc, x, work));
      check(MatMult(impl.forward->system.matrix(), work, y));
      return 0;
    }
    const VectorArray from(x, VectorArray::Access::read), to(y, VectorArray::Access::write);
    impl.mesh.halo().exchange(from.array(), impl.ghosts, impl.slots);
    multiply_and_sweep_columns(impl.values, impl.sweep, impl.inverse, 1, from.array(), impl.ghosts,
                               from.array(), to.array());
    return 0;
  }

  static PetscErrorCode sweep_all(PC pc, Vec r, Vec z) {
    void* context = nullptr;
    check(PCShellGetContext(pc, &context));
    auto& impl = *static_cast<Impl*>(context);
    const VectorArray from(r, VectorArray::Access::read), to(z, VectorArray::Access::write);
    sweep_columns(impl.values, impl.sweep, impl.inverse, 1, from.array(), to.array());
    return 0;
  }
};

LinearSolver::LinearSolver(const meshes::ColumnMesh& mesh, const std::string& name, int slots)
    : impl_(new Impl{mesh, name + "_", slots, !has_option("-" + name + "_pc_type"),
                     has_option("-" + name + "_ksp_rtol")}) {
  Impl& impl = *impl_;
  if (!has_options_of("-" + impl.prefix)) {
    impl.own = std::make_unique<Bicgstab>(mesh, slots);
    return;
  }
  default_option("-" + impl.prefix + "ksp_type", "bcgs");
  default_option("-" + impl.prefix + "ksp_rtol", "1e-10");
  impl.forward = std::make_unique<Solver>(
      mesh, impl.prefix, slots, impl.by_columns ? ColumnSystem::Form::action : ColumnSystem::Form::entries);
  if (!impl.by_columns) return;
  impl.sweep = make_column_sweep(mesh);
  impl.inverse = Array<double>("column pivots", static_cast<std::size_t>(impl.forward->system.n_own()));
  impl.ghosts = Array<double>("ghosts", static_cast<std::size_t>(mesh.halo().n_ghosts() * slots));
  PC pc = nullptr;
  check(KSPGetPC(impl.forward->ksp, &pc));
  check(PCSetType(pc, PCSHELL));
  check(PCShellSetContext(pc, impl_.get()));
  check(PCShellSetApply(pc, &Impl::sweep_all));
  check(PCShellSetApplyBA(pc, &Impl::multiply_and_sweep));
  check(PCShellSetName(pc, "columns"));
}

LinearSolver::~LinearSolver() = default;

void LinearSolver::load(const process::ColumnMatrix& matrix) {
  Impl& impl = *impl_;
  impl.values = matrix;
  if (impl.own) return impl.own->load(matrix);
  impl.forward->system.load(matrix);
  if (impl.by_columns) factor_lines(matrix, impl.inverse);
}

void LinearSolver::set_tolerance(double relative) {
  Impl& impl = *impl_;
  impl.tolerance = relative;
  if (impl.own || impl.keeps_tolerance) return;
  check(KSPSetTolerances(impl.forward->ksp, relative, PETSC_DEFAULT, PETSC_DEFAULT, PETSC_DEFAULT));
}

process::LinearReport LinearSolver::solve(const Array<double>& right_side, const Array<double>& unknowns) {
  if (impl_->own) return impl_->own->solve(right_side, unknowns, {true}, impl_->tolerance).front();
  return impl_->forward->solve(right_side, unknowns);
}

void LinearSolver::load_lanes(const process::ColumnMatrix& matrix, int lanes,
                              const Array<double>& diagonals) {
  if (impl_->own) return impl_->own->load(matrix, lanes, diagonals);
  process::LinearSolver::load_lanes(matrix, lanes, diagonals);
}

std::vector<process::LinearReport> LinearSolver::solve_lanes(const Array<double>& right_sides,
                                                             const Array<double>& unknowns,
                                                             const std::vector<bool>& wanted) {
  if (impl_->own) return impl_->own->solve(right_sides, unknowns, wanted, impl_->tolerance);
  return process::LinearSolver::solve_lanes(right_sides, unknowns, wanted);
}

}  // namespace entail::solve
