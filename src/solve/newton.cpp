#include "solve/newton.hpp"

#include <fmt/format.h>
#include <petscsnes.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "solve/column_preconditioner.hpp"
#include "solve/petsc.hpp"

namespace entail::solve {

namespace {

/// A largest value and where it is, for a reduction over all ranks.
struct Worst {
  double value;
  int rank;
};

/// What rounding of the unknowns `x` makes of residuals, as water per area and second [m/s], at most over the
/// own slots: a residual is a difference of fluxes, conductances times unknowns, and the Jacobian's diagonal
/// is the sum of the conductances.
double rounding_of_residuals(const process::ColumnMatrix& jacobian, const Array<double>& area,
                             const Array<double>& x) {
  constexpr double epsilon = std::numeric_limits<double>::epsilon();
  const int slots = jacobian.slots;
  double most = 0.0;
  Kokkos::parallel_reduce(
      "entail::solve::rounding_of_residuals", range(jacobian.n_columns * slots),
      KOKKOS_LAMBDA(Index i, double& largest) {
        const Index at = jacobian.at(i / slots, i % slots, process::ColumnMatrix::diagonal);
        const double value = epsilon * std::fabs(jacobian.values(at) * x(i)) / area(i / slots);
        largest = largest > value ? largest : value;
      },
      Kokkos::Max<double>(most));
  return most;
}

}  // namespace

struct NewtonSolver::Impl {
  const meshes::ColumnMesh& mesh;
  process::NonlinearProcess& process;
  NewtonSettings settings;
  ColumnSystem system;
  process::ColumnMatrix values;
  std::unique_ptr<ColumnPreconditioner> preconditioner;  // unless the user asks for another
  SNES snes = nullptr;
  Vec solution = nullptr, function = nullptr;
  Array<double> unknowns;  // the caller's, during a solve: trial values of own and ghost columns
  double step_length = 1.0;
  bool steady = false;
  double last_residual = 0.0;    // [m], at the iteration before
  double second_residual = 0.0;  // [m], at the one before that
  double steady_residual = 0.0;  // of the last steady state found
  double rounding = 0.0;         // [m/s], of residuals, at the last Jacobian
  double damping = 1.0;
  double permitted_loss = 1e300;  // [m3], of all slots together in the step
  double total_area = 0.0;        // [m2], of all ranks
  double norm_of_area = 0.0;      // [m2], of a vector that holds the smallest column's area in every slot
  Array<double> area;             // [m2], per column

  Impl(const meshes::ColumnMesh& m, process::NonlinearProcess& p, const NewtonSettings& s)
      : mesh(m),
        process(p),
        settings(s),
        system(m, p.slots(),
               has_option("-" + p.name() + "_pc_type") ? ColumnSystem::Form::entries
                                                       : ColumnSystem::Form::action),
        values(process::make_column_matrix(m, p.slots())),
        area(to_device("area", m.area())) {
    double most = 0.0;  // inverse area
    for (Index c = 0; c < m.n_owned(); ++c) {
      const double one = m.area()[static_cast<std::size_t>(c)];
      total_area += one;
      most = std::max(most, 1.0 / one);
    }
    total_area = m.comm().sum(total_area);
    const double n_slots = m.comm().sum(static_cast<double>(m.n_owned() * p.slots()));
    norm_of_area = std::sqrt(n_slots) / m.comm().max(most);
  }

  /// The largest residual of this rank as water per area [m] and its own slot.
  std::pair<double, Index> largest_residual(Vec f) const;
  /// The largest component of a vector over all ranks.
  double largest(Vec vector) const {
    PetscReal norm = 0.0;
    check(VecNorm(vector, NORM_INFINITY, &norm));
    return norm;
  }
  /// True when the residuals of all slots together are more than the step may lose.
  bool loses_too_much(Vec f) const;
  NewtonReport report(SNESConvergedReason reason) const;
  double good_start() const;
  void stop_linear_solver_at(double residual, PetscInt iteration) const;

