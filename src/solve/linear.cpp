#include "solve/linear.hpp"

#include <petscksp.h>

#include "solve/petsc.hpp"

namespace entail::solve {

struct LinearSolver::Impl {
  const meshes::ColumnMesh& mesh;
  process::LinearProcess& process;
  ColumnSystem system;
  process::ColumnMatrix values;
  Array<double> right_side;
  KSP ksp = nullptr;
  Vec solution = nullptr, load = nullptr;

  Impl(const meshes::ColumnMesh& m, process::LinearProcess& p)
      : mesh(m),
        process(p),
        system(m, p.slots()),
        values(process::make_column_matrix(m, p.slots())),
        right_side("right side", static_cast<std::size_t>(system.n_own())) {}
};

LinearSolver::LinearSolver(const meshes::ColumnMesh& mesh, process::LinearProcess& process)
    : impl_(std::make_unique<Impl>(mesh, process)) {
  Impl& impl = *impl_;
  impl.solution = impl.system.make_vector();
  impl.load = impl.system.make_vector();
  const std::string prefix = process.name() + "_";
  default_option("-" + prefix + "ksp_type", "bcgs");
  default_option("-" + prefix + "ksp_rtol", "1e-12");
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

LinearReport LinearSolver::solve(const process::TimeStep& step, const Array<double>& unknowns) {
  Impl& impl = *impl_;
  impl.process.assemble(step, impl.values, impl.right_side);
  impl.system.load(impl.values);
  to_vector(impl.right_side, impl.load);
  to_vector(unknowns, impl.solution);
  check(KSPSolve(impl.ksp, impl.load, impl.solution));
  KSPConvergedReason reason = KSP_CONVERGED_ITERATING;
  PetscInt iterations = 0;
  check(KSPGetConvergedReason(impl.ksp, &reason));
  check(KSPGetIterationNumber(impl.ksp, &iterations));
  to_array(impl.solution, unknowns);
  impl.mesh.halo().exchange(unknowns, impl.process.slots());
  return {reason > 0, static_cast<int>(iterations)};
}

}  // namespace entail::solve
