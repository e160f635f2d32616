#include "solve/linear.hpp"

#include <petscksp.h>

#include "solve/petsc.hpp"

namespace entail::solve {

struct LinearSolver::Impl {
  const meshes::ColumnMesh& mesh;
  ColumnSystem system;
  KSP ksp = nullptr;
  Vec solution = nullptr, load = nullptr;

  Impl(const meshes::ColumnMesh& m, int slots) : mesh(m), system(m, slots, ColumnSystem::Form::entries) {}

  template <class Solve>
  process::LinearReport solve(const Array<double>& right_side, const Array<double>& unknowns,
                              const Solve& run) {
    to_vector(right_side, load);
    to_vector(unknowns, solution);
    check(run(ksp, load, solution));
    KSPConvergedReason reason = KSP_CONVERGED_ITERATING;
    PetscInt iterations = 0;
    check(KSPGetConvergedReason(ksp, &reason));
    check(KSPGetIterationNumber(ksp, &iterations));
    to_array(solution, unknowns);
    mesh.halo().exchange(unknowns, system.slots());
    return {reason > 0, static_cast<int>(iterations)};
  }
};

LinearSolver::LinearSolver(const meshes::ColumnMesh& mesh, const std::string& name, int slots)
    : impl_(std::make_unique<Impl>(mesh, slots)) {
  Impl& impl = *impl_;
  impl.solution = impl.system.make_vector();
  impl.load = impl.system.make_vector();
  const std::string prefix = name + "_";
  default_option("-" + prefix + "ksp_type", "bcgs");
  default_option("-" + prefix + "ksp_rtol", "1e-10");
  default_option("-" + prefix + "pc_type", "bjacobi");
  check(KSPCreate(mesh.comm().handle(), &impl.ksp));
  check(KSPSetOptionsPrefix(impl.ksp, prefix.c_str()));
  check(KSPSetOperators(impl.ksp, impl.system.matrix(), impl.system.matrix()));
  check(KSPSetInitialGuessNonzero(impl.ksp, PETSC_TRUE));
  check(KSPSetFromOptions(impl.ksp));
}

LinearSolver::~LinearSolver() {
  KSPDestroy(&impl_->ksp);
  VecDestroy(&impl_->solution);
  VecDestroy(&impl_->load);
}

void LinearSolver::load(const process::ColumnMatrix& matrix) { impl_->system.load(matrix); }

process::LinearReport LinearSolver::solve(const Array<double>& right_side, const Array<double>& unknowns) {
  return impl_->solve(right_side, unknowns, KSPSolve);
}

process::LinearReport LinearSolver::solve_transposed(const Array<double>& right_side,
                                                     const Array<double>& unknowns) {
  return impl_->solve(right_side, unknowns, KSPSolveTranspose);
}

}  // namespace entail::solve