  // What SNES calls back; `context` is the Impl.
  static PetscErrorCode form_function(SNES snes, Vec x, Vec f, void* context);
  static PetscErrorCode form_jacobian(SNES snes, Vec x, Mat a, Mat p, void* context);
  static PetscErrorCode limit_update(SNESLineSearch search, Vec from, Vec step, Vec proposed,
                                     PetscBool* step_changed, PetscBool* proposed_changed, void* context);
  static PetscErrorCode test_convergence(SNES snes, PetscInt iteration, PetscReal xnorm, PetscReal gnorm,
                                         PetscReal fnorm, SNESConvergedReason* reason, void* context);
};

std::pair<double, Index> NewtonSolver::Impl::largest_residual(Vec f) const {
  const PetscScalar* data = nullptr;
  check(VecGetArrayRead(f, &data));
  double most = 0.0;
  Index where = 0;
  const int slots = process.slots();
  for (Index i = 0; i < system.n_own(); ++i) {
    const double value = std::fabs(data[i]) * step_length / mesh.area()[static_cast<std::size_t>(i / slots)];
    if (value > most) {
      most = value;
      where = i;
    }
  }
  check(VecRestoreArrayRead(f, &data));
  return {most, where};
}

PetscErrorCode NewtonSolver::Impl::form_function(SNES snes, Vec x, Vec f, void* context) {
  auto& impl = *static_cast<Impl*>(context);
  to_array(x, impl.unknowns);
  impl.mesh.halo().exchange(impl.unknowns, impl.process.slots());
  {
    const VectorArray residual(f, VectorArray::Access::write);
    impl.process.residual(impl.unknowns, residual.array());
  }
  PetscReal norm = 0.0;
  check(VecNorm(f, NORM_2, &norm));
  if (!std::isfinite(norm)) check(SNESSetFunctionDomainError(snes));
  return 0;
}

PetscErrorCode NewtonSolver::Impl::form_jacobian(SNES, Vec x, Mat, Mat, void* context) {
  auto& impl = *static_cast<Impl*>(context);
  to_array(x, impl.unknowns);
  impl.mesh.halo().exchange(impl.unknowns, impl.process.slots());
  impl.process.jacobian(impl.unknowns, impl.values);
  impl.rounding = impl.mesh.comm().max(rounding_of_residuals(impl.values, impl.area, impl.unknowns));
  impl.system.load(impl.values);
  if (impl.preconditioner) impl.preconditioner->load(impl.values);
  return 0;
}

PetscErrorCode NewtonSolver::Impl::limit_update(SNESLineSearch, Vec from, Vec, Vec proposed,
                                                PetscBool* step_changed, PetscBool* proposed_changed,
                                                void* context) {
  auto& impl = *static_cast<Impl*>(context);
  if (impl.damping < 1.0) check(VecAXPBY(proposed, 1.0 - impl.damping, impl.damping, from));
  {
    const VectorArray start(from, VectorArray::Access::read), moved(proposed, VectorArray::Access::update);
    impl.process.limit_update(start.array(), moved.array());
  }
  *step_changed = PETSC_FALSE;
  *proposed_changed = PETSC_TRUE;
  return 0;
}

/// What the residual of a first guess [m] may be for it to be the solution: a steady state as good as what
/// rounding left of the one found last is that one still, and a step in which nothing moves but what rounding
/// moves needs no solve.
double NewtonSolver::Impl::good_start() const {
  if (steady) return std::max(settings.steady_tolerance, 1.01 * steady_residual);
  return std::max(1e-3 * settings.residual_tolerance,
                  std::min(0.1 * settings.residual_tolerance, 8.0 * rounding * step_length));
}

/// Lets conjugate gradients stop where slots are off by a tenth of a residual [m] in the mean, and by less
/// the more Newton iterations found that too much. In a steady state some slots are off by fifty times the
/// mean: two more iterations then save a second solve.
void NewtonSolver::Impl::stop_linear_solver_at(double residual, PetscInt iteration) const {
  const double tenths = (steady ? 2.0 : 1.0) + 2.0 * static_cast<double>(iteration);
  const double mean = residual * std::pow(0.1, tenths);
  KSP ksp = nullptr;
  check(SNESGetKSP(snes, &ksp));
  check(
      KSPSetTolerances(ksp, PETSC_DEFAULT, mean * norm_of_area / step_length, PETSC_DEFAULT, PETSC_DEFAULT));
}

/// Solved when no slot is off by more than a film of water and the unknowns are estimated to be near the
/// solution: the last update times the factor by which it shrank the residual is what the next update would
/// be.
PetscErrorCode NewtonSolver::Impl::test_convergence(SNES snes, PetscInt iteration, PetscReal, PetscReal,
                                                    PetscReal fnorm, SNESConvergedReason* reason,
                                                    void* context) {
  auto& impl = *static_cast<Impl*>(context);
  *reason = SNES_CONVERGED_ITERATING;
  if (!std::isfinite(fnorm)) {
    *reason = SNES_DIVERGED_FNORM_NAN;
    return 0;
  }
  Vec f = nullptr;
  check(SNESGetFunction(snes, &f, nullptr, nullptr));
  // What a steady state may be off is a part of what flows through it, per area.
  if (impl.steady) {
    const double flow = impl.process.throughput(impl.unknowns);
    impl.step_length = flow > 0.0 ? impl.total_area / flow : 1.0;
  }
  const double residual = impl.mesh.comm().max(impl.largest_residual(f).first);
  const double permitted = impl.steady ? impl.settings.steady_tolerance : impl.settings.residual_tolerance;
  const double good = 1e-3 * permitted, good_start = impl.good_start();
  // Almost linear: its first solve can be its last.
  if (impl.process.is_symmetric())
    impl.stop_linear_solver_at(0.5 * std::min(permitted, good_start), iteration);
  // What the slots are off may add up to much of what little moves. A few more iterations mend that, unless
  // rounding is what is left.
  const bool may_improve =
      iteration + 1 < impl.settings.iterations && (iteration == 0 || residual < 0.3 * impl.last_residual);
  const bool enough = !may_improve || !impl.loses_too_much(f);
  if (residual <= (iteration == 0 ? good_start : good) && enough) {
    *reason = SNES_CONVERGED_FNORM_ABS;
  } else if (iteration > 0) {
    Vec update = nullptr;
    check(SNESGetSolutionUpdate(snes, &update));
    const double moved = impl.largest(update);
    const double next = moved * std::min(1.0, residual / impl.last_residual);
    const bool solved = residual <= permitted && next <= impl.settings.update_tolerance;
    // Fluxes of flat cells are differences of large numbers: what rounding leaves of the residual may be more
    // than is permitted, and then no further step moves the heads.
    const double nothing = 1e-2 * impl.settings.update_tolerance;
    const bool stays = impl.steady || residual > 0.3 * impl.last_residual;
    const bool rounded =
        (residual <= 1e4 * permitted && moved <= nothing && stays) ||
        (impl.steady && residual <= 1e2 * permitted && next <= 1e-2 * nothing) ||
        (impl.steady && residual <= 8.0 * impl.rounding * impl.step_length && next <= nothing);
    if ((solved && enough) || rounded) *reason = SNES_CONVERGED_FNORM_ABS;
  }
  if (impl.steady && *reason > 0) impl.steady_residual = residual;
  // Around a bend of the equations full steps can go to and fro for ever; halves go to the middle.
  impl.damping = iteration >= 3 && residual > 0.3 * impl.second_residual ? 0.5 : 1.0;
  impl.second_residual = impl.last_residual;
  impl.last_residual = residual;
  return 0;
}

bool NewtonSolver::Impl::loses_too_much(Vec f) const {
  if (steady || permitted_loss >= 1e300) return false;
  PetscScalar sum = 0.0;
  check(VecSum(f, &sum));
  return std::fabs(sum) * step_length > permitted_loss;
}

namespace {

std::string in_words(SNESConvergedReason reason) {
  switch (reason) {
    case SNES_DIVERGED_MAX_IT:
      return "too many Newton iterations";
    case SNES_DIVERGED_LINEAR_SOLVE:
      return "the linear solver did not converge";
    case SNES_DIVERGED_LINE_SEARCH:
      return "the line search found no better state";
    case SNES_DIVERGED_FNORM_NAN:
    case SNES_DIVERGED_FUNCTION_DOMAIN:
      return "the equations gave no number";
    default:
      return fmt::format("SNES reason {}", static_cast<int>(reason));
  }
}

}  // namespace

NewtonReport NewtonSolver::Impl::report(SNESConvergedReason reason) const {
  NewtonReport r;
  PetscInt newton = 0, linear = 0;
  check(SNESGetIterationNumber(snes, &newton));
  check(SNESGetLinearSolveIterations(snes, &linear));
  r.converged = reason > 0;
  r.newton_iterations = static_cast<int>(newton);
  r.linear_iterations = static_cast<int>(linear);
  if (r.converged) return r;
  r.reason = in_words(reason);
  const auto [value, where] = largest_residual(function);
  Worst mine{value, mesh.comm().rank()}, worst{};
  MPI_Allreduce(&mine, &worst, 1, MPI_DOUBLE_INT, MPI_MAXLOC, mesh.comm().handle());
  std::int64_t place[2] = {0, 0};
  if (worst.rank == mesh.comm().rank() && mesh.n_owned() > 0) {
    place[0] = mesh.global()[static_cast<std::size_t>(where / process.slots())];
    place[1] = where % process.slots();
  }
  MPI_Bcast(place, 2, MPI_INT64_T, worst.rank, mesh.comm().handle());
  r.worst_residual = worst.value;
  r.worst_column = place[0];
  r.worst_slot = static_cast<int>(place[1]);
  return r;
}

NewtonSolver::NewtonSolver(const meshes::ColumnMesh& mesh, process::NonlinearProcess& process,
                           const NewtonSettings& settings)
    : impl_(std::make_unique<Impl>(mesh, process, settings)) {
  Impl& impl = *impl_;
  impl.solution = impl.system.make_vector();
  impl.function = impl.system.make_vector();
  const std::string prefix = process.name() + "_";
  default_option("-" + prefix + "ksp_type", process.is_symmetric() ? "cg" : "gmres");
  if (process.is_symmetric()) default_option("-" + prefix + "ksp_norm_type", "unpreconditioned");
  // Tighter than Newton needs: what differs between numbers of ranks must not sway the choice of steps. A
  // symmetric system has an absolute tolerance instead.
  default_option("-" + prefix + "ksp_rtol", process.is_symmetric() ? "1e-13" : "1e-5");
  default_option("-" + prefix + "ksp_max_it", process.is_symmetric() ? "1000" : "200");
  default_option("-" + prefix + "snes_linesearch_type", "basic");
  default_option("-" + prefix + "snes_max_it", std::to_string(settings.iterations));
  check(SNESCreate(mesh.comm().handle(), &impl.snes));
  check(SNESSetOptionsPrefix(impl.snes, prefix.c_str()));
  check(SNESSetFunction(impl.snes, impl.function, Impl::form_function, &impl));
  check(SNESSetJacobian(impl.snes, impl.system.matrix(), impl.system.matrix(), Impl::form_jacobian, &impl));
  check(SNESSetConvergenceTest(impl.snes, Impl::test_convergence, &impl, nullptr));
  check(SNESSetFromOptions(impl.snes));
  if (!has_option("-" + prefix + "pc_type")) {
    KSP ksp = nullptr;
    PC pc = nullptr;
    check(SNESGetKSP(impl.snes, &ksp));
    check(KSPGetPC(ksp, &pc));
    impl.preconditioner =
        std::make_unique<ColumnPreconditioner>(mesh, process.slots(), prefix, process.is_diffusive());
    impl.preconditioner->install(pc);
  }
  SNESLineSearch search = nullptr;
  check(SNESGetLineSearch(impl.snes, &search));
  check(SNESLineSearchSetPostCheck(search, Impl::limit_update, &impl));
}

NewtonSolver::~NewtonSolver() {
  SNESDestroy(&impl_->snes);
  VecDestroy(&impl_->solution);
  VecDestroy(&impl_->function);
}

NewtonReport NewtonSolver::solve(const process::TimeStep& step, const Array<double>& unknowns, double loss) {
  Impl& impl = *impl_;
  impl.permitted_loss = loss;
  impl.step_length = step.length;
  impl.steady = step.steady;
  impl.last_residual = impl.second_residual = 0.0;
  impl.damping = 1.0;
  impl.unknowns = unknowns;
  to_vector(unknowns, impl.solution);
  check(SNESSolve(impl.snes, nullptr, impl.solution));
  SNESConvergedReason reason = SNES_CONVERGED_ITERATING;
  check(SNESGetConvergedReason(impl.snes, &reason));
  to_array(impl.solution, unknowns);
  impl.mesh.halo().exchange(unknowns, impl.process.slots());
  return impl.report(reason);
}

}  // namespace entail::solve
